"""A case as papers for a file: letterhead, facts, promises, path, what was said; the citizen masked."""

from typing import Any

from litestar import Response, get
from litestar.enums import MediaType
from litestar.params import FromPath
from msgspec.structs import replace

from helpdesk.casefile.model import CasePageView, Said, TimelineEntry
from helpdesk.casefile.service import case_page
from helpdesk.contacts.model import masked_abroad, masked_name
from helpdesk.conversations.model import Direction
from helpdesk.desk.bubbles import lines
from helpdesk.desk.handover_words import goes_upward, handovers
from helpdesk.desk.pages import Answer, AnyRequest, Visit, visit
from helpdesk.desk.panel import facts, path, reporter, word_here
from helpdesk.desk.rows import SOMEBODY
from helpdesk.desk.tiles import tile
from kit.headers import csp_nonce
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.permissions.model import Permission
from ui import formats
from ui.i18n import N_

_CONTACTS = {
    "phone": N_("Telepon"),
    "whatsapp": N_("WhatsApp"),
    "sms": N_("SMS"),
    "email": N_("Surel"),
    "address": N_("Alamat"),
}


@get("/cases/{number:str}/print")
async def print_page(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """The papers of one case; who asked for them is on record. `?notes=0` leaves internal notes out."""
    here = await visit(request, slug)
    view = await case_page(here.actor, number, here.book)
    notes = here.actor.may(Permission.NOTE) and request.query_params.get("notes") != "0"
    async with tenant_scope(here.actor.tenant_id) as scope:
        await record(scope, here.actor, "case.printed", "case", view.case.id, notes=notes)
    body = here.runtime.pages.render(
        "desk/print.html",
        language=here.language,
        csp_nonce=csp_nonce(request.scope),
        **_letterhead(here),
        **_papers(here, view, notes=notes),
    )
    return Response(body, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})


def _letterhead(here: Visit) -> dict[str, Any]:
    office = here.office
    reached = [(name, office.contacts.get(key, "")) for key, name in _CONTACTS.items()]
    return {
        "mark": office.code,
        "office": office.name,
        "desk": office.desk_name if office.desk_name != office.name else "",
        "reached": [f"{here.say(name)} {value}" for name, value in reached if value],
    }


def _papers(here: Visit, view: CasePageView, *, notes: bool) -> dict[str, Any]:
    case, zone, language, say = view.case, here.office.timezone, here.language, here.say
    at = f"cases/{case.number}"
    told = [entry for entry in view.timeline if notes or not _is_note(entry)]
    return {
        "number": case.number,
        "title": case.title or case.summary[:80] or say(SOMEBODY),
        "word": say(word_here(view)),
        "facts": facts(here, view),
        "reporter": reporter(here, _on_paper(view)),
        "promises": [tile(clock, view.now, zone, language, say) for clock in view.clocks],
        "path": path(here, view),
        "handovers": handovers(here, view),
        "lines": lines(
            told,
            view.now,
            zone,
            language,
            say,
            files_at="",
            anonymous=case.anonymous,
            upward=goes_upward(view),
            on_paper=True,
        ),
        "notes": notes,
        "may_note": here.actor.may(Permission.NOTE),
        "printed_by": here.actor.name,
        "printed_at": formats.absolute(view.now, zone, language=language),
        "back_href": here.address(at),
        "with_notes_href": here.address(f"{at}/print"),
        "without_notes_href": here.address(f"{at}/print", notes="0"),
    }


def _on_paper(view: CasePageView) -> CasePageView:
    """The citizen as they may leave the house: less than the desk shows."""
    if view.contact is None:
        return view
    known = tuple((scheme, masked_abroad(value)) for scheme, value in view.contact.identities)
    contact = replace(view.contact, name=masked_name(view.contact.name), identities=known)
    return replace(view, contact=contact)


def _is_note(entry: TimelineEntry) -> bool:
    return isinstance(entry, Said) and entry.message.direction is Direction.NOTE
