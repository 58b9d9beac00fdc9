"""Open time laid out once per calendar: where it begins, where it ends, how much has passed up to there.

A due time is then one subtraction and one search instead of a walk over days. Tables are shared by
equal calendars, cover whole years and grow when somebody looks further.
"""

from bisect import bisect_left, bisect_right
from datetime import time

import msgspec

from helpdesk.sla.instants import LAST_YEAR, at_wall_time, year_of, year_starts, zone_named
from helpdesk.sla.layout import stretches
from helpdesk.sla.lookup import Lookup, lookup_of
from helpdesk.sla.model import BeyondHorizon, Calendar, NeverOpen
from helpdesk.sla.spans import Span, clipped

_SHARED_TABLES = 512
_SHARED_YEARS = 30
"""Longer tables answer one odd question and are forgotten."""
shared: dict[Calendar, "OpenTable"] = {}
"""The tables laid out so far."""
_known: dict[Calendar, Calendar] = {}


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
    lookup: Lookup
    """The same in datetimes, for questions without pauses."""

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

    def stretches(self, since: int, until: int) -> list[Span]:
        """The open stretches between two moments, one for each period of a date."""
        low, high = bisect_right(self.ends, since), bisect_left(self.starts, until)
        return clipped(zip(self.starts[low:high], self.ends[low:high], strict=True), since, until)

    def stretches_of(self, day: int) -> list[Span]:
        """The open stretches of one date."""
        low, high = bisect_left(self.stretch_days, day), bisect_right(self.stretch_days, day)
        return list(zip(self.starts[low:high], self.ends[low:high], strict=True))

    def is_open_on(self, day: int) -> bool:
        """Has this date any open time?"""
        index = bisect_left(self.days, day)
        return index < len(self.days) and self.days[index] == day


def table_covering(calendar: Calendar, since: int, until: int | None = None) -> OpenTable:
    """The shared table, laid out at least from one moment to the other and a year further.

    Raises `NeverOpen`, `UnknownZone`, or `BeyondHorizon` for years that are never laid out.
    """
    table = shared.get(calendar)
    until = since if until is None else until
    if table is not None and table.covers_from <= since and until < table.covers_to:
        return table
    first, last = year_of(since), min(year_of(until) + 1, LAST_YEAR)
    if table is not None:
        first, last = min(first, table.first_year), max(last, table.last_year)
    return _share(calendar, _lay_out(calendar, first, last))


def one_of(calendar: Calendar) -> Calendar:
    """The first of all equal calendars: one that is itself is found without being compared."""
    while len(_known) >= _SHARED_TABLES and calendar not in _known:
        _known.pop(next(iter(_known)), None)
    return _known.setdefault(calendar, calendar)


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
    while len(shared) >= _SHARED_TABLES and calendar not in shared:
        shared.pop(next(iter(shared)), None)
    shared[calendar] = table
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
    closings = {at_wall_time(zone, day, time.min): closes_of[day] for day in sorted(closes_of)}
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
        lookup=lookup_of(covers_from, starts, ends, spent, closings),
    )
