"""A unit with a number and a mailbox of its own, and what it does with what it is sent."""

import re
import secrets
from typing import Any
from uuid import UUID

from helpdesk.channels.model import OutboundMessage
from helpdesk.unit_terms.model import UnitTerms
from helpdesk.unit_terms.service import change
from support.world import Place, World
from tenants.permissions.model import Actor, Role

UNIT = "Puskesmas Batang I"


def a_unit_number() -> str:
    """A number that nobody had before."""
    return f"+62815{secrets.randbelow(10**8):08d}"


async def registered(
    world: World, unit: str = UNIT, *, place: Place | None = None, phone: str | None = None, **terms: Any
) -> str:
    """Register a unit's own number (new unless given); answers it."""
    at = place or world.district
    number = a_unit_number() if phone is None else phone
    administrator: Actor = await world.staff(at, Role.ADMINISTRATOR)
    version = await at.rows(
        "SELECT version FROM unit_terms WHERE tenant_id = $1 AND unit_id = $2", at.units[unit]
    )
    wanted = UnitTerms(
        unit_id=at.units[unit], phone=number, version=version[0]["version"] if version else 0, **terms
    )
    await change(administrator, wanted)
    return number


def told(world: World, address: str) -> list[OutboundMessage]:
    """What was sent to a number or mailbox."""
    return [message for message in world.far_end.sent if message.recipient.value == address]


def words_of(message: OutboundMessage) -> str:
    """All that stands in it."""
    return " ".join((message.text, *(message.template.variables if message.template else ())))


def link_in(message: OutboundMessage) -> str:
    """The path of the link that it carries."""
    found = re.search(r"/unit/[A-Za-z0-9_-]{52}", words_of(message))
    assert found, message
    return found[0]


def code_in(message: OutboundMessage) -> str:
    """The code that it carries."""
    found = re.search(r"(?<!\d)\d{6}(?!\d)", words_of(message))
    assert found, message
    return found[0]


async def external_id_of(place: Place, unit_id: UUID, kind: str = "unit") -> str:
    """What the remote calls the last message of a kind to the unit."""
    name: str = await place.value(
        "SELECT d.external_id FROM delivery d JOIN notice n ON n.tenant_id = d.tenant_id AND n.id = d.notice_id"
        " WHERE d.tenant_id = $1 AND n.unit_id = $2 AND n.kind = $3 ORDER BY d.created_at DESC, d.id DESC LIMIT 1",
        unit_id,
        kind,
    )
    assert name
    return name
