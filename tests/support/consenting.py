"""Asking a citizen for a consent in a small world, and how both sides then name her."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from helpdesk.consenting.model import Purpose, Subject
from helpdesk.consenting.service import take_from_page
from helpdesk.escalation import naming, relations
from helpdesk.escalation import service as escalation
from helpdesk.escalation.whom import Identity
from support.builders import a_message
from support.people import Person
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, ActorKind, Role

WORDS = "SELECT given, channel, how FROM case_consent WHERE tenant_id = $1 ORDER BY at, id"
SAID = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'in' ORDER BY at, id"
NAMED = "SELECT citizen, named FROM link_citizen WHERE tenant_id = $1 ORDER BY link_id"
TOLD = (
    "SELECT kind, actor_kind, detail->>'given' AS given FROM case_event WHERE tenant_id = $1"
    " AND kind LIKE 'consent.%' ORDER BY at, id"
)
_CASE = "SELECT id FROM cases WHERE tenant_id = $1"


async def asked(world: World, siti: Person, *to: Place) -> Actor:
    """An officer of the district asks whether offices may see who she is; and the question went out."""
    dewi = await world.staff(world.district)
    slugs = tuple(place.slug for place in to or (world.province,))
    await naming.ask_citizen(dewi, siti.number, slugs, world.book, version=None)
    await world.work()
    return dewi


async def says(world: World, siti: Person, text: str, **more: Any) -> list[str]:
    """What she hears to a message of hers."""
    before = len(world.far_end.sent)
    await world.arrive(world.district, a_message(siti.phone, text, **more))
    await world.work()
    return world.far_end.texts[before:]


async def handed_over(world: World, dewi: Actor, siti: Person, to: Place | None = None) -> None:
    slug = (to or world.province).slug
    await escalation.escalate(dewi, siti.number, slug, "Rujukan", world.book, version=None)
    await world.work()


async def both_sides(world: World) -> list[dict[str, Any]]:
    """How she is named here and there, which is the same."""
    sides = [await place.rows(NAMED) for place in (world.district, world.province)]
    assert sides[0] == sides[1]
    return sides[0]


async def changes_her_mind(
    world: World, to: Place, *, given: bool, carried: bool = True, number: str = ""
) -> bool:
    """On the tracking page of a case, her only one without a `number`; and what follows by itself has followed, if it
    is `carried`."""
    citizen = Actor(tenant_id=world.district.id, kind=ActorKind.CITIZEN)
    office = (await offices.office(to.id)).uid
    case_id: UUID = await world.district.value(f"{_CASE} AND number LIKE $2", number or "%")
    subject = Subject(purpose=Purpose.HANDOVER, office=office)
    fresh = await take_from_page(citizen, case_id, [subject], given=given)
    if carried:
        await world.work()
    return fresh


async def names_by(world: World, identity: Identity) -> None:
    admin = await world.staff(world.district, Role.ADMINISTRATOR)
    async with tenant_scope(world.district.id) as scope:
        peer = await offices.office(world.province.id)
        known = await relations.relation_to(scope, peer)
    await relations.change(admin, world.province.slug, replace(known, identity=identity))
