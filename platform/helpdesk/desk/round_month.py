"""The map of a month: each round a square with its word; and the month as a file."""

from calendar import Calendar
from datetime import date, timedelta
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from helpdesk.desk import sheets
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, shell_at, visit
from helpdesk.desk.round_board import day_href, day_of
from helpdesk.desk.round_sheet import sheet_of
from helpdesk.desk.round_words import STATES, round_name
from helpdesk.rounds import rules
from helpdesk.rounds.model import Month, RoundState
from helpdesk.rounds.service import month
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui import formats
from ui.i18n import N_
from ui.words import words

_COUNTED = (
    (RoundState.FINISHED, N_("Selesai tepat waktu"), "ok"),
    (RoundState.FINISHED_LATE, N_("Selesai terlambat"), "warn"),
    (RoundState.MISSED, N_("Terlewat tanpa alasan"), "bad"),
    (RoundState.EXCUSED, N_("Terlewat, ada alasan"), ""),
)
_SHORT = {
    RoundState.FINISHED: N_("tepat"),
    RoundState.FINISHED_LATE: N_("telat"),
    RoundState.MISSED: N_("lewat"),
    RoundState.EXCUSED: N_("alasan"),
    RoundState.RUNNING: N_("jalan"),
    RoundState.COMING: N_("nanti"),
}


@get("/rounds/month")
async def month_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The rounds of a month, each a square."""
    here = await visit(request, slug)
    found = await month(here.actor, month_in(here.request.query_params.get("month", "")))
    counts = rules.counted(found)
    begin, end = rules.month_of(found.first)
    exports = here.actor.may(Permission.EXPORT_CASES) and bool(found.rounds)
    return page(
        here,
        "desk/round_month.html",
        await shell_at(here, "rounds"),
        month=f"{words(here.language).months[begin.month - 1]} {begin.year}",
        iso=f"{begin:%Y-%m}",
        figures=[
            {"label": here.say(label), "value": str(counts[state]), "tone": tone if counts[state] else ""}
            for state, label, tone in _COUNTED
        ],
        weeks=_weeks(here, found),
        weekdays=words(here.language).days,
        before_href=_month_href(here, begin - timedelta(days=1)),
        after_href=_month_href(here, end),
        to=f"{here.path}/rounds/month",
        board_href=f"{here.path}/rounds",
        csv_href=f"{here.path}/rounds/month.csv?month={begin:%Y-%m}" if exports else "",
    )


@get("/rounds/month.csv")
async def send_month(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The rounds of a month as a file; that it was taken is on record before it leaves."""
    here = await visit(request, slug)
    require(here.actor, Permission.EXPORT_CASES)
    found = await month(here.actor, month_in(here.request.query_params.get("month", "")))
    async with tenant_scope(here.actor.tenant_id) as scope:
        await record(scope, here.actor, "rounds.exported", "round", month=f"{found.first:%Y-%m}")
    return Response(
        sheet_of(found, here.office.timezone, here.say),
        media_type="text/csv",
        headers=sheets.headers(f"{here.office.slug}-{found.first:%Y-%m}.csv"),
    )


def month_in(text: str) -> date | None:
    """The first day of a month as an address says it: 2026-11."""
    return day_of(f"{text}-01") if len(text) == 7 else None


def _weeks(here: Visit, found: Month) -> list[list[dict[str, Any]]]:
    """Rows of seven days, Monday first; days of other months are empty."""
    squares: dict[date, list[dict[str, Any]]] = {}
    for look in found.rounds:
        state, href = rules.plain_state(look, found.now), f"{here.path}/rounds/{look.id}"
        square = _square(here, look.place, state, signed=look.signed_at is not None, href=href)
        squares.setdefault(look.day, []).append(square)
    for slot in found.coming:
        squares.setdefault(slot.day, []).append(_square(here, slot.place, RoundState.COMING))
    weeks = Calendar().monthdatescalendar(found.first.year, found.first.month)
    return [[_cell(here, day, found.first, squares.get(day, [])) for day in week] for week in weeks]


def _cell(here: Visit, day: date, first: date, squares: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": day.day if day.month == first.month else "",
        "name": formats.weekday_date(day, language=here.language),
        "href": day_href(here, day),
        "squares": squares,
    }


def _square(
    here: Visit, place: int, state: RoundState, *, signed: bool = False, href: str = ""
) -> dict[str, Any]:
    label, tone, _ = STATES[state]
    return {
        "place": rules.roman(place),
        "word": here.say(_SHORT[state]),
        "spoken": f"{round_name(place, here.say)}: {here.say(label)}",
        "tone": tone,
        "signed": signed,
        "href": href,
    }


def _month_href(here: Visit, day: date) -> str:
    return f"{here.path}/rounds/month?month={day:%Y-%m}"
