"""Fixtures of the tests that need rows."""

from collections.abc import AsyncIterator

import pytest

from kit.settings import Settings
from support.world import World, small_world


@pytest.fixture
async def world(database_urls: Settings) -> AsyncIterator[World]:
    """Four new offices, with the doors open as the worker."""
    async with small_world(database_urls) as opened:
        yield opened
