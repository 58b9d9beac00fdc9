"""Reads a calendar's form: every field that cannot be is named with what is wrong."""

from collections.abc import Iterable, Sequence
from datetime import date

from admin.calendars.model import KnownCalendar, TypedCalendar, TypedDay, Wanted
from admin.calendars.reading import Unread, day_of, periods_of
from admin.calendars.rules import LONGEST_DAY_NAME, MOST_FREE, MOST_SPECIAL, read_name
from helpdesk.sla.hours import LocalDay, OfficeHours, SpecialDay
from helpdesk.sla.model import Period
from kit.errors import Invalid
from kit.typed import one_line
from tenants.offices.model import ZONES


def checked(typed: TypedCalendar, was: KnownCalendar, others: Iterable[KnownCalendar]) -> Wanted:
    """What the form asks for; raises `Invalid` naming the fields."""
    wrong: dict[str, str] = {}
    name = read_name(typed.name, [each.name for each in others if each.key != was.key], wrong)
    if typed.timezone not in (*ZONES, was.hours.timezone):
        wrong["timezone"] = "unknown"
    week = tuple(_periods(f"day_{index}", text, wrong) for index, text in enumerate(typed.week))
    if not any(week) and not any(field.startswith("day_") for field in wrong):
        wrong["day_0"] = "never_open"
    free, special = _free_days(typed.free, wrong), _special_days(typed.special, wrong)
    _must_differ(typed, wrong)
    if wrong:
        raise Invalid("invalid", fields=wrong)
    hours = OfficeHours(
        timezone=typed.timezone,
        periods=week,
        joint_leave_off=typed.joint_leave_off,
        local_days=tuple(sorted(free, key=lambda day: day.date)),
        special_days=tuple(sorted(special, key=lambda day: day.date)),
    )
    return Wanted(name, hours)


def _periods(field: str, text: str, wrong: dict[str, str]) -> tuple[Period, ...]:
    try:
        return periods_of(text)
    except Unread as unread:
        wrong[field] = unread.code
        return ()


def _free_days(rows: Sequence[TypedDay], wrong: dict[str, str]) -> list[LocalDay]:
    if len(rows) > MOST_FREE:
        wrong[f"free_date_{MOST_FREE}"] = "too_many"
        return []
    read = [(_day("free", index, row, wrong), one_line(row.name)) for index, row in enumerate(rows)]
    return [LocalDay(day, name) for day, name in read if day]


def _special_days(rows: Sequence[TypedDay], wrong: dict[str, str]) -> list[SpecialDay]:
    if len(rows) > MOST_SPECIAL:
        wrong[f"special_date_{MOST_SPECIAL}"] = "too_many"
        return []
    days = []
    for index, row in enumerate(rows):
        day, periods = (
            _day("special", index, row, wrong),
            _periods(f"special_periods_{index}", row.periods, wrong),
        )
        days += [SpecialDay(day, one_line(row.name), periods)] if day else []
    return days


def _day(kind: str, index: int, row: TypedDay, wrong: dict[str, str]) -> date | None:
    name = one_line(row.name)
    if not name:
        wrong[f"{kind}_name_{index}"] = "required"
    elif len(name) > LONGEST_DAY_NAME:
        wrong[f"{kind}_name_{index}"] = "too_long"
    if not row.date.strip():
        wrong[f"{kind}_date_{index}"] = "required"
        return None
    try:
        return day_of(row.date)
    except Unread as unread:
        wrong[f"{kind}_date_{index}"] = unread.code
        return None


def _must_differ(typed: TypedCalendar, wrong: dict[str, str]) -> None:
    """A date is said once, among the free days and those with other hours together."""
    seen: set[date] = set()
    for kind, rows in (("free", typed.free), ("special", typed.special)):
        for index, row in enumerate(rows):
            field = f"{kind}_date_{index}"
            if field in wrong:
                continue
            try:
                day = day_of(row.date)
            except Unread:  # beyond the rows that were looked at
                continue
            if day in seen:
                wrong[field] = "twice"
            seen.add(day)
