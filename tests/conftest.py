"""Fixtures of all tests. A run that asks for no server starts none."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as examples

from support.servers import Servers, begin_run, end_run
from support.servers import servers as shared_servers

if TYPE_CHECKING:
    from kit.settings import Settings
    from support.citizen import Citizen, Filed, Portal
    from support.clicks import Theatre
    from support.front_door import Door
    from support.integrators import House
    from support.officers import Browser, Floor
    from support.ways_out import WaysOut
    from tenants.permissions.model import Actor

# A run judges a change, so every run draws the same examples and none is judged by how long it takes.
examples.register_profile("steady", derandomize=True, deadline=None)
examples.load_profile("steady")
_USERS = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_USERS] = begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_run(config.stash[_USERS])


@pytest.fixture(scope="session", autouse=True)
def _patient() -> None:
    """No test depends on how busy the machine is."""
    from support.patience import be_patient

    be_patient()


@pytest.fixture(scope="session")
def servers() -> Servers:
    """PostgreSQL and Valkey, shared by all processes of this run."""
    return shared_servers()


@pytest.fixture(scope="session")
def redis_url(servers: Servers) -> str:
    """A Valkey that this test process has for itself."""
    return servers.redis_urls[int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])]


@pytest.fixture(scope="session")
def database_urls(
    servers: Servers, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[Settings]":
    """A migrated database that this test process has for itself, addressed as each role."""
    from support.databases import database

    name = f"sahut_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"
    data = tmp_path_factory.mktemp("data")
    os.environ["SAHUT_KEY_FILE"] = str(data / "keys" / "master")
    with database(servers, name, data, redis_url) as settings:
        yield settings


@pytest.fixture
async def floor(database_urls: "Settings") -> "AsyncIterator[Floor]":
    """Officers and administrators at their pages."""
    from support.officers import open_floor

    async with open_floor(database_urls) as opened:
        yield opened


@pytest.fixture
async def administrator(floor: "Floor") -> "tuple[Browser, Actor]":
    """Somebody who administers the district, at their browser."""
    from support.administrators import an_administrator

    return await an_administrator(floor)


@pytest.fixture
async def browser(floor: "Floor") -> "Browser":
    """The browser of somebody who administers the district."""
    from support.administrators import an_administrator

    return (await an_administrator(floor))[0]


@pytest.fixture
async def out(floor: "Floor") -> "WaysOut":
    """The district can also send SMS and letters."""
    from support.ways_out import ways_out

    return await ways_out(floor.world, floor.runtime)


@pytest.fixture
async def portal(database_urls: "Settings") -> "AsyncIterator[Portal]":
    """The portal's pages."""
    from support.citizen import open_portal

    async with open_portal(database_urls) as opened:
        yield opened


@pytest.fixture
def citizen(portal: "Portal") -> "Citizen":
    """Somebody who opens the portal for the first time."""
    return portal.citizen()


@pytest.fixture
async def filed(portal: "Portal") -> "Filed":
    """A report that a citizen filed in the portal."""
    return await portal.case()


@pytest.fixture
async def house(database_urls: "Settings") -> "AsyncIterator[House]":
    """The whole application, as integrators reach it."""
    from support.integrators import open_house

    async with open_house(database_urls) as opened:
        yield opened


@pytest.fixture
async def door(database_urls: "Settings", redis_url: str) -> "AsyncIterator[Door]":
    """The way in, with its limits."""
    from support.front_door import front_door

    async with front_door(database_urls, redis_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def theatre() -> "Iterator[Theatre]":
    """A desk of its own and a browser."""
    from support.clicks import opened_theatre

    with opened_theatre() as opened:
        yield opened
