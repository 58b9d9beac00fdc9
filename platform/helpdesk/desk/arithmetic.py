"""The arithmetic of a promise in words: its length, the days and hours that counted, those that did not."""

from datetime import date, datetime
from typing import Any

from helpdesk.desk.pages import Visit
from helpdesk.desk.tiles import PAUSES
from helpdesk.sla.explain import Interval
from helpdesk.sla.model import Budget, Pause, Unit
from helpdesk.sla.reckoning import CountedDay, Reckoning, SkippedDay
from ui import formats
from ui.i18n import N_

_MOST_DAYS = 20
"""Of one kind; a promise of sixty working days is told by its first and by how many follow."""
_LENGTHS = {
    Unit.SECONDS: N_("%(time)s kerja"),
    Unit.RUNNING_SECONDS: N_("%(time)s, siang dan malam"),
    Unit.WORKING_DAYS: N_("%(count)s hari kerja"),
    Unit.CALENDAR_DAYS: N_("%(count)s hari kalender"),
}
_WEEKLY = N_("%(day)s: kantor tutup")
_NAMED = N_("%(day)s: %(name)s")
_PAUSE = N_("%(since)s sampai %(until)s: %(why)s")
_STILL = N_("sekarang")


def arithmetic(here: Visit, reckoning: Reckoning) -> dict[str, Any]:
    """What `desk/arithmetic.html` shows."""
    clock, counted, skipped = reckoning.clock, reckoning.counted, reckoning.skipped
    return {
        "budget": length(here, clock.budget),
        "begun": moment(here, clock.started_at),
        "due": moment(here, clock.due_at) if clock.due_at else "",
        "counted": [_counted(here, each) for each in counted[:_MOST_DAYS]],
        "counted_more": max(0, len(counted) - _MOST_DAYS),
        "skipped": [_skipped(here, each) for each in skipped[:_MOST_DAYS]],
        "skipped_more": max(0, len(skipped) - _MOST_DAYS),
        "paused": [_paused(here, each) for each in clock.pauses],
        "provisional": reckoning.provisional,
    }


def length(here: Visit, budget: Budget) -> str:
    """How much time was promised."""
    in_seconds = budget.unit in (Unit.SECONDS, Unit.RUNNING_SECONDS)
    time = formats.duration(budget.amount, language=here.language) if in_seconds else ""
    return here.say(_LENGTHS[budget.unit], time=time, count=budget.amount)


def moment(here: Visit, at: datetime) -> str:
    """A moment in the office's zone."""
    return formats.date_time(at, here.office.timezone, language=here.language)


def day(here: Visit, when: date) -> str:
    """A date with its weekday."""
    return formats.weekday_date(when, language=here.language)


def _counted(here: Visit, counted: CountedDay) -> str:
    hours = ", ".join(_hours(here, each) for each in counted.stretches)
    return here.say(_NAMED, day=day(here, counted.date), name=hours) if hours else day(here, counted.date)


def _hours(here: Visit, stretch: Interval) -> str:
    ends = stretch.ends or stretch.begins
    since, until = (_time(here, each) for each in (stretch.begins, ends))
    return f"{since}–{'24.00' if ends.date() != stretch.begins.date() else until}"


def _time(here: Visit, at: datetime) -> str:
    return formats.clock_time(at, here.office.timezone, language=here.language)


def _skipped(here: Visit, skipped: SkippedDay) -> str:
    return here.say(_NAMED if skipped.name else _WEEKLY, day=day(here, skipped.date), name=skipped.name)


def _paused(here: Visit, pause: Pause) -> str:
    until = moment(here, pause.ends) if pause.ends else here.say(_STILL)
    return here.say(_PAUSE, since=moment(here, pause.begins), until=until, why=here.say(PAUSES[pause.reason]))
