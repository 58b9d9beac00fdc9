"""What a form would change, in words: for the page that is shown before anything is saved."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from admin.calendars.model import (
    Change,
    Example,
    FoundDay,
    FoundState,
    JointLeaveChanged,
    NameChanged,
    Skip,
    WeekdayChanged,
    ZoneChanged,
)
from admin.calendars.schemas import hours_words, zone
from admin.frame.service import time_of
from helpdesk.cases.words import TARGETS
from helpdesk.desk import arithmetic
from helpdesk.desk.pages import Visit
from helpdesk.sla.hours import LocalDay, SpecialDay
from ui.i18n import N_
from ui.words import words

_NAME, _ZONE, _JOINT_LEAVE = N_("Nama"), N_("Zona waktu"), N_("Cuti bersama")
_COUNTS, _COUNTS_NOT = N_("libur"), N_("tetap buka")
_USUAL = N_("seperti biasa")
_FREE = N_("libur: %(name)s")
_SPECIAL = N_("%(name)s: %(hours)s")
_STATES: Mapping[FoundState, tuple[str, str]] = {
    FoundState.NEW: (N_("Baru"), "ok"),
    FoundState.KNOWN: (N_("Sudah ada"), ""),
    FoundState.PAST: (N_("Sudah lewat"), ""),
}
_SKIPS: Mapping[Skip, str] = {
    Skip.HOURS: N_("Acara dengan jam, dilewati: %(count)s"),
    Skip.RECURRENCE: N_("Acara berulang selain tahunan, dilewati: %(count)s"),
    Skip.CANCELLED: N_("Acara yang dibatalkan, dilewati: %(count)s"),
    Skip.UNREADABLE: N_("Acara yang tidak terbaca, dilewati: %(count)s"),
}


def changes(here: Visit, found: Iterable[Change]) -> list[tuple[str, str, str]]:
    """What changes, how it was, and how it will be."""
    return [_told(here, change) for change in found]


def examples(here: Visit, found: Iterable[Example]) -> list[dict[str, Any]]:
    """Promises on complaints, each complaint's together, with and without the change."""
    return [
        {"received": _moment(here, received), "promises": [_promise(here, each) for each in promises]}
        for received, promises in groupby(found, key=lambda each: each.received)
    ]


def found_days(here: Visit, found: Iterable[FoundDay]) -> list[dict[str, Any]]:
    """The dates of a file, and what becomes of each."""
    return [
        {
            "date": arithmetic.day(here, each.day.date),
            "name": each.day.name,
            "state": here.say(_STATES[each.state][0]),
            "tone": _STATES[each.state][1],
        }
        for each in found
    ]


def skips(here: Visit, skipped: Mapping[Skip, int]) -> list[str]:
    """What of a file was passed over, and why."""
    return [here.say(_SKIPS[why], count=count) for why, count in skipped.items()]


def _told(here: Visit, change: Change) -> tuple[str, str, str]:
    match change:
        case NameChanged():
            return here.say(_NAME), change.before, change.after
        case ZoneChanged():
            return here.say(_ZONE), zone(here, change.before), zone(here, change.after)
        case WeekdayChanged():
            day = words(here.language).days[change.weekday]
            return day, hours_words(here, change.before), hours_words(here, change.after)
        case JointLeaveChanged():
            told = (here.say(_COUNTS_NOT), here.say(_COUNTS))
            return here.say(_JOINT_LEAVE), told[not change.off], told[change.off]
    day = arithmetic.day(here, change.date)
    return day, _own_day(here, change.before), _own_day(here, change.after)


def _own_day(here: Visit, day: LocalDay | SpecialDay | None) -> str:
    if day is None:
        return here.say(_USUAL)
    if isinstance(day, LocalDay):
        return here.say(_FREE, name=day.name)
    return here.say(_SPECIAL, name=day.name, hours=hours_words(here, day.periods))


def _promise(here: Visit, example: Example) -> dict[str, Any]:
    return {
        "name": here.say(TARGETS[example.kind]),
        "before": _moment(here, example.before),
        "after": _moment(here, example.after),
        "moved": example.before != example.after,
    }


def _moment(here: Visit, moment: datetime | None) -> str:
    return time_of(here, moment) or "–"
