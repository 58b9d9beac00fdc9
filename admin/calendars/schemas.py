"""The words of the pages of calendars: what the list and the form show."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from admin.calendars.model import CalendarView, KnownCalendar, TypedCalendar, TypedDay
from admin.calendars.reading import Unread, day_of, text_of
from admin.frame.service import address
from helpdesk.desk import arithmetic
from helpdesk.desk.pages import Visit
from helpdesk.sla.holidays import HolidayKind, NationalDay, is_free
from helpdesk.sla.hours import decreed_until
from helpdesk.sla.model import Period
from tenants.offices.model import ZONES
from ui.i18n import N_
from ui.model import Option
from ui.words import words

DONE: Mapping[str, str] = {
    "added": N_("Jam ditambahkan. Atur hari dan jamnya di bawah ini."),
    "saved": N_("Jam dan hari libur disimpan."),
    "removed": N_("Jam itu dihapus."),
}
ON_DAY = N_("%(day)s: %(said)s")
_KINDS = {HolidayKind.PUBLIC: N_("Libur nasional"), HolidayKind.JOINT_LEAVE: N_("Cuti bersama")}
_ZONE_NAMES = {
    "Asia/Jakarta": N_("WIB (Jakarta)"),
    "Asia/Pontianak": N_("WIB (Pontianak)"),
    "Asia/Makassar": N_("WITA (Makassar)"),
    "Asia/Jayapura": N_("WIT (Jayapura)"),
}
_CLOSED = N_("tutup")


def row(here: Visit, calendar: KnownCalendar) -> dict[str, Any]:
    """A calendar as the list shows it."""
    hours = calendar.hours
    return {
        "name": calendar.name,
        "href": address(here, f"calendars/{calendar.key}"),
        "zone": zone(here, hours.timezone),
        "week": week_words(here, hours.periods),
        "promised": calendar.promised,
        "own_days": len(hours.local_days) + len(hours.special_days),
    }


def zone(here: Visit, name: str) -> str:
    """A time zone as people call it."""
    return here.say(_ZONE_NAMES[name]) if name in _ZONE_NAMES else name


def zones(here: Visit, present: str) -> list[Option]:
    """The zones to choose from; a calendar keeps one that an operator gave it."""
    names = ZONES if present in ZONES else (*ZONES, present)
    return [Option(value=name, label=zone(here, name)) for name in names]


def hours_words(here: Visit, periods: Sequence[Period]) -> str:
    """The hours of one day."""
    return text_of(periods, mark(here)) or here.say(_CLOSED)


def week_words(here: Visit, week: Sequence[Sequence[Period]]) -> list[str]:
    """The week in as few lines as it has different days: `Senin–Kamis: 07.30–12.00, …`."""
    names, lines = words(here.language).days, []
    for periods, group in groupby(range(7), key=lambda index: tuple(week[index])):
        days = list(group)
        told = names[days[0]] if len(days) == 1 else f"{names[days[0]]}–{names[days[-1]]}"
        lines.append(here.say(ON_DAY, day=told, said=hours_words(here, periods)))
    return lines


def mark(here: Visit) -> str:
    """Between hours and minutes, in the reader's language."""
    return words(here.language).clock


def inputs(here: Visit, typed: TypedCalendar, today: date, wrong: Mapping[str, str], spare: int) -> Any:
    """The fields of the week and the rows of both lists of days, those of the past apart."""
    names = words(here.language).days
    week = [
        {
            "field": f"day_{index}",
            "label": names[index],
            "value": text,
            "error": wrong.get(f"day_{index}", ""),
        }
        for index, text in enumerate(typed.week)
    ]
    return {
        "week": week,
        "free": _inputs("free", typed.free, today, wrong, spare),
        "special": _inputs("special", typed.special, today, wrong, spare),
    }


def years(here: Visit, view: CalendarView) -> list[dict[str, Any]]:
    """The national days by year, each with whether it is free here."""
    by_year = groupby(view.national, key=lambda day: day.date.year)
    return [
        {
            "year": str(year),
            "open": year == view.today.year,
            "days": [_national(here, day, view) for day in days],
        }
        for year, days in by_year
    ]


def known_until(here: Visit, view: CalendarView) -> str:
    """The last year whose free days are decreed; empty when none are."""
    until = decreed_until(view.national)
    return str(until.year) if until else ""


def _inputs(
    kind: str, rows: Sequence[TypedDay], today: date, wrong: Mapping[str, str], spare: int
) -> dict[str, Any]:
    filled = [*rows, *(TypedDay() for _ in range(spare))]
    shown = [_input(kind, index, each, today, wrong) for index, each in enumerate(filled)]
    past = [each for each in shown if each["past"]]
    return {
        "coming": [each for each in shown if not each["past"]],
        "past": past,
        "past_wrong": any(each["errors"].values() for each in past),
    }


def _input(kind: str, index: int, row: TypedDay, today: date, wrong: Mapping[str, str]) -> dict[str, Any]:
    errors = {part: wrong.get(f"{kind}_{part}_{index}", "") for part in ("date", "name", "periods")}
    return {
        "kind": kind,
        "with_hours": kind == "special",
        "index": index,
        "row": row,
        "filled": bool(row.date or row.name),
        "past": _is_past(row.date, today),
        "errors": errors,
    }


def _is_past(text: str, today: date) -> bool:
    try:
        return day_of(text) < today
    except Unread:
        return False


def _national(here: Visit, day: NationalDay, view: CalendarView) -> dict[str, Any]:
    hours = view.calendar.hours
    special = next((each for each in hours.special_days if each.date == day.date), None)
    return {
        "date": arithmetic.day(here, day.date),
        "name": day.name,
        "kind": here.say(_KINDS[day.kind]),
        "decree": day.decree,
        "free": not special.periods if special else is_free(day, joint_leave=hours.joint_leave_off),
        "hours": text_of(special.periods, mark(here)) if special else "",
    }
