"""What an office says about itself: how fast it answers, and what becomes of what citizens tell it."""

from litestar import get
from litestar.params import FromPath

from helpdesk.portal.pages import Answer, page
from helpdesk.portal.speed import DAYS, LEAST, speed_of
from helpdesk.portal.visits import visit
from tenants.sign_in.asker import AnyRequest


@get("/t/{slug:str}/service")
async def service_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Reports, first answers and kept promises of the last days, by kind."""
    here = await visit(request, slug)
    figures = await speed_of(here.office.id)
    return await page(here, "service", public=True, figures=figures, days=DAYS, least=LEAST)


@get("/t/{slug:str}/privacy")
async def privacy_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Who sees what, for how long, and what everybody may ask for (UU 27/2022)."""
    return await page(await visit(request, slug), "privacy", public=True)


ABOUT_ROUTES = [service_page, privacy_page]
