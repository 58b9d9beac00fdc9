"""Both sides of a hand-over hear of each other, also when the other office is away for a while."""

import asyncio

import pytest

from helpdesk.cases import service as cases
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.escalation import service as escalation
from helpdesk.escalation.rules import MOST_TRIES
from helpdesk.relay.service import carry_due
from kit.errors import Conflict, Forbidden, Invalid, Missing
from support.builders import a_message, a_number, an_opened_case
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

_LETTERS = "SELECT state FROM letter WHERE tenant_id = $1 AND seq > 1 ORDER BY seq"
_NEWS = "SELECT detail->>'state' AS state FROM case_event WHERE tenant_id = $1 AND kind = 'handover.changed'"
_RELAY = "UPDATE account SET active = $2 WHERE tenant_id = $1 AND kind = 'relay'"
_STUCK = "SELECT detail->>'code' AS code FROM case_event WHERE tenant_id = $1 AND kind = 'handover.stuck'"


async def _handed_over(world: World, phone: str = "") -> tuple[Actor, str, Actor, str]:
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world, phone=phone)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()
    mirrored = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    await world.province.change("UPDATE cases SET unread = false WHERE tenant_id = $1")
    return dewi, number, hendro, mirrored


async def _peer_words(place: Place) -> list[str]:
    said = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer' ORDER BY at, id"
    return [row["text"] for row in await place.rows(said)]


async def _states(place: Place, sql: str) -> list[str]:
    return [row["state"] for row in await place.rows(sql)]


async def test_a_letter_waits_for_an_office_that_is_away_and_is_not_overtaken(world: World) -> None:
    dewi, number, _, _ = await _handed_over(world)
    await world.province.change(_RELAY, False)
    for text in ("satu", "dua"):
        await escalation.write_to_peer(dewi, number, text, version=None)
    waits = "SELECT EXTRACT(epoch FROM due_at - sahut_now()) FROM letter WHERE tenant_id = $1 AND seq = 2"
    seen = []
    for _ in range(5):
        assert await carry_due(world.district.id, files=world.files) == 1
        seen.append(float(await world.district.value(waits)))
        await world.clock.forward(hours=1)
    assert seen == sorted(seen)
    assert seen[-1] > 10 * seen[0]
    assert await _states(world.district, _LETTERS) == ["waiting", "waiting"]
    await world.province.change(_RELAY, True)
    await world.work()
    assert await _peer_words(world.province) == ["satu", "dua"]
    assert await world.district.rows(_STUCK) == []


async def test_a_letter_that_never_arrives_is_told_to_its_desk_once_and_holds_up_those_behind(
    world: World,
) -> None:
    dewi, number, _, _ = await _handed_over(world)
    await world.province.change(_RELAY, False)
    for text in ("satu", "dua"):
        await escalation.write_to_peer(dewi, number, text, version=None)
    with pytest.raises(Conflict):
        await escalation.retry_letters(dewi, number)
    tried = "UPDATE letter SET attempts = $2 WHERE tenant_id = $1 AND seq = 2"
    await world.district.change(tried, MOST_TRIES - 1)
    await world.district.change("UPDATE cases SET unread = false WHERE tenant_id = $1")
    assert await carry_due(world.district.id, files=world.files) == 1
    assert await _states(world.district, _LETTERS) == ["dead", "waiting"]
    assert await world.district.rows(_STUCK) == [{"code": "undeliverable"}]
    assert await world.district.value("SELECT unread FROM cases WHERE tenant_id = $1")
    await world.province.change(_RELAY, True)
    await escalation.write_to_peer(dewi, number, "tiga", version=None)
    await world.clock.forward(days=1)
    await world.work()
    assert await _peer_words(world.province) == []
    behind = "SELECT count(*) FROM letter WHERE tenant_id = $1 AND due_at IS NOT NULL"
    assert await world.district.value(behind) == 0, "what waits for a person is not swept for"
    await escalation.retry_letters(dewi, number)
    await world.work()
    assert await _peer_words(world.province) == ["satu", "dua", "tiga"]


async def test_the_office_asked_hears_that_the_case_is_closed_and_that_it_is_open_again(world: World) -> None:
    dewi, number, _, _ = await _handed_over(world)
    await cases.close(dewi, number, version=None)
    await world.work()
    mirrored = await world.province.row("SELECT state, unread FROM cases WHERE tenant_id = $1")
    assert mirrored == {"state": "received", "unread": True}, "its own desk decides about its own case"
    links = [await place.value("SELECT state FROM link WHERE tenant_id = $1") for place in world.places[1:3]]
    assert links == ["closed", "closed"]
    assert not await world.district.value("SELECT escalated FROM cases WHERE tenant_id = $1")
    await cases.reopen(dewi, number, version=None)
    await world.work()
    assert await _states(world.province, f"{_NEWS} ORDER BY at") == ["closed", "reopened"]


@pytest.mark.parametrize("spam", [False, True])
async def test_a_case_that_ends_unanswered_is_taken_back_from_whoever_has_it(
    world: World, spam: bool
) -> None:
    dewi, number, _, _ = await _handed_over(world)
    await (cases.mark_spam if spam else cases.reject)(dewi, number, version=None)
    await world.work()
    links = [await place.value("SELECT state FROM link WHERE tenant_id = $1") for place in world.places[1:3]]
    assert links == ["withdrawn", "withdrawn"]
    assert await world.province.value("SELECT state FROM cases WHERE tenant_id = $1") == "rejected"


async def test_an_office_that_gave_the_case_back_hears_no_more_of_it(world: World) -> None:
    dewi, number, hendro, mirrored = await _handed_over(world)
    await cases.reject(hendro, mirrored, version=None)
    await world.work()
    await cases.close(dewi, number, version=None)
    await world.work()
    assert await _states(world.province, _NEWS) == []


async def test_a_citizen_who_writes_on_takes_up_the_ended_case_of_the_other_office(world: World) -> None:
    phone = a_number()
    _, _, hendro, mirrored = await _handed_over(world, phone)
    await cases.close(hendro, mirrored, version=None)
    await world.arrive(world.district, a_message(phone, "Masih sakit"))
    await world.take_in(world.district)
    await world.dispatch(world.district)  # so the two letters cross on their way
    await world.work()
    after = await world.province.row("SELECT state, reopened, unread FROM cases WHERE tenant_id = $1")
    assert after == {"state": "in_progress", "reopened": 1, "unread": True}


async def test_words_to_the_other_desk_carry_no_mark_of_a_pin(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    for empty in (PIN_PLACE, "\x00 "):
        with pytest.raises(Invalid):
            await escalation.escalate(dewi, number, world.province.slug, empty, world.book, version=None)
    reason = f"Ru\x00jukan{PIN_PLACE}"
    link = await escalation.escalate(dewi, number, world.province.slug, reason, world.book, version=None)
    assert link.reason == "Rujukan"
    await escalation.write_to_peer(dewi, number, f"PIN: {PIN_PLACE}", version=None)
    assert await _peer_words(world.district) == ["PIN:"]


async def test_looking_before_handing_over_waits_for_nobody(world: World) -> None:
    dewi, number, _, _ = await _handed_over(world)
    case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1")
    held, seen = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with tenant_scope(world.district.id) as scope:
            for table in ("cases", "link"):
                await scope.fetch(f"SELECT id FROM {table} WHERE tenant_id = $1 FOR UPDATE", scope.tenant_id)
            held.set()
            await seen.wait()

    holding = asyncio.create_task(hold())
    try:
        await asyncio.wait_for(held.wait(), 60)
        package = (await asyncio.wait_for(escalation.preview(dewi, number), 60)).package
        links = await asyncio.wait_for(escalation.links(world.district.id, case_id), 60)
    finally:
        seen.set()
        await holding
    assert (package.number, len(links)) == (number, 1)


async def test_who_may_not_hand_over_may_not_look_either(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    with pytest.raises(Missing):
        await escalation.preview(dewi, "nothing")
    with pytest.raises(Forbidden):
        await escalation.preview(await world.staff(world.district, Role.UNIT_OFFICER, "Sekretariat"), number)
