"""The page that is shown instead of the one that was asked for, in the look of where it was asked.

Nothing here asks the database: it may be what is away. Who is signed in and which office it is are known from
this very request, or from memory, or not at all; then the page stands by itself.
"""

import re
from typing import Any

from litestar import MediaType, Request, Response

from helpdesk.api.problem import Problem
from helpdesk.desk.shell import shell_of
from kit.headers import csp_nonce, referrer
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.sign_in.model import SignedIn
from tenants.sign_in.pages import came_from, language_of
from ui.i18n import N_, language_links, translate
from ui.model import LanguageLink, PlainShell, PortalShell
from ui.model import Office as Sign
from ui.states import state_values

AnyRequest = Request[Any, Any, Any]

_TAGLINE = N_("Meja bantuan kantor kesehatan")
_BACK = {
    "form": N_("Kembali ke halaman tadi"),
    "portal": N_("Ke halaman depan kantor"),
    "front": N_("Kembali ke halaman depan"),
    "desk": N_("Kembali ke daftar kasus"),
    "sign-in": N_("Ke halaman masuk"),
}
_STAFF = frozenset(
    ("desk", "admin", "sign-in", "sign-out", "switch", "password", "preferences", "welcome", "notice")
)
"""First parts of addresses that only staff ask for."""
_SHOWN = {412: 409, 415: 400}
"""Statuses whose page is that of another."""
_PORTAL = re.compile(r"/t/([a-z][a-z0-9-]{1,39})/")
_TO_SIGN_IN = frozenset(("notice_unknown", "notice_expired", "notice_ended"))


def refusal_page(request: AnyRequest, problem: Problem, *, reference: str) -> Response[Any]:
    """The page for a person; of an unexpected error nothing is told but the reference, the request's number."""
    language, status = language_of(request), _SHOWN.get(problem.status, problem.status)
    values = state_values(status, language, code=problem.code, retry_after=problem.retry_after)
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after is not None else {}
    template, shell = _around(request, language)
    values |= {"reference": reference, "shell": shell, **_back(request, language, problem)}
    if "hx-request" in request.headers:
        template, headers = "ui/error_part.html", {**headers, "HX-Reswap": "none"}
    signed = _signed(request)
    body = request.app.state.runtime.pages.render(
        template,
        language=language,
        csp_nonce=csp_nonce(request.scope),
        csrf_token=signed.csrf_token if signed else "",
        theme=signed.theme if signed else "",
        referrer=referrer(request.scope),
        **values,
    )
    return Response(body, status_code=problem.status, media_type=MediaType.HTML, headers=headers)


def _around(request: AnyRequest, language: str) -> tuple[str, Any]:
    """Template and shell: the desk for staff who are known, the sign-in's look for others, else the portal."""
    links = _languages(request, language)
    signed, office = _signed(request), _office(request)
    if _first(request) not in _STAFF:
        sign = _sign(office, f"/t/{office.slug}/") if office else _ours(language)
        return "ui/error_portal.html", PortalShell(office=sign, languages=links)
    if signed is not None and office is not None and office.id == signed.tenant_id:
        roles = signed.session.roles
        shell = shell_of(signed.actor, office, language, {}, roles=roles, languages=links)
        return "ui/error_desk.html", shell
    return "ui/error.html", PlainShell(office=_ours(language), languages=links)


def _back(request: AnyRequest, language: str, problem: Problem) -> dict[str, str]:
    address, words = _way(request, problem)
    return {"back_href": address, "back_label": translate(language, _BACK[words])}


def _way(request: AnyRequest, problem: Problem) -> tuple[str, str]:
    if request.method != "GET" and "referer" in request.headers:
        before = came_from(request)
        if before != request.url.path:
            return before, "form"
    signed, office = _signed(request), _office(request)
    if _first(request) not in _STAFF:
        slug = "" if problem.code == "office_missing" else _portal_slug(request.url.path)
        return (f"/t/{slug}/", "portal") if slug else ("/", "front")
    if problem.code in _TO_SIGN_IN and signed is None:
        return "/sign-in", "sign-in"
    if signed is not None and office is not None and office.id == signed.tenant_id:
        return f"/desk/{office.slug}/cases", "desk"
    return ("/desk", "desk") if signed is not None else ("/sign-in", "sign-in")


def _portal_slug(path: str) -> str:
    """The office of a page of the portal, known or not; nothing else is taken over from the address."""
    found = _PORTAL.match(path)
    return found[1] if found else ""


def _signed(request: AnyRequest) -> SignedIn | None:
    """Who asks, if this request has found out already."""
    state: Any = request.scope.get("state", {})
    found: SignedIn | None = state.get("signed_in")
    return found


def _office(request: AnyRequest) -> Office | None:
    parts = request.url.path.split("/")
    if len(parts) > 2 and parts[1] in ("t", "desk", "admin"):
        return offices.remembered(parts[2])
    return None


def _first(request: AnyRequest) -> str:
    return request.url.path.split("/")[1]


def _languages(request: AnyRequest, language: str) -> tuple[LanguageLink, ...]:
    """Of a page that answered a form there is no other language: it is left, not asked for again."""
    if request.method != "GET":
        return ()
    return language_links(f"{request.url.path}?{request.url.query}", language)


def _sign(office: Office, href: str) -> Sign:
    return Sign(mark=office.code, name=office.desk_name, place=office.name, href=href)


def _ours(language: str) -> Sign:
    return Sign(mark="S", name="Sahut", place=translate(language, _TAGLINE), href="/")
