"""Pages: what was handed over in both directions, narrowed and searched; and the same as a file."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream
from msgspec.structs import replace

from helpdesk.cases.model import CaseKind
from helpdesk.cases.words import KINDS
from helpdesk.desk import handed_rows, sheets
from helpdesk.desk.across_words import LINK_STATES
from helpdesk.desk.listing import one_of
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, shell_at, visit
from helpdesk.escalation.model import LinkState, Side
from helpdesk.overview.linked import MOST_COUNTED, MOST_ROWS, how_many, linked_cases, partners, reads_titles
from helpdesk.overview.model import Holding, LinkedPage, LinkedQuery
from helpdesk.overview.tiles import province_name
from kit.errors import Invalid
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui.i18n import N_
from ui.model import Option

MOST_LINES = 10_000
_PATH = "overview/shared"
_SIDES = {Side.TARGET: N_("Diterima dari kantor lain"), Side.SOURCE: N_("Diserahkan ke kantor lain")}
_HOLDING = {Holding.HERE: N_("Kantor ini"), Holding.THERE: N_("Kantor lain")}


@get("/overview/shared")
async def shared_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Linked cases of this office only (decision 15): no words find anything else."""
    here = await visit(request, slug)
    require(here.actor, Permission.READ_OVERVIEW)
    query = query_of(here)
    try:
        found = await linked_cases(here.actor, query)
    except Invalid:  # a cursor that was cut off or made up: begin at the first page
        found = await linked_cases(here.actor, replace(query, cursor=""))
    reads = reads_titles(here.actor)
    exports = here.actor.may(Permission.EXPORT_CASES) and bool(found.rows)
    return page(
        here,
        "overview/shared.html",
        await shell_at(here, "overview"),
        rows=[handed_rows.row(here, each, found.now, reads) for each in found.rows],
        found=await _found(here, query, found),
        most=MOST_COUNTED,
        query=query,
        days={"since": _day(query.since), "until": _day(query.until)},
        searches_words=reads,
        choices=await _choices(here),
        narrowed=query.narrows,
        to=f"{here.path}/{_PATH}",
        back_href=f"{here.path}/overview",
        csv_href=_href(here, f"{_PATH}.csv", cursor="") if exports else "",
        next_href=_href(here, cursor=found.next_cursor) if found.next_cursor else "",
        first_href=_href(here, cursor="") if query.cursor else "",
    )


@get("/overview/shared.csv")
async def send_shared(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All pages of the list in one file; that it was taken, and how narrow, is on record before it leaves."""
    here = await visit(request, slug)
    require(here.actor, Permission.READ_OVERVIEW)
    require(here.actor, Permission.EXPORT_CASES)
    query = replace(query_of(here), cursor="", most=MOST_ROWS)
    number = min(await how_many(here.actor, query, MOST_LINES), MOST_LINES)
    async with tenant_scope(here.actor.tenant_id) as scope:
        searched, filters = bool(query.search), [name for name in _NAMES if here.query.get(name)]
        await record(
            scope, here.actor, "overview.exported", "link", cases=number, searched=searched, filters=filters
        )
    first = await linked_cases(here.actor, query)
    name = f"{here.office.slug}-bersama-{first.now:%Y%m%d-%H%M}.csv"
    return Stream(_lines(here, query, first), media_type="text/csv", headers=sheets.headers(name))


async def _lines(here: Visit, query: LinkedQuery, part: LinkedPage) -> AsyncIterator[str]:
    """A page of the list at a time: no transaction stays open while the reader's line is slow."""
    left = MOST_LINES
    yield sheets.heads(handed_rows.HEADS, here.office.timezone, part.now, here.say)
    while True:
        yield sheets.lines(handed_rows.cells(here, each) for each in part.rows[:left])
        left -= len(part.rows)
        if not part.next_cursor or left <= 0:
            return
        part = await linked_cases(here.actor, replace(query, cursor=part.next_cursor))


_NAMES = ("peer", "province", "side", "state", "holding", "kind", "late", "since", "until")


def query_of(here: Visit) -> LinkedQuery:
    """What the address asks for; a word that is none of ours narrows nothing."""
    asked = here.query
    return LinkedQuery(
        search=asked.get("q", "").strip(),
        peer=asked.get("peer", ""),
        province=asked.get("province", ""),
        side=one_of(Side, asked.get("side")),
        state=one_of(LinkState, asked.get("state")),
        holding=one_of(Holding, asked.get("holding")),
        kind=one_of(CaseKind, asked.get("kind")),
        late=asked.get("late") == "1",
        since=_date(asked.get("since", "")),
        until=_date(asked.get("until", "")),
        cursor=asked.get("cursor", ""),
    )


def _date(text: str) -> date | None:
    """A day as forms send it, within the years that the database's times reach."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year < 3000 else None


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


async def _found(here: Visit, query: LinkedQuery, found: LinkedPage) -> int:
    """Counted only where a page does not tell it already."""
    whole = not query.cursor and not found.next_cursor
    return len(found.rows) if whole else await how_many(here.actor, query)


async def _choices(here: Visit) -> dict[str, list[Option]]:
    """What the list can be narrowed to; only offices that this one shares anything with."""
    known = await partners(here.actor)
    regions = sorted({each.region[:2] for each in known} - {""})
    return {
        "peers": [Option(value=each.slug, label=each.name) for each in known],
        "provinces": [Option(value=code, label=province_name(code)) for code in regions],
        "sides": [Option(value=side.value, label=here.say(name)) for side, name in _SIDES.items()],
        "states": [Option(value=state.value, label=here.say(name)) for state, name in LINK_STATES.items()],
        "holding": [Option(value=each.value, label=here.say(name)) for each, name in _HOLDING.items()],
        "kinds": [Option(value=kind.value, label=here.say(name)) for kind, name in KINDS.items()],
    }


def _href(here: Visit, path: str = _PATH, **changed: str) -> str:
    kept = {name: here.query.get(name, "") for name in ("q", *_NAMES)}
    query: dict[str, Any] = {name: value for name, value in {**kept, **changed}.items() if value}
    return f"{here.path}/{path}{'?' if query else ''}{urlencode(query)}"


SHARED_ROUTES = [shared_page, send_shared]
