"""What a changed calendar changes, one by one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from admin.calendars.model import (
    Change,
    DayChanged,
    JointLeaveChanged,
    KnownCalendar,
    NameChanged,
    Wanted,
    WeekdayChanged,
    ZoneChanged,
)
from helpdesk.sla.hours import LocalDay, OfficeHours, SpecialDay

_OwnDays = Mapping[date, LocalDay | SpecialDay]


def changes_of(was: KnownCalendar, wanted: Wanted) -> list[Change]:
    """From what stands to what is wanted, in the order of the form; days in their own order."""
    return [*_settings(was, wanted), *_days(_own_days(was.hours), _own_days(wanted.hours))]


def fields_of(changes: Sequence[Change]) -> list[str]:
    """The kinds of change, for the audit log."""
    names = {
        NameChanged: "name",
        ZoneChanged: "timezone",
        WeekdayChanged: "week",
        JointLeaveChanged: "joint_leave",
        DayChanged: "days",
    }
    return list(dict.fromkeys(names[type(change)] for change in changes))


def changed_dates(changes: Sequence[Change]) -> list[date]:
    """The dates that came, went, or changed."""
    return [change.date for change in changes if isinstance(change, DayChanged)]


def _settings(was: KnownCalendar, wanted: Wanted) -> Iterator[Change]:
    before, after = was.hours, wanted.hours
    if was.name != wanted.name:
        yield NameChanged(was.name, wanted.name)
    if before.timezone != after.timezone:
        yield ZoneChanged(before.timezone, after.timezone)
    for weekday, (old, new) in enumerate(zip(before.periods, after.periods, strict=True)):
        if old != new:
            yield WeekdayChanged(weekday, old, new)
    if before.joint_leave_off != after.joint_leave_off:
        yield JointLeaveChanged(after.joint_leave_off)


def _days(before: _OwnDays, after: _OwnDays) -> Iterator[Change]:
    for day in sorted(before.keys() | after.keys()):
        if before.get(day) != after.get(day):
            yield DayChanged(day, before.get(day), after.get(day))


def _own_days(hours: OfficeHours) -> _OwnDays:
    days: list[LocalDay | SpecialDay] = [*hours.local_days, *hours.special_days]
    return {day.date: day for day in days}
