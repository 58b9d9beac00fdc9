"""How a budget is spent, in microseconds since 1970 UTC: two kinds of time, two kinds of days."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import time
from itertools import count
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from helpdesk.sla.instants import at_wall_time, local_day
from helpdesk.sla.model import Calendar, Unit
from helpdesk.sla.spans import FOREVER, Span, clipped, length
from helpdesk.sla.table import OpenTable, table_covering


class Spent(NamedTuple):
    """Where a budget ends, or what is left of it when a running pause comes first."""

    due: int | None
    left: int = 0


class TableEnds(Exception):
    """The table stops before the budget is spent."""


class Meter(Protocol):
    """A kind of time that passes: how much up to a moment, and the first moment with so much of it."""

    def worked(self, at: int) -> int: ...

    def reached(self, worked: int) -> int | None: ...


class RunningTime:
    """Time that passes day and night."""

    def worked(self, at: int) -> int:
        return at

    def reached(self, worked: int) -> int | None:
        return worked


def meter_for(unit: Unit, calendar: Calendar, began: int, until: int) -> Meter:
    """What a unit is measured in: open time or any time."""
    working = unit in (Unit.SECONDS, Unit.WORKING_DAYS)
    return table_covering(calendar, began, until) if working else RunningTime()


def spend_time(meter: Meter, began: int, amount: int, pauses: Sequence[Span]) -> Spent:
    """Spend microseconds of the meter's time; exactly used up at a closing or a pause means due there."""
    goal = meter.worked(began) + amount
    for begins, ends in pauses:
        before = meter.worked(begins)
        if before >= goal:
            break
        if ends == FOREVER:
            return Spent(None, goal - before)
        goal += meter.worked(ends) - before
    due = meter.reached(goal)
    if due is None:
        raise TableEnds
    return Spent(due)


def measure_time(meter: Meter, began: int, until: int, pauses: Sequence[Span]) -> int:
    """The meter's time between two moments that is not paused."""
    paused = sum(meter.worked(ends) - meter.worked(begins) for begins, ends in clipped(pauses, began, until))
    return meter.worked(until) - meter.worked(began) - paused


def spend_working_days(
    table: OpenTable, zone: ZoneInfo, began: int, amount: int, pauses: Sequence[Span]
) -> Spent:
    """Due when the last period ends on the n-th later date with open time that is not all paused."""
    first = bisect_right(table.days, local_day(zone, began))
    # Without pauses the n-th date can be looked up.
    first, left = (first, amount) if pauses else (first + amount - 1, 1)
    for index in range(first, len(table.days)):
        stretches = table.stretches_of(table.days[index])
        if _is_all_paused(stretches, pauses):
            if _runs_on(pauses, stretches[0][0]):
                return Spent(None, left)
            continue
        left -= 1
        if left == 0:
            return _unless_paused(stretches[-1][1], pauses)
    raise TableEnds


def spend_calendar_days(zone: ZoneInfo, began: int, wall: time, amount: int, pauses: Sequence[Span]) -> Spent:
    """Due at the same wall-clock time on the n-th later date that is not all paused."""
    today = local_day(zone, began)
    first, left = (today + 1, amount) if pauses else (today + amount, 1)
    for day in count(first):
        stretch = whole_day(zone, day)
        if _is_all_paused([stretch], pauses):
            if _runs_on(pauses, stretch[0]):
                return Spent(None, left)
            continue
        left -= 1
        if left == 0:
            return _unless_paused(at_wall_time(zone, day, wall), pauses)
    raise AssertionError("days do not end")


def working_days_counted(
    table: OpenTable, zone: ZoneInfo, began: int, until: int, pauses: Sequence[Span]
) -> int:
    """Dates after the first one, up to and with the last, that have open time which is not all paused."""
    low = bisect_right(table.days, local_day(zone, began))
    high = bisect_right(table.days, local_day(zone, until))
    if not pauses:
        return max(high - low, 0)
    days = table.days[low:high]
    return sum(not _is_all_paused(table.stretches_of(day), pauses) for day in days)


def calendar_days_counted(zone: ZoneInfo, began: int, until: int, pauses: Sequence[Span]) -> int:
    """Dates after the first one, up to and with the last, that are not all paused."""
    days = range(local_day(zone, began) + 1, local_day(zone, until) + 1)
    return sum(not _is_all_paused([whole_day(zone, day)], pauses) for day in days) if pauses else len(days)


def whole_day(zone: ZoneInfo, day: int) -> Span:
    """A date from its beginning to its end in real time."""
    return at_wall_time(zone, day, time.min), at_wall_time(zone, day + 1, time.min)


def _is_all_paused(stretches: Sequence[Span], pauses: Sequence[Span]) -> bool:
    paused = sum(length(clipped(pauses, *stretch)) for stretch in stretches)
    return 0 < paused == length(stretches)


def _runs_on(pauses: Sequence[Span], at: int) -> bool:
    """Is a pause without end running at this moment?"""
    return bool(pauses) and pauses[-1][1] == FOREVER and pauses[-1][0] <= at


def _unless_paused(due: int, pauses: Sequence[Span]) -> Spent:
    running = bool(pauses) and pauses[-1][1] == FOREVER and pauses[-1][0] < due
    return Spent(None) if running else Spent(due)
