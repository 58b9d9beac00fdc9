"""Page: the audit log."""

from typing import Any

from litestar import get
from litestar.params import FromPath

from admin.audit import service
from admin.audit.model import Entry
from admin.audit.rules import action_words, actor_words, detail_words
from admin.frame.service import Section, address, shell, visit_section
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page
from kit.errors import Invalid
from ui import formats


@get("/audit")
async def read_audit(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The newest entries, or those before a place; a cursor that is none of ours begins at the newest."""
    here = await visit_section(request, slug, Section.AUDIT)
    cursor = here.query.get("cursor", "")
    try:
        found = await service.entries(here.actor, cursor)
    except Invalid:
        found, cursor = await service.entries(here.actor), ""
    at = address(here, Section.AUDIT.value)
    return page(
        here,
        "admin/audit.html",
        shell(here, Section.AUDIT),
        rows=[_row(here, entry) for entry in found.entries],
        first_href=at if cursor else "",
        next_href=f"{at}?cursor={found.next_cursor}" if found.next_cursor else "",
    )


def _row(here: Visit, entry: Entry) -> dict[str, Any]:
    return {
        "at": formats.date_time(entry.at, here.office.timezone, language=here.language),
        "moment": formats.iso(entry.at),
        "actor": actor_words(entry, here.say),
        "action": action_words(entry, here.say),
        "object": entry.object,
        "detail": detail_words(entry, here.say),
    }


audit_pages = [read_audit]
