"""The whole web application on a real database, offices that nobody else uses, and keys to knock with."""

import asyncio
import secrets
import string
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
from litestar import Litestar

from helpdesk.api.openapi import openapi_config
from helpdesk.api.routes import PATH, api_router
from helpdesk.cases.model import Case, CaseKind
from helpdesk.channels.model import ChannelKind
from helpdesk.intake.hand import Filing, open_by_hand
from kit.headers import Headers
from kit.ids import uuid7
from kit.settings import Settings
from tenants.directory import store as directory
from tenants.doors import tenant_scope
from tenants.doors.gate import current_pool
from tenants.offices import service as offices
from tenants.offices.store import units
from tenants.permissions.model import Actor, ActorKind, Permission, Role
from tenants.permissions.rules import permissions_of
from tenants.sessions.rules import digest_of, new_api_key
from wiring.offices import add_office, furnish
from wiring.problems import exception_handlers
from wiring.routes import route_handlers
from wiring.runtime import Runtime, open_runtime
from wiring.seed_data import SeedOffice, SeedUnit

EVERY_SCOPE = tuple(Permission)


class AnOffice(msgspec.Struct, frozen=True, kw_only=True):
    """An office and the ids of its units."""

    id: int
    slug: str
    units: dict[str, UUID]


class House:
    """The running application."""

    def __init__(self, settings: Settings, runtime: Runtime, app: Litestar) -> None:
        self.settings = settings
        self.runtime = runtime
        self.app = app
        self._outside: Any = Headers(app, secure=False)

    async def office(self, *, parent: str = "", level: str = "district") -> AnOffice:
        """A new office with three units, everything it needs, and no people."""
        code = "".join(secrets.choice(string.ascii_uppercase) for _ in range(5))
        seed = SeedOffice(
            slug=f"o-{code.lower()}",
            code=code,
            name=f"Kantor {code}",
            desk_name=f"Meja {code}",
            level=level,
            region="",
            parent=parent,
            hours="office",
            contacts={},
            units=(
                SeedUnit("Sekretariat", "secretariat"),
                SeedUnit("Puskesmas Satu", "puskesmas", "", True),
                SeedUnit("Puskesmas Dua", "puskesmas", "", True),
            ),
            people=(),
            whatsapp="",
        )
        owner = await asyncpg.connect(self.settings.owner_url)
        try:
            tenant_id = await add_office(owner, seed, "Asia/Jakarta")
        finally:
            await owner.close()
        offices.forget()
        async with tenant_scope(tenant_id) as scope:
            await furnish(scope, seed, "Asia/Jakarta", self.runtime.accounts)
            found = {unit.name: unit.id for unit in await units(scope)}
        return AnOffice(id=tenant_id, slug=seed.slug, units=found)

    async def key(self, office: AnOffice, *scopes: Permission) -> str:
        """An API key with these scopes; with every scope when none is named."""
        key = new_api_key()
        async with tenant_scope(office.id) as scope:
            await scope.execute(
                "INSERT INTO api_key (tenant_id, id, name, digest, scopes) VALUES ($1, $2, 'x', $3, $4)",
                office.id,
                uuid7(),
                digest_of(key),
                [each.value for each in scopes or EVERY_SCOPE],
            )
        return key

    async def member(self, office: AnOffice, *roles: Role, units: tuple[str, ...] = ()) -> Actor:
        """Somebody who works there."""
        person = await directory.add_person(uuid7(), f"{secrets.token_hex(6)}@contoh.example", "Budi", "id")
        mine = [office.units[unit] for unit in units]
        names = [role.value for role in roles]
        member_id = uuid7()
        async with tenant_scope(office.id) as scope:
            await scope.execute(
                "INSERT INTO membership (tenant_id, id, person_id, roles, unit_ids)"
                " VALUES ($1, $2, $3, $4, $5)",
                *(office.id, member_id, person, names, mine),
            )
        return Actor(
            tenant_id=office.id,
            kind=ActorKind.STAFF,
            id=member_id,
            person_id=person,
            name="Budi",
            unit_ids=frozenset(mine),
            permissions=permissions_of(names),
        )

    async def agent(self, office: AnOffice) -> Actor:
        """Somebody of the desk."""
        return await self.member(office, Role.AGENT)

    async def case(self, office: AnOffice, text: str = "Antrean panjang sekali", **filing: Any) -> Case:
        """A case that nobody has looked at."""
        filer = Actor(
            tenant_id=office.id,
            kind=ActorKind.STAFF,
            id=None,
            permissions=frozenset({Permission.OPEN_CASES}),
        )
        wanted = {"kind": CaseKind.COMPLAINT, "name": "Siti Aminah", "phone": "0812 5550 1234"} | filing
        filed = Filing(text=text, **wanted)
        return await open_by_hand(filer, filed, ChannelKind.PHONE, self.runtime.accounts)

    def client(self, key: str = "") -> httpx.AsyncClient:
        """An integrator with this key."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = httpx.ASGITransport(app=self._outside)
        return httpx.AsyncClient(
            transport=transport, base_url=f"http://localhost:8000{PATH}", headers=headers
        )


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """The application with its routes and handlers, its doors open as the web's role."""
    async with open_runtime(settings, settings.web_url, connections=6) as runtime:
        runtime.open_pages()
        yield House(settings, runtime, application(settings, runtime))


def application(settings: Settings, runtime: Runtime) -> Litestar:
    """Every route of the product, as wiring/web.py puts it together, around a runtime that is open already."""
    handlers = route_handlers()
    if not any(getattr(each, "path", "") == PATH for each in handlers):
        handlers.append(api_router())
    app = Litestar(
        route_handlers=handlers,
        exception_handlers=exception_handlers(),
        openapi_config=openapi_config(settings.base_url),
        request_max_body_size=64 * 1024,
    )
    app.state.runtime = runtime
    return app


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that this process sends, without the beginnings and ends of transactions."""
    seen: list[str] = []

    def note(record: Any) -> None:
        if record.query not in ("BEGIN", "BEGIN READ ONLY", "COMMIT", "ROLLBACK"):
            seen.append(" ".join(record.query.split()))

    connections = [holder._con for holder in current_pool()._holders if holder._con is not None]
    for connection in connections:
        connection.add_query_logger(note)
    try:
        yield seen
    finally:
        for connection in connections:
            connection.remove_query_logger(note)


async def warmed(times: int = 1) -> None:
    """Let other tasks run."""
    for _ in range(times):
        await asyncio.sleep(0)
