"""A free day is added to a full office while its officers work: nobody is held up, and every due time is right."""

import asyncio
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import service as cases
from helpdesk.cases import store
from helpdesk.cases.model import CaseKind
from helpdesk.cases.promises import traits_of
from helpdesk.cases.recounting import ask, last_recounts, recount_due
from helpdesk.cases.recounts import Recount
from helpdesk.sla import service as sla
from helpdesk.sla import store as sla_store
from helpdesk.sla.calendar import due_at
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.hours import LocalDay
from helpdesk.sla.model import ClockState
from helpdesk.sla.reactions import next_due
from helpdesk.sla.targets import OFFICE
from helpdesk.sla.terms import CaseTerms
from support.many import open_many
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor

CASES = 2000
WORKED = 60
"""Cases that each officer works on meanwhile."""
_RUNNING = (ClockState.RUNNING,)


async def test_a_free_day_added_while_officers_work_gives_what_counting_from_scratch_gives(
    world: World,
) -> None:
    officers = [await world.staff(world.district) for _ in range(3)]
    numbers = await open_many(world.district, CASES, within=timedelta(hours=5))
    await _close_a_day(world, officers[0])
    await asyncio.wait_for(
        asyncio.gather(
            *(_recount(world, most=150) for _ in range(2)),
            _look(officers[0], numbers[:: CASES // WORKED]),
            _correct(officers[1], numbers[3 :: CASES // WORKED]),
            _wait_and_resolve(officers[2], numbers[5 :: CASES // WORKED]),
        ),
        600,
    )
    await world.clock.forward(seconds=sla.SETTLED.total_seconds() + 1)
    await _recount(world, most=500)
    job = await _job(world)
    assert (job.total, job.done, job.failed) == (CASES, CASES, 0)
    assert CASES - 4 * WORKED <= job.changed <= CASES, "what was moved or resolved before was moved already"
    assert job.finished_at is not None
    await _equals_scratch(world)


async def _close_a_day(world: World, actor: Actor) -> None:
    today = date.today()
    days = (today + timedelta(days=ahead) for ahead in range(1, 8))
    closed = LocalDay(next(day for day in days if day.weekday() < 5), "Hari jadi")
    async with tenant_scope(world.district.id) as scope:
        hours = replace(office_hours("Asia/Jakarta"), local_days=(closed,))
        await sla_store.put_hours(scope, OFFICE, "Jam layanan", hours)
        await ask(scope, actor, why="hours")


async def _recount(world: World, *, most: int) -> None:
    while (await _job(world)).finished_at is None:
        if not await recount_due(world.district.id, most=most):
            if await world.district.value(
                "SELECT max(due_at) > sahut_now() FROM recount WHERE tenant_id = $1"
            ):
                return
            await asyncio.sleep(0.01)  # the other worker has it


async def _job(world: World) -> Recount:
    async with tenant_scope(world.district.id, read_only=True) as scope:
        [job] = await last_recounts(scope)
    return job


async def _look(officer: Actor, numbers: Iterable[str]) -> None:
    for number in numbers:
        await cases.see(officer, number)


async def _correct(officer: Actor, numbers: Iterable[str]) -> None:
    """Another kind brings other promises, in the middle of it all."""
    for number in numbers:
        await cases.correct(officer, number, kind=CaseKind.INFORMATION, version=None)


async def _wait_and_resolve(officer: Actor, numbers: Iterable[str]) -> None:
    for place, number in enumerate(numbers):
        await cases.wait_for_contact(officer, number, version=None)
        if place % 2:
            await cases.resolve(officer, number, version=None)


async def _equals_scratch(world: World) -> None:
    """Every running promise is due when its budget, counted anew from its beginning, is spent."""
    async with tenant_scope(world.district.id, read_only=True) as scope:
        office = await sla.fresh_rules(scope)
        ids = [
            row["id"]
            for row in await scope.fetch("SELECT id FROM cases WHERE tenant_id = $1", scope.tenant_id)
        ]
        clocks = await sla_store.load_many(scope, ids)
    async with tenant_scope(world.district.id) as scope:
        found = await store.load_many(scope, ids)
    wrong: list[UUID] = []
    for case in found.values():
        terms = CaseTerms(office, traits_of(case), case.opened_at)
        begun = terms.at_receipt()
        for kind, clock in clocks[case.id].items():
            if clock.state in _RUNNING:
                calendar = office.calendars[clock.calendar]
                scratch = due_at(clock.started_at, clock.budget, calendar, clock.pauses)
                wrong += [case.id] if clock.due_at != scratch else []
                wrong += [case.id] if kind in begun and clock.budget != begun[kind].budget else []
        wrong += [case.id] if case.due_at != next_due(clocks[case.id]) else []
    assert not wrong
    assert len(found) == CASES
