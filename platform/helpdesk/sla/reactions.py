"""What facts do to the clocks of their case: one table, clocks and a fact in, clocks out."""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseEvent,
    CaseMarkedDuplicate,
    CaseMarkedSpam,
    CaseRejected,
    CaseReopened,
    CaseReplied,
    CaseResumed,
    CaseSeen,
    CaseVerified,
    CaseWaits,
)
from helpdesk.sla import rules
from helpdesk.sla.calendar import due_at
from helpdesk.sla.model import Calendar, Clock, ClockState, PauseReason, TargetKind
from helpdesk.sla.progress import ended_pauses, warning_at

Clocks = dict[TargetKind, Clock]
Calendars = Mapping[str, Calendar]

K = TargetKind

_KEPT_BY: dict[type, frozenset[TargetKind]] = {
    CaseSeen: frozenset({K.FIRST_SEEN}),
    CaseVerified: frozenset({K.FIRST_SEEN, K.VERIFICATION}),
    CaseDisposed: frozenset({K.FIRST_SEEN, K.VERIFICATION}),
    CaseReplied: frozenset({K.FIRST_SEEN, K.FIRST_RESPONSE, K.NEXT_RESPONSE}),
    CaseAnswered: frozenset({K.FIRST_SEEN, K.VERIFICATION, K.FIRST_RESPONSE, K.NEXT_RESPONSE, K.RESOLUTION}),
    CaseClosed: frozenset(K),
}
"""A person's act keeps these promises. An automatic message is none of these facts and keeps nothing."""

_ENDED_BY = (CaseMarkedSpam, CaseMarkedDuplicate, CaseRejected)
_WAITING = frozenset({K.NEXT_RESPONSE, K.RESOLUTION})
"""What the citizen's silence holds up; what the office owes before is not paused by asking."""


def react(clocks: Clocks, fact: CaseEvent, calendars: Calendars) -> Clocks:
    """The clocks after a fact; facts that are nobody's promise change nothing."""
    at = fact.at
    if isinstance(fact, _ENDED_BY):
        return {kind: rules.stop(clock, at) for kind, clock in clocks.items()}
    if isinstance(fact, CaseWaits):
        return {kind: _paused(clock, at) for kind, clock in clocks.items()}
    if isinstance(fact, CaseResumed):
        return {kind: rules.resume(clock, at, calendars[clock.calendar]) for kind, clock in clocks.items()}
    if isinstance(fact, CaseReopened):
        return {kind: _reopened(clock, at, calendars) for kind, clock in clocks.items()}
    keeps = _KEPT_BY.get(type(fact), frozenset())
    return {kind: rules.meet(clock, at) if kind in keeps else clock for kind, clock in clocks.items()}


def _paused(clock: Clock, at: datetime) -> Clock:
    return rules.pause(clock, at, PauseReason.WAITING_FOR_CONTACT) if clock.kind in _WAITING else clock


def _reopened(clock: Clock, at: datetime, calendars: Calendars) -> Clock:
    return rules.restart(clock, at, calendars[clock.calendar]) if clock.kind is K.RESOLUTION else clock


def next_due(clocks: Clocks) -> datetime | None:
    """The nearest due time of the promises that run: what the desk sorts by."""
    due = [c.due_at for c in clocks.values() if c.state is ClockState.RUNNING and c.due_at is not None]
    return min(due, default=None)


def next_look(clocks: Clocks) -> datetime | None:
    """When the next promise is missed that was not missed before."""
    due = [
        c.due_at
        for c in clocks.values()
        if c.state is ClockState.RUNNING and c.due_at is not None and c.breached_at is None
    ]
    return min(due, default=None)


def is_late(clocks: Clocks, now: datetime) -> bool:
    """Is a promise that still runs past its due time?"""
    return any(
        c.state is ClockState.RUNNING and c.due_at is not None and c.due_at < now for c in clocks.values()
    )


def regrade(clocks: Clocks, promises: Clocks, calendars: Calendars, at: datetime) -> Clocks:
    """The clocks after the case's kind was put right: other budgets, the same receipt, the same pauses."""
    dropped = {kind: rules.stop(clock, at) for kind, clock in clocks.items() if kind not in promises}
    kept = {
        kind: _regraded(clocks[kind], fresh, calendars) if kind in clocks else fresh
        for kind, fresh in promises.items()
    }
    return {**dropped, **kept}


def _regraded(clock: Clock, fresh: Clock, calendars: Calendars) -> Clock:
    if clock.state not in (ClockState.RUNNING, ClockState.PAUSED) or clock.budget == fresh.budget:
        return clock
    changed = replace(clock, budget=fresh.budget, rule=fresh.rule, calendar=fresh.calendar)
    if clock.state is ClockState.PAUSED:
        return changed
    calendar = calendars[fresh.calendar]
    due = due_at(clock.started_at, fresh.budget, calendar, clock.pauses)
    changed = replace(changed, due_at=due)
    warned = warning_at(
        changed.started_at, changed.due_at, changed.budget.unit, calendar, ended_pauses(changed)
    )
    return replace(changed, warn_at=warned)
