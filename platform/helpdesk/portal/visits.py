"""Who is visited: one request of a citizen at one office, and what the portal finds around it."""

from collections.abc import Mapping
from typing import Any, Protocol, cast

import msgspec
from litestar.datastructures import Cookie

from helpdesk.channels.accounts import AccountBook
from helpdesk.portal.drafts import Drafts
from kit.doorbell import Bell
from kit.files import FileStore
from kit.headers import add_header
from kit.keys import Keys
from kit.limits import Limits
from kit.sealing import Sealer
from kit.settings import Settings
from tenants.offices.model import Office
from tenants.offices.service import office_by_slug
from tenants.permissions.model import Actor, ActorKind
from tenants.sign_in.asker import AnyRequest
from tenants.sign_in.pages import language_of
from ui.i18n import translate
from ui.model import FieldError
from ui.render import Pages


class Runtime(Protocol):
    """What the portal finds as `app.state.runtime`."""

    @property
    def settings(self) -> Settings: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def sealer(self) -> Sealer: ...
    @property
    def pin_key(self) -> bytes: ...
    @property
    def pages(self) -> Pages: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def accounts(self) -> AccountBook: ...
    @property
    def files(self) -> FileStore: ...
    @property
    def bell(self) -> Bell: ...


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One request of a citizen at one office."""

    request: Any
    runtime: Any
    office: Office
    language: str

    @property
    def path(self) -> str:
        """The beginning of this office's addresses; also of the path of its cookies."""
        return f"/t/{self.office.slug}"

    @property
    def citizen(self) -> Actor:
        """The one who acts: nobody signs in here, and what may be done is decided by the case in hand."""
        return Actor(tenant_id=self.office.id, kind=ActorKind.CITIZEN)

    @property
    def drafts(self) -> Drafts:
        """The reports that are being written in this installation."""
        return drafts_of(cast(Runtime, self.runtime))

    def say(self, text: str, **values: Any) -> str:
        """A text marked with N_, in the reader's language."""
        return translate(self.language, text, **values)

    def errors(self, wrong: Mapping[str, str], texts: Mapping[str, str]) -> tuple[FieldError, ...]:
        """What is wrong, in words: `wrong` maps fields to codes, `texts` codes to marked texts."""
        return tuple(FieldError(field=field, text=self.say(texts[code])) for field, code in wrong.items())

    def cookie(self, name: str) -> str:
        """A cookie of this office, or nothing."""
        return str(self.request.cookies.get(self._full(name), ""))

    def set_cookie(self, name: str, value: str, seconds: int | None) -> None:
        """Put a cookie aside for the answer; without `seconds` it lasts as long as the browser is open."""
        cookie = Cookie(
            key=self._full(name),
            value=value,
            path=self.path,
            max_age=seconds,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        add_header(self.request.scope, "set-cookie", cookie.to_header(header=""))

    @property
    def _secure(self) -> bool:
        return str(self.runtime.settings.base_url).startswith("https://")

    def _full(self, name: str) -> str:
        # __Host- would need the path "/"; each office's cookies stay in its own path instead.
        return f"__Secure-{name}" if self._secure else name


_drafts: dict[str, Drafts] = {}


def drafts_of(runtime: Runtime) -> Drafts:
    """One for each data folder; a process has one."""
    folder = runtime.settings.data / "drafts"
    known = _drafts.get(str(folder))
    if known is None:
        known = _drafts[str(folder)] = Drafts(folder, Sealer(runtime.keys.derive_all("portal drafts")))
    return known


async def visit(request: AnyRequest, slug: str) -> Visit:
    """Who is visited; raises `Missing` for an office that does not exist."""
    return Visit(
        request=request,
        runtime=request.app.state.runtime,
        office=await office_by_slug(slug),
        language=language_of(request),
    )
