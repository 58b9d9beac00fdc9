"""An office of another installation, played over real requests: it has its key, signs, and counts its letters."""

import time
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
from litestar import Litestar

from helpdesk.elsewhere import store
from helpdesk.elsewhere.model import Far, Plate
from helpdesk.elsewhere.wire import Hello, Invitation, read
from helpdesk.escalation.letter import Content, Extract, Letter, Note, Offer, Package
from helpdesk.relay.door import LETTER_DOOR
from helpdesk.relay.rules import Carried
from kit.ids import uuid7
from kit.webhooks import signed
from support.applications import lent
from support.officers import Floor
from support.world import Place
from tenants.doors import tenant_scope
from tenants.permissions.model import Role
from wiring.problems import exception_handlers

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class FarSide:
    """The office of Kendal, which hosts itself; `door` is where the world's district takes its letters."""

    def __init__(self, http: httpx.AsyncClient, invitation: Invitation, name: str = "Dinkes Kendal") -> None:
        self.name = name
        self.http = http
        self.key = invitation.yours
        self.theirs = invitation.ours
        self.door = "/" + invitation.address.split("/", 3)[3]
        self.there = invitation.plate.uid
        self.uid = uuid4()
        self.link = uuid7()
        self.seq = 0
        self.address = "http://localhost:9/letters/1"

    @property
    def plate(self) -> Plate:
        return Plate(
            uid=self.uid,
            slug="kendal",
            code="KDL",
            name=self.name,
            desk_name="Halo Kendal",
            level="district",
            timezone="Asia/Jakarta",
        )

    async def calls(
        self, message: Any, *, keys: tuple[str, ...] = (), late: int = 0, **headers: str
    ) -> httpx.Response:
        """Hand something in, signed; `message` is one of the wire's, or bytes."""
        body = message if isinstance(message, bytes) else msgspec.json.encode(message)
        named = signed(keys or (self.key,), str(uuid7()), int(time.time()) - late, body)
        return await self.http.post(self.door, content=body, headers=named | headers)

    async def greets(self, *, receives: bool = True) -> httpx.Response:
        """Say who it is."""
        return await self.calls(Hello(plate=self.plate, address=self.address, receives=receives))

    def letter(self, content: Content, **other: Any) -> Letter:
        """Its next letter of the hand-over."""
        self.seq += 1
        fields = {"sender": self.uid, "recipient": self.there, "link": self.link, "seq": self.seq} | other
        return Letter(id=uuid7(), at=NOW, content=content, **fields)

    def offer(self, *files: UUID, text: str = "Obat kosong") -> Letter:
        """A case of its own."""
        extract = Extract(who="citizen", text=text, at=NOW, files=files)
        package = Package(
            number="KDL-0000-0000-0", kind="complaint", title="Obat", opened_at=NOW, extracts=(extract,)
        )
        return self.letter(Offer(package=package, reason="Mohon bantuan", chain=(self.uid,)))

    def word(self, text: str) -> Letter:
        """A word from desk to desk."""
        return self.letter(Note(text=text))

    async def hands_in(self, letter: Letter) -> int:
        """The status it is answered with."""
        return (await self.calls(Carried(data=letter))).status_code


@cache
def _doors() -> Litestar:
    """Machines come past the guard of forms."""
    return Litestar([*LETTER_DOOR], exception_handlers=exception_handlers(), openapi_config=None)


async def invited(floor: Floor, place: Place | None = None, name: str = "Dinkes Kendal") -> FarSide:
    """An administrator, the district's unless another office is named, made an invitation, and Kendal holds it."""
    administrator = await floor.world.staff(place or floor.world.district, Role.ADMINISTRATOR)
    _, code = await floor.runtime.far.invite(administrator, "Kendal")
    app: Any = lent(_doors(), floor.runtime)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost:8000")
    return FarSide(http, read(code, public_only=False), name)


async def connected(
    floor: Floor, place: Place | None = None, name: str = "Dinkes Kendal", uid: UUID | None = None
) -> FarSide:
    """Kendal is connected."""
    far = await invited(floor, place, name)
    far.uid = uid or far.uid
    answer = await far.greets()
    assert answer.status_code == 200, answer.text
    return far


async def kept(floor: Floor, far: FarSide, place: Place | None = None) -> Far | None:
    """The connection as the district keeps it, or another office that is named."""
    async with tenant_scope((place or floor.world.district).id, read_only=True) as scope:
        return await store.one(scope, UUID(far.door.rsplit("/", 1)[1]), floor.runtime.far.sealer)
