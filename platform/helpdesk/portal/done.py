"""What a citizen gets in hand: the number, the PIN once, what happens next, and a receipt."""

from datetime import datetime
from typing import Any

from litestar import get
from litestar.params import FromPath
from msgspec.structs import replace

from helpdesk.cases.model import Case
from helpdesk.portal import passes, reading, service, ways
from helpdesk.portal.model import Link
from helpdesk.portal.pages import Answer, onward, page
from helpdesk.portal.visits import Visit, visit
from kit.errors import Missing
from tenants.doors import tenant_scope
from tenants.sign_in.asker import AnyRequest
from ui.codes import qr_of


@get("/t/{slug:str}/done")
async def done(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The number, and the PIN once: looked at again, the page shows the number alone."""
    here = await visit(request, slug)
    filed = passes.filed(here)
    if filed is None:
        return onward(here, "")
    try:
        case, pledges, now = await reading.filed_case(here.office.id, filed)
    except Missing:
        return onward(here, "")
    pin = ""
    if filed.fresh:
        pin = service.pin_of(here.citizen, case, here.runtime.pin_key)
        passes.remember_filed(here, replace(filed, fresh=False))
        await here.drafts.drop(here.office.id, passes.draft_secret(here), case.kind)
    track = tracking_address(here, case.number)
    known: dict[str, Any] = {"case": case, "pin": pin, "pledges": pledges, "qr": qr_of(track), "track": track}
    link = await link_to_whatsapp(here, case, now)
    return await page(here, "done", link=link, by_whatsapp=filed.whatsapp, **known)


async def link_to_whatsapp(here: Visit, case: Case, now: datetime) -> Link | None:
    """The way of this case to WhatsApp, when it has one."""
    runtime = here.runtime
    return await ways.link_of(here.office, runtime.accounts, case, now, here.language, runtime.settings.mode)


async def link_to_register(here: Visit, number: str) -> str:
    """The way to a number of SP4N-LAPOR, when the office knows it."""
    if not number:
        return ""
    async with tenant_scope(here.office.id, read_only=True) as scope:
        link: str = await here.runtime.accounts.link_in_register(scope, number)
    return link


def tracking_address(here: Visit, number: str) -> str:
    """The whole address of the tracking page, with the number filled in; never with the PIN."""
    return f"{here.runtime.settings.base_url}{here.path}/track?number={number}"


DONE_ROUTES = [done]
