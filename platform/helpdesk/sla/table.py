"""Open time laid out once per calendar: where it begins, where it ends, how much has passed up to there.

A due time is then one subtraction and one search instead of a walk over days. Tables are shared by
equal calendars, cover whole years and grow when somebody looks further.
"""

from bisect import bisect_left, bisect_right
from datetime import time

import msgspec

from helpdesk.sla.instants import LAST_YEAR, at_wall_time, year_of, year_starts, zone_named
from helpdesk.sla.layout import stretches
from helpdesk.sla.model import BeyondHorizon, Calendar, NeverOpen
from helpdesk.sla.spans import Span, clipped

_SHARED_TABLES = 512
_SHARED_YEARS = 30
"""Longer tables answer one odd question and are forgotten."""
_tables: dict[Calendar, "OpenTable"] = {}


class OpenTable(msgspec.Struct, frozen=True, kw_only=True):
    """The open time of one calendar over whole years. All moments are microseconds since 1970 UTC."""

    first_year: int
    last_year: int
    covers_from: int
    covers_to: int
    starts: list[int]
    ends: list[int]
    spent: list[int]
    """Open time from the beginning of the table to the end of each stretch."""
    stretch_days: list[int]
    """The local date of each stretch, as a day number, in order."""
    days: list[int]
    """The dates that have open time, in order."""
    day_begins: list[int]
    """When each of these dates begins."""
    day_closes: list[int]
    """When its last stretch ends."""

    def worked(self, at: int) -> int:
        """Open time from the beginning of the table to this moment."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return 0
        ends = self.ends[index]
        return self.spent[index] if at >= ends else self.spent[index] - ends + at

    def reached(self, worked: int) -> int | None:
        """The first moment at which so much open time has passed; None beyond the table."""
        index = bisect_left(self.spent, worked)
        if index == len(self.spent):
            return None
        return self.ends[index] - self.spent[index] + worked

    def after(self, at: int, amount: int) -> int | None:
        """The first moment at which so much open time, more than none, has passed since `at`."""
        starts, ends, spent = self.starts, self.ends, self.spent
        index = bisect_right(starts, at) - 1
        goal = amount
        if index >= 0:
            left = ends[index] - at
            if left >= amount:
                return at + amount
            goal += spent[index] - left if left > 0 else spent[index]
        index = bisect_left(spent, goal)
        return ends[index] - spent[index] + goal if index < len(spent) else None

    def stretches(self, since: int, until: int) -> list[Span]:
        """The open stretches between two moments, one for each period of a date."""
        low, high = bisect_right(self.ends, since), bisect_left(self.starts, until)
        return clipped(zip(self.starts[low:high], self.ends[low:high], strict=True), since, until)

    def stretches_of(self, day: int) -> list[Span]:
        """The open stretches of one date."""
        low, high = bisect_left(self.stretch_days, day), bisect_right(self.stretch_days, day)
        return list(zip(self.starts[low:high], self.ends[low:high], strict=True))

    def closing_after(self, at: int, count: int) -> int | None:
        """When the last stretch ends on the n-th date with open time after the moment's; None beyond the table."""
        index = bisect_right(self.day_begins, at) + count - 1
        return self.day_closes[index] if index < len(self.day_closes) else None

    def is_open_on(self, day: int) -> bool:
        """Has this date any open time?"""
        index = bisect_left(self.days, day)
        return index < len(self.days) and self.days[index] == day


def table_covering(calendar: Calendar, since: int, until: int | None = None) -> OpenTable:
    """The shared table, laid out at least from one moment to the other and a year further.

    Raises `NeverOpen`, `UnknownZone`, or `BeyondHorizon` for years that are never laid out.
    """
    table = _tables.get(calendar)
    if table is not None and until is None and table.covers_from <= since < table.covers_to:
        return table  # by far the most questions
    until = since if until is None else until
    if table is not None and table.covers_from <= since and until < table.covers_to:
        return table
    first, last = year_of(since), min(year_of(until) + 1, LAST_YEAR)
    if table is not None:
        first, last = min(first, table.first_year), max(last, table.last_year)
    return _share(calendar, _lay_out(calendar, first, last))


def longer(calendar: Calendar, table: OpenTable) -> OpenTable:
    """The same open time over twice as many years; `BeyondHorizon` when there are no more."""
    if table.last_year >= _last_open_year(calendar):
        raise BeyondHorizon(f"open time runs out before the budget does (looked up to {table.last_year})")
    years = table.last_year - table.first_year + 1
    return _share(calendar, _lay_out(calendar, table.first_year, min(table.last_year + years, LAST_YEAR)))


def must_open(calendar: Calendar) -> None:
    """Refuse a calendar without any open period."""
    if not any(calendar.periods) and not any(exception.periods for exception in calendar.exceptions):
        raise NeverOpen("the calendar is never open")


def _last_open_year(calendar: Calendar) -> int:
    """Without weekly hours the last exception is the last chance."""
    return LAST_YEAR if any(calendar.periods) else min(calendar.exceptions[-1].date.year, LAST_YEAR)


def _share(calendar: Calendar, table: OpenTable) -> OpenTable:
    if table.last_year - table.first_year >= _SHARED_YEARS:
        return table
    while len(_tables) >= _SHARED_TABLES and calendar not in _tables:
        _tables.pop(next(iter(_tables)), None)
    _tables[calendar] = table
    return table


def _lay_out(calendar: Calendar, first_year: int, last_year: int) -> OpenTable:
    must_open(calendar)
    covers_from, covers_to = year_starts(first_year), year_starts(last_year + 1)
    zone = zone_named(calendar.timezone)
    starts, ends, spent, days = [], [], [], []
    closes_of: dict[int, int] = {}
    total = 0
    for opens, closes, day, _ in stretches(calendar, covers_from, covers_to):
        total += closes - opens
        starts.append(opens)
        ends.append(closes)
        spent.append(total)
        days.append(day)
        closes_of[day] = closes
    return OpenTable(
        first_year=first_year,
        last_year=last_year,
        covers_from=covers_from,
        covers_to=covers_to,
        starts=starts,
        ends=ends,
        spent=spent,
        stretch_days=days,
        days=sorted(closes_of),
        day_begins=[at_wall_time(zone, day, time.min) for day in sorted(closes_of)],
        day_closes=[closes_of[day] for day in sorted(closes_of)],
    )
