"""How far a promise is: what is left of its budget, and which part of its time has passed."""

from collections.abc import Sequence
from datetime import datetime

from helpdesk.sla.calendar import due_at, used_between
from helpdesk.sla.instants import in_utc, instant, moment
from helpdesk.sla.model import Calendar, Clock, Pause, Unit
from helpdesk.sla.spans import Span, latest, merged
from helpdesk.sla.spending import TableEnds, measure_time, meter_for, spend_time
from helpdesk.sla.table import shared

WARN_PERCENT = 80
_ANY_TIME = (Unit.RUNNING_SECONDS, Unit.CALENDAR_DAYS)


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


def moment_at(
    percent: int,
    started_at: datetime,
    due: datetime,
    unit: Unit,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> datetime | None:
    """The moment at which so many percent of the time from the start to the due time have passed.

    More than 100 is after the due time, measured on in the same way; None when the laid-out years end before.
    `pauses` are those that are over.
    """
    if percent == 100:
        return due
    if not pauses and unit in _ANY_TIME:
        return in_utc(started_at) + (due - started_at) * percent // 100
    if not pauses and (table := shared.get(calendar)) is not None:
        at = table.lookup.part_of(in_utc(started_at), in_utc(due), percent)
        if at is not None:
            return at
    began, ends = instant(started_at), instant(due)
    cuts = merged(pauses, began) if pauses else ()
    meter = meter_for(unit, calendar, began, latest(cuts, ends) if cuts else ends)
    part = measure_time(meter, began, ends, cuts) * percent // 100
    if not part:
        return started_at
    try:
        reached = spend_time(meter, began, part, cuts).due
    except TableEnds:
        return None
    return None if reached is None else moment(reached)


def reached_at(percent: int, clock: Clock, calendar: Calendar) -> datetime | None:
    """The same for a promise and its ended pauses; None without a due time."""
    if clock.due_at is None:
        return None
    pauses = ended_pauses(clock)
    return moment_at(percent, clock.started_at, clock.due_at, clock.budget.unit, calendar, pauses)


def warning_at(
    started_at: datetime, due: datetime | None, unit: Unit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """The moment at which 80 % of the time to the due time have passed; None without a due time.

    `pauses` are those that are over.
    """
    return None if due is None else moment_at(WARN_PERCENT, started_at, due, unit, calendar, pauses) or due


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
