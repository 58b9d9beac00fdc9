"""A look at the promises of a case: what is in danger, what is missed, and what the next look will find."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from helpdesk.events import CaseEvent, TargetMissed, TargetStage
from helpdesk.sla.model import Clock, TargetKind
from helpdesk.sla.reactions import Clocks, next_miss
from helpdesk.sla.rules import mark_breached, stop
from helpdesk.sla.stages import Stage, next_stage_at, take_stages
from helpdesk.sla.terms import OfficeRules

_NOTHING: tuple[Stage, ...] = ()
_MOMENT = timedelta(microseconds=1)


class Seen(msgspec.Struct, frozen=True):
    """What a look at the promises of one case found."""

    case_id: UUID
    clocks: Clocks
    facts: list[CaseEvent]
    lapsed: bool
    """The citizen's time to reply is over."""


def look(now: datetime, office: OfficeRules, case_id: UUID, before: Clocks) -> Seen:
    """Take every stage whose moment has passed, and mark what is missed."""
    after = dict(before)
    facts: list[CaseEvent] = []
    for kind, clock in before.items():
        at, calendar = next_stage_at(clock), office.calendars.get(clock.calendar)
        staged, stages = clock, _NOTHING
        if at is not None and at < now and calendar is not None:
            staged, stages = take_stages(clock, office.steps(clock), now, calendar)
        after[kind] = marked = mark_breached(staged, now)
        missed = marked is not staged and kind is not TargetKind.CONTACT_REPLY
        if stages or missed:
            facts += _facts(case_id, now, marked, stages, missed=missed)
    window = after.get(TargetKind.CONTACT_REPLY)
    if window is None or not window.runs or window.breached_at is None:
        return Seen(case_id, after, facts, lapsed=False)
    after[TargetKind.CONTACT_REPLY] = stop(window, now)
    return Seen(case_id, after, facts, lapsed=True)


def foresee(office: OfficeRules, seen: Seen) -> Seen | None:
    """What the next look will find, by the same rules, when that is one promise missed and nothing else."""
    at = next_miss(seen.clocks)
    if at is None:
        return None
    then = look(at + _MOMENT, office, seen.case_id, seen.clocks)
    return None if then.lapsed or len(then.facts) != 1 else then


def _facts(
    case_id: UUID, now: datetime, clock: Clock, stages: Sequence[Stage], *, missed: bool
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
                at=now,
                target=target,
                percent=stage.percent,
                due_at=due,
                tell=stage.tell,
            )
        )
    if missed:
        facts.append(TargetMissed(case_id=case_id, at=now, target=target, due_at=due, tell=at_due))
    return facts
