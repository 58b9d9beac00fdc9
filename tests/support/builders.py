"""Values for tests: each with everything it needs, and only what the test speaks of named."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from helpdesk.cases.model import Case, CaseKind, CaseState
from helpdesk.channels.model import DeliveryProgress, Identity, MessageArrived, Sender, StatusArrived
from kit.ids import uuid7
from support.world import Place, World
from tenants.permissions.model import Actor, ActorKind, Permission, Role
from tenants.permissions.rules import permissions_of

NOW = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)


def a_number() -> str:
    """A citizen's telephone number that nobody had before."""
    return f"+62812{secrets.randbelow(10**8):08d}"


def a_message(phone: str, text: str = "Antrean poli gigi selalu penuh", **more: Any) -> MessageArrived:
    """A message of a citizen, new unless `external_id` says which."""
    fields: dict[str, Any] = {"external_id": f"wamid.{uuid7()}", "at": datetime.now(UTC), **more}
    return MessageArrived(sender=a_sender(phone), text=text, **fields)


def a_sender(phone: str, name: str = "Siti") -> Sender:
    """Who writes from this number."""
    return Sender(identities=(Identity(scheme="phone", value=phone),), name=name)


def a_status(message_id: str, progress: DeliveryProgress, **more: Any) -> StatusArrived:
    """What the remote tells of a message of ours."""
    return StatusArrived(
        external_id=f"{message_id}:{progress}",
        message_id=message_id,
        progress=progress,
        at=datetime.now(UTC),
        **more,
    )


def a_case(state: CaseState = CaseState.RECEIVED, **more: Any) -> Case:
    """A case as a value."""
    fields: dict[str, Any] = {
        "id": uuid7(),
        "number": "BTG-0000-0000-0",
        "kind": CaseKind.COMPLAINT,
        "title": "Antrean",
        "channel": "whatsapp",
        "opened_at": NOW - timedelta(days=1),
        "last_message_at": NOW - timedelta(days=1),
        **more,
    }
    return Case(state=state, **fields)


def an_actor(*roles: Role, units: tuple[UUID, ...] = (), tenant_id: int = 1) -> Actor:
    """One who acts, as a value."""
    return Actor(
        tenant_id=tenant_id,
        kind=ActorKind.STAFF,
        id=uuid7(),
        name="Dewi",
        unit_ids=frozenset(units),
        roles=frozenset(role.value for role in roles),
        permissions=permissions_of(roles) if roles else frozenset(Permission),
    )


async def an_opened_case(world: World, place: Place | None = None, phone: str = "", **message: Any) -> str:
    """A case that a citizen opened by writing; answers its number. The acknowledgement is not sent yet."""
    place = place or world.district
    arrival = a_message(phone or a_number(), **message)
    await world.arrive(place, arrival)
    await world.take_in(place)
    number: str = await place.value(
        "SELECT number FROM cases WHERE tenant_id = $1 AND id ="
        " (SELECT case_id FROM message WHERE tenant_id = $1 AND external_id = $2)",
        arrival.external_id,
    )
    return number
