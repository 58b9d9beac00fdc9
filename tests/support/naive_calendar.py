"""Time counted the slow and obvious way, to judge the quick way by. Shares nothing with it but the values.

Everything here follows the sentence "a moment is open when its wall-clock reading lies in one of the day's
periods": it reads the wall clock of every minute. Times are whole seconds, pauses whole minutes.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from helpdesk.sla.model import Calendar, Pause, Period

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def due_by_minutes(
    start: datetime, seconds: int, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """Working seconds, minute by minute."""
    left = timedelta(seconds=seconds)
    for begins, ends in _minutes(start):
        if _is_open(begins, calendar) and not _is_paused(begins, pauses):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
    raise AssertionError("unreachable")


def running_by_minutes(start: datetime, seconds: int, pauses: Sequence[Pause] = ()) -> datetime:
    """Running seconds, minute by minute."""
    left = timedelta(seconds=seconds)
    for begins, ends in _minutes(start):
        if not _is_paused(begins, pauses):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
    raise AssertionError("unreachable")


def worked_by_minutes(
    since: datetime, until: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> int:
    """Open seconds between two moments, minute by minute."""
    total = timedelta()
    for begins, ends in _minutes(since):
        if begins >= until:
            return total // SECOND
        if _is_open(begins, calendar) and not _is_paused(begins, pauses):
            total += min(ends, until) - begins
    raise AssertionError("unreachable")


def first_closing(start: datetime, calendar: Calendar) -> tuple[datetime, int] | None:
    """The first moment after the start at which open time ends, and the open seconds until then.

    None for an office that does not close for a fortnight.
    """
    total, was_open = timedelta(), False
    for begins, ends in _minutes(start):
        if _is_open(begins, calendar):
            total, was_open = total + (ends - begins), True
        elif was_open:
            return begins, total // SECOND
        if was_open and begins - start > 14 * DAY:
            return None
    raise AssertionError("unreachable")


def working_days_by_minutes(
    start: datetime, days: int, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """The end of the last open minute of the n-th later date with open minutes that are not all paused."""
    zone = ZoneInfo(calendar.timezone)
    day = start.astimezone(zone).date()
    while days:
        day += DAY
        opened = [minute for minute in _minutes_of(day, zone) if _is_open(minute, calendar)]
        if opened and not all(_is_paused(minute, pauses) for minute in opened):
            days -= 1
    return opened[-1] + MINUTE


def calendar_days_by_minutes(
    start: datetime, days: int, timezone: str, pauses: Sequence[Pause] = ()
) -> datetime:
    """The same wall-clock time on the n-th later date whose minutes are not all paused."""
    zone = ZoneInfo(timezone)
    local = start.astimezone(zone)
    day = local.date()
    while days:
        day += DAY
        days -= not all(_is_paused(minute, pauses) for minute in _minutes_of(day, zone))
    return datetime.combine(day, local.time(), tzinfo=zone).replace(fold=0).astimezone(UTC)


def closed_dates(since: datetime, until: datetime, calendar: Calendar) -> list[date]:
    """The local dates from one moment's to the other's of which no minute is open."""
    zone = ZoneInfo(calendar.timezone)
    day, last, closed = since.astimezone(zone).date(), until.astimezone(zone).date(), []
    while day <= last:
        if not any(_is_open(minute, calendar) for minute in _minutes_of(day, zone)):
            closed.append(day)
        day += DAY
    return closed


def due_by_days(start: datetime, seconds: int, calendar: Calendar) -> datetime:
    """Working seconds day by day and period by period: what a due time costs without a table.

    Right for zones whose clocks do not change; the reference of the speed measurement.
    """
    zone = ZoneInfo(calendar.timezone)
    special = {hours.date: hours.periods for hours in calendar.exceptions}
    left, day = timedelta(seconds=seconds), start.astimezone(zone).date()
    while True:
        for period in _periods(day, special, calendar):
            opens = max(_wall(day, period.opens, zone), start)
            closes = _wall(day, period.closes, zone)
            if opens < closes:
                if closes - opens >= left:
                    return (opens + left).astimezone(UTC)
                left -= closes - opens
        day += DAY


def _minutes(start: datetime) -> Iterator[tuple[datetime, datetime]]:
    begins = start.astimezone(UTC)
    while True:
        ends = begins.replace(second=0, microsecond=0) + MINUTE
        yield begins, ends
        begins = ends


@lru_cache(maxsize=256)
def _minutes_of(day: date, zone: ZoneInfo) -> tuple[datetime, ...]:
    around = datetime.combine(day, time.min, tzinfo=UTC) - 16 * 60 * MINUTE
    minutes = (around + count * MINUTE for count in range(56 * 60))
    return tuple(minute for minute in minutes if minute.astimezone(zone).date() == day)


def _is_open(moment: datetime, calendar: Calendar) -> bool:
    wall = moment.astimezone(ZoneInfo(calendar.timezone))
    special = {hours.date: hours.periods for hours in calendar.exceptions}
    minute = wall.hour * 60 + wall.minute
    return any(period.opens <= minute < period.closes for period in _periods(wall.date(), special, calendar))


def _periods(day: date, special: dict[date, tuple[Period, ...]], calendar: Calendar) -> tuple[Period, ...]:
    if day in special:
        return special[day]
    return () if day in calendar.days_off else calendar.periods[day.weekday()]


def _is_paused(moment: datetime, pauses: Sequence[Pause]) -> bool:
    return any(pause.begins <= moment and (pause.ends is None or moment < pause.ends) for pause in pauses)


def _wall(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, rest = divmod(minute, 24 * 60)
    at = time(rest // 60, rest % 60)
    return datetime.combine(day + days * DAY, at, tzinfo=zone).astimezone(UTC)
