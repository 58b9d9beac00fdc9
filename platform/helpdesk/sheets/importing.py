"""The worker takes an import's lines in, batch by batch; after a death the next goes on behind the last commit."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import structlog

from helpdesk.cases.numbers import read_number
from helpdesk.intake.store import take_turn
from helpdesk.sheets import filling, lines, store
from helpdesk.sheets.filling import Filled
from helpdesk.sheets.lines import Cells, Known, Settled
from helpdesk.sheets.model import Choice, Column, Fate, Import, ImportState, Line, Places, Remark, Understood
from helpdesk.sheets.rules import by_name, is_another, mark_of, understood
from helpdesk.sheets.undoing import undo_some
from helpdesk.sla.model import CalendarFault
from helpdesk.sla.service import office_rules
from helpdesk.sla.targets import NoRuleInForce
from helpdesk.sla.terms import OfficeRules
from helpdesk.topics import store as topics
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices import store as office_store
from tenants.offices.model import Office
from tenants.permissions.model import Actor, ActorKind

log = structlog.get_logger()

_BREATH = 100
"""Lines that are understood before others have a turn: a whole year is looked at in one request."""
BATCH = 100
"""Lines in one transaction: the desk's own arrivals wait for none of them longer than a blink."""


async def import_due(tenant_id: int, *, most: int = BATCH) -> int:
    """Take the next batch of one office in, or take it back; answers how many lines. Safe with several workers.

    A batch that fails is repeated line by line, and a line that fails by itself is set aside with its cell unnamed.
    """
    try:
        return await _take(tenant_id, most)
    except Exception as fault:
        log.warning("sheet_batch_failed", error=type(fault).__name__)
    if most == 1:
        return await _set_aside(tenant_id)
    for _ in range(most):
        if not await import_due(tenant_id, most=1):
            break
    return 1


async def _take(tenant_id: int, most: int) -> int:
    office = await offices.office(tenant_id)
    async with tenant_scope(tenant_id) as scope:
        job = await store.hold_next(scope)
        if job is None:
            return 0
        await take_turn(scope, wait=True)
        if job.state is ImportState.UNDOING:
            return await undo_some(scope, job, most)
        found = await lines.waiting(scope, job.id, job.tab, most)
        if found and job.choice is not None:
            await _take_lines(scope, job, job.choice, office, found)
        if len(found) < most:
            await _finish(scope, job)
    return max(len(found), 1)


async def _take_lines(
    scope: Scope, job: Import, choice: Choice, office: Office, found: Sequence[Cells]
) -> None:
    judged = await judge(scope, office, choice, found)
    rules = await office_rules(scope)
    fresh = [(place, said.line) for place, said, fate, _, _ in judged if fate is Fate.NEW and said.line]
    filled = await filling.fill(scope, office, rules, fresh)
    await filling.keep(scope, actor_of(scope, job), job.id, filled)
    await lines.bind(scope, [_bound(scope, job, each) for each in filled])
    cases = {each.place: each.case.id for each in filled}
    await lines.settle(
        scope,
        job.id,
        job.tab,
        [
            Settled(
                place=place,
                fate=fate,
                number=said.number,
                remarks=remarks,
                case_id=cases.get(place, known.case_id if known else None),
            )
            for place, said, fate, remarks, known in judged
        ],
    )
    fates = [fate for _, _, fate, _, _ in judged]
    await store.count(scope, job.id, **{fate.value: fates.count(fate) for fate in set(fates)})


Judged = tuple[int, Understood, Fate, tuple[Remark, ...], Known | None]
"""Line of the file, what it says, what becomes of it, what there is to remark, the case it is already."""


async def judge(scope: Scope, office: Office, choice: Choice, found: Sequence[Cells]) -> list[Judged]:
    """What becomes of lines, as the office stands now; writes nothing. An import and its trial ask the same."""
    places, rules = await places_of(scope), await office_rules(scope)
    said: list[tuple[int, Understood]] = []
    for place, cells in found:
        said.append((place, understood(cells, choice, places, office.timezone, scope.now)))
        if len(said) % _BREATH == 0:
            await asyncio.sleep(0)
    keys = {each.line.key for _, each in said if each.line}
    known = await lines.known(scope, keys)
    own = await _our_own(scope, [each.line for _, each in said if each.line])
    judged: list[Judged] = []
    for place, each in said:
        judged.append(_judged(place, each, known, own, rules))
        line, fate = each.line, judged[-1][2]
        if line and fate is Fate.NEW:  # what stands further down with the same key is the same case
            known[line.key] = Known(
                case_id=UUID(int=0), number="", mark=mark_of(line), opened_at=line.opened_at
            )
    return judged


def _judged(
    place: int, said: Understood, known: dict[str, Known], own: dict[str, UUID], rules: OfficeRules
) -> Judged:
    line = said.line
    if line is None:
        return place, said, Fate.WRONG, said.faults, None
    mine = own.get(read_number(line.number) or "")
    if mine is not None:
        there = Known(case_id=mine, number=line.number, mark=mark_of(line), opened_at=line.opened_at)
        return place, said, Fate.KNOWN, (), there
    before = known.get(line.key)
    if before is not None:
        if is_another(line, before.mark, before.opened_at):
            return place, said, Fate.WRONG, (Remark(Column.NUMBER, "taken"),), None
        return place, said, Fate.KNOWN, (), before if before.case_id.int else None
    if not _is_promised(line, rules):
        return place, said, Fate.WRONG, (Remark(Column.DATE, "before_rules"),), None
    return place, said, Fate.NEW, said.hints, None


def _is_promised(line: Line, rules: OfficeRules) -> bool:
    """Whether the office had rules when the line came: a case without any could never be worked on."""
    try:
        rules.in_force(line.opened_at)
    except (NoRuleInForce, CalendarFault, KeyError):
        return False
    return True


async def places_of(scope: Scope) -> Places:
    """What the office calls its topics, facilities and units, as long as they are in use."""
    units = [each for each in await office_store.units(scope) if each.active]
    return Places(
        topics=by_name((each.name, each.id) for each in await topics.topics(scope, active_only=True)),
        facilities=by_name((each.name, each.id) for each in units if each.is_facility),
        units=by_name((each.name, each.id) for each in units),
    )


async def _our_own(scope: Scope, found: Sequence[Line]) -> dict[str, UUID]:
    numbers = {number for line in found if (number := read_number(line.number))}
    return await lines.our_own(scope, numbers) if numbers else {}


def _bound(scope: Scope, job: Import, filled: Filled) -> tuple[object, ...]:
    line = filled.line
    return line.key, job.id, filled.case.id, line.number, mark_of(line), line.escalated_to, scope.now


async def _finish(scope: Scope, job: Import) -> None:
    await store.move(scope, job.id, ImportState.DONE, due=False)
    done = await store.load(scope, job.id)
    counts = {"new": done.new, "known": done.known, "wrong": done.wrong}
    await record(scope, actor_of(scope, job), "sheet.imported", "sheet", job.id, **counts)


async def _set_aside(tenant_id: int) -> int:
    """The line at which an import cannot go on: a fault of ours, and the others must not wait for it."""
    async with tenant_scope(tenant_id) as scope:
        job = await store.hold_next(scope)
        found = await lines.waiting(scope, job.id, job.tab, 1) if job else []
        if job is None or job.state is not ImportState.RUNNING or not found:
            return 0
        stuck = Settled(place=found[0][0], fate=Fate.WRONG, remarks=(Remark(Column.NUMBER, "failed"),))
        await lines.settle(scope, job.id, job.tab, [stuck])
        await store.count(scope, job.id, wrong=1)
    return 1


def actor_of(scope: Scope, job: Import) -> Actor:
    """Whoever had the file taken in; the worker lends only its hands."""
    return Actor(tenant_id=scope.tenant_id, kind=ActorKind.STAFF, id=job.by_id, name=job.by_name)
