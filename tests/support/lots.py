"""Offices and moments drawn by lot, for histories that nobody thought of."""

import random
from datetime import UTC, date, datetime, timedelta

from helpdesk.sla.holidays import national_days
from helpdesk.sla.hours import LocalDay, OfficeHours, SpecialDay, calendar_of
from helpdesk.sla.model import Calendar, Period
from support.naive_days import NaiveOffice

DAY = 86_400
CHANGING = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana")
NATIONAL = national_days()
_BOUNDS = (0, 450, 480, 690, 720, 780, 960, 990, 1380, 1440)
_BEGINS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
Office = tuple[OfficeHours, Calendar, NaiveOffice]


def zones(chunk: int) -> tuple[str, ...]:
    """The three of Indonesia, and one whose clocks change."""
    return "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", CHANGING[chunk % len(CHANGING)]


def an_office_by_lot(lot: random.Random, zone: str) -> Office:
    """Odd hours, free days of its own, days with other hours, with and without joint leave; open every week."""
    week = [_periods(lot) if lot.random() < 0.85 else () for _ in range(7)]
    week[lot.randrange(5)] = (Period(480, 960),)
    local = lot.sample(range(420), 12)
    special = sorted(lot.sample(range(420), 20))
    hours = OfficeHours(
        timezone=zone,
        periods=tuple(week),
        joint_leave_off=lot.random() < 0.5,
        local_days=tuple(LocalDay(_date(number), "Hari jadi") for number in local),
        special_days=tuple(SpecialDay(_date(number), "Khusus", _periods(lot)) for number in special),
    )
    return hours, calendar_of(hours, NATIONAL), NaiveOffice(hours, NATIONAL)


def a_start(lot: random.Random) -> int:
    """Any second of a year, often a half or full hour, where hours begin and end."""
    second = _BEGINS + lot.randrange(365 * DAY)
    return second if lot.random() < 0.6 else second // 1800 * 1800


def at(moment: int) -> datetime:
    """Seconds since 1970 as a moment."""
    return datetime.fromtimestamp(moment, UTC)


def _periods(lot: random.Random) -> tuple[Period, ...]:
    cuts = sorted(lot.sample(_BOUNDS, lot.choice((0, 2, 2, 4, 4, 6))))
    return tuple(Period(*cuts[place : place + 2]) for place in range(0, len(cuts), 2))


def _date(number: int) -> date:
    return date(2025, 12, 20) + timedelta(days=number)
