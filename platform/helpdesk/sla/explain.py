"""Why a due time is what it is: the time that counted, the dates that did not, the pauses."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.sla.calendar import outlook
from helpdesk.sla.instants import SECOND, date_of, day_number, instant, local_day, moment, zone_named
from helpdesk.sla.model import Budget, Calendar, Pause, Unit
from helpdesk.sla.spans import FOREVER, Span, clipped, length, merged, without
from helpdesk.sla.table import OpenTable, table_covering


class Why(StrEnum):
    """Why a date has no open time; the first that is true."""

    EXCEPTION = "exception"
    DAY_OFF = "day off"
    WEEKLY = "weekly"


class Interval(msgspec.Struct, frozen=True):
    """A stretch of real time in the calendar's zone; without an end it is still running."""

    begins: datetime
    ends: datetime | None
    seconds: int | float | None
    """A fraction only when a time was given in fractions of a second."""


class Skipped(msgspec.Struct, frozen=True):
    """A date without open time between start and due time."""

    date: date
    why: Why


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A due time, or what is left of the budget while a pause without end runs, and how it came about."""

    due_at: datetime | None
    counted: tuple[Interval, ...]
    """Adds up to what is spent of a budget of seconds; empty for budgets of days."""
    skipped: tuple[Skipped, ...]
    paused: tuple[Interval, ...]
    remaining: Budget | None = None


class Worked(msgspec.Struct, frozen=True):
    """Open time between two moments."""

    seconds: int | float
    counted: tuple[Interval, ...]


def explain(start: datetime, budget: Budget, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Explanation:
    """The due time and why; raises as `due_at` does. Times are in the calendar's zone."""
    zone = zone_named(calendar.timezone)
    seen = outlook(start, budget, calendar, pauses)
    began, cuts = instant(start), merged(pauses, instant(start))
    # With a pause that still runs, what there is to tell ends where it begins.
    ends = cuts[-1][0] if seen.due_at is None else instant(seen.due_at)
    table = table_covering(calendar, began, ends)
    return Explanation(
        due_at=seen.due_at.astimezone(zone) if seen.due_at else None,
        counted=_intervals(_counted(began, ends, budget.unit, table, cuts), zone),
        skipped=_skipped(calendar, table, local_day(zone, began), local_day(zone, ends)),
        paused=_intervals(clipped(cuts, began, ends if seen.due_at else FOREVER), zone),
        remaining=None if seen.due_at else Budget(budget.unit, seen.left),
    )


def explain_between(
    since: datetime, until: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Worked:
    """Open time from one moment to a later one, without pauses."""
    began, ends = instant(since), instant(until)
    table = table_covering(calendar, began, ends)
    spans = without(table.stretches(began, ends), merged(pauses, began))
    return Worked(_seconds(length(spans)), _intervals(spans, zone_named(calendar.timezone)))


def _counted(began: int, ends: int, unit: Unit, table: OpenTable, cuts: Sequence[Span]) -> list[Span]:
    match unit:
        case Unit.SECONDS:
            return without(table.stretches(began, ends), cuts)
        case Unit.RUNNING_SECONDS:
            return without([(began, ends)], cuts)
    return []


def _skipped(calendar: Calendar, table: OpenTable, first: int, last: int) -> tuple[Skipped, ...]:
    exceptions = {day_number(hours.date) for hours in calendar.exceptions}
    days_off = {day_number(day) for day in calendar.days_off}

    def why(day: int) -> Why:
        if day in exceptions:
            return Why.EXCEPTION
        return Why.DAY_OFF if day in days_off else Why.WEEKLY

    closed = (day for day in range(first, last + 1) if not table.is_open_on(day))
    return tuple(Skipped(date_of(day), why(day)) for day in closed)


def _intervals(spans: Sequence[Span], zone: ZoneInfo) -> tuple[Interval, ...]:
    return tuple(
        Interval(
            moment(begins).astimezone(zone),
            None if ends == FOREVER else moment(ends).astimezone(zone),
            None if ends == FOREVER else _seconds(ends - begins),
        )
        for begins, ends in spans
    )


def _seconds(microseconds: int) -> int | float:
    whole, part = divmod(microseconds, SECOND)
    return microseconds / SECOND if part else whole
