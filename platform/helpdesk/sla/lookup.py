"""The laid-out open time in datetimes: what a question without pauses is looked up in, with no moment turned into a
number and back. Two searches and four sums make a due time."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

from helpdesk.sla.instants import MICROSECOND, SECOND, moment

_LONGER_THAN_A_TABLE = 10**10


class Lookup(msgspec.Struct, frozen=True, kw_only=True):
    """The open time of one calendar between two moments. All datetimes are in UTC."""

    starts: list[datetime]
    """Where each stretch begins; the first is empty and stands where the table begins."""
    origins: list[datetime]
    """The end of each stretch less the open time up to there: plus open time it is a moment of the stretch."""
    spent: list[timedelta]
    """Open time from the beginning of the table to the end of each stretch."""
    day_begins: list[datetime]
    """When each date with open time begins; the first stands where the table begins."""
    day_closes: list[datetime]
    """When its last stretch ends."""

    def after(self, at: datetime, amount: timedelta) -> datetime | None:
        """The first moment at which so much open time, more than none, has passed since `at`; None beyond the table."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return None
        origins, spent = self.origins, self.spent
        worked, whole = at - origins[index], spent[index]
        goal = (worked if worked < whole else whole) + amount
        index = bisect_left(spent, goal, index)
        return origins[index] + goal if index < len(spent) else None

    def part_of(self, since: datetime, until: datetime, percent: int) -> datetime | None:
        """The first moment at which so many percent of the open time from one moment to a later one have passed, more
        than none; None when the table does not hold them."""
        first, last = bisect_right(self.starts, since) - 1, bisect_right(self.starts, until) - 1
        if first < 0 or not since < until <= self.day_closes[-1]:
            return None
        began = min(since - self.origins[first], self.spent[first])
        part = (min(until - self.origins[last], self.spent[last]) - began) * percent // 100
        index = bisect_left(self.spent, began + part, first)
        return self.origins[index] + began + part if part and index < len(self.spent) else None

    def closing_after(self, at: datetime, count: int) -> datetime | None:
        """When the last stretch ends on the n-th date with open time after the moment's; None beyond the table."""
        index = bisect_right(self.day_begins, at)
        if index and index + count <= len(self.day_closes):
            return self.day_closes[index + count - 1]
        return None


def lookup_of(
    covers_from: int,
    starts: Sequence[int],
    ends: Sequence[int],
    spent: Sequence[int],
    days: Mapping[int, int],
) -> Lookup:
    """The same open time in datetimes; `days` gives each date's beginning and the end of its last stretch."""
    begins = moment(covers_from)
    return Lookup(
        starts=[begins, *map(moment, starts)],
        origins=[begins, *(moment(end - passed) for end, passed in zip(ends, spent, strict=True))],
        spent=[timedelta(), *(passed * MICROSECOND for passed in spent)],
        day_begins=[moment(min([covers_from, *days])), *map(moment, days)],
        day_closes=[begins, *map(moment, days.values())],
    )


@lru_cache(maxsize=4096)  # offices promise few different amounts
def time_of(seconds: int) -> timedelta:
    """So many seconds; what no table holds is cut off there."""
    return min(seconds, _LONGER_THAN_A_TABLE) * SECOND * MICROSECOND
