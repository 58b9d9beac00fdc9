"""The link in a notice: it leads a colleague to the case's page, and changes nothing by being opened."""

from typing import Protocol, cast

from litestar import Router, get
from litestar.params import FromPath

from helpdesk.notifications.links import PATH, Links
from helpdesk.notifications.service import opening
from kit.errors import Forbidden, Missing
from kit.headers import hide_address
from kit.limits import Limit
from tenants.sign_in.asker import AnyRequest, asker, network, runtime_of
from tenants.sign_in.pages import Answer, onward, page


class _Runtime(Protocol):
    @property
    def links(self) -> Links: ...


@get("/{token:str}")
async def open_notice(request: AnyRequest, token: FromPath[str]) -> Answer:
    """To the case for whom the link was made; to the sign-in for whom nobody knows yet.

    Raises `Missing` for what is no link of ours, `Gone` for one that leads nowhere any more, `Forbidden` when
    somebody else is signed in here. Programs that look at links before people do change nothing.
    """
    hide_address(request.scope)
    limits = (Limit(f"notice:{network(request)}", 120, 15 * 60), Limit("notice", 1200, 60))
    await runtime_of(request).limits.allow_all(limits)
    ticket = cast(_Runtime, request.app.state.runtime).links.read(token)
    if ticket is None:
        raise Missing("notice_unknown")
    signed = await asker(request)
    found = await opening(ticket)
    if signed is not None and signed.person_id != found.person_id:
        raise Forbidden("notice_for_somebody_else")
    case = f"/desk/{found.slug}/cases/{found.number}"
    if signed is not None:
        return onward(case)
    return page(request, "sign_in", next=case, email=found.email, failed=False)


notice_routes = [Router(path=PATH, route_handlers=[open_notice], include_in_schema=False)]
