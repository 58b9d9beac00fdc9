"""The reader's own drafts, wherever they were begun: what is written and not sent."""

from litestar import get
from litestar.params import FromPath

from helpdesk.desk.pages import Answer, AnyRequest, page, shell_at, visit
from helpdesk.drafts.model import DraftState, Tab
from helpdesk.drafts.service import own_drafts
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui import formats
from ui.i18n import N_

_TABS = {Tab.REPLY: N_("Balas"), Tab.NOTE: N_("Catatan internal"), Tab.PEER: N_("Pesan antarmeja")}


@get("/drafts")
async def drafts_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Cases with a draft of the reader, the latest first."""
    here = await visit(request, slug)
    require(here.actor, Permission.READ_CASES)
    zone, language = here.office.timezone, here.language
    lines = [
        {
            "href": f"{here.path}/cases/{each.number}?tab={each.draft.tab.value}#tulis",
            "number": each.number,
            "title": each.title,
            "tab": here.say(_TABS[each.draft.tab]),
            "time": formats.date_time(each.draft.updated_at, zone, language=language),
            "moment": formats.iso(each.draft.updated_at),
            "text": each.draft.text[:300],
            "held": each.draft.state is DraftState.HELD,
            "returned": bool(each.draft.reason),
            "awaits": each.draft.plan.awaits,
            "heard": each.heard,
        }
        for each in await own_drafts(here.actor)
    ]
    shell = await shell_at(here, "drafts")
    return page(here, "desk/drafts.html", shell, lines=lines, back_href=here.address("cases"))
