"""Who called or came to the counter, and then writes: one case, and answers that arrive."""

import asyncio

import asyncpg

from helpdesk.cases import service as cases
from helpdesk.cases.model import Case, CaseKind
from helpdesk.channels.model import ChannelKind
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.intake.hand import Filing, open_by_hand
from helpdesk.replies import service as replies
from support.builders import a_message, a_number
from support.world import World
from tenants.permissions.model import Actor

_WAITING = (
    "SELECT count(*) FROM pg_locks"
    " WHERE locktype = 'advisory' AND classid = 7711003 AND objid = $1 AND NOT granted"
)
_QUEUED = "SELECT text FROM message WHERE tenant_id = $1 AND automatic ORDER BY at, id"


async def _called(world: World, dewi: Actor, phone: str) -> Case:
    filing = Filing(kind=CaseKind.COMPLAINT, text="lewat telepon", phone=phone)
    return await open_by_hand(dewi, filing, ChannelKind.PHONE, world.book)


async def test_a_caller_who_writes_later_gets_number_and_pin_and_is_answered_there(world: World) -> None:
    dewi, phone = await world.staff(world.district), a_number()
    called = await _called(world, dewi, phone)
    await replies.reply(dewi, called.number, "Belum ada jalan.", world.book, version=None)
    await world.arrive(world.district, a_message(phone, "ini fotonya"), a_message(phone, "dan lagi"))
    await world.take_in(world.district)
    held = await world.district.row("SELECT id, conversation_id FROM cases WHERE tenant_id = $1")
    assert held["id"] == called.id and held["conversation_id"] is not None
    [told] = await world.district.rows(_QUEUED)
    assert called.number in told["text"] and PIN_PLACE in told["text"]
    await replies.reply(dewi, called.number, "Kami periksa.", world.book, version=None)
    await world.work()
    assert [message.recipient.value for message in world.far_end.sent] == [phone, phone]
    assert called.number in world.far_end.texts[0] and PIN_PLACE not in world.far_end.texts[0]
    assert world.far_end.texts[1] == "Kami periksa."


async def test_a_closed_call_that_is_written_to_is_taken_up_and_told_where_they_write(world: World) -> None:
    dewi, phone = await world.staff(world.district), a_number()
    called = await _called(world, dewi, phone)
    await cases.close(dewi, called.number, version=None)
    await world.work()
    assert not world.far_end.sent
    await world.arrive(world.district, a_message(phone, "belum beres"))
    await world.work()
    assert {message.recipient.value for message in world.far_end.sent} == {phone}
    assert "PIN" in world.far_end.texts[0]
    assert await world.district.value("SELECT state FROM cases WHERE tenant_id = $1") == "in_progress"


async def test_the_worker_never_finds_what_an_officer_writes_down_half_done(world: World) -> None:
    dewi = await world.staff(world.district)
    owner = await asyncpg.connect(world.settings.owner_url)
    try:
        await owner.execute("SELECT pg_advisory_lock(7711003, $1)", world.district.id)
        opening = asyncio.create_task(_called(world, dewi, a_number()))
        async with asyncio.timeout(60):
            while not await owner.fetchval(_WAITING, world.district.id):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert await world.district.value("SELECT count(*) FROM inbox_entry WHERE tenant_id = $1") == 0
    finally:
        await owner.close()
    case = await opening
    told = await world.district.row(
        "SELECT actor_kind, actor_id FROM case_event WHERE tenant_id = $1 AND kind = 'case.opened'"
    )
    assert told == {"actor_kind": "staff", "actor_id": dewi.id}
    assert await world.district.value("SELECT case_id FROM inbox_entry WHERE tenant_id = $1") == case.id
