"""Who looks at a citizen's name in a linked case is told to the office whose citizen it is: who, when and why."""

import pytest

from helpdesk.casefile.service import reveal
from helpdesk.cases import service as cases
from kit.errors import Invalid, Missing
from support.consenting import asked, changes_her_mind, handed_over, says
from support.people import Person, a_person
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_READ = (
    "SELECT m.text, m.author_name, m.direction FROM message m JOIN case_event e ON e.tenant_id = m.tenant_id"
    " AND e.kind = 'handover.citizen_seen' AND e.detail->>'message_id' = m.id::text WHERE m.tenant_id = $1"
)
_FACTS = (
    "SELECT detail::text AS detail FROM case_event WHERE tenant_id = $1 AND kind = 'handover.citizen_seen'"
)
_MIRRORED = "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored"


async def named_openly(world: World) -> tuple[Actor, str, Person]:
    """Siti agreed that the province sees who she is; Hendro has the linked case there."""
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await handed_over(world, dewi, siti)
    await says(world, siti, "ya")
    hendro = await world.staff(world.province, name="Hendro Wibowo")
    return hendro, await world.province.value(_MIRRORED), siti


async def read_at(place: Place) -> list[str]:
    return [row["text"] for row in await place.rows(_READ)]


async def test_the_office_whose_citizen_it_is_reads_who_looked_when_and_why(world: World) -> None:
    hendro, number, siti = await named_openly(world)
    await world.district.change("UPDATE cases SET unread = false WHERE tenant_id = $1")
    assert siti.phone in (await reveal(hendro, number, "Perlu ditelepon")).name
    await world.work()
    [row] = await world.district.rows(_READ)
    name = f"Kantor {world.province.slug}"
    assert row["text"].startswith(f"Hendro Wibowo ({name}) membuka identitas warga pada ")
    assert row["text"].endswith(" WIB. Alasan: Perlu ditelepon")
    assert (row["author_name"], row["direction"]) == (name, "peer"), "no citizen reads it"
    [fact] = await world.district.rows(_FACTS)
    assert "Hendro" not in fact["detail"] and "ditelepon" not in fact["detail"]
    assert await world.district.value("SELECT bool_and(unread) FROM cases WHERE tenant_id = $1"), (
        "the desk sees it"
    )
    assert siti.phone not in row["text"]


async def test_each_look_is_told_and_one_that_was_refused_is_not(world: World) -> None:
    hendro, number, _ = await named_openly(world)
    with pytest.raises(Invalid):
        await reveal(hendro, number, "")
    for reason in ("Perlu ditelepon", "Salah nomor tadi"):
        await reveal(hendro, number, reason)
    await world.work()
    assert [text.rpartition(": ")[2] for text in await read_at(world.district)] == [
        "Perlu ditelepon",
        "Salah nomor tadi",
    ]
    await changes_her_mind(world, world.province, given=False)
    with pytest.raises(Missing):
        await reveal(hendro, number, "Sekali lagi")
    await world.work()
    assert len(await read_at(world.district)) == 2


async def test_a_look_is_told_also_when_the_hand_over_is_over(world: World) -> None:
    hendro, number, siti = await named_openly(world)
    dewi = await world.staff(world.district)
    await cases.close(dewi, siti.number, version=None)
    await world.work()
    await reveal(hendro, number, "Memeriksa arsip")
    await world.work()
    [text] = await read_at(world.district)
    assert "Memeriksa arsip" in text


async def test_the_office_whose_citizen_it_is_looks_without_telling_anybody(world: World) -> None:
    """Whose citizen it is looks on its own, and tells nobody."""
    _, _, siti = await named_openly(world)
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    await reveal(dewi, siti.number, "Perlu ditelepon")
    await world.work()
    assert await read_at(world.province) == [] == await read_at(world.district)
