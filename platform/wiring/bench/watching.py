"""F8: promises that run out are found, marked and announced; how fast, how late, and by several workers once."""

import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from tenants.doors import tenant_scope
from wiring.bench.bed import Bed
from wiring.bench.intake import Measurement, conditions, percentile
from wiring.bench.promised import FIRST_LOOK, inside, now_of, open_many, spread, workers
from wiring.bench.references import References
from wiring.runtime import calm_collector, open_runtime
from wiring.worker import loops

FEW = 10_000
"""Cases whose first promise runs out."""
LEAD = 40.0
"""Seconds in which the cases are opened and the workers start."""
LATE_AT_MOST = 5.0
ROUNDS = 3
SECONDS = 4

_OLD = FIRST_LOOK + timedelta(hours=1)
_DUE = "SELECT EXISTS (SELECT FROM due_tenants('clock', 1))"
_LATENESS = (
    "SELECT extract(epoch FROM at - (detail->>'due_at')::timestamptz)::float8 FROM case_event WHERE tenant_id = $1"
    " AND kind = 'clock.missed' AND (detail->>'due_at')::timestamptz BETWEEN $2 AND $3"
)
_ANNOUNCED = (
    "SELECT (fact->>'case_id') || (fact->>'target') FROM outbox WHERE tenant_id = $1"
    " AND kind = 'clock.missed' AND (fact->>'due_at')::timestamptz BETWEEN $2 AND $3"
)


def watching(bed: Bed, references: References) -> Iterator[Measurement]:
    """Overdue promises a second against P1: those that were in danger before, and those that slept through it."""
    for warned in (True, False):
        yield asyncio.run(_watched(bed, references, warned=warned))


async def _watched(bed: Bed, references: References, *, warned: bool) -> Measurement:
    rounds: list[tuple[float, float]] = []
    async with _watch(bed) as until_nothing_is_due:
        for _ in range(ROUNDS + 1):
            if warned:
                first = await _warned(bed, 0.0, until_nothing_is_due)
                await _wait_until(bed, first)
            else:
                await _open_overdue(bed)
            bed.checkpoint()
            seconds = await until_nothing_is_due()
            bed.checkpoint()
            rounds.append((FEW / seconds, references.p1(SECONDS)))
    ratios = [watched / p1 for watched, p1 in rounds[1:]]  # the first one warms
    return Measurement(
        name=f"F8 overdue promises found, marked and announced{'' if warned else ', after a sleep'}",
        value=round(statistics.median(watched for watched, _ in rounds[1:]), 1),
        unit="1/s",
        reference=f"P1 = {statistics.median(p1 for _, p1 in rounds[1:]):.1f}",
        ratio=round(statistics.median(ratios), 3),
        rounds=[round(ratio, 3) for ratio in ratios],
        conditions=f"{conditions()}; facts of each: {'' if warned else '80 %, '}100 %, missed",
    )


async def _open_overdue(bed: Bed) -> None:
    opened_at = await now_of(bed.hooks[0]) - _OLD
    await open_many(spread(bed.hooks, FEW), lambda number: opened_at - timedelta(milliseconds=number))


_Watch = Callable[[], Awaitable[float]]


@contextlib.asynccontextmanager
async def _watch(bed: Bed) -> AsyncIterator[_Watch]:
    """The worker's own loop, in a process that lives on from one look to the next, as a worker does.

    Each call answers the seconds until nothing is due any more.
    """
    sweeping = await asyncpg.create_pool(bed.settings.sweep_url, min_size=2, max_size=3)
    async with open_runtime(bed.settings, bed.settings.worker_url, connections=6) as runtime, sweeping:
        watch = next(each for each in loops(runtime) if each.topic == "clock")
        calm_collector()

        async def until_nothing_is_due() -> float:
            begun = time.perf_counter()
            task = asyncio.create_task(watch.run(sweeping, lambda _topic: None))
            await _quiet(sweeping)
            seconds = time.perf_counter() - begun
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await watch.drain()
            return seconds

        yield until_nothing_is_due


async def _quiet(sweeping: "asyncpg.Pool[asyncpg.Record]") -> None:
    while await sweeping.fetchval(_DUE):  # noqa: ASYNC110 - it is the database that is waited for
        await asyncio.sleep(0.01)


def running_out(bed: Bed, count: int, within: float) -> Iterator[Measurement]:
    """Promises run out within so many seconds while so many workers look: how late each is told, and how often."""
    first = asyncio.run(_prepared(bed, within))
    last = first + timedelta(seconds=within)
    with workers(bed, count, "clock"):
        told = asyncio.run(_all_told(bed, first, last))
    under = f"{count} worker{'s' if count > 1 else ''}, {FEW:,} within {within:g} s"
    late = inside(bed, lambda: _found(bed, _LATENESS, first, last))
    announced = inside(bed, lambda: _found(bed, _ANNOUNCED, first, last))
    yield _once(under, len(announced), len(set(announced)))
    yield _lateness(f"F8 lateness, {under}, p99", percentile(late, 99), late)
    yield _lateness(f"F8 lateness, {under}, the last is stored", told, late)


async def _prepared(bed: Bed, within: float) -> datetime:
    async with _watch(bed) as until_nothing_is_due:
        return await _warned(bed, within, until_nothing_is_due)


async def _warned(bed: Bed, within: float, until_nothing_is_due: _Watch) -> datetime:
    """Promises that run out soon, their warnings at 80 % told; answers when the first one does."""
    first = await _open_running_out(bed, within)
    await until_nothing_is_due()
    await _not_yet(bed, first)
    return first


async def _not_yet(bed: Bed, moment: datetime) -> None:
    if await _now(bed) > moment:
        raise RuntimeError("promises ran out before all was prepared: the machine is too busy")


async def _wait_until(bed: Bed, moment: datetime) -> None:
    await asyncio.sleep(max(0.0, (moment - await _now(bed)).total_seconds()))


async def _open_running_out(bed: Bed, within: float) -> datetime:
    first = await now_of(bed.hooks[0]) + timedelta(seconds=LEAD)
    born = first - FIRST_LOOK
    step = timedelta(seconds=within) / FEW
    await open_many(spread(bed.hooks, FEW), lambda number: born + step * (number * 7919 % FEW))
    return first


async def _now(bed: Bed) -> datetime:
    connection = await asyncpg.connect(bed.settings.sweep_url)
    try:
        now: datetime = await connection.fetchval("SELECT sahut_now()")
        return now
    finally:
        await connection.close()


async def _all_told(bed: Bed, first: datetime, last: datetime) -> float:
    """Seconds from the last due time until nothing is due."""
    await _not_yet(bed, first)
    await _wait_until(bed, last)
    begun = time.perf_counter()
    async with asyncpg.create_pool(bed.settings.sweep_url, min_size=1, max_size=1) as sweeping:
        await asyncio.sleep(0.001)
        await _quiet(sweeping)
    return time.perf_counter() - begun


async def _found(bed: Bed, sql: str, first: datetime, last: datetime) -> list[Any]:
    """The only column, of all offices."""
    found = list[Any]()
    for hook in bed.hooks:
        async with tenant_scope(hook.tenant_id, read_only=True) as scope:
            found += [row[0] for row in await scope.fetch(sql, hook.tenant_id, first, last)]
    return found


def _once(under: str, announced: int, different: int) -> Measurement:
    return Measurement(
        name=f"F8 announcements, {under}",
        value=announced,
        unit="facts",
        reference=f"promises that ran out = {FEW}",
        ratio=round(announced / FEW, 4),
        rounds=[announced, different],
        conditions=f"{conditions()}; rounds: facts told, different ones among them",
    )


def _lateness(name: str, seconds: float, late: list[float]) -> Measurement:
    return Measurement(
        name=name,
        value=round(seconds, 3),
        unit="s",
        reference=f"goal {LATE_AT_MOST:g} s",
        ratio=round(seconds / LATE_AT_MOST, 3),
        rounds=[round(statistics.median(late), 3), round(max(late), 3)],
        conditions=f"{conditions()}; rounds: median and most, by the time of the record",
    )
