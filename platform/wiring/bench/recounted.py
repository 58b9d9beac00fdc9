"""An administrator adds a free day: how long until every open case is counted anew, what the desk feels, and
whether each promise is what counting from scratch gives."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from helpdesk.cases import recounting
from helpdesk.cases import service as cases
from helpdesk.cases.lists import CaseQuery, list_with_counts
from helpdesk.cases.recounts import Recount
from helpdesk.sla import store as sla
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.hours import LocalDay
from helpdesk.sla.targets import OFFICE
from kit.ids import uuid7
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, ActorKind, Role
from tenants.permissions.rules import permissions_of
from wiring.bench.bed import Bed, Hook
from wiring.bench.intake import Measurement, conditions, percentile
from wiring.bench.promised import BIGGEST, CLOCKS_EACH, inside, workers
from wiring.bench.scratch import compared

SECONDS = 8.0
"""How long the desk is asked before."""
_NUMBERS = "SELECT number FROM cases WHERE tenant_id = $1 AND first_seen_at IS NULL ORDER BY id LIMIT 4000"


class _Felt(msgspec.Struct, frozen=True):
    """Milliseconds of each list read and each case opened."""

    lists: list[float]
    acts: list[float]


def recounted(bed: Bed) -> Iterator[Measurement]:
    """Ask the desk before, add the day, ask it until all is counted."""
    hook = bed.hooks[0]
    with workers(bed, 1, "recount"):
        before, during, job, seconds = inside(bed, lambda: _lived(hook))
        promises, compared_cases = inside(bed, lambda: compared(hook))
    if (job.done, job.failed) != (BIGGEST, 0):
        raise RuntimeError(f"{job.done} of {BIGGEST} cases were counted, {job.failed} could not be")
    yield Measurement(
        name=f"recount of {BIGGEST * CLOCKS_EACH:,} promises",
        value=round(seconds, 2),
        unit="s",
        reference=f"cases a second = {BIGGEST / seconds:.0f}",
        ratio=round(job.changed / BIGGEST, 3),
        rounds=[job.done, job.changed, job.failed],
        conditions=f"{conditions(1)}; ratio: cases that moved; rounds: counted, moved, failed",
    )
    if compared_cases != BIGGEST:
        raise RuntimeError(f"{compared_cases} of {BIGGEST} cases were compared")
    yield Measurement(
        name="recount: promises of one office equal to counting from scratch",
        value=promises,
        unit="promises",
        reference=f"open at the beginning = {BIGGEST * CLOCKS_EACH}",
        ratio=round(promises / (BIGGEST * CLOCKS_EACH), 3),
        rounds=[compared_cases, promises],
        conditions=f"{conditions(1)}; one that differs ends the measurement; the rest were met meanwhile",
    )
    yield _felt("reading a list meanwhile", before.lists, during.lists)
    yield _felt("opening a case meanwhile", before.acts, during.acts)


async def _lived(hook: Hook) -> tuple[_Felt, _Felt, Recount, float]:
    async with tenant_scope(hook.tenant_id, read_only=True) as scope:
        numbers = iter([row["number"] for row in await scope.fetch(_NUMBERS, hook.tenant_id)])
    officer = _officer(hook)

    async def read() -> None:
        await list_with_counts(officer, CaseQuery())

    async def act() -> None:
        await cases.see(officer, next(numbers))

    begun = time.perf_counter()
    before = await _feel(read, act, lambda: _passed(begun + SECONDS))
    begun = time.perf_counter()
    await _close_a_day(hook, officer)
    during = await _feel(read, act, lambda: _is_counted(hook))
    seconds = time.perf_counter() - begun
    return before, during, await _job(hook), seconds


def _officer(hook: Hook) -> Actor:
    permissions = permissions_of([Role.AGENT])
    return Actor(tenant_id=hook.tenant_id, kind=ActorKind.STAFF, id=uuid7(), permissions=permissions)


async def _feel(
    read: Callable[[], Awaitable[None]],
    act: Callable[[], Awaitable[None]],
    ended: Callable[[], Awaitable[bool]],
) -> _Felt:
    """Read and act in turn, ten times a second, until it has ended."""
    felt = _Felt([], [])
    while not await ended():
        felt.lists.append(await _milliseconds(read))
        felt.acts.append(await _milliseconds(act))
        await asyncio.sleep(0.08)
    return felt


async def _milliseconds(work: Callable[[], Awaitable[None]]) -> float:
    begun = time.perf_counter()
    await work()
    return (time.perf_counter() - begun) * 1000


async def _passed(moment: float) -> bool:
    return time.perf_counter() >= moment


async def _close_a_day(hook: Hook, officer: Actor) -> None:
    """A Wednesday soon: in the middle of every promise that is counted in days."""
    today = date.today()
    day = today + timedelta(days=(2 - today.weekday()) % 7 or 7)
    hours = replace(office_hours("Asia/Jakarta"), local_days=(LocalDay(day, "Hari jadi"),))
    async with tenant_scope(hook.tenant_id) as scope:
        await sla.put_hours(scope, OFFICE, "Jam layanan", hours)
        await recounting.ask(scope, officer, why="hours")


async def _job(hook: Hook) -> Recount:
    async with tenant_scope(hook.tenant_id, read_only=True) as scope:
        [job] = await recounting.last_recounts(scope, 1)
    return job


async def _is_counted(hook: Hook) -> bool:
    job = await _job(hook)
    return job.done >= job.total


def _felt(name: str, before: Sequence[float], during: Sequence[float]) -> Measurement:
    usual, late = percentile(before, 95), percentile(during, 95)
    return Measurement(
        name=f"recount: {name}, p95",
        value=round(late, 1),
        unit="ms",
        reference=f"the same before = {usual:.1f} ms",
        ratio=round(late / usual, 2),
        rounds=[round(statistics.median(during), 1), round(late, 1), round(max(during), 1)],
        conditions=f"{conditions(1)}; rounds: median, p95, most",
    )
