"""What the pages of the portal share: the shell, tokens, ways on."""

from collections.abc import Mapping
from typing import Any, cast

from litestar import Response
from litestar.enums import MediaType
from litestar.response import Redirect

from helpdesk.portal import ways
from helpdesk.portal.visits import Runtime, Visit
from kit.headers import csp_nonce, request_id
from tenants.sign_in.asker import AnyRequest
from tenants.sign_in.forms import form_token
from tenants.sign_in.pages import language_of
from ui.i18n import N_, language_links, translate
from ui.model import Office as Sign
from ui.model import PlainShell, PortalShell
from ui.states import state_values

Answer = Response[Any]

_TAGLINE = N_("Meja bantuan kantor kesehatan")
_FRONT = N_("Kembali ke halaman depan")


async def page(
    visit: Visit, template: str, *, status: int = 200, public: bool = False, **values: Any
) -> Answer:
    """A page of this office by the name of its template; `public` ones may be found by search engines."""
    runtime = cast(Runtime, visit.runtime)
    office = visit.office
    known_ways = await ways.ways_to(office, runtime.accounts, visit.language, runtime.settings.mode)
    shell = PortalShell(
        office=Sign(mark=office.code, name=office.desk_name, place=office.name, href=f"{visit.path}/"),
        languages=language_links(f"{visit.request.url.path}?{visit.request.url.query}", visit.language),
        helps=tuple(way for way in known_ways if way.href),
        privacy_href=f"{visit.path}/privacy",
    )
    known = {
        "private": not public,
        "path": visit.path,
        "office": office,
        "zone": office.timezone,
        "ways": known_ways,
    }
    return _answer(visit.request, template, visit.language, shell, status, {**known, **values})


def front_page(request: AnyRequest, template: str, **values: Any) -> Answer:
    """A page that belongs to no office."""
    language = language_of(request)
    shell = PortalShell(
        office=Sign(mark="S", name="Sahut", place=translate(language, _TAGLINE), href="/"),
        languages=language_links(f"{request.url.path}?{request.url.query}", language),
    )
    return _answer(request, template, language, shell, 200, {"private": False, **values})


def _answer(
    request: AnyRequest,
    template: str,
    language: str,
    shell: PortalShell,
    status: int,
    values: Mapping[str, Any],
) -> Answer:
    pages = cast(Runtime, request.app.state.runtime).pages
    body = pages.render(
        f"portal/{template}.html",
        language=language,
        csp_nonce=csp_nonce(request.scope),
        csrf_token=form_token(request),
        shell=shell,
        **values,
    )
    return Response(body, media_type=MediaType.HTML, status_code=status)


def unreadable(request: AnyRequest, _: Exception) -> Answer:
    """A form whose text is in no encoding at all: no browser sends one."""
    body = request.app.state.runtime.pages.render(
        "ui/error.html",
        language=language_of(request),
        csp_nonce=csp_nonce(request.scope),
        shell=PlainShell(office=Sign(mark="S", name="Sahut")),
        **state_values(400, language_of(request)),
        reference=request_id(request.scope),
        back_href="/",
        back_label=translate(language_of(request), _FRONT),
    )
    return Response(body, media_type=MediaType.HTML, status_code=400)


def onward(visit: Visit, address: str) -> Answer:
    """Send the browser on after a form, so that going back does not send it twice."""
    return Redirect(f"{visit.path}/{address}", status_code=303)
