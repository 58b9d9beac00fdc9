"""The first pages: which office, and what one may ask of it."""

from litestar import get
from litestar.params import FromPath
from litestar.response import Redirect

from helpdesk.cases.model import CaseKind
from helpdesk.portal.doors import doors
from helpdesk.portal.pages import Answer, front_page, page
from helpdesk.portal.reading import facility_named
from helpdesk.portal.speed import DAYS, speed_of
from helpdesk.portal.visits import visit
from tenants.offices.service import all_offices, office_by_host
from tenants.sign_in.asker import AnyRequest


@get("/")
async def choose_office(request: AnyRequest) -> Answer:
    """The offices of this installation, or the one whose host name was asked for.

    Of many, `?q=` finds some and `?province=` shows those of one province.
    """
    office = await office_by_host(request.headers.get("host", ""))
    if office is not None:
        return Redirect(f"/t/{office.slug}/", status_code=303)
    words, region = (request.query_params.get(name, "") for name in ("q", "province"))
    shown = doors(await all_offices(), words, region)
    return front_page(request, "offices", doors=shown, words=words.strip())


@get("/t/{slug:str}")
async def home(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """What may be reported to this office, following a report, and what to do in an emergency.

    `?at=` names the facility where somebody scanned its poster: a report that begins here is about it.
    """
    here = await visit(request, slug)
    written = request.query_params.get("at", "")
    at, at_name = await facility_named(here.office.id, written) if written else ("", "")
    whole, *_ = await speed_of(here.office.id)
    return await page(
        here, "home", public=not at, kinds=tuple(CaseKind), speed=whole, days=DAYS, at=at, at_name=at_name
    )


HOME_ROUTES = [choose_office, home]
