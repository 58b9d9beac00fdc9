"""Fixtures of the tests that need rows."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest

from helpdesk.intake import linking
from kit.settings import Settings
from support.world import World, small_world
from tenants.permissions.model import Actor


@pytest.fixture
async def world(database_urls: Settings) -> AsyncIterator[World]:
    """Four new offices, with the doors open as the worker."""
    async with small_world(database_urls) as opened:
        yield opened


@pytest.fixture
async def officer(world: World) -> Actor:
    """Somebody at the district's desk."""
    return await world.staff(world.district)


@pytest.fixture
async def owner(database_urls: Settings) -> "AsyncIterator[asyncpg.Connection[Any]]":
    """A connection of the database's owner."""
    connection = await asyncpg.connect(database_urls.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
def codes() -> Iterator[None]:
    """Citizens may join a report to a thread by a one-time code."""
    linking.configure(b"joining-key-of-the-tests-01234567")
    yield
    linking.configure(b"")
