"""What the pages of the desk share: who asks, the shell, tokens, ways on."""

from collections.abc import Mapping
from typing import Any, Protocol, cast
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.response import Redirect

from helpdesk.cases.folders import Folder
from helpdesk.channels.accounts import AccountBook
from helpdesk.desk.shell import shell_of
from kit.doorbell import Bell
from kit.files import FileStore
from kit.headers import csp_nonce
from tenants.offices.model import Office
from tenants.offices.service import office_by_slug
from tenants.people.service import set_preferences
from tenants.permissions.model import Actor
from tenants.sign_in.asker import actor_of_tenant, signed_in
from tenants.sign_in.model import SignedIn
from tenants.sign_in.pages import language_of
from ui.i18n import LANGUAGES, language_links, translate
from ui.model import DeskShell, LanguageLink
from ui.render import Pages

AnyRequest = Request[Any, Any, Any]
Answer = Response[Any]

_BELLS = ("outbox", "delivery", "letter", "register")
_OF_THE_MOMENT = {"done", "lang", "tab"}
"""Parts of an address that say something about one look at the page only."""


class Runtime(Protocol):
    """What the pages of the desk find as `app.state.runtime`."""

    @property
    def pages(self) -> Pages: ...
    @property
    def accounts(self) -> AccountBook: ...
    @property
    def files(self) -> FileStore: ...
    @property
    def bell(self) -> Bell: ...


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One request of one member of staff at their office's desk."""

    request: Any
    runtime: Any
    signed: SignedIn
    actor: Actor
    office: Office
    language: str

    def say(self, text: str, **values: Any) -> str:
        """A text marked with N_, in the reader's language."""
        return translate(self.language, text, **values)

    @property
    def book(self) -> AccountBook:
        """The office's channel accounts."""
        return cast(AccountBook, self.runtime.accounts)

    @property
    def path(self) -> str:
        """The beginning of the addresses of this desk."""
        return f"/desk/{self.office.slug}"

    @property
    def query(self) -> dict[str, str]:
        """The list that stands beside the page: folder, filters, search, place."""
        kept = parse_qsl(self.request.url.query)
        return {name: value for name, value in kept if name not in _OF_THE_MOMENT}

    def address(self, path: str, **more: str) -> str:
        """An address of this desk that keeps the list beside it."""
        query = urlencode({**self.query, **more})
        return f"{self.path}/{path}{'?' if query else ''}{query}"

    @property
    def languages(self) -> tuple[LanguageLink, ...]:
        """This very page in each language; a page that answers a form is left by its own address."""
        return language_links(f"{self.request.url.path}?{self.request.url.query}", self.language)

    def shell(
        self, counts: Mapping[Folder, int], *, folder: Folder | None = None, here: str = ""
    ) -> DeskShell:
        """What stands around the page."""
        return shell_of(
            self.actor,
            self.office,
            self.language,
            counts,
            roles=self.signed.session.roles,
            folder=folder,
            here=here,
            languages=self.languages,
        )

    def ring(self) -> None:
        """Something was written that others wait for."""
        bell = cast(Bell, self.runtime.bell)
        for topic in _BELLS:
            bell.ring(topic)


async def visit(request: AnyRequest, slug: str) -> Visit:
    """Who asks, and for which office. A language chosen in the address stays the reader's own.

    Raises what `actor_of_tenant` raises.
    """
    actor = await actor_of_tenant(request, slug)
    signed = await signed_in(request)
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES and asked != signed.language:
        await set_preferences(signed.person_id, language=asked, theme=signed.theme or "system")
    return Visit(
        request=request,
        runtime=request.app.state.runtime,
        signed=signed,
        actor=actor,
        office=await office_by_slug(slug),
        language=language_of(request, signed),
    )


def page(visit: Visit, template: str, shell: DeskShell, *, status: int = 200, **values: Any) -> Answer:
    """A page of this desk by the name of its template: `desk/cases.html`."""
    body = cast(Pages, visit.runtime.pages).render(
        template,
        language=visit.language,
        csp_nonce=csp_nonce(visit.request.scope),
        theme=visit.signed.theme,
        csrf_token=visit.signed.csrf_token,
        shell=shell,
        zone=visit.office.timezone,
        **values,
    )
    return Response(body, media_type=MediaType.HTML, status_code=status)


def onward(address: str) -> Answer:
    """Send the browser on after a form, so that going back does not send it twice."""
    return Redirect(address, status_code=303)


def folder_of(visit: Visit) -> Folder:
    """The folder that the address names, else everything that is open."""
    asked = visit.query.get("folder", "")
    return Folder(asked) if asked in set(Folder) else Folder.OPEN
