"""Officers of a unit who can be told something by telephone."""

import secrets

from support.world import Place, World
from tenants.permissions.model import Actor, Role

UNIT = "Puskesmas Batang I"


async def a_colleague(
    world: World,
    *units: str,
    phone: str | None = None,
    place: Place | None = None,
    role: Role = Role.UNIT_OFFICER,
) -> tuple[Actor, str]:
    """Somebody new with a number of their own; answers the number, too."""
    at = place or world.district
    actor = await world.staff(at, role, *(units or (UNIT,)))
    number = f"+62813{secrets.randbelow(10**8):08d}" if phone is None else phone
    await at.change("UPDATE membership SET phone = $3 WHERE tenant_id = $1 AND id = $2", actor.id, number)
    return actor, number
