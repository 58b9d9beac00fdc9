"""Citizens with a browser, at the portal of an office that nobody else uses."""

import re
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from html import unescape
from typing import Any, NamedTuple

import httpx

from helpdesk.cases.model import Case, CaseKind
from helpdesk.portal import service
from helpdesk.portal.model import Draft
from helpdesk.portal.routes import portal_routes
from helpdesk.portal.sending import LEAST_SECONDS
from kit.settings import Settings
from support.applications import guarded
from support.clock import TestClock
from support.runtimes import small_runtime
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, ActorKind
from tenants.sessions.rules import new_secret
from wiring.runtime import Runtime

PDF = b"%PDF-1.7\n" + bytes(500)
TEXT = "Antrean poli gigi selalu penuh"
BASE = "http://localhost:8000"

Files = Sequence[tuple[str, bytes]]

ANSWERS = {
    "where": {"facility": "unknown"},
    "when": {"when": "", "clock": ""},
    "about": {"about": "", "age": ""},
    "purpose": {"purpose": "Untuk berobat", "receive": "page"},
    "files": {"go": "next"},
    "contact": {"privacy": "named", "name": "Siti Aminah", "phone": ""},
    "reply": {"reply": "page"},
}
"""What somebody answers who has little to say."""


class Ticket(NamedTuple):
    """What a citizen holds in hand."""

    number: str
    pin: str

    def wrong(self, by: int = 1) -> "Ticket":
        """The same number with another PIN."""
        return Ticket(self.number, f"{(int(self.pin) + by) % 1_000_000:06d}")


class Filed(NamedTuple):
    """A case, and the way to it."""

    case: Case
    ticket: Ticket


class Page:
    """An answer, read as a person reads it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.path = answer.url.path
        self.html = answer.text

    @property
    def text(self) -> str:
        """The words of the page, without its head and its tags."""
        body = self.html.partition("<body")[2]
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())

    @property
    def title(self) -> str:
        """What the page is about."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.html, re.DOTALL)
        return unescape(found[1]).strip() if found else ""

    @property
    def token(self) -> str:
        """The token of its forms."""
        return self.hidden("_csrf_token")

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found, f"{self.path} has no field {name}"
        return unescape(found[1])

    def field(self, name: str) -> str:
        """What stands in a field."""
        found = re.search(rf'value="([^"]*)" id="{name}"', self.html)
        assert found, f"{self.path} has no field {name}"
        return unescape(found[1])

    @property
    def ticket(self) -> Ticket:
        """Number and PIN of a done page; the PIN is empty when it is not shown."""
        shown = re.findall(r'<dd class="num">([^<]*)</dd>', self.html)
        return Ticket(shown[0], shown[1].replace(" ", "") if len(shown) > 1 else "")


class Citizen:
    """A browser without JavaScript: it keeps cookies, follows redirects, and fills in tokens."""

    def __init__(self, app: Any, office: Place, address: str, base_url: str, clock: TestClock) -> None:
        self.clock = clock
        self.patient = True
        """Reads all answers before they are sent, as people do: a moment passes on the clock of the test."""
        transport = httpx.ASGITransport(app=app, client=(address, 50000))
        self.office = office
        self.http = httpx.AsyncClient(
            transport=transport, base_url=base_url, follow_redirects=True, headers={"origin": base_url}
        )

    async def open(self, path: str, **more: Any) -> Page:
        """A page of the office, by its address below the office's path."""
        return Page(await self.http.get(f"/t/{self.office.slug}/{path}", **more))

    async def press(self, page: Page, to: str, files: Files = (), **fields: str) -> Page:
        """Send a form of the page."""
        if to.endswith("/check") and self.patient:
            await self.clock.forward(seconds=LEAST_SECONDS)
        sent = [("files", (name, content)) for name, content in files]
        data = {"_csrf_token": page.token, **fields}
        return Page(await self.http.post(f"/t/{self.office.slug}/{to}", data=data, files=sent or None))

    async def answer(self, question: str, files: Files = (), **fields: str) -> Page:
        """Open a question of a report and answer it."""
        return await self.press(await self.open(question), question, files, **fields)

    async def write_report(self, kind: str = "complaint", text: str = TEXT, files: Files = ()) -> Page:
        """Answer every question; ends on the page that shows all answers."""
        page = await self.answer(f"new/{kind}/text", text=text)
        while not page.path.endswith("/check"):
            question = page.path.rsplit("/", 1)[-1]
            sent = files if question == "files" else ()
            page = await self.press(page, f"new/{kind}/{question}", sent, **ANSWERS[question])
            assert page.status == 200, page.text
        return page

    async def track(self, ticket: Ticket) -> Page:
        """Open a report with number and PIN."""
        return await self.answer("track", number=ticket.number, pin=ticket.pin)


class Portal:
    """The portal's pages around a running house."""

    def __init__(self, world: World, runtime: Runtime) -> None:
        self.world = world
        self.runtime = runtime
        self.outside = guarded(runtime, *portal_routes)

    @property
    def office(self) -> Place:
        """The office that most stories are about."""
        return self.world.district

    def citizen(self, office: Place | None = None, *, address: str = "", base_url: str = BASE) -> Citizen:
        """Somebody new, in a network of their own unless an address is given."""
        return Citizen(
            self.outside, office or self.office, address or a_network(), base_url, self.world.clock
        )

    async def case(self, text: str = TEXT, files: Files = (), *, office: Place | None = None) -> Filed:
        """A case that a citizen filed in the portal, and what they hold in hand."""
        place = office or self.office
        citizen = Actor(tenant_id=place.id, kind=ActorKind.CITIZEN)
        async with tenant_scope(place.id, read_only=True) as scope:
            draft = Draft(key=new_secret(), kind=CaseKind.COMPLAINT, begun_at=scope.now, text=text)
        runtime = self.runtime
        case = await service.send_report(citizen, draft, files, "id", runtime.accounts, runtime.files)
        return Filed(case, Ticket(case.number, service.pin_of(citizen, case, runtime.pin_key)))

    async def guess(self, ticket: Ticket, *, times: int, address: str = "") -> list[Page]:
        """Wrong PINs for one number: from one network, or from a new one each time."""
        return [await self.citizen(address=address).track(ticket.wrong(by)) for by in range(1, times + 1)]

    async def count(self, what: str) -> int:
        """How many rows the office has: `cases`, `message`, `attachment`, `inbox_entry`, `contact`."""
        return int(await self.office.value(_COUNTS[what]))


_COUNTS = {
    "cases": "SELECT count(*) FROM cases WHERE tenant_id = $1",
    "message": "SELECT count(*) FROM message WHERE tenant_id = $1",
    "attachment": "SELECT count(*) FROM attachment WHERE tenant_id = $1",
    "inbox_entry": "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1",
    "contact": "SELECT count(*) FROM contact WHERE tenant_id = $1",
    "pin_failure": "SELECT count(*) FROM pin_failure WHERE tenant_id = $1",
}


@asynccontextmanager
async def open_portal(settings: Settings) -> AsyncIterator[Portal]:
    """The portal on a real database, its doors open as the web's role."""
    async with small_runtime(settings) as (world, runtime):
        yield Portal(world, runtime)


def a_network() -> str:
    """An address whose network nobody has tried anything from."""
    return f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(254) + 1}"
