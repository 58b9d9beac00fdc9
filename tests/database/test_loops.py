"""The worker's loops: offices take turns, and the database is asked who is due no more often than is of use."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from kit.settings import Settings
from wiring.loops import Loop

OFFICES = 40
_DUE = "SELECT n FROM waiting WHERE (SELECT nextval('looks')) > 0 ORDER BY n"


@pytest.fixture
async def sweep(database_urls: Settings) -> AsyncIterator["asyncpg.Pool[Any]"]:
    """One connection with forty offices that are due; it counts the looks."""
    async with asyncpg.create_pool(database_urls.owner_url, min_size=1, max_size=1) as pool:
        await pool.execute("CREATE TEMP SEQUENCE looks")
        await pool.execute(f"CREATE TEMP TABLE waiting AS SELECT generate_series(1, {OFFICES}) AS n")
        yield pool


@asynccontextmanager
async def running(loop: Loop, sweep: "asyncpg.Pool[Any]") -> AsyncIterator[None]:
    """The loop at work; it is stopped at the end."""
    task = asyncio.create_task(loop.run(sweep, lambda _topic: None))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await loop.drain()


async def all_done(sweep: "asyncpg.Pool[Any]", *, but: int = 0) -> None:
    """Until nobody is due, or only this one."""
    async with asyncio.timeout(60):
        while await sweep.fetchval("SELECT EXISTS (SELECT FROM waiting WHERE n <> $1)", but):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def done(sweep: "asyncpg.Pool[Any]") -> Callable[[int], Awaitable[int]]:
    """Work after which an office is no longer due."""

    async def work(office: int) -> int:
        await sweep.execute("DELETE FROM waiting WHERE n = $1", office)
        return 1

    return work


async def test_offices_that_wait_for_their_turn_are_not_asked_for_again(sweep: "asyncpg.Pool[Any]") -> None:
    async with running(Loop("probe", _DUE, done(sweep), at_once=2), sweep):
        await all_done(sweep)
        looks: int = await sweep.fetchval("SELECT last_value FROM looks")
    assert looks <= OFFICES // 4


async def test_an_office_whose_work_hangs_holds_up_no_other(sweep: "asyncpg.Pool[Any]") -> None:
    freed, others = asyncio.Event(), done(sweep)

    async def work(office: int) -> int:
        if office > 1:
            return await others(office)
        await freed.wait()
        return 0

    async with running(Loop("probe", _DUE, work, at_once=2), sweep):
        await all_done(sweep, but=1)
        freed.set()


async def test_a_bell_is_heard_while_another_office_works_long(sweep: "asyncpg.Pool[Any]") -> None:
    freed, others = asyncio.Event(), done(sweep)
    await sweep.execute("DELETE FROM waiting WHERE n > 1")

    async def work(office: int) -> int:
        if office > 1:
            return await others(office)
        begun.set()
        await freed.wait()
        return 0

    begun, loop = asyncio.Event(), Loop("probe", _DUE, work, at_once=2)
    async with running(loop, sweep):
        await begun.wait()
        await sweep.execute("INSERT INTO waiting VALUES (2)")
        loop.ring()
        await all_done(sweep, but=1)
        freed.set()
