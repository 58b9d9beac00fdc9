"""Whom a case may be handed to: offices of one line by themselves, others when both sides agree; and what travels."""

import msgspec
import pytest
from msgspec.structs import replace

from helpdesk.escalation import relations
from helpdesk.escalation import service as escalation
from helpdesk.escalation.letter import Letter, Offer
from helpdesk.escalation.whom import Identity, Relation
from kit.errors import Conflict, Forbidden, Invalid, Stale
from support.builders import a_number, an_opened_case
from support.world import Place, World
from tenants.permissions.model import Role

_LINKED = "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored"


async def sets(world: World, place: Place, peer: Place, **rules: object) -> Relation:
    """An administrator sets one side of a relation."""
    administrator = await world.staff(place, Role.ADMINISTRATOR)
    now = (await relations.seen_one(administrator, peer.slug)).relation
    await relations.change(administrator, peer.slug, replace(now, **rules))
    return (await relations.seen_one(administrator, peer.slug)).relation


async def asked_of(world: World, place: Place) -> list[str]:
    """The offices of this world that a place may ask."""
    mine = {each.slug for each in world.places}
    agent = await world.staff(place)
    return [each.slug for each in await relations.targets(agent) if each.slug in mine]


async def test_offices_of_one_line_ask_each_other_up_and_down(world: World) -> None:
    assert await asked_of(world, world.district) == [world.province.slug, world.ministry.slug]
    assert (await asked_of(world, world.province))[0] == world.ministry.slug
    below = {world.district.slug, world.neighbour.slug}
    assert set(await asked_of(world, world.province)) == {world.ministry.slug, *below}
    assert set(await asked_of(world, world.ministry)) == {world.province.slug, *below}


async def test_an_office_beside_us_is_asked_only_when_both_administrators_agree(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    there = world.neighbour

    async def asks() -> None:
        await escalation.escalate(dewi, number, there.slug, "Warga sana", world.book, version=None)

    await sets(world, world.district, there, asks=True)
    with pytest.raises(Invalid):
        await asks()
    await sets(world, there, world.district, receives=True)
    assert await asked_of(world, there) == [world.province.slug, world.ministry.slug], "one way only"
    await asks()
    await world.work()
    assert await there.value(_LINKED)
    await sets(world, there, world.district, receives=False)
    assert there.slug not in await asked_of(world, world.district)


async def test_a_province_hands_down_to_a_district_and_gets_its_answer(world: World) -> None:
    hendro, dewi = await world.staff(world.province), await world.staff(world.district)
    number = await an_opened_case(world, place=world.province)
    await escalation.escalate(hendro, number, world.district.slug, "Mohon dicek", world.book, version=None)
    await world.work()
    linked = await world.district.value(_LINKED)
    with pytest.raises(Conflict):
        await escalation.escalate(dewi, linked, world.province.slug, "Kembali", world.book, version=None)


async def test_what_travels_is_what_the_relation_says(world: World) -> None:
    dewi, phone = await world.staff(world.district), a_number()
    number = await an_opened_case(world, phone=phone)
    await sets(
        world,
        world.district,
        world.province,
        title=False,
        identity=Identity.CLEAR,
        agree_hours=5,
        stands_hours=7,
    )
    look = await escalation.preview(dewi, number, world.province.slug)
    assert (look.package.title, phone in look.package.citizen) == ("", True)
    assert phone not in (await escalation.preview(dewi, number, world.ministry.slug)).package.citizen
    link = await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    assert link.agree_by and link.due_at
    assert (link.agree_by - link.created_at).total_seconds() == 5 * 3600
    assert (link.due_at - link.agree_by).total_seconds() == 7 * 3600
    due = (
        "SELECT k.due_at FROM clock, json_to_recordset(value) AS k (kind text, due_at timestamptz)"
        " WHERE tenant_id = $1 AND kind = 'handover'"
    )
    assert await world.district.value(due) == link.agree_by
    body = await world.district.value("SELECT body FROM letter WHERE tenant_id = $1")
    content = msgspec.json.decode(body, type=Letter).content
    assert isinstance(content, Offer)
    assert content.package == look.package, "what was shown is what leaves"


async def test_messages_that_the_officer_leaves_out_stay_at_home(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world, text="Anak saya Budi")
    look = await escalation.preview(dewi, number, world.province.slug)
    await escalation.escalate(
        dewi, number, world.province.slug, "x", world.book, version=None, left_out=frozenset(look.message_ids)
    )
    await world.work()
    assert (
        await world.province.rows("SELECT text FROM message WHERE tenant_id = $1 AND direction = 'in'") == []
    )


async def test_only_administrators_set_relations_and_nobody_overwrites_another(world: World) -> None:
    agent = await world.staff(world.district)
    with pytest.raises(Forbidden):
        await relations.seen_all(agent)
    was = await sets(world, world.district, world.province, earlier=False)
    await sets(world, world.district, world.province, earlier=True)
    administrator = await world.staff(world.district, Role.ADMINISTRATOR)
    with pytest.raises(Stale):
        await relations.change(administrator, world.province.slug, was)
    with pytest.raises(Invalid):
        await sets(world, world.district, world.province, agree_hours=0)
    audited = "SELECT count(*) FROM audit_entry WHERE tenant_id = $1 AND action = 'relation.changed'"
    assert await world.district.value(audited) == 2
