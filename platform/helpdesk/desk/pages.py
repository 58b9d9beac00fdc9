"""What the pages of the desk share: who asks, the shell, tokens, ways on."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, Protocol, cast
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.response import Redirect

from helpdesk.announcements.model import Heard
from helpdesk.announcements.service import remembered
from helpdesk.calls.model import CallsStanding
from helpdesk.calls.standing import standing as calls_standing
from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import folder_counts
from helpdesk.channels.accounts import AccountBook
from helpdesk.desk.duty_strip import duty_of
from helpdesk.desk.news_strip import news_of
from helpdesk.desk.round_strip import alarm_of, strip_of
from helpdesk.desk.shell import shell_of
from helpdesk.live.rules import mark_of
from helpdesk.live.service import Live
from helpdesk.relay.log import dead_letters
from helpdesk.rounds.model import Standing
from helpdesk.rounds.service import standing
from helpdesk.unit_links.links import UnitLinks
from kit.doorbell import Bell
from kit.files import FileStore
from kit.headers import csp_nonce
from tenants.offices.model import Office
from tenants.offices.service import office_by_slug
from tenants.people.service import set_preferences
from tenants.permissions.model import Actor, Permission
from tenants.sign_in.asker import actor_of_tenant, signed_in
from tenants.sign_in.model import SignedIn
from tenants.sign_in.pages import language_of
from ui.i18n import LANGUAGES, language_links, translate
from ui.model import DeskShell, Duty, LanguageLink, LiveFrame
from ui.render import Pages
from ui.ticking import clock_words

AnyRequest = Request[Any, Any, Any]
Answer = Response[Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BELLS = ("outbox", "delivery", "letter", "register", "register_answer")
_OF_THE_MOMENT = {"current", "done", "find", "from", "lang", "notes", "original", "quote", "tab"}
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
    @property
    def live(self) -> Live: ...
    @property
    def unit_links(self) -> UnitLinks: ...


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One request of one member of staff at their office's desk."""

    request: Any
    runtime: Any
    signed: SignedIn
    actor: Actor
    office: Office
    language: str
    calls: CallsStanding | None = None
    """How the office's telephone calls stand; none for those who open no cases."""
    rounds: Standing = Standing()
    """How the office's monitoring rounds stand; nothing for those who read no cases."""
    told: tuple[Heard, ...] = ()
    """What the offices above say now."""
    letters: int = 0
    """How many letters to other offices wait for a person; 0 for those who do not oversee them."""
    duty: Duty | None = None
    """Delegated staffing, above the page."""

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
        return dict(_beside(self.request.url.query)[0])

    @property
    def beside(self) -> str:
        """The same as the end of an address: empty, or `?…`."""
        return _beside(self.request.url.query)[1]

    def address(self, path: str, **more: str) -> str:
        """An address of this desk that keeps the list beside it."""
        if not more:
            return f"{self.path}/{path}{self.beside}"
        return f"{self.path}/{path}?{urlencode({**self.query, **more})}"

    @property
    def languages(self) -> tuple[LanguageLink, ...]:
        """This very page in each language; a page that answers a form is left by its own address."""
        return language_links(f"{self.request.url.path}?{self.request.url.query}", self.language)

    def shell(
        self, counts: Mapping[Folder, int], *, folder: Folder | None = None, here: str = ""
    ) -> DeskShell:
        """What stands around the page."""
        shell = shell_of(
            self.actor,
            self.office,
            self.language,
            counts,
            roles=self.signed.session.roles,
            folder=folder,
            here=here,
            languages=self.languages,
            single_keys=self.signed.session.single_keys,
            rounds=self.rounds.planned,
            calls=self.calls,
            told=self.told,
            duties=f"{self.path}/duties" if self.signed.session.duties else "",
            letters=self.letters,
        )
        return msgspec.structs.replace(
            shell,
            round=strip_of(self.rounds, self.office, self.language, self.say),
            alarm=alarm_of(self.rounds, self.actor, self.office, self.say),
            news=news_of(self.told, self.path) if here != "announcements" else None,
            duty=self.duty,
        )

    def mark(self, case_id: UUID) -> str:
        """What the case is called in this reader's stream."""
        return mark_of(cast(Live, self.runtime.live).key, case_id)

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
    reads = actor.may(Permission.READ_CASES)
    office, language = await office_by_slug(slug), language_of(request, signed)
    return Visit(
        request=request,
        runtime=request.app.state.runtime,
        signed=signed,
        actor=actor,
        office=office,
        language=language,
        told=await remembered(actor),
        duty=await duty_of(signed, office, language, partial(translate, language)),
        calls=await calls_standing(actor.tenant_id) if actor.may(Permission.OPEN_CASES) else None,
        rounds=await standing(actor.tenant_id) if reads else Standing(),
        letters=await dead_letters(actor.tenant_id) if actor.may(Permission.OVERSEE_LETTERS) else 0,
    )


async def shell_at(here: Visit, place: str = "") -> DeskShell:
    """What stands around a page that is no folder, with counts for who reads cases; `place`: its last word."""
    counts = await folder_counts(here.actor) if here.actor.may(Permission.READ_CASES) else {}
    return here.shell(counts, here=place)


def page(visit: Visit, template: str, shell: DeskShell, *, status: int = 200, **values: Any) -> Answer:
    """A page of this desk by the name of its template: `desk/cases.html`."""
    shown = {
        "shell": shell,
        "theme": visit.signed.theme,
        "live": live_frame(visit, values, shell.here),
        **values,
    }
    return fragment(visit, template, status=status, csp_nonce=csp_nonce(visit.request.scope), **shown)


def fragment(visit: Visit, template: str, *, status: int = 200, **values: Any) -> Answer:
    """A part of a page of this desk; what a whole page is made with, too."""
    body = cast(Pages, visit.runtime.pages).render(
        template,
        language=visit.language,
        csrf_token=visit.signed.csrf_token,
        zone=visit.office.timezone,
        **values,
    )
    return Response(body, media_type=MediaType.HTML, status_code=status)


def live_frame(visit: Visit, values: Mapping[str, Any], place: str = "") -> LiveFrame | None:
    """How the page stays true by itself; not for those who read no cases. `place` is where that is no folder."""
    if not visit.actor.may(Permission.READ_CASES):
        return None
    number = values.get("number", "")
    at = values.get("now") or getattr(values.get("list"), "now", None)
    query = urlencode({**visit.query, "current": number, **({"here": place} if place else {})})
    return LiveFrame(
        stream_href=f"{visit.path}/stream?{urlencode({'number': number})}",
        list_href=f"{visit.path}/live/list?{query}",
        here_href=f"{visit.path}/live/here?{urlencode({'number': number})}",
        case_href=visit.address(f"live/cases/{number}", **_since(values)) if number else "",
        writing_href=f"{visit.path}/live/cases/{number}/writing" if number else "",
        calls_href=values.get("calls_href", ""),
        mark=values.get("mark", ""),
        now=at.isoformat(timespec="milliseconds") if at else "",
        since=str((at - _EPOCH) // timedelta(microseconds=1)) if at else "",
        words=clock_words(visit.language),
    )


def _since(values: Mapping[str, Any]) -> dict[str, str]:
    """Where the shown part of a long case begins: what is on the page stays there while the page is open."""
    return {"from": values["shown_from"]} if "shown_from" in values else {}


@lru_cache(maxsize=256)
def _beside(query: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """What of an address' query names the list; a page of a case asks thirty times."""
    kept = {name: value for name, value in parse_qsl(query) if name not in _OF_THE_MOMENT}
    return tuple(kept.items()), f"?{urlencode(kept)}" if kept else ""


def onward(address: str) -> Answer:
    """Send the browser on after a form, so that going back does not send it twice."""
    return Redirect(address, status_code=303)


def version_of(text: str) -> int:
    """The version that a form was opened with; 0, which no row has, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def folder_of(visit: Visit) -> Folder:
    """The folder that the address names, else everything that is open."""
    asked = visit.query.get("folder", "")
    return Folder(asked) if asked in set(Folder) else Folder.OPEN
