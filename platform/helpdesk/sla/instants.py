"""Moments as whole microseconds since 1970 UTC, so that arithmetic is exact and quick."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from helpdesk.sla.model import BeyondHorizon, UnknownZone

MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

FIRST_YEAR = 1980
"""No zone has an odd number of seconds in its offset since then, and no case is older."""
LAST_YEAR = 2199
"""Somewhere the laying out of open time has to end."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_ZONE_NAME = re.compile(r"(?!Factory)[A-Z][A-Za-z0-9+-]*(/[A-Z][A-Za-z0-9_+-]*)*")


def instant(moment: datetime) -> int:
    """Microseconds since 1970 UTC; a `TypeError` for a time without zone."""
    passed = moment - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


def moment(instant: int) -> datetime:
    """The same moment as a UTC datetime; `BeyondHorizon` when no datetime can hold it."""
    try:
        return _EPOCH + instant * MICROSECOND
    except OverflowError:
        raise BeyondHorizon(f"a time after the year {LAST_YEAR} is not told") from None


def in_utc(moment: datetime) -> datetime:
    """The same moment on the clock of UTC; a `TypeError` for a time without zone."""
    return _EPOCH + (moment - _EPOCH)


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone of that name; raises `UnknownZone`, also for names that mean the machine's own zone."""
    try:
        if not _ZONE_NAME.fullmatch(name):
            raise ValueError("not written as zones are")
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise UnknownZone("not a time zone of the tz database") from None


def year_of(instant: int) -> int:
    """The UTC year; `BeyondHorizon` outside the years that are laid out."""
    year = moment(instant).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BeyondHorizon(f"only times from {FIRST_YEAR} to {LAST_YEAR} are told")
    return year


def year_starts(year: int) -> int:
    """Midnight UTC of the first of January."""
    return instant(datetime(year, 1, 1, tzinfo=UTC))


def offset_at(zone: ZoneInfo, instant: int) -> int:
    """How far the zone's wall clock is ahead of UTC at this moment."""
    offset = datetime.fromtimestamp(instant // SECOND, zone).utcoffset()
    assert offset is not None, "a named zone has an offset"
    return offset // MICROSECOND


@lru_cache(maxsize=1024)  # the promises of a case begin at the same moment
def local_day(zone: ZoneInfo, instant: int) -> int:
    """The local date of a moment, as days since 1970-01-01."""
    return (instant + offset_at(zone, instant)) // DAY


def at_wall_time(zone: ZoneInfo, day: int, wall: time) -> int:
    """The first moment at which the wall clock reads so; a skipped reading is taken before the change."""
    return instant(datetime.combine(date_of(day), wall, tzinfo=zone).replace(fold=0))


def day_number(day: date) -> int:
    """Days since 1970-01-01, a Thursday."""
    return day.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The date of a day number; `BeyondHorizon` when the years that are laid out have ended."""
    if day >= year_starts(LAST_YEAR + 1) // DAY:
        raise BeyondHorizon(f"a time after the year {LAST_YEAR} is not told")
    return date.fromordinal(day + _EPOCH_ORDINAL)


def weekday(day: int) -> int:
    """0 for Monday."""
    return (day + 3) % 7
