"""An office's calendars, as its administrator sees and changes them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from helpdesk.sla.holidays import NationalDay
from helpdesk.sla.hours import LocalDay, OfficeHours, SpecialDay
from helpdesk.sla.model import Period, TargetKind


class KnownCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """Hours under a name; promises name them by the key."""

    key: str
    name: str
    version: int
    hours: OfficeHours
    promised: bool
    """Some rule set of the office, also a past one, counts in it."""


class TypedDay(msgspec.Struct, frozen=True):
    """A row of the form."""

    date: str = ""
    name: str = ""
    periods: str = ""


class TypedCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says, as it was typed."""

    name: str = ""
    timezone: str = ""
    week: tuple[str, ...] = ("",) * 7
    """Monday first."""
    joint_leave_off: bool = False
    free: tuple[TypedDay, ...] = ()
    special: tuple[TypedDay, ...] = ()


class Wanted(msgspec.Struct, frozen=True):
    """A form that holds."""

    name: str
    hours: OfficeHours


class NameChanged(msgspec.Struct, frozen=True):
    before: str
    after: str


class ZoneChanged(msgspec.Struct, frozen=True):
    before: str
    after: str


class WeekdayChanged(msgspec.Struct, frozen=True):
    weekday: int
    """0 is Monday."""
    before: tuple[Period, ...]
    after: tuple[Period, ...]


class JointLeaveChanged(msgspec.Struct, frozen=True):
    off: bool


class DayChanged(msgspec.Struct, frozen=True):
    """One of the office's own days; none before it came, none after it went."""

    date: date
    before: LocalDay | SpecialDay | None
    after: LocalDay | SpecialDay | None


Change = NameChanged | ZoneChanged | WeekdayChanged | JointLeaveChanged | DayChanged


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A promise on a complaint that arrives at this moment: due so far, and with the change."""

    received: datetime
    kind: TargetKind
    before: datetime | None
    after: datetime | None


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a form would change, before anything is changed."""

    calendar: KnownCalendar
    changes: Sequence[Change]
    open_cases: int
    """Cases with a promise that is kept open and counts in this calendar."""
    examples: Sequence[Example]


class CalendarView(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar and what counts in it beside its own days."""

    calendar: KnownCalendar
    national: Sequence[NationalDay]
    today: date
    """In the calendar's own zone."""


class Skip(StrEnum):
    """Why an event of a file gives no free day."""

    HOURS = "hours"
    RECURRENCE = "recurrence"
    CANCELLED = "cancelled"
    UNREADABLE = "unreadable"


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of another program holds: each date once, in order."""

    days: tuple[LocalDay, ...]
    skipped: Mapping[Skip, int]


class FoundState(StrEnum):
    """What becomes of a date that a file names."""

    NEW = "new"
    KNOWN = "known"
    PAST = "past"


class FoundDay(msgspec.Struct, frozen=True):
    """A date of a file, and whether it would be taken in."""

    day: LocalDay
    state: FoundState


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside the calendar it is read for; nothing is saved yet."""

    found: tuple[FoundDay, ...]
    skipped: Mapping[Skip, int]
    typed: TypedCalendar
    """The calendar's form with the new days in it."""
    version: int
