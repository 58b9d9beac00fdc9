"""Persons are asked whether something about their case may go further, and their word counts."""

from typing import Any

from helpdesk.escalation import naming
from helpdesk.escalation import service as escalation
from support.builders import a_message
from support.people import Person, a_person
from support.world import Place, World
from tenants.permissions.model import Actor

_WORDS = "SELECT given, channel, how, wording FROM case_consent WHERE tenant_id = $1 ORDER BY at, id"
_NAMED = "SELECT citizen, named FROM link_citizen WHERE tenant_id = $1"
_SAID = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'in' ORDER BY at, id"


async def asked(world: World, siti: Person, *to: Place) -> Actor:
    """An officer of the district asks whether offices may see who she is."""
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


async def handed_over(world: World, dewi: Actor, siti: Person) -> None:
    await escalation.escalate(dewi, siti.number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()


async def test_a_hand_over_before_the_answer_is_masked_and_a_yes_opens_it_on_both_sides(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    question = world.far_end.sent[-1]
    assert "bolehkah petugas" in question.text and world.province.slug in question.text
    assert "TIDAK juga tidak apa-apa" in question.text
    await handed_over(world, dewi, siti)
    masked = {"citizen": f"••• {siti.phone[-4:]}", "named": False}
    assert [await place.row(_NAMED) for place in (world.district, world.province)] == [masked, masked]
    [thanks] = await says(world, siti, "Ya")
    assert "kami catat: YA" in thanks
    opened = [await place.row(_NAMED) for place in (world.district, world.province)]
    assert opened[0] == opened[1] and opened[0]["named"]
    assert siti.phone in opened[0]["citizen"]
    assert [(row["given"], row["channel"], row["how"]) for row in await world.district.rows(_WORDS)] == [
        (True, "whatsapp", "Ya")
    ]
