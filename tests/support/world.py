"""A small world: a district, the province above it, the ministry above both, and a neighbour; all new."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

from admin.offices.furnishing import furnish
from admin.offices.model import NewOffice, NewUnit
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import Arrival, ChannelKind
from helpdesk.delivery.service import send_due
from helpdesk.escalation.agreeing import expire_due
from helpdesk.inbox.service import receive
from helpdesk.intake.service import take_in
from helpdesk.notifications import service as notifications
from helpdesk.notifications.alerting import tell_due
from helpdesk.notifications.links import Links
from helpdesk.registers.answering import answer_due
from helpdesk.registers.service import advance_due
from helpdesk.relay.alarms import carry_alarms
from helpdesk.relay.announcing import carry_announcements
from helpdesk.relay.counting import carry_figures
from helpdesk.relay.far import FarPost
from helpdesk.relay.service import carry_due, carry_far
from helpdesk.reminders.service import remind_due
from helpdesk.unit_links.links import UnitLinks
from kit.folder_files import FolderFiles
from kit.ids import uuid7
from kit.sealing import Sealer
from kit.settings import Settings
from support.channel import AccountSettings, FarEnd, adapters
from support.clock import TestClock
from support.fresh_words import fresh_word
from tenants.delegations.carrying import carry_due as carry_delegations
from tenants.directory import store as directory
from tenants.doors import close_gate, open_gate, tenant_scope
from tenants.offices import service as offices
from tenants.outbox.dispatcher import dispatch
from tenants.outbox.model import Ring
from tenants.permissions.model import Actor, ActorKind, Role
from tenants.permissions.rules import permissions_of
from wiring.offices import add_office
from wiring.subscriptions import looking_again, subscriptions

PIN_KEY = b"pin-key-of-the-tests-0123456789ab"
UNITS = (
    NewUnit("Sekretariat", "secretariat"),
    NewUnit("Puskesmas Batang I", "puskesmas", "", True),
    NewUnit("Puskesmas Batang II", "puskesmas", "", True),
)


_ENDED: list[str] = []
"""Offices of worlds that are over. They close, or the last test would work among thousands."""


class Place:
    """An office of this world."""

    def __init__(self, tenant_id: int, slug: str, account_id: UUID) -> None:
        self.id = tenant_id
        self.slug = slug
        self.account_id = account_id
        """Its account on the scripted channel."""
        self.units: dict[str, UUID] = {}

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """What stands in this office's tables; $1 is the tenant."""
        async with tenant_scope(self.id, read_only=True) as scope:
            return [dict(row) for row in await scope.fetch(sql, self.id, *values)]

    async def row(self, sql: str, *values: Any) -> dict[str, Any]:
        """The only row."""
        [found] = await self.rows(sql, *values)
        return found

    async def value(self, sql: str, *values: Any) -> Any:
        """The only value of the only row."""
        [found] = (await self.row(sql, *values)).values()
        return found

    async def change(self, sql: str, *values: Any) -> None:
        """Change rows behind the product's back."""
        async with tenant_scope(self.id) as scope:
            await scope.execute(sql, self.id, *values)


class World:
    """The offices, their far end, and the worker's hands."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.far_end = FarEnd()
        self.book = AccountBook(adapters(self.far_end), Sealer([b"s" * 32]))
        self.links = Links(settings.base_url, [b"l" * 32])
        self.unit_links = UnitLinks(settings.base_url, [b"u" * 32])
        self.clock = TestClock(settings.owner_url)
        self.files = FolderFiles(settings.data / "attachments")
        self.far: FarPost | None = None
        """Where letters to offices of other installations go out; a test opens it."""

    async def found(self) -> None:
        """Found the four offices, and close those of earlier worlds; what all offices count together begins anew."""
        owner = await asyncpg.connect(self.settings.owner_url)
        try:
            await owner.execute("TRUNCATE unasked_mail")
            await owner.execute("UPDATE tenant SET active = false WHERE slug = ANY($1)", _ENDED)
            _ENDED.clear()
            self.ministry = await self._office(owner, "ministry", "", "halo")
            self.province = await self._office(owner, "province", self.ministry.slug)
            self.district = await self._office(owner, "district", self.province.slug)
            self.neighbour = await self._office(owner, "district", self.province.slug)
        finally:
            await owner.close()

    @property
    def places(self) -> tuple[Place, ...]:
        return self.ministry, self.province, self.district, self.neighbour

    async def _office(
        self, owner: "asyncpg.Connection[asyncpg.Record]", level: str, parent: str, hours: str = "office"
    ) -> Place:
        word = await fresh_word(owner)
        office = NewOffice(
            slug=word,
            code=word[:5].upper(),
            name=f"Kantor {word}",
            desk_name=f"Meja {word}",
            level=level,
            region="",
            parent=parent,
            timezone="Asia/Jakarta",
            hours=hours,
            contacts={},
            units=UNITS,
        )
        tenant_id = await add_office(owner, office)
        offices.forget()
        async with tenant_scope(tenant_id) as scope:
            await furnish(scope, office, self.book, quiet_nights=False)
            account_id = await self.book.add(scope, ChannelKind.WHATSAPP, "WhatsApp", word, AccountSettings())
            await self.book.add(scope, ChannelKind.LAPOR, "LAPOR", word, AccountSettings())
        place = Place(tenant_id, word, account_id)
        rows = await place.rows("SELECT id, name FROM unit WHERE tenant_id = $1")
        place.units = {row["name"]: row["id"] for row in rows}
        return place

    async def staff(
        self, place: Place, role: Role = Role.AGENT, *units: str, name: str = "Dewi Anjani"
    ) -> Actor:
        """Somebody new at an office, as the one who acts."""
        person_id = await directory.add_person(uuid7(), f"{uuid7()}@kantor.example", name, "id")
        unit_ids = [place.units[unit] for unit in units]
        membership_id = uuid7()
        await place.change(
            "INSERT INTO membership (tenant_id, id, person_id, roles, unit_ids) VALUES ($1, $2, $3, $4, $5)",
            membership_id,
            person_id,
            [role.value],
            unit_ids,
        )
        return Actor(
            tenant_id=place.id,
            kind=ActorKind.STAFF,
            id=membership_id,
            person_id=person_id,
            name=name,
            unit_ids=frozenset(unit_ids),
            roles=frozenset({role.value}),
            permissions=permissions_of([role]),
        )

    async def arrive(self, place: Place, *arrivals: Arrival) -> None:
        """Let arrivals be received, as the hook does."""
        await receive(place.id, place.account_id, arrivals)

    async def take_in(self, place: Place) -> int:
        """Understand what arrived."""
        return await take_in(place.id, self.book)

    async def send(self, place: Place) -> int:
        """Send what is due."""
        return await send_due(place.id, self.book, PIN_KEY, files=self.files)

    async def dispatch(self, place: Place, ring: Ring | None = None) -> int:
        """Tell the facts that wait."""
        return await dispatch(place.id, subscriptions(self.book, self.links, self.unit_links), ring=ring)

    async def work(self, *only: Place) -> None:
        """What the worker does, everywhere or at these offices only, until nothing is due."""
        hands: tuple[Callable[[int], Awaitable[int]], ...] = (
            partial(take_in, book=self.book),
            partial(dispatch, subscriptions=subscriptions(self.book, self.links, self.unit_links)),
            expire_due,
            partial(carry_due, files=self.files),
            partial(carry_far, files=self.files, far=self.far),
            partial(remind_due, hands=looking_again(self.book, self.links)),
            partial(carry_announcements, far=self.far),
            partial(carry_figures, far=self.far),
            carry_alarms,
            carry_delegations,
            partial(tell_due, book=self.book, links=self.links),
            partial(advance_due, book=self.book, files=self.files),
            partial(answer_due, book=self.book, files=self.files),
            partial(send_due, book=self.book, pin_key=PIN_KEY, files=self.files),
        )
        for _ in range(30):
            done = [await hand(place.id) for place in only or self.places for hand in hands]
            if not any(done):
                return
        raise AssertionError("the work never ends")


@asynccontextmanager
async def small_world(settings: Settings, *, most: int = 12) -> AsyncIterator[World]:
    """Open the doors as the worker, found the offices; the clock is right again at the end."""
    os.environ["PICCOLO_CONF"] = "wiring.piccolo_conf"
    await open_gate(settings.worker_url, most=most)
    offices.forget()
    notifications.configure(settings)
    world = World(settings)
    try:
        await world.found()
        yield world
        _ENDED.extend(place.slug for place in world.places)
    finally:
        await world.clock.set_right()
        await close_gate()
