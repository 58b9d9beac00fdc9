"""The sweep: promises in danger and promises missed are marked and announced, each stage once."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from helpdesk.cases import rules, store
from helpdesk.cases.telling import tell
from helpdesk.cases.work import work_on
from helpdesk.events import CaseEvent, TargetMissed, TargetStage
from helpdesk.sla import store as clocks
from helpdesk.sla.model import Clock, TargetKind
from helpdesk.sla.reactions import Clocks
from helpdesk.sla.rules import mark_breached, stop
from helpdesk.sla.service import office_rules
from helpdesk.sla.stages import Stage, next_stage_at, take_stages
from helpdesk.sla.terms import OfficeRules
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import system

_NOTHING: tuple[Stage, ...] = ()


class _Seen(msgspec.Struct, frozen=True):
    """What a look at the promises of one case found."""

    case_id: UUID
    clocks: Clocks
    facts: list[CaseEvent]
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
        await tell(scope, system(tenant_id), [fact for each in seen for fact in each.facts])
        await _close(scope, [each.case_id for each in seen if each.lapsed])
    return len(seen)


def _look(scope: Scope, office: OfficeRules, case_id: UUID, before: Clocks) -> _Seen:
    now, after = scope.now, dict(before)
    facts: list[CaseEvent] = []
    for kind, clock in before.items():
        at, calendar = next_stage_at(clock), office.calendars.get(clock.calendar)
        staged, stages = clock, _NOTHING
        if at is not None and at < now and calendar is not None:
            staged, stages = take_stages(clock, office.steps(clock), now, calendar)
        after[kind] = marked = mark_breached(staged, now)
        missed = marked is not staged and kind is not TargetKind.CONTACT_REPLY
        if stages or missed:
            facts += _facts(case_id, scope, marked, stages, missed=missed)
    window = after.get(TargetKind.CONTACT_REPLY)
    if window is None or not window.runs or window.breached_at is None:
        return _Seen(case_id, after, facts, lapsed=False)
    after[TargetKind.CONTACT_REPLY] = stop(window, now)
    return _Seen(case_id, after, facts, lapsed=True)


def _facts(
    case_id: UUID, scope: Scope, clock: Clock, stages: Sequence[Stage], *, missed: bool
) -> list[CaseEvent]:
    """A promise that is missed is one fact: who is told at its due time stands in it."""
    due, target = clock.due_at, clock.kind.value
    assert due is not None, "a stage has a moment only when there is a due time"
    facts: list[CaseEvent] = []
    at_due: tuple[str, ...] = ()
    for stage in stages:
        if missed and stage.percent == 100:
            at_due = stage.tell
            continue
        facts.append(
            TargetStage(
                case_id=case_id,
                at=scope.now,
                target=target,
                percent=stage.percent,
                due_at=due,
                tell=stage.tell,
            )
        )
    if missed:
        facts.append(TargetMissed(case_id=case_id, at=scope.now, target=target, due_at=due, tell=at_due))
    return facts


async def _close(scope: Scope, case_ids: Sequence[UUID]) -> None:
    """Cases whose citizen was asked, or answered, and said no more: closed, as was promised when they were asked."""
    for case in (await store.load_many(scope, case_ids)).values() if case_ids else ():
        async with work_on(scope, system(scope.tenant_id), case) as work:
            work.apply(rules.lapse(case, scope.now))
