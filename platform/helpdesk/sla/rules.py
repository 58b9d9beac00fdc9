"""What happens to a promise: started, paused, resumed, met, missed, stopped, timed anew.

Value in, value out. Whatever comes at an open clock after its due time also records the breach, so that
nothing missed between two looks is lost. What comes at a clock that is already history changes nothing.
"""

from datetime import datetime

from msgspec.structs import replace

from helpdesk.sla.calendar import due_at
from helpdesk.sla.model import Calendar, Clock, ClockState, Pause, PauseReason
from helpdesk.sla.progress import ended_pauses, moment_at, progress, remaining, warning_at
from helpdesk.sla.targets import Chosen, Promise

__all__ = [
    "mark_breached",
    "meet",
    "pause",
    "progress",
    "remaining",
    "resume",
    "retime",
    "start",
    "stop",
]


def start(
    promise: Promise,
    rule: str,
    calendar: Calendar,
    at: datetime,
    *,
    line: str = "",
    due: datetime | None = None,
    round: int = 1,
) -> Clock:
    """A running clock; raises a `CalendarFault` when the calendar cannot tell a due time.

    `due` is a due time that a person set: it stays, whatever becomes of rules and hours.
    """
    by_hand = due is not None
    due = due or due_at(at, promise.budget, calendar)
    return Clock(
        kind=promise.kind,
        state=ClockState.RUNNING,
        started_at=at,
        budget=promise.budget,
        calendar=promise.calendar_key,
        rule=rule,
        line=line,
        due_at=due,
        warn_at=warning_at(at, due, promise.budget.unit, calendar),
        by_hand=by_hand,
        round=round,
    )


def pause(clock: Clock, at: datetime, reason: PauseReason) -> Clock:
    """Stop counting. A due time that has come stays: a pause does not undo a breach.

    Each reason pauses a promise once: asking again does not buy more time (domain.md §7). What a person set
    by hand is not paused at all.
    """
    if not clock.runs or clock.by_hand:
        return clock
    if any(known.reason is reason for known in clock.pauses):
        return clock
    clock = mark_breached(clock, at)
    at = max(at, clock.started_at)
    spent = clock.due_at is not None and clock.due_at <= at
    return replace(
        clock,
        state=ClockState.PAUSED,
        paused_at=at,
        pauses=(*clock.pauses, Pause(at, None, reason)),
        due_at=clock.due_at if spent else None,
        warn_at=clock.warn_at if clock.warn_at is not None and clock.warn_at <= at else None,
        step_at=None,
    )


def resume(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """Count again; the due time moves by the calendar's own arithmetic over all pauses."""
    if clock.state is not ClockState.PAUSED:
        return clock
    ended = _end_pause(clock, at)
    return _with_due_time(replace(ended, state=ClockState.RUNNING), calendar)


def retime(clock: Clock, given: Chosen, rule: str, calendar: Calendar) -> Clock:
    """The same promise by the rules and hours of now: same beginning, same pauses, and a breach stays one.

    History and what a person set by hand are not touched; a paused clock is told its due time when it goes on.
    """
    if not clock.is_open or clock.by_hand:
        return clock
    promise = given.promise
    clock = replace(
        clock, budget=promise.budget, calendar=promise.calendar_key, rule=rule, line=given.rule.key
    )
    return clock if clock.state is ClockState.PAUSED else _with_due_time(clock, calendar)


def meet(clock: Clock, at: datetime) -> Clock:
    """The promise is kept, or kept late: then the breach stays on record. Exactly at the due time is kept."""
    if not clock.is_open:
        return clock
    at = max(at, clock.started_at)
    return replace(_end_pause(mark_breached(clock, at), at), state=ClockState.MET, met_at=at)


def stop(clock: Clock, at: datetime) -> Clock:
    """The promise no longer applies, as for spam or a duplicate; a breach until then stays on record."""
    if not clock.is_open:
        return clock
    at = max(at, clock.started_at)
    return replace(_end_pause(mark_breached(clock, at), at), state=ClockState.STOPPED, stopped_at=at)


def mark_breached(clock: Clock, now: datetime) -> Clock:
    """Record that the due time has passed, once; the breach is dated by the due time, not by the look."""
    missed = clock.is_open and clock.due_at is not None and clock.due_at < now
    if not missed or clock.breached_at is not None:
        return clock
    return replace(clock, breached_at=clock.due_at)


def _with_due_time(clock: Clock, calendar: Calendar) -> Clock:
    began, unit, pauses = clock.started_at, clock.budget.unit, ended_pauses(clock)
    due = due_at(began, clock.budget, calendar, clock.pauses)
    step_at = moment_at(clock.step, began, due, unit, calendar, pauses) if clock.step and due else None
    warned = warning_at(began, due, unit, calendar, pauses)
    return replace(clock, due_at=due, warn_at=warned, step_at=step_at)


def _end_pause(clock: Clock, at: datetime) -> Clock:
    if clock.paused_at is None:
        return clock
    last = clock.pauses[-1]
    pauses = (*clock.pauses[:-1], replace(last, ends=max(at, last.begins)))
    return replace(clock, pauses=pauses, paused_at=None)
