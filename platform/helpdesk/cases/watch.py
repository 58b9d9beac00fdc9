"""The sweep: promises in danger and promises missed are marked and announced, each stage once."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases import rules, store
from helpdesk.cases.work import work_on
from helpdesk.events import CaseEvent, TargetMissed, TargetStage
from helpdesk.sla import store as clocks
from helpdesk.sla.given import missed_between
from helpdesk.sla.model import Clock, ClockState, TargetKind
from helpdesk.sla.reactions import Clocks
from helpdesk.sla.rules import mark_breached, stop
from helpdesk.sla.service import office_rules
from helpdesk.sla.stages import next_stage_at, take_stages
from helpdesk.sla.terms import OfficeRules
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.outbox.service import announce_rows
from tenants.permissions.model import system


class _Seen(msgspec.Struct, frozen=True):
    """What a look at the promises of one case found."""

    case_id: UUID
    clocks: Clocks
    facts: list[CaseEvent]
    late: bool
    lapsed: bool
    """The citizen's time to reply is over."""


async def sweep(tenant_id: int, *, most: int = 1000) -> int:
    """Take what is due of one office's promises; answers how many cases. Safe with several workers."""
    async with tenant_scope(tenant_id) as scope:
        due = await clocks.due(scope, most)
        if not due:
            return 0
        office = await office_rules(scope)
        seen = [_look(scope, office, *each) for each in due]
        await clocks.put_back(scope, [(each.case_id, each.clocks) for each in seen])
        await store.mark_late(scope, [each.case_id for each in seen if each.late])
        await _tell(scope, [fact for each in seen for fact in each.facts])
        await _close(scope, [each.case_id for each in seen if each.lapsed])
    return len(seen)


async def _tell(scope: Scope, facts: Sequence[CaseEvent]) -> None:
    """In the history and to all who listen; thousands may come at once, so each is written as JSON once."""
    actor = system(scope.tenant_id)
    rows = [store.history_row(actor, fact) for fact in facts]
    await store.add_history_rows(scope, rows)
    await announce_rows(scope, [(uuid7(), kind, fact) for *_, kind, fact in rows])


def _look(scope: Scope, office: OfficeRules, case_id: UUID, before: Clocks) -> _Seen:
    after: Clocks = {}
    staged: list[TargetStage] = []
    for kind, clock in before.items():
        at, calendar = next_stage_at(clock), office.calendars.get(clock.calendar)
        if calendar is not None and at is not None and at < scope.now:
            clock, stages = take_stages(clock, office.steps(clock), scope.now, calendar)
            staged += [_told(case_id, scope, clock, stage.percent, stage.tell) for stage in stages]
        after[kind] = mark_breached(clock, scope.now)
    missed = missed_between(case_id, before, after, scope.now)
    facts = _joined(staged, missed)
    window = after.get(TargetKind.CONTACT_REPLY)
    lapsed = window is not None and window.state is ClockState.RUNNING and window.breached_at is not None
    if lapsed and window is not None:
        after[TargetKind.CONTACT_REPLY] = stop(window, scope.now)
    return _Seen(case_id, after, facts, bool(missed), lapsed)


def _joined(staged: Sequence[TargetStage], missed: Sequence[TargetMissed]) -> list[CaseEvent]:
    """A promise that is missed is one fact: who is told at its due time stands in it."""
    told = {stage.target: stage.tell for stage in staged if stage.percent == 100}
    broken = {fact.target for fact in missed}
    others = [stage for stage in staged if stage.percent != 100 or stage.target not in broken]
    return [*others, *(replace(fact, tell=told.get(fact.target, ())) for fact in missed)]


def _told(case_id: UUID, scope: Scope, clock: Clock, percent: int, tell: Sequence[str]) -> TargetStage:
    assert clock.due_at is not None, "a stage has a moment only when there is a due time"
    return TargetStage(
        case_id=case_id,
        at=scope.now,
        target=clock.kind.value,
        percent=percent,
        due_at=clock.due_at,
        tell=tuple(tell),
    )


async def _close(scope: Scope, case_ids: Sequence[UUID]) -> None:
    """Cases whose citizen was asked, or answered, and said no more: closed, as was promised when they were asked."""
    for case in (await store.load_many(scope, case_ids)).values() if case_ids else ():
        if case.closed_at is None:
            async with work_on(scope, system(scope.tenant_id), case) as work:
                work.apply(rules.lapse(case, scope.now))
