"""The page of the integrated view: numbers of one's own office, and the cases it shares with others."""

from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath

from helpdesk.cases.lists import folder_counts
from helpdesk.cases.words import DESK_WORDS
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, visit
from helpdesk.desk.rows import WORD_TONES
from helpdesk.desk.telling import LINK_STATES
from helpdesk.escalation.model import Side
from helpdesk.overview.model import Linked, OwnCounts
from helpdesk.overview.service import overview
from kit.errors import Invalid
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui import formats
from ui.i18n import N_

_NUMBERS = (
    ("open", N_("Terbuka"), ""),
    ("late", N_("Lewat waktu"), "bad"),
    ("due_soon", N_("Hampir lewat"), "warn"),
    ("waiting", N_("Menunggu warga"), ""),
    ("linked", N_("Dari kantor lain"), ""),
    ("escalated", N_("Di kantor lain"), ""),
)


@get("/overview")
async def overview_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Linked cases of this office only; another office's own cases are never shown (decision 15)."""
    here = await visit(request, slug)
    require(here.actor, Permission.READ_OVERVIEW)
    try:
        found = await overview(here.actor, cursor=here.query.get("cursor", ""))
    except Invalid:  # a cursor that was cut off or made up: begin at the first page
        found = await overview(here.actor)
    reads = here.actor.may(Permission.READ_CASES) and here.actor.may(Permission.READ_ALL_UNITS)
    folders = await folder_counts(here.actor) if here.actor.may(Permission.READ_CASES) else {}
    at = f"{here.path}/overview"
    return page(
        here,
        "overview/overview.html",
        here.shell(folders, here="overview"),
        figures=[_figure(here, found.counts, *each) for each in _NUMBERS],
        rows=[_row(here, row, found.now, reads) for row in found.rows],
        next_href=f"{at}?{urlencode({'cursor': found.next_cursor})}" if found.next_cursor else "",
        first_href=at if here.query.get("cursor") else "",
        at=formats.date_time(found.now, here.office.timezone, language=here.language),
    )


def _figure(here: Visit, counts: OwnCounts, field: str, name: str, tone: str) -> dict[str, Any]:
    value = getattr(counts, field)
    return {
        "label": here.say(name),
        "value": formats.number(value, language=here.language),
        "tone": tone if value else "",
    }


def _row(here: Visit, row: Linked, now: Any, reads: bool) -> dict[str, Any]:
    zone, language = here.office.timezone, here.language
    due = formats.date_time(row.due_at, zone, language=language) if row.due_at else "–"
    left = formats.left((row.due_at - now).total_seconds(), True, language=language) if row.due_at else ""
    return {
        "number": row.number,
        "href": f"{here.path}/cases/{row.number}" if reads else "",
        "title": row.title,
        "word": here.say(DESK_WORDS[row.word]),
        "tone": WORD_TONES.get(row.word, "brand"),
        "direction": here.say(N_("dari") if row.side is Side.TARGET else N_("ke")),
        "peer": row.peer,
        "peer_number": row.peer_number,
        "link_state": here.say(LINK_STATES[row.link_state]),
        "holder": row.holder,
        "here": row.here,
        "due": due,
        "left": left,
        "due_tone": "bad" if row.late else "",
        "since": formats.date_time(row.created_at, zone, language=language),
    }
