"""An office's hours as its administrator keeps them, and the calendar they make with the nation's free days."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from helpdesk.sla.holidays import HolidayKind, NationalDay, days_off, is_free
from helpdesk.sla.model import Calendar, DayHours, Period


class LocalDay(msgspec.Struct, frozen=True):
    """A date on which this office alone is closed."""

    date: date
    name: str


class SpecialDay(msgspec.Struct, frozen=True):
    """A date with hours of its own, whatever else is said of it; without periods it is closed."""

    date: date
    name: str
    periods: tuple[Period, ...] = ()


class OfficeHours(msgspec.Struct, frozen=True, kw_only=True):
    """What an office says of its time. National days are not in it: they come by decree, for everybody."""

    timezone: str
    """A name of the tz database, such as Asia/Jakarta."""
    periods: tuple[tuple[Period, ...], ...]
    """Seven days of periods, Monday first."""
    joint_leave_off: bool = True
    """Whether joint leave (cuti bersama) closes the office; for government offices it does."""
    local_days: tuple[LocalDay, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()


def periods_on(calendar: Calendar, day: date) -> tuple[Period, ...]:
    """When it is open on one date: what is said of that date, else nothing on a free day, else as every week."""
    for exception in calendar.exceptions:
        if exception.date == day:
            return exception.periods
    return () if day in calendar.days_off else calendar.periods[day.weekday()]


def calendar_of(hours: OfficeHours, national: Iterable[NationalDay]) -> Calendar:
    """The calendar that due times are counted in. Equal hours of two offices make equal calendars."""
    free = days_off(national, joint_leave=hours.joint_leave_off)
    special = sorted(hours.special_days, key=lambda day: day.date)
    return Calendar(
        timezone=hours.timezone,
        periods=hours.periods,
        days_off=free | {day.date for day in hours.local_days},
        exceptions=tuple(DayHours(day.date, day.periods) for day in special),
    )


def names_of(hours: OfficeHours, national: Iterable[NationalDay]) -> Mapping[date, str]:
    """Why a date is unlike the others of its week, in words: the office's own come first."""
    names: dict[date, str] = {}
    for day in national:
        if is_free(day, joint_leave=hours.joint_leave_off):
            names[day.date] = f"{names[day.date]}, {day.name}" if day.date in names else day.name
    names.update((day.date, day.name) for day in hours.local_days)
    names.update((day.date, day.name) for day in hours.special_days)
    return names


def decreed_until(national: Iterable[NationalDay]) -> date | None:
    """The last date of which free days are known; what is due later is provisional. None when none are."""
    years = {day.date.year for day in national if day.kind is HolidayKind.PUBLIC}
    return date(max(years), 12, 31) if years else None
