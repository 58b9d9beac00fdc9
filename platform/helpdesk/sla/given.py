"""The log of promises: each due time that was given or moved, as a fact that nobody can change afterwards."""

from datetime import datetime
from uuid import UUID

from helpdesk.events import CaseEvent, PromiseGiven, TargetMissed, name_of
from helpdesk.sla.model import Clock, ClockState, TargetKind
from helpdesk.sla.reactions import Clocks

_TAKES_BACK = frozenset({"rules", "hours", "case.corrected", "case.disposed"})
"""What may bring a case under rules that do not make a promise any more."""


def promises_between(before: Clocks, after: Clocks, fact: CaseEvent) -> list[PromiseGiven]:
    """The due times that a fact of the case gave, moved or took back."""
    return promises_changed(fact.case_id, before, after, fact.at, name_of(fact))


def promises_changed(
    case_id: UUID, before: Clocks, after: Clocks, at: datetime, why: str
) -> list[PromiseGiven]:
    """The same for what is no fact of a case, as a change of rules or hours."""
    return [
        PromiseGiven(
            case_id=case_id,
            at=at,
            target=kind.value,
            due_at=clock.due_at if clock.is_open else None,
            taken_back=not clock.is_open,
            was=_due_before(before.get(kind), clock),
            rule=clock.rule,
            line=clock.line,
            why=why,
        )
        for kind, clock in after.items()
        if (clock.is_open and _is_new(before.get(kind), clock))
        or (why in _TAKES_BACK and _is_taken_back(before.get(kind), clock))
    ]


def missed_between(case_id: UUID, before: Clocks, after: Clocks, now: datetime) -> tuple[TargetMissed, ...]:
    """The promises of the office that are broken and were not known to be."""
    return tuple(
        TargetMissed(case_id=case_id, at=now, target=kind.value, due_at=clock.breached_at)
        for kind, clock in after.items()
        if kind is not TargetKind.CONTACT_REPLY
        and clock.breached_at is not None
        and _unbroken(before.get(kind), clock)
    )


def _is_new(before: Clock | None, clock: Clock) -> bool:
    """Same round, same due time, same rule: nothing was promised that was not known."""
    if before is None or before.round != clock.round or not before.is_open:
        return True
    return (before.due_at, before.rule, before.line) != (clock.due_at, clock.rule, clock.line)


def _is_taken_back(before: Clock | None, clock: Clock) -> bool:
    """It was owed, and the rules promise it no longer; an end of the case is no such thing."""
    return before is not None and before.is_open and clock.state is ClockState.STOPPED


def _due_before(before: Clock | None, clock: Clock) -> datetime | None:
    return before.due_at if before is not None and before.round == clock.round else None


def _unbroken(before: Clock | None, clock: Clock) -> bool:
    return before is None or before.breached_at is None or before.round != clock.round
