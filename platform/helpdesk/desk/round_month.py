"""The map of a month: each round a square with its word; and the month as a file."""

from datetime import date, timedelta
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from helpdesk.cases.lists import folder_counts
from helpdesk.desk import sheets
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, visit
from helpdesk.desk.round_board import day_href, day_of
from helpdesk.desk.round_sheet import sheet_of
from helpdesk.desk.round_words import STATES, round_name
from helpdesk.rounds import rules
from helpdesk.rounds.model import Month, Round, RoundState, Slot
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
        here.shell(await folder_counts(here.actor), here="rounds"),
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
    begin, end = rules.month_of(found.first)
    squares: dict[date, list[dict[str, Any]]] = {}
    for look in found.rounds:
        squares.setdefault(look.day, []).append(_square(here, look, found))
    for slot in found.coming:
        squares.setdefault(slot.day, []).append(_coming(here, slot))
    first = begin - timedelta(days=begin.weekday())
    days = [first + timedelta(days=number) for number in range(-(-(end - first).days // 7) * 7)]
    cells = [
        {
            "number": day.day if begin <= day < end else "",
            "name": formats.weekday_date(day, language=here.language),
            "href": day_href(here, day),
            "squares": squares.get(day, []) if begin <= day < end else [],
        }
        for day in days
    ]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _square(here: Visit, look: Round, found: Month) -> dict[str, Any]:
    state = rules.plain_state(look, found.now)
    label, tone, _ = STATES[state]
    return {
        "place": rules.roman(look.place),
        "word": here.say(_SHORT[state]),
        "spoken": f"{round_name(look.place, here.say)}: {here.say(label)}",
        "tone": tone,
        "signed": look.signed_at is not None,
        "href": f"{here.path}/rounds/{look.id}",
    }


def _coming(here: Visit, slot: Slot) -> dict[str, Any]:
    label, tone, _ = STATES[RoundState.COMING]
    return {
        "place": rules.roman(slot.place),
        "word": here.say(_SHORT[RoundState.COMING]),
        "spoken": f"{round_name(slot.place, here.say)}: {here.say(label)}",
        "tone": tone,
        "signed": False,
        "href": "",
    }


def _month_href(here: Visit, day: date) -> str:
    return f"{here.path}/rounds/month?month={day:%Y-%m}"
