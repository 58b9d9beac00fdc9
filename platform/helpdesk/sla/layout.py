"""From wall-clock periods to real time: exact in every zone and on the days its clocks change."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from helpdesk.sla.instants import DAY, MINUTE, SECOND, day_number, offset_at, weekday, zone_named
from helpdesk.sla.model import Calendar, Period

Piece = tuple[int, int, int, int]
"""Opens, closes (microseconds), the local date as a day number, which period of that date."""


def stretches(calendar: Calendar, since: int, until: int) -> Iterator[Piece]:
    """Every open stretch of the dates that touch the range, in order of time.

    A moment is open when its wall-clock reading lies in a period: an hour that is repeated when clocks
    go back counts twice, an hour that is skipped not at all.
    """
    held: Piece | None = None
    for piece in _pieces(calendar, since // DAY - 2, until // DAY + 2):
        if held is not None:
            if held[1] == piece[0] and held[2:] == piece[2:]:
                held = (held[0], *piece[1:])
                continue
            yield held
        held = piece
    if held is not None:
        yield held


def _pieces(calendar: Calendar, first_day: int, last_day: int) -> Iterator[Piece]:
    week, special = calendar.periods, _special_days(calendar)
    zone = zone_named(calendar.timezone)
    for begins, ends, offset in _steady_spans(zone, (first_day - 2) * DAY, (last_day + 3) * DAY):
        first = max((begins + offset) // DAY, first_day)
        last = min((ends + offset - 1) // DAY, last_day)
        for day in range(first, last + 1):
            midnight = day * DAY - offset
            for number, period in enumerate(special.get(day, week[weekday(day)])):
                opens = max(midnight + period.opens * MINUTE, begins)
                closes = min(midnight + period.closes * MINUTE, ends)
                if opens < closes:
                    yield opens, closes, day, number


def _special_days(calendar: Calendar) -> dict[int, tuple[Period, ...]]:
    special: dict[int, tuple[Period, ...]] = {day_number(day): () for day in calendar.days_off}
    special.update({day_number(hours.date): hours.periods for hours in calendar.exceptions})
    return special


def _steady_spans(zone: ZoneInfo, since: int, until: int) -> Iterator[tuple[int, int, int]]:
    """The stretches between two clock changes, each with its offset from UTC.

    Looking once a day is enough: no zone has changed twice within three days since 1980.
    """
    begins, offset, last = since, offset_at(zone, since), since
    for at in range(since + DAY, until + DAY, DAY):
        if offset_at(zone, at) != offset:
            change = _change_between(zone, last, at)
            yield begins, change, offset
            begins, offset = change, offset_at(zone, change)
        last = at
    yield begins, until, offset


def _change_between(zone: ZoneInfo, before: int, after: int) -> int:
    """The first second of the new offset."""
    offset = offset_at(zone, before)
    low, high = before // SECOND, after // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle * SECOND) == offset:
            low = middle
        else:
            high = middle
    return high * SECOND
