"""At night nobody is woken for news; what people say themselves, and what answers a citizen, never waits."""

import asyncio
from datetime import time, timedelta
from uuid import UUID

import pytest

from helpdesk.cases import service as cases
from helpdesk.channels.model import UNKNOWN_TIME
from helpdesk.delivery import quiet
from helpdesk.delivery.model import QuietHours
from helpdesk.delivery.store import block, let_go
from helpdesk.replies import service as replies
from helpdesk.replies.early import send_now
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from kit.ids import uuid7
from support.builders import a_message, a_number, an_opened_case
from support.people import Person, a_person
from support.rounds import ZONE, go_to
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

_AUTOMATIC = (
    "SELECT m.text FROM message m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id"
    " WHERE m.tenant_id = $1 AND c.address = $2 AND m.automatic"
)
_STOPPED = (
    "INSERT INTO consent (tenant_id, id, purpose, channel, scheme, address, given, wording, source, reason,"
    " actor_kind, actor_name, at) VALUES ($1, $2, 'extra_messages', 'whatsapp', 'phone', $3, false, '1', 'desk',"
    " 'Lewat telepon', 'staff', '', sahut_now())"
)


@pytest.fixture
async def officer(world: World) -> Actor:
    """Somebody on duty at ten in the evening, in an office with the usual quiet hours."""
    await go_to(world, 22)
    async with tenant_scope(world.district.id) as scope:
        await quiet.put(scope, QuietHours(version=1))
    return await world.staff(world.district)


async def _somebody(world: World) -> Person:
    siti = await a_person(world, at=UNKNOWN_TIME)
    await world.work()
    return siti


async def _heard(world: World, siti: Person) -> list[str]:
    await world.work()
    return [each.text for each in world.far_end.sent_to(siti.phone)]


async def _waiting(world: World) -> list[UUID]:
    """Messages that wait for the morning, the first first."""
    rows = await world.district.rows(
        "SELECT message_id FROM delivery WHERE tenant_id = $1 AND state = 'queued' AND error_code = 'waits_morning'"
        " ORDER BY created_at, id"
    )
    return [row["message_id"] for row in rows]


async def test_that_it_is_solved_is_told_in_the_morning_the_officers_own_words_at_once(
    world: World, officer: Actor
) -> None:
    siti = await _somebody(world)
    await cases.resolve(officer, siti.number, version=None)
    heard = len(await _heard(world, siti))
    waiting = await world.district.row(
        "SELECT error_code, due_at FROM delivery WHERE tenant_id = $1 AND state = 'queued'"
    )
    assert waiting["error_code"] == "waits_morning"
    assert waiting["due_at"].astimezone(ZONE).time() == time(7)
    await replies.reply(officer, siti.number, "Kami hubungi besok.", world.book, version=None)
    assert (await _heard(world, siti))[heard:] == ["Kami hubungi besok."]
    await go_to(world, 7)
    assert "kami nyatakan selesai" in (await _heard(world, siti))[-1]


async def test_a_number_and_a_word_about_danger_never_wait(world: World, officer: Actor) -> None:
    phone = a_number()
    await an_opened_case(world, phone=phone, text="Saya sesak napas, tolong", at=UNKNOWN_TIME)
    await world.work()
    said = [each.text for each in world.far_end.sent_to(phone)]
    assert any("119 SEKARANG" in text for text in said)
    assert any("PIN" in text for text in said)


async def test_an_officer_lets_it_go_at_once_and_only_one_of_two(world: World, officer: Actor) -> None:
    siti, colleague = await _somebody(world), await world.staff(world.district)
    await cases.resolve(officer, siti.number, version=None)
    await _heard(world, siti)
    [waiting] = await _waiting(world)
    tried = await asyncio.gather(
        *(send_now(each, siti.number, waiting) for each in (officer, colleague)), return_exceptions=True
    )
    [refused] = [each for each in tried if each is not None]
    assert isinstance(refused, Conflict)
    assert refused.code == "not_waiting"
    told = [text for text in await _heard(world, siti) if "kami nyatakan selesai" in text]
    assert len(told) == 1, "at ten in the evening"
    with pytest.raises(Conflict, match="not_waiting"):
        await send_now(officer, siti.number, waiting)
    await go_to(world, 7)
    assert len([text for text in await _heard(world, siti) if "kami nyatakan selesai" in text]) == 1
    let_go = await world.district.row(
        "SELECT actor_name, detail ->> 'message_id' AS message FROM case_event WHERE tenant_id = $1"
        " AND kind = 'delivery.sent_early'"
    )
    assert (let_go["actor_name"], let_go["message"]) == (officer.name, str(waiting))


async def test_what_goes_before_it_on_the_case_goes_with_it(world: World, officer: Actor) -> None:
    siti = await _somebody(world)
    await cases.resolve(officer, siti.number, version=None)
    await world.work()
    await cases.reopen(officer, siti.number, version=None)
    await world.work()
    before, (_, reopened) = len(await _heard(world, siti)), await _waiting(world)
    await send_now(officer, siti.number, reopened)
    solved, again = (await _heard(world, siti))[before:]
    assert "kami nyatakan selesai" in solved
    assert "kami buka kembali" in again


async def test_only_who_may_answer_lets_it_go_and_only_news_of_that_case(
    world: World, officer: Actor
) -> None:
    siti, budi = await _somebody(world), await _somebody(world)
    await cases.resolve(officer, siti.number, version=None)
    await world.work()
    [waiting] = await _waiting(world)
    with pytest.raises(Forbidden):
        await send_now(await world.staff(world.district, Role.HEAD), siti.number, waiting)
    unit = await world.staff(world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    for actor, number in ((unit, siti.number), (officer, budi.number)):
        with pytest.raises(Missing):
            await send_now(actor, number, waiting)
    _, said = await replies.reply(officer, budi.number, "Besok.", world.book, version=None)
    with pytest.raises(Conflict, match="not_waiting"):
        await send_now(officer, budi.number, said)
    assert await _waiting(world) == [waiting]


async def test_who_reopens_hears_it_at_once_but_never_before_that_it_was_solved(
    world: World, officer: Actor
) -> None:
    siti, budi = await _somebody(world), await _somebody(world)
    for each in (siti, budi):
        await cases.resolve(officer, each.number, version=None)
        await world.work()
        await cases.close(officer, each.number, version=None)
    await world.work()
    await world.arrive(world.district, a_message(siti.phone, "Belum selesai", at=UNKNOWN_TIME))
    before = len(await _heard(world, siti))
    assert before == 1, "only the acknowledgement: that it was solved waits, and so does what follows"
    await go_to(world, 7)
    told = (await _heard(world, siti))[before:]
    assert "kami nyatakan selesai" in told[0]
    assert told[-1].endswith("Petugas akan menindaklanjuti.")
    await go_to(world, 22)
    await world.arrive(world.district, a_message(budi.phone, "Belum selesai", at=UNKNOWN_TIME))
    assert (await _heard(world, budi))[-1].endswith("Petugas akan menindaklanjuti.")


async def test_what_waits_over_the_end_of_the_window_goes_as_a_template(world: World, officer: Actor) -> None:
    siti = await _somebody(world)
    await world.clock.forward(hours=8)  # the next evening the window ends before the morning
    await go_to(world, 21)
    await cases.resolve(officer, siti.number, version=None)
    await world.work()
    await go_to(world, 7)
    await world.work()
    sent = next(each for each in reversed(world.far_end.sent) if each.recipient.value == siti.phone)
    assert sent.template is not None
    assert sent.template.name == "case_update"


async def test_by_day_and_where_nothing_is_quiet_nobody_waits(world: World, officer: Actor) -> None:
    siti = await _somebody(world)
    manager = await world.staff(world.district, Role.ADMINISTRATOR)
    await quiet.change(manager, QuietHours(active=False, version=2))
    await cases.resolve(officer, siti.number, version=None)
    assert "kami nyatakan selesai" in (await _heard(world, siti))[-1]


async def test_hours_are_set_by_the_administrator_once_for_each_reading(world: World, officer: Actor) -> None:
    manager = await world.staff(world.district, Role.ADMINISTRATOR)
    assert await quiet.quiet_hours(manager) == QuietHours(version=2)
    with pytest.raises(Forbidden):
        await quiet.change(officer, QuietHours(version=2))
    with pytest.raises(Invalid):
        await quiet.change(manager, QuietHours(begins=60, ends=60, version=2))
    with pytest.raises(Stale):
        await quiet.change(manager, QuietHours(begins=60, version=1))
    await quiet.change(manager, QuietHours(begins=22 * 60, version=2))
    assert (await quiet.quiet_hours(manager)).begins == 22 * 60
    recorded = await world.district.value(
        "SELECT count(*) FROM audit_entry WHERE tenant_id = $1 AND action = 'quiet_hours.changed'"
    )
    assert recorded == 1


async def test_an_account_that_works_again_wakes_nobody_either(world: World, officer: Actor) -> None:
    siti = await _somebody(world)
    await cases.resolve(officer, siti.number, version=None)
    await world.work()
    await go_to(world, 6)
    await world.clock.forward(minutes=50)
    async with tenant_scope(world.district.id) as scope:
        await block(scope, world.district.account_id, "account_blocked", scope.now + timedelta(minutes=15))
        await let_go(scope, world.district.account_id)
    assert not any("kami nyatakan selesai" in text for text in await _heard(world, siti))
    await go_to(world, 7)
    assert "kami nyatakan selesai" in (await _heard(world, siti))[-1]


async def test_who_stops_during_the_night_hears_in_the_morning_only_that_it_is_solved(
    world: World, officer: Actor
) -> None:
    siti, budi = await _somebody(world), await _somebody(world)
    for each in (siti, budi):
        await cases.resolve(officer, each.number, version=None)
    await world.work()
    await world.arrive(world.district, a_message(siti.phone, "BERHENTI", at=UNKNOWN_TIME))
    await world.work()
    await go_to(world, 7)
    told, other = (await _heard(world, siti))[-1], (await _heard(world, budi))[-1]
    assert "kami nyatakan selesai" in told
    assert "Beri nilai" not in told
    assert "Beri nilai" in other
    on_case = {row["text"] for row in await world.district.rows(_AUTOMATIC, siti.phone)}
    assert told in on_case, "the case shows what was sent"
    assert not any("Beri nilai" in text for text in on_case)


async def test_who_stops_before_a_template_leaves_hears_it_without_the_question_too(
    world: World, officer: Actor
) -> None:
    siti = await _somebody(world)
    await world.clock.forward(hours=8)
    await go_to(world, 21)
    await cases.resolve(officer, siti.number, version=None)
    await world.work()
    await world.district.change(_STOPPED, uuid7(), siti.phone)
    await go_to(world, 7)
    await world.work()
    sent = next(each for each in reversed(world.far_end.sent) if each.recipient.value == siti.phone)
    assert sent.template is not None
    assert "kami nyatakan selesai" in sent.template.variables[1]
    assert "Beri nilai" not in sent.template.variables[1]
