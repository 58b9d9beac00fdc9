"""What a calendar may be: open at some time, its days said once, its name its own."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from admin.calendars.model import (
    CalendarView,
    FoundDay,
    FoundState,
    KnownCalendar,
    TypedCalendar,
    TypedDay,
)
from admin.calendars.reading import text_of
from helpdesk.sla.hours import LocalDay, names_of
from helpdesk.sla.targets import OFFICE
from kit.errors import Conflict, Invalid
from kit.typed import one_line

LONGEST_NAME = 60
LONGEST_DAY_NAME = 80
MOST_CALENDARS = 20
MOST_FREE = 200
MOST_SPECIAL = 60
_NOT_A_KEY = {"new"}
"""Words of addresses."""


def checked_name(text: str, known: Sequence[KnownCalendar]) -> str:
    """The name of a further calendar; raises `Invalid`, `Conflict` when there are too many."""
    if len(known) >= MOST_CALENDARS:
        raise Conflict("too_many_calendars")
    wrong: dict[str, str] = {}
    name = read_name(text, [each.name for each in known], wrong)
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return name


def must_be_removable(calendar: KnownCalendar) -> None:
    """Raise `Conflict` for the calendar that every office has, and while promises count in it."""
    if calendar.key == OFFICE:
        raise Conflict("calendar_of_office")
    if calendar.promised:
        raise Conflict("calendar_promised")


def key_of(name: str, taken: Collection[str]) -> str:
    """A key from the name, such as `halo-24-jam`, that no other calendar has."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40].strip("-") or "jam"
    keys = (plain, *(f"{plain}-{count}" for count in range(2, MOST_CALENDARS + 3)))
    return next(key for key in keys if key not in taken and key not in _NOT_A_KEY)


def typed_of(calendar: KnownCalendar, mark: str = ".") -> TypedCalendar:
    """The form of what stands."""
    hours = calendar.hours
    return TypedCalendar(
        name=calendar.name,
        timezone=hours.timezone,
        week=tuple(text_of(periods, mark) for periods in hours.periods),
        joint_leave_off=hours.joint_leave_off,
        free=tuple(_typed_day(day) for day in hours.local_days),
        special=tuple(
            TypedDay(day.date.isoformat(), day.name, text_of(day.periods, mark)) for day in hours.special_days
        ),
    )


def sorted_out(days: Sequence[LocalDay], view: CalendarView) -> tuple[FoundDay, ...]:
    """Which dates of a file are new: neither past nor known already, by decree or by the office itself."""
    known = names_of(view.calendar.hours, view.national).keys()

    def state(day: date) -> FoundState:
        if day < view.today:
            return FoundState.PAST
        return FoundState.KNOWN if day in known else FoundState.NEW

    return tuple(FoundDay(day, state(day.date)) for day in days)


def with_days(typed: TypedCalendar, found: Iterable[FoundDay]) -> TypedCalendar:
    """The form with the new days in it; raises `Invalid` when they are too many."""
    new = tuple(_typed_day(each.day) for each in found if each.state is FoundState.NEW)
    if len(typed.free) + len(new) > MOST_FREE:
        raise Invalid("invalid", fields={"file": "too_many_days"})
    free = sorted((*typed.free, *new), key=lambda day: day.date)
    return replace(typed, free=tuple(free))


def telling_dates(dates: Sequence[date], today: date) -> list[date]:
    """Days on which the effect of changed dates shows: the day before the first that is to come."""
    coming = [day for day in dates if day > today]
    return [min(coming) - timedelta(days=1)] if coming else []


def read_name(text: str, taken: Sequence[str], wrong: dict[str, str]) -> str:
    """A name that is not taken; notes in `wrong` what is the matter with it."""
    name = one_line(text)
    if not name:
        wrong["name"] = "required"
    elif len(name) > LONGEST_NAME:
        wrong["name"] = "too_long"
    elif name.casefold() in {each.casefold() for each in taken}:
        wrong["name"] = "taken"
    return name


def _typed_day(day: LocalDay) -> TypedDay:
    return TypedDay(day.date.isoformat(), day.name)
