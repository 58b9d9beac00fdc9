"""A case comes to a unit, and its officers hear of it by WhatsApp; what they write back there is no case."""

import asyncio
from datetime import timedelta

import pytest

from helpdesk.cases import service as cases
from helpdesk.channels.errors import OutcomeUnknown, RecipientUnreachable
from helpdesk.channels.model import DeliveryProgress
from helpdesk.notifications.links import VALID
from support.builders import a_message, a_number, a_status, an_opened_case
from support.channel import refusing
from support.colleagues import UNIT, a_colleague
from support.world import World
from tenants.doors import tenant_scope
from tenants.people import store as people
from tenants.permissions.model import Actor, Role


async def _agent(world: World) -> Actor:
    return await world.staff(world.district)


async def _disposed(world: World, unit: str = UNIT, **message: object) -> str:
    number = await an_opened_case(world, text="Antrean gigi penuh, saya Siti di Jalan Mawar 7", **message)
    await cases.dispose(await _agent(world), number, world.district.units[unit], "Periksa", version=None)
    return number


def _ticket(world: World, words: str):
    return world.links.read(words.split("/notice/")[1].split()[0].rstrip("."))


async def test_each_officer_of_the_unit_gets_a_link_of_their_own(world: World) -> None:
    first, one = await a_colleague(world)
    second, two = await a_colleague(world)
    _, elsewhere = await a_colleague(world, "Puskesmas Batang II")
    number = await _disposed(world)
    await world.work()
    for actor, phone in ((first, one), (second, two)):
        [told] = world.far_end.sent_to(phone)
        assert told.template is not None
        assert (told.template.name, told.template.language) == ("colleague_notice", "id")
        assert told.template.variables[:3] == (number, "Pengaduan", UNIT)
        ticket = _ticket(world, told.template.variables[4])
        assert ticket is not None
        assert (ticket.tenant_id, ticket.membership_id) == (world.district.id, actor.id)
    assert world.far_end.sent_to(elsewhere) == []


async def test_nothing_of_the_citizen_is_in_it(world: World) -> None:
    _, phone = await a_colleague(world)
    citizen = a_number()
    await _disposed(world, phone=citizen)
    await world.work()
    [told] = world.far_end.sent_to(phone)
    assert told.template is not None
    said = " ".join((*told.template.variables, told.text))
    for word in ("Siti", "Mawar", "Antrean", citizen, citizen[-6:]):
        assert word not in said


@pytest.mark.parametrize("why", ["no number", "not wanted", "inactive", "ended", "did it", "moved on"])
async def test_who_is_not_told(world: World, why: str) -> None:
    phone_given = "" if why == "no number" else None
    role = Role.AGENT if why == "did it" else Role.UNIT_OFFICER
    actor, phone = await a_colleague(world, phone=phone_given, role=role)
    changes = {
        "not wanted": "notices = false",
        "inactive": "active = false",
        "ended": "valid_until = now() - interval '1 day'",
    }
    if why in changes:
        await world.district.change(
            f"UPDATE membership SET {changes[why]} WHERE tenant_id = $1 AND id = $2", actor.id
        )
    number = await an_opened_case(world)
    by = actor if why == "did it" else await _agent(world)
    await cases.dispose(by, number, world.district.units[UNIT], "Periksa", version=None)
    if why == "moved on":
        await cases.dispose(by, number, world.district.units["Sekretariat"], "Periksa", version=None)
    await world.work()
    assert world.far_end.sent_to(phone) == []
    assert await world.district.value("SELECT count(*) FROM notice WHERE tenant_id = $1") == 0


async def test_a_case_given_to_somebody_is_told_and_one_taken_for_oneself_is_not(world: World) -> None:
    officer, phone = await a_colleague(world)
    number = await _disposed(world)
    await world.work()
    world.far_end.sent.clear()
    await cases.assign(await _agent(world), number, officer.id, version=None)
    await world.work()
    [told] = world.far_end.sent_to(phone)
    assert told.template is not None
    await cases.assign(await _agent(world), number, None, version=None)
    await cases.take(officer, number, version=None)
    await world.work()
    assert len(world.far_end.sent_to(phone)) == 1


async def test_each_is_told_once_whatever_is_repeated(world: World) -> None:
    _, phone = await a_colleague(world)
    await _disposed(world)
    await world.take_in(world.district)
    await asyncio.gather(*(world.dispatch(world.district) for _ in range(3)))
    await asyncio.gather(*(world.send(world.district) for _ in range(3)))
    await world.work()
    assert len(world.far_end.sent_to(phone)) == 1


async def test_a_notice_that_fails_is_seen_in_the_case(world: World) -> None:
    officer, phone = await a_colleague(world)
    number = await _disposed(world)
    await world.dispatch(world.district)
    world.far_end.answers[:] = [refusing(RecipientUnreachable)] * 4
    await world.work()
    facts = await world.district.rows(
        "SELECT e.kind, e.detail->>'membership_id' AS who, e.detail->>'code' AS code FROM case_event e"
        " JOIN cases c ON c.tenant_id = e.tenant_id AND c.id = e.case_id"
        " WHERE e.tenant_id = $1 AND c.number = $2 AND e.kind LIKE 'case.colleague%' ORDER BY e.at, e.id",
        number,
    )
    assert [(each["kind"], each["who"]) for each in facts] == [
        ("case.colleague_told", str(officer.id)),
        ("case.colleague_not_told", str(officer.id)),
    ]
    assert facts[1]["code"] == "recipient_unreachable"
    assert world.far_end.sent_to(phone)


async def test_a_status_settles_a_notice_like_any_delivery(world: World) -> None:
    await a_colleague(world)
    await _disposed(world)
    await world.dispatch(world.district)
    world.far_end.answers[:] = [refusing(OutcomeUnknown)] * 2
    for _ in range(3):
        await world.send(world.district)
    delivery = await world.district.value(
        "SELECT id FROM delivery WHERE tenant_id = $1 AND notice_id IS NOT NULL AND state = 'unknown'"
    )
    await world.arrive(
        world.district, a_status("wamid.late", DeliveryProgress.DELIVERED, our_id=str(delivery))
    )
    await world.take_in(world.district)
    state = await world.district.value(
        "SELECT state FROM delivery WHERE tenant_id = $1 AND id = $2", delivery
    )
    assert state == "delivered"


async def test_what_an_officer_writes_back_is_no_case_and_is_answered_with_the_link(world: World) -> None:
    officer, phone = await a_colleague(world)
    number = await _disposed(world)
    await world.work()
    [told] = world.far_end.sent_to(phone)
    before = await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1")
    people_before = await world.district.value("SELECT count(*) FROM contact WHERE tenant_id = $1")
    reply = a_message(phone, "Sudah saya cek, pasien aman", reply_to=f"far-{told.id}")
    await world.arrive(world.district, reply, a_message(phone, "halo?"))
    await world.work()
    assert await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == before
    assert await world.district.value("SELECT count(*) FROM contact WHERE tenant_id = $1") == people_before
    [_, answer] = world.far_end.sent_to(phone)
    assert answer.template is None
    ticket = _ticket(world, answer.text)
    assert ticket is not None
    case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", number)
    assert (ticket.case_id, ticket.membership_id) == (case_id, officer.id)
    assert "119" in answer.text
    states = await world.district.rows(
        "SELECT state, reason FROM inbox_entry WHERE tenant_id = $1 AND state = 'ignored'"
    )
    assert [each["reason"] for each in states] == ["written by a colleague"] * 2


async def test_within_the_window_the_next_notice_is_free_text(world: World) -> None:
    _, phone = await a_colleague(world)
    await world.arrive(world.district, a_message(phone, "tes"))
    await world.work()
    number = await _disposed(world)
    await world.work()
    assert (message := world.far_end.sent_to(phone)[-1]).template is None
    assert number in message.text
    await world.clock.forward(hours=25)
    await _disposed(world)
    await world.work()
    assert world.far_end.sent_to(phone)[-1].template is not None


async def test_two_machines_do_not_talk_for_ever(world: World) -> None:
    _, phone = await a_colleague(world)
    for _ in range(4):
        await world.arrive(world.district, a_message(phone, "Pesan otomatis: saya sedang cuti"))
        await world.work()
    assert len(world.far_end.sent_to(phone)) == 1


async def test_without_a_case_the_answer_leads_to_the_desk_and_the_portal(world: World) -> None:
    _, phone = await a_colleague(world)
    await world.arrive(world.district, a_message(phone, "Saya mau lapor jalan rusak"))
    await world.work()
    [answer] = world.far_end.sent_to(phone)
    assert f"/desk/{world.district.slug}/cases" in answer.text
    assert f"/t/{world.district.slug}/" in answer.text


async def test_a_case_that_moved_on_is_not_linked_again(world: World) -> None:
    _, phone = await a_colleague(world)
    number = await _disposed(world)
    await world.work()
    await cases.dispose(
        await _agent(world), number, world.district.units["Sekretariat"], "Salah unit", version=None
    )
    await world.arrive(world.district, a_message(phone, "ok"))
    await world.work()
    assert "/notice/" not in world.far_end.sent_to(phone)[-1].text


@pytest.mark.parametrize("gone", ["active = false", "phone = ''"])
async def test_who_no_longer_works_there_is_a_citizen(world: World, gone: str) -> None:
    actor, phone = await a_colleague(world)
    await world.district.change(f"UPDATE membership SET {gone} WHERE tenant_id = $1 AND id = $2", actor.id)
    assert await an_opened_case(world, phone=phone)


async def test_a_colleague_of_another_office_is_a_citizen_here(world: World) -> None:
    _, phone = await a_colleague(world, place=world.neighbour)
    assert await an_opened_case(world, phone=phone)


async def test_the_time_of_a_link_is_that_of_the_office_clock(world: World) -> None:
    _, phone = await a_colleague(world)
    await _disposed(world)
    await world.work()
    [told] = world.far_end.sent_to(phone)
    assert told.template is not None
    ticket = _ticket(world, told.template.variables[4])
    async with tenant_scope(world.district.id) as scope:
        assert ticket is not None
        assert timedelta() < scope.now + VALID - ticket.expires_at < timedelta(minutes=2)
        assert await people.colleagues_with_phones(scope, [phone])
