"""Cases with running promises, opened in bulk through the product's own door."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from helpdesk.cases.model import Case, CaseKind, CaseState
from helpdesk.cases.numbers import new_number
from helpdesk.cases.opening import open_cases
from kit.ids import uuid7
from tenants.doors import close_gate, open_gate, tenant_scope
from wiring.bench.bed import Bed, Hook
from wiring.bench.processes import Process
from wiring.servers import DATABASE

RUNNING = 25_000
"""Cases whose promises all run."""
BIGGEST = 16_500
"""Of these in one office."""
CLOCKS_EACH = 4
"""A complaint is promised a first look, a verification, a first answer and an end."""
FIRST_LOOK = timedelta(hours=8)
"""In running time, so that a case's age says when its first promise is missed."""
_AT_ONCE = 1000
_AT_WORK = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'sahut_sweep'"

T = TypeVar("T")
Share = tuple[Hook, int]
"""An office and how many cases it gets."""


def inside(bed: Bed, work: Callable[[], Awaitable[T]]) -> T:
    """Do something in this process with the doors open as the worker."""

    async def done() -> T:
        await open_gate(bed.settings.worker_url, most=4)
        try:
            return await work()
        finally:
            await close_gate()

    return asyncio.run(done())


def open_running(bed: Bed) -> None:
    """Two thirds of the cases in one office, the rest spread over the others; opened within three hours."""
    draw = random.Random(8)  # noqa: S311 - a seeded load
    shares = [(bed.hooks[0], BIGGEST), *spread(bed.hooks[1:], RUNNING - BIGGEST)]

    async def opened() -> None:
        now = await now_of(bed.hooks[0])
        await open_many(shares, lambda _: now - timedelta(seconds=draw.randrange(3 * 3600)))

    inside(bed, opened)
    bed.postgres.psql("VACUUM ANALYZE", DATABASE)


@contextlib.contextmanager
def workers(bed: Bed, count: int, topic: str) -> Iterator[None]:
    """Workers for one kind of work, once all of them are at it."""
    started = [Process(bed.settings, "worker", topic) for _ in range(count)]
    try:
        give_up = time.monotonic() + 120
        while int(bed.postgres.psql(_AT_WORK, DATABASE)) < count:
            if time.monotonic() > give_up:
                raise RuntimeError("the workers do not start")
            time.sleep(0.2)
        yield
    finally:
        for process in started:
            process.stop()


def spread(hooks: Sequence[Hook], cases: int) -> list[Share]:
    """Equal parts for all."""
    each, more = divmod(cases, len(hooks))
    return [(hook, each + (place < more)) for place, hook in enumerate(hooks)]


async def now_of(hook: Hook) -> datetime:
    """The database's time."""
    async with tenant_scope(hook.tenant_id, read_only=True) as scope:
        return scope.now


async def open_many(shares: Sequence[Share], opened_at: Callable[[int], datetime]) -> None:
    """Open that many cases in each office; `opened_at` is told the number of each."""
    opened = 0
    for hook, count in shares:
        while count > 0:
            some = min(count, _AT_ONCE)
            async with tenant_scope(hook.tenant_id) as scope:
                await open_cases(scope, [_case(opened_at(opened + number)) for number in range(some)])
            opened, count = opened + some, count - some


def _case(opened_at: datetime) -> Case:
    return Case(
        id=uuid7(),
        number=new_number("BAA"),
        kind=CaseKind.COMPLAINT,
        state=CaseState.RECEIVED,
        title="Antrean poli gigi selalu penuh",
        summary="Antrean poli gigi selalu penuh sejak pagi, mohon dibantu.",
        channel="phone",
        opened_at=opened_at,
        last_message_at=opened_at,
    )
