"""Indonesia's national holidays and joint leave, to fill the installation's own table of them.

Both come by yearly decree of three ministers (SKB 3 Menteri); days added by later decree are entered by hand.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec
from holidays import country_holidays

KNOWN_YEARS = range(2024, 2028)
_DECREES = {
    2024: "SKB 855/2023, 3/2023, 4/2023",
    2025: "SKB 1017/2024, 2/2024, 2/2024",
    2026: "SKB 1497/2025, 2/2025, 5/2025",
    2027: "SKB 1205/2026, 3/2026, 2/2026",
}
"""The numbers of the three ministers' decrees: of religion, of manpower, of the civil service."""
_LATER_DECREES = {
    date(2025, 8, 18): "SKB 933/2025, 1/2025, 3/2025",
}
"""Days that a change of the year's decree added."""


class HolidayKind(StrEnum):
    """Why the day is free."""

    PUBLIC = "public"
    JOINT_LEAVE = "joint_leave"


class NationalDay(msgspec.Struct, frozen=True):
    """A free day of the whole country, with its Indonesian name."""

    date: date
    name: str
    kind: HolidayKind
    decree: str = ""


def national_days(years: range = KNOWN_YEARS) -> tuple[NationalDay, ...]:
    """The free days of these years in order; a `ValueError` for a year without a decree."""
    if not set(years) <= set(KNOWN_YEARS):
        raise ValueError(f"free days are known from {KNOWN_YEARS[0]} to {KNOWN_YEARS[-1]}")
    public = _published(years, "public", HolidayKind.PUBLIC)
    joint_leave = _published(years, "government", HolidayKind.JOINT_LEAVE)
    return tuple(sorted(public + joint_leave, key=lambda day: (day.date, day.kind)))


def is_free(day: NationalDay, *, joint_leave: bool) -> bool:
    """Is an office closed on it, with or without joint leave?"""
    return joint_leave or day.kind is HolidayKind.PUBLIC


def days_off(days: Iterable[NationalDay], *, joint_leave: bool = True) -> frozenset[date]:
    """The dates on which an office is closed, with or without joint leave."""
    return frozenset(day.date for day in days if is_free(day, joint_leave=joint_leave))


def _published(years: range, category: str, kind: HolidayKind) -> list[NationalDay]:
    known = country_holidays("ID", years=list(years), categories=(category,), language="id")
    return [NationalDay(day, name, kind, _decree_of(day)) for day, name in known.items()]


def _decree_of(day: date) -> str:
    return _LATER_DECREES.get(day, _DECREES[day.year])
