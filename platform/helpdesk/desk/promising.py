"""How the due times of a case came about, as a page: what counted, what did not, and by which rule."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from litestar import get
from litestar.params import FromPath

from helpdesk.cases.timekeeping import timekeeping
from helpdesk.cases.words import EVENTS
from helpdesk.desk.case_page import seen_case
from helpdesk.desk.holding import held
from helpdesk.desk.listing import list_beside
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, visit
from helpdesk.desk.tiles import PAUSES, tile
from helpdesk.events import PromiseGiven
from helpdesk.sla.explain import Interval
from helpdesk.sla.model import Pause, Unit
from helpdesk.sla.reckoning import CountedDay, Reckoning, SkippedDay
from helpdesk.sla.service import reckoned
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
_GIVEN = N_("%(at)s: %(due)s – %(why)s")
_MOVED = N_("%(at)s: dari %(was)s menjadi %(due)s – %(why)s")
_HELD = N_("menunggu jeda berakhir")
_WHY = {"rules": N_("aturan kantor berubah"), "hours": N_("jam atau hari libur kantor berubah")}
"""Why a due time moved that no fact of the case moved."""


@get("/cases/{number:str}/promises")
async def promises_page(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """The arithmetic of every promise of the case."""
    here = await visit(request, slug)
    view = await seen_case(here, number)
    found = await reckoned(here.actor.tenant_id, view.clocks)
    kept = await timekeeping(here.actor.tenant_id, view.case)
    shell, _ = await list_beside(here, view.case.number)
    return page(
        here,
        "desk/promises.html",
        shell,
        number=view.case.number,
        title=view.case.title,
        case_href=here.address(f"cases/{view.case.number}"),
        promises=[_shown(here, each, kept.promised, view.now) for each in found],
        held=await held(here, kept.legs, view.now),
    )


def _shown(here: Visit, reckoning: Reckoning, log: Sequence[PromiseGiven], now: datetime) -> dict[str, Any]:
    clock, counted = reckoning.clock, reckoning.counted
    return {
        "card": tile(clock, now, here.office.timezone, here.language, here.say),
        "budget": _budget(here, reckoning),
        "begun": _moment(here, clock.started_at),
        "due": _moment(here, clock.due_at) if clock.due_at else "",
        "missed": clock.breached_at is not None,
        "round": clock.round,
        "counted": [_counted(here, day) for day in counted[:_MOST_DAYS]],
        "counted_more": max(0, len(counted) - _MOST_DAYS),
        "skipped": [_skipped(here, day) for day in reckoning.skipped[:_MOST_DAYS]],
        "skipped_more": max(0, len(reckoning.skipped) - _MOST_DAYS),
        "paused": [_paused(here, each) for each in clock.pauses],
        "rule": f"{reckoning.rule} · {clock.rule}" if reckoning.rule else clock.rule,
        "by_hand": clock.by_hand,
        "log": [_given(here, each) for each in log if each.target == clock.kind],
        "legal_basis": reckoning.legal_basis,
        "since": _day(here, reckoning.in_force_since) if reckoning.in_force_since else "",
        "provisional": reckoning.provisional,
        "still_so": reckoning.still_so,
    }


def _given(here: Visit, given: PromiseGiven) -> str:
    due = _moment(here, given.due_at) if given.due_at else here.say(_HELD)
    why = here.say(_WHY.get(given.why) or EVENTS.get(given.why, given.why))
    text = _MOVED if given.was and given.due_at else _GIVEN
    was = _moment(here, given.was) if given.was else ""
    return here.say(text, at=_moment(here, given.at), due=due, was=was, why=why)


def _budget(here: Visit, reckoning: Reckoning) -> str:
    budget = reckoning.clock.budget
    in_seconds = budget.unit in (Unit.SECONDS, Unit.RUNNING_SECONDS)
    time = formats.duration(budget.amount, language=here.language) if in_seconds else ""
    return here.say(_LENGTHS[budget.unit], time=time, count=budget.amount)


def _counted(here: Visit, day: CountedDay) -> str:
    hours = ", ".join(_hours(here, each) for each in day.stretches)
    return here.say(_NAMED, day=_day(here, day.date), name=hours) if hours else _day(here, day.date)


def _hours(here: Visit, stretch: Interval) -> str:
    ends = stretch.ends or stretch.begins
    since, until = (_time(here, each) for each in (stretch.begins, ends))
    return f"{since}–{'24.00' if ends.date() != stretch.begins.date() else until}"


def _time(here: Visit, moment: datetime) -> str:
    return formats.clock_time(moment, here.office.timezone, language=here.language)


def _skipped(here: Visit, day: SkippedDay) -> str:
    return here.say(_NAMED if day.name else _WEEKLY, day=_day(here, day.date), name=day.name)


def _paused(here: Visit, pause: Pause) -> str:
    until = _moment(here, pause.ends) if pause.ends else here.say(_STILL)
    return here.say(
        _PAUSE, since=_moment(here, pause.begins), until=until, why=here.say(PAUSES[pause.reason])
    )


def _moment(here: Visit, moment: datetime) -> str:
    return formats.date_time(moment, here.office.timezone, language=here.language)


def _day(here: Visit, day: date) -> str:
    return formats.weekday_date(day, language=here.language)
