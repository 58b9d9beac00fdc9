"""How far a promise is: what is left of its budget, and which part of its time has passed."""

from datetime import datetime

from helpdesk.sla.calendar import due_at, used_between
from helpdesk.sla.instants import instant, moment
from helpdesk.sla.model import Calendar, Clock, Pause
from helpdesk.sla.spans import Span, latest, merged
from helpdesk.sla.spending import measure_time, meter_for, spend_time

WARN_PERCENT = 80


def remaining(clock: Clock, now: datetime, calendar: Calendar) -> int:
    """What is left in the budget's own unit: seconds or dates to come; negative when late.

    A met or stopped clock stands still, a paused one too. In days, 0 means due today.
    """
    used = used_between(clock.started_at, _looked_at(clock, now), clock.budget.unit, calendar, clock.pauses)
    return clock.budget.amount - used


def progress(clock: Clock, now: datetime, calendar: Calendar) -> float:
    """Which part of the promised time has passed: 0.0 at the start, 1.0 when due, more when late.

    Days are measured in open time or whole time, as they are counted, so that the part grows evenly.
    """
    due = due_at(clock.started_at, clock.budget, calendar, ended_pauses(clock))
    if due is None or due <= clock.started_at:
        return 1.0
    whole = _passed(clock, due, calendar)
    return _passed(clock, _looked_at(clock, now), calendar) / whole if whole else 1.0


def warning_at(clock: Clock, calendar: Calendar) -> datetime | None:
    """The moment at which 80 % of the time to the due time have passed; None without a due time."""
    if clock.due_at is None:
        return None
    began, due, pauses = instant(clock.started_at), instant(clock.due_at), _cuts(clock)
    meter = meter_for(clock.budget.unit, calendar, began, latest(pauses, due))
    part = measure_time(meter, began, due, pauses) * WARN_PERCENT // 100
    reached = spend_time(meter, began, part, pauses).due if part else began
    return clock.due_at if reached is None else moment(reached)


def ended_pauses(clock: Clock) -> tuple[Pause, ...]:
    """The pauses that are over."""
    return tuple(pause for pause in clock.pauses if pause.ends is not None)


def _looked_at(clock: Clock, now: datetime) -> datetime:
    return clock.met_at or clock.stopped_at or clock.paused_at or now


def _passed(clock: Clock, until: datetime, calendar: Calendar) -> int:
    began = instant(clock.started_at)
    now = max(instant(until), began)
    return measure_time(meter_for(clock.budget.unit, calendar, began, now), began, now, _cuts(clock))


def _cuts(clock: Clock) -> tuple[Span, ...]:
    return merged(ended_pauses(clock), instant(clock.started_at))
