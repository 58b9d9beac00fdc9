"""Free days in the calendar format of other programs (RFC 5545), read with suspicion and written plainly.

A file is cut into its events before the library sees it: a megabyte of other lines would keep it busy for
many seconds, and one event that cannot be read must not lose the others.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from admin.calendars.events import MOST_DATES, Skipped, days_of
from admin.calendars.model import Read, Skip
from helpdesk.sla.holidays import NationalDay, is_free
from helpdesk.sla.hours import LocalDay, OfficeHours

MOST_BYTES = 1024 * 1024
_MOST_EVENTS = 1000
_NEEDED = {
    *("DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS"),
    *("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
}
_LINE = re.compile(r"([A-Za-z-]+)[:;]")


class Unfit(ValueError):
    """The file is none of ours to read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(content: bytes, years: range) -> Read:
    """The whole days that the file names; what comes back each year is laid out over `years`.

    Raises `Unfit` with `too_large`, `not_ics` or `too_many`; never anything else, whatever the bytes.
    """
    if len(content) > MOST_BYTES:
        raise Unfit("too_large")
    days: dict[date, str] = {}
    skipped: Counter[Skip] = Counter()
    for event in _events(content):
        try:
            for day, name in days_of(event, years):
                days.setdefault(day, name)
                if len(days) > MOST_DATES:
                    raise Unfit("too_many")
        except Skipped as skip:
            skipped[skip.why] += 1
    return Read(days=tuple(LocalDay(day, days[day]) for day in sorted(days)), skipped=dict(skipped))


def write(name: str, owner: str, hours: OfficeHours, national: Sequence[NationalDay], at: datetime) -> bytes:
    """Every free day that counts in these hours. An event keeps its UID for good: `owner` tells calendars apart."""
    file = Calendar()
    for field, value in (("prodid", "-//Sahut//Hari libur//ID"), ("version", "2.0"), ("x-wr-calname", name)):
        file.add(field, value)
    for uid, day, title in _free(owner, hours, national):
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", at)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", title)
        event.add("transp", "TRANSPARENT")
        file.add_component(event)
    return bytes(file.to_ical())


def _free(owner: str, hours: OfficeHours, national: Sequence[NationalDay]) -> Iterator[tuple[str, date, str]]:
    """Identity, date and name of each; a date with other hours is not free."""
    open_on = {day.date for day in hours.special_days if day.periods}
    own = [(day.date, day.name) for day in hours.local_days]
    own += [(day.date, day.name) for day in hours.special_days if not day.periods]
    found = [(f"{day}@{owner}", day, name) for day, name in own]
    found += [
        (f"{each.date}-{each.kind.value}@national", each.date, each.name)
        for each in national
        if is_free(each, joint_leave=hours.joint_leave_off)
    ]
    for uid, day, name in sorted(found, key=lambda each: (each[1], each[0])):
        if day not in open_on:
            yield f"{uid}.sahut", day, name


def _events(content: bytes) -> Iterator[list[str]]:
    """The lines of each event that tell its days, unfolded; what stands inside its alarms is not its own."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = re.sub(r"\n[ \t]", "", text).split("\n")
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines[:20]):
        raise Unfit("not_ics")
    inside, count = [""], 0
    event: list[str] = []
    for line in lines:
        told = line[:40].strip().upper()
        if told.startswith("BEGIN:") and len(inside) < 20:
            inside.append(told[6:])
            event = [] if inside[-1] == "VEVENT" else event
        elif told.startswith("END:") and len(inside) > 1:
            if inside.pop() == "VEVENT":
                count += 1
                if count > _MOST_EVENTS:
                    raise Unfit("too_many")
                yield event
        elif inside[-1] == "VEVENT" and (field := _LINE.match(line)) and field[1].upper() in _NEEDED:
            event.append(line)
