"""One size of the desk under measurement: a database with years of cases, its web process, officers at work."""

import asyncio
import contextlib
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.cases.numbers import pin
from kit.keys import read_keys
from kit.settings import Settings
from tenants.directory.model import Post
from tenants.doors import Scope, close_gate, open_gate, tenant_scope
from tenants.permissions.model import Actor, ActorKind, Role
from tenants.permissions.rules import permissions_of
from tenants.sessions import service as sessions
from wiring.bench.bed import Bed, wait_for_port
from wiring.bench.filling import LONG, fill
from wiring.bench.processes import Process

OFFICES = 553
"""Districts, provinces and the ministry: as many as there are."""
WATCHED = 3
"""The biggest offices, whose lists are full at every size."""

_LONG = (
    "SELECT number FROM cases c WHERE tenant_id = $1 AND (SELECT count(*) FROM message m"
    " WHERE m.tenant_id = c.tenant_id AND m.case_id = c.id) >= $2 AND state = 'in_progress' LIMIT 1"
)
_USUAL = (
    "SELECT id, number, pin_generation FROM cases WHERE tenant_id = $1 AND state = 'answered'"
    " AND NOT unread ORDER BY opened_at DESC LIMIT 1"
)


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in agent of one office."""

    tenant_id: int
    slug: str
    member_id: UUID
    secret: str
    number: str
    """A usual case, finished lately."""
    pin: str

    @property
    def actor(self) -> Actor:
        """The agent as the one who acts."""
        return Actor(
            tenant_id=self.tenant_id,
            kind=ActorKind.STAFF,
            id=self.member_id,
            permissions=permissions_of([Role.AGENT]),
        )


class House(msgspec.Struct, frozen=True, kw_only=True):
    """A filled database with its web process."""

    cases: int
    settings: Settings
    port: int
    web: Process
    seats: list[Seat]
    """The biggest office first."""
    long: str
    """The number of a case with a hundred messages, in the biggest office."""


@contextlib.contextmanager
def open_house(bed: Bed, cases: int, port: int) -> Iterator[House]:
    """Copy the bed's database, fill it, let officers sign in, start a web process."""
    settings = bed.copy(f"sahut_{cases}")
    fill(bed.postgres, f"sahut_{cases}", cases)
    found = bed.folder / f"seats-{cases}.json"
    bed.run("seats", partial(_take_seats, settings, found))
    long, seats = msgspec.json.decode(found.read_bytes(), type=tuple[str, list[Seat]])
    with Process(settings, "web", str(port)) as web:
        wait_for_port(port)
        yield House(cases=cases, settings=settings, port=port, web=web, seats=seats, long=long)


def _take_seats(settings: Settings, found: Path) -> None:
    told = asyncio.run(_seats(settings))
    found.write_bytes(msgspec.json.encode(told))


async def _seats(settings: Settings) -> tuple[str, list[Seat]]:
    await open_gate(settings.worker_url, most=2)
    try:
        seats = [await _seat(tenant_id) for tenant_id in range(1, WATCHED + 1)]
        async with tenant_scope(1, read_only=True) as scope:
            long: str = await scope.fetchval(_LONG, 1, LONG)
        return long, seats
    finally:
        await close_gate()


async def member(scope: Scope, role: Role) -> Any:
    """Somebody of a filled office with that role alone: `id`, `person_id`, and the office's `slug`."""
    who = await scope.fetchrow(
        "SELECT m.id, m.person_id, t.slug FROM membership m JOIN tenant t ON t.id = m.tenant_id"
        " WHERE m.tenant_id = $1 AND m.roles = ARRAY[$2] ORDER BY m.id LIMIT 1",
        scope.tenant_id,
        role.value,
    )
    if who is None:
        raise RuntimeError(f"the filled database has no {role}")
    return who


async def _seat(tenant_id: int) -> Seat:
    async with tenant_scope(tenant_id, read_only=True) as scope:
        who = await member(scope, Role.AGENT)
        number, code = await _usual(scope)
    secret = await sessions.begin(Post(tenant_id=tenant_id, membership_id=who["id"]), who["person_id"])
    return Seat(
        tenant_id=tenant_id,
        slug=who["slug"],
        member_id=who["id"],
        secret=secret,
        number=number,
        pin=code,
    )


async def _usual(scope: Scope) -> tuple[str, str]:
    row = await scope.fetchrow(_USUAL, scope.tenant_id)
    if row is None:
        return "", ""
    key = read_keys(os.environ).derive("pin")
    return row["number"], pin(key, scope.tenant_id, row["id"], row["pin_generation"])
