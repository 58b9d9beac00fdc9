"""An office that was closed holds up none of the others who have the same case, and nothing that ends by itself."""

import asyncpg

from helpdesk.escalation import agreeing
from helpdesk.escalation import service as escalation
from support.builders import a_message, a_number
from support.world import Place, World
from tenants.offices import service as offices
from tenants.permissions.model import Role

_READ = (
    "SELECT count(*) FROM message WHERE tenant_id = $1 AND text = 'Masih kosong juga' AND direction = 'in'"
)
_UID = "SELECT uid FROM tenant WHERE id = $1"
_FAILED = "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND attempts > 0"


async def is_closed(world: World, place: Place) -> None:
    """Whoever runs the installation closes an office."""
    owner = await asyncpg.connect(world.settings.owner_url)
    await owner.execute("UPDATE tenant SET active = false WHERE id = $1", place.id)
    await owner.close()
    offices.forget()


async def with_two_offices(world: World, phone: str) -> str:
    """The ministry handed its citizen's case to the district and to the neighbour, which is closed since."""
    ministry = await world.staff(world.ministry, Role.SUPERVISOR)
    await world.arrive(world.ministry, a_message(phone, "Obat kosong"))
    await world.work()
    number: str = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1")
    to = [world.district.slug, world.neighbour.slug]
    await escalation.escalate_to_all(ministry, number, to, "Mohon", world.book, version=None)
    await world.work()
    await is_closed(world, world.neighbour)
    return number


async def test_what_the_citizen_adds_reaches_the_office_that_is_still_open(world: World) -> None:
    phone = a_number()
    await with_two_offices(world, phone)
    await world.arrive(world.ministry, a_message(phone, "Masih kosong juga"))
    await world.work(world.ministry, world.district)
    assert await world.district.value(_READ) == 1
    assert await world.ministry.value(_FAILED) == 0, "nothing is tried twelve times and forgotten"
    waits = "SELECT count(*) FROM letter WHERE tenant_id = $1 AND state = 'waiting' AND last_error = 'undeliverable'"
    assert await world.ministry.value(waits) == 1, "what is for the closed one waits in the letter log"


async def test_offers_end_by_themselves_although_one_of_them_went_to_a_closed_office(world: World) -> None:
    await with_two_offices(world, a_number())
    await world.clock.forward(days=60)
    await agreeing.expire_due(world.ministry.id)
    states = "SELECT DISTINCT state FROM link WHERE tenant_id = $1"
    assert [row["state"] for row in await world.ministry.rows(states)] == ["expired"]


async def test_an_offer_that_cannot_be_ended_holds_up_no_other(world: World) -> None:
    """The office is not known here any more: the other offer ends, and this one is looked at later."""
    await with_two_offices(world, a_number())
    await world.clock.forward(days=60)
    broken = "UPDATE link SET peer_uid = gen_random_uuid() WHERE tenant_id = $1 AND peer_uid = $2"
    await world.ministry.change(broken, (await offices.ever(await world.neighbour.value(_UID))).uid)
    await agreeing.expire_due(world.ministry.id)
    states = "SELECT state FROM link WHERE tenant_id = $1 ORDER BY state"
    assert [row["state"] for row in await world.ministry.rows(states)] == ["expired", "offered"]
    assert await agreeing.expire_due(world.ministry.id) == 0, "not at once again"
