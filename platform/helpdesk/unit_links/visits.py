"""One request by a unit's link: whose it is, what the browser holds, and the page that answers it."""

from typing import Any, Protocol, cast

from litestar import MediaType, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from helpdesk.attachments.links import FileLinks
from helpdesk.channels.accounts import AccountBook
from helpdesk.unit_links import entering
from helpdesk.unit_links.links import PATH, UnitLinks
from helpdesk.unit_links.model import Ticket
from kit.doorbell import Bell
from kit.errors import Missing
from kit.files import FileStore
from kit.headers import csp_nonce, hide_address, referrer
from kit.keys import Keys
from kit.limits import Limit, Limits
from kit.settings import Settings
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.sign_in.asker import AnyRequest, network
from tenants.sign_in.forms import form_token
from tenants.sign_in.pages import language_of
from ui.i18n import language_links, translate
from ui.model import Office as Sign
from ui.model import PortalShell
from ui.render import Pages

Answer = Response[Any]
_COOKIE = "sahut-unit"


class Runtime(Protocol):
    @property
    def settings(self) -> Settings: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def pages(self) -> Pages: ...
    @property
    def accounts(self) -> AccountBook: ...
    @property
    def files(self) -> FileStore: ...
    @property
    def file_links(self) -> FileLinks: ...
    @property
    def bell(self) -> Bell: ...
    @property
    def pin_key(self) -> bytes: ...
    @property
    def unit_links(self) -> UnitLinks: ...


class UnitVisit:
    """One request by a link: whose it is, and what this browser holds."""

    def __init__(self, request: AnyRequest, token: str, ticket: Ticket, office: Office) -> None:
        self.request, self.ticket, self.office = request, ticket, office
        self.runtime = cast(Runtime, request.app.state.runtime)
        self.path = f"{PATH}/{token}"
        self.language = language_of(request)
        self.secret = str(request.cookies.get(self._name, ""))

    @property
    def _secure(self) -> bool:
        return self.runtime.settings.base_url.startswith("https://")

    @property
    def _name(self) -> str:
        return f"__Secure-{_COOKIE}" if self._secure else _COOKIE

    def say(self, text: str, **values: Any) -> str:
        return translate(self.language, text, **values)

    def onward(self, *, secret: str | None = None, said: str = "") -> Answer:
        """Back to the page, so that going back sends nothing twice; with the pass of who was just let in."""
        kept = [self._pass(secret)] if secret is not None else []
        return Redirect(f"{self.path}?said={said}" if said else self.path, status_code=303, cookies=kept)

    def _pass(self, secret: str) -> Cookie:
        return Cookie(
            key=self._name,
            value=secret,
            path=self.path,
            max_age=None if secret else 0,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def page(self, template: str, *, status: int = 200, **values: Any) -> Answer:
        shell = PortalShell(
            office=Sign(
                mark=self.office.code,
                name=self.office.desk_name,
                place=self.office.name,
                href=f"/t/{self.office.slug}/",
            ),
            languages=language_links(self.path, self.language),
        )
        body = self.runtime.pages.render(
            f"unit_links/{template}.html",
            language=self.language,
            csp_nonce=csp_nonce(self.request.scope),
            csrf_token=form_token(self.request),
            referrer=referrer(self.request.scope),
            shell=shell,
            office=self.office,
            zone=self.office.timezone,
            path=self.path,
            **values,
        )
        return Response(
            body, media_type=MediaType.HTML, status_code=status, headers={"Cache-Control": "no-store"}
        )


async def visit(request: AnyRequest, token: str, what: str, most: int) -> UnitVisit:
    """Whose link it is; raises `Missing` for an address that is none of ours, `TooMany`, `Gone`."""
    hide_address(request.scope)
    runtime = cast(Runtime, request.app.state.runtime)
    limits = (Limit(f"unit:{what}:{network(request)}", most, 15 * 60), Limit(f"unit:{what}", 3000, 60))
    await runtime.limits.allow_all(limits)
    ticket = runtime.unit_links.read(token)
    if ticket is None:
        raise Missing("unit_link_unknown")
    await entering.must_be_an_office(ticket)
    return UnitVisit(request, token, ticket, await offices.office(ticket.tenant_id))
