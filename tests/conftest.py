"""Fixtures of all tests. A run that asks for no server starts none."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from support.servers import Servers, begin_run, end_run
from support.servers import servers as shared_servers

if TYPE_CHECKING:
    from kit.settings import Settings

_USERS = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_USERS] = begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_run(config.stash[_USERS])


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
