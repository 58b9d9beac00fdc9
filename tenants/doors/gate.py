"""One pool of connections per process, as one role; opened by the composition roots."""

from typing import Any

import asyncpg
from asyncpg.pgproto.pgproto import UUID as DriverUUID
from piccolo.engine.postgres import PostgresEngine

from kit import ids

_PLAN_SECONDS = 10
"""So long a statement keeps its plan: one made while a table was small reads all of an office's rows (ARCHITECTURE 13).
"""


class GateClosed(Exception):
    """A door was used before the process opened its pool."""


class _Engine(PostgresEngine):
    """Piccolo's engine without its connections at construction; the start-up check judges versions."""

    async def check_version(self) -> None:
        """Nothing: `tenants.doors.roles` checks the server once the pool is open."""

    async def prep_database(self) -> None:
        """Nothing: extensions are made by deploy/roles.sql."""


_engine: _Engine | None = None


async def _keep_as_it_is(_connection: "asyncpg.Connection[Any]") -> None:
    """The pool's reset query is not needed: everything we set ends with its transaction."""


def make_engine(url: str) -> PostgresEngine:
    """An engine for an address, connected to nothing yet."""
    return _Engine(config={"dsn": url})


async def open_gate(url: str, *, most: int = 12) -> None:
    """Open the pool for this process' role; at most `most` connections."""
    global _engine
    if _engine is None:  # one for the life of the process: Piccolo's tables keep the engine they first saw
        _engine = _Engine(config={"dsn": url})
    _engine.config = {"dsn": url}
    ids.make_by(DriverUUID)  # as the driver answers them: made, hashed, told and sent several times as fast
    await _engine.start_connection_pool(
        min_size=1,
        max_size=most,
        max_inactive_connection_lifetime=120.0,
        reset=_keep_as_it_is,
        statement_cache_size=300,
        max_cached_statement_lifetime=_PLAN_SECONDS,
        command_timeout=60,
        timeout=5,
    )


async def close_gate() -> None:
    """Close the pool; scopes still open are waited for."""
    if gate_is_open():
        await current_engine().close_connection_pool()


def gate_is_open() -> bool:
    """Has this process opened its pool?"""
    return _engine is not None and _engine.pool is not None


def current_engine() -> PostgresEngine:
    """The engine behind the doors; raises `GateClosed` before `open_gate`."""
    if _engine is None or _engine.pool is None:
        raise GateClosed("open_gate was not called in this process")
    return _engine


def current_pool() -> "asyncpg.Pool[asyncpg.Record]":
    """The pool behind the doors; raises `GateClosed` before `open_gate`."""
    pool = current_engine().pool
    if pool is None:
        raise GateClosed("the pool is closed")
    return pool
