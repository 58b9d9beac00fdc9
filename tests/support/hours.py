"""Builders for calendars and times: tests say only what their story needs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from helpdesk.sla.model import Budget, Calendar, DayHours, Period, Unit

JAKARTA = ZoneInfo("Asia/Jakarta")

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hours(*periods: str) -> tuple[Period, ...]:
    """`hours("08:00-12:00", "13:00-16:00")`."""
    return tuple(Period(*(_minute(bound) for bound in period.split("-"))) for period in periods)


def a_calendar(
    timezone: str = "Asia/Jakarta",
    *,
    week: Mapping[str, tuple[Period, ...]] | None = None,
    days_off: frozenset[date] = frozenset(),
    exceptions: Mapping[date, tuple[Period, ...]] | None = None,
) -> Calendar:
    """Monday to Friday 08:00-12:00 and 13:00-16:00, unless told otherwise."""
    week = dict.fromkeys(_WEEK[:5], hours("08:00-12:00", "13:00-16:00")) if week is None else week
    return Calendar(
        timezone=timezone,
        periods=tuple(week.get(day, ()) for day in _WEEK),
        days_off=days_off,
        exceptions=tuple(DayHours(day, periods) for day, periods in sorted((exceptions or {}).items())),
    )


def wib(text: str) -> datetime:
    """`wib("2026-03-13 15:00")`, on the wall clock of Batang."""
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def working_hours(amount: float) -> Budget:
    return Budget(Unit.SECONDS, round(amount * 3600))


def running_hours(amount: float) -> Budget:
    return Budget(Unit.RUNNING_SECONDS, round(amount * 3600))


def working_days(amount: int) -> Budget:
    return Budget(Unit.WORKING_DAYS, amount)


def calendar_days(amount: int) -> Budget:
    return Budget(Unit.CALENDAR_DAYS, amount)


def _minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
