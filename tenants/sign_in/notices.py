"""Page: whether one wants to be told by telephone that a case came, in the office one is in."""

from litestar import get, post

from tenants.offices.service import office
from tenants.people.phones import own_line, want_notices
from tenants.sign_in.asker import AnyRequest, signed_in
from tenants.sign_in.pages import Answer, fields, onward, page

PATH = "/preferences/notices"
_SHOWN = 4


@get(PATH)
async def notices_page(request: AnyRequest) -> Answer:
    """The switch, and the end of the number that the administrator entered."""
    signed = await signed_in(request)
    line = await own_line(signed.actor)
    return page(
        request,
        "notices",
        signed=signed,
        office=await office(signed.tenant_id),
        phone=line.phone[-_SHOWN:],
        wanted=line.notices,
        saved="saved" in request.query_params,
    )


@post(PATH)
async def save_notices(request: AnyRequest) -> Answer:
    """Switch them on or off."""
    signed = await signed_in(request)
    (wanted,) = await fields(request, "wanted")
    await want_notices(signed.actor, wanted == "1")
    return onward(f"{PATH}?saved")


NOTICE_ROUTES = [notices_page, save_notices]
