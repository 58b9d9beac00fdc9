"""An officer answers one message of the citizen, or puts an emoji on it; and the citizen quotes what we wrote."""

from typing import Any, get_args
from uuid import UUID

import pytest

from helpdesk.api.schemas import React
from helpdesk.casefile.model import Said
from helpdesk.casefile.service import case_page
from helpdesk.cases import service as cases
from helpdesk.channels.errors import MessageRejected
from helpdesk.channels.model import DeliveryProgress, Touch
from helpdesk.conversations.model import Direction
from helpdesk.drafts.sending import send
from helpdesk.replies import service as replies
from helpdesk.replies.model import REACTIONS
from helpdesk.replies.touching import touch
from kit.errors import Conflict, Forbidden, Invalid, Stale
from support.builders import a_message, a_number, a_status, an_opened_case
from support.drafts import case_row, typed
from support.photos import PNG
from support.world import World
from tenants.permissions.model import Actor, Role


async def heard(world: World, number: str) -> tuple[UUID, str]:
    """Id and remote name of the citizen's first message."""
    row = await world.district.row(
        "SELECT m.id, m.external_id FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        " WHERE m.tenant_id = $1 AND c.number = $2 AND m.direction = 'in' ORDER BY m.at LIMIT 1",
        number,
    )
    return row["id"], row["external_id"]


async def said(world: World, actor: Actor, number: str) -> list[Said]:
    view = await case_page(actor, number, world.book)
    return [each for each in view.timeline if isinstance(each, Said)]


def naming(text: str, message_id: UUID | None, **more: Any) -> Any:
    first = typed(text, **more)
    plan = type(first.plan)(reply_to=message_id)
    return type(first)(text=text, plan=plan, uploads=first.uploads)


async def test_an_answer_names_the_message_and_both_stand_together(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world, text="Kapan buka?")
    message_id, external = await heard(world, number)
    await world.work(world.district)
    await send(dewi, number, naming("Jumat.", message_id), world.book, world.files, version=None)
    await world.send(world.district)
    assert (world.far_end.sent[-1].text, world.far_end.sent[-1].reply_to) == ("Jumat.", external)
    answer = (await said(world, dewi, number))[-1]
    assert answer.quoted
    assert (answer.quoted.id, answer.quoted.text, answer.quoted.direction) == (
        message_id,
        "Kapan buka?",
        Direction.IN,
    )


async def test_what_the_citizen_quotes_stands_above_it_without_its_pin(world: World) -> None:
    dewi, phone = await world.staff(world.district), a_number()
    number = await an_opened_case(world, phone=phone)
    await world.work(world.district)
    ours = next(each for each in await said(world, dewi, number) if each.message.automatic)
    arrival = a_message(phone, "Maksudnya?", reply_to=ours.message.external_id)
    await world.arrive(world.district, arrival)
    await world.take_in(world.district)
    last = (await said(world, dewi, number))[-1]
    assert last.quoted
    assert last.quoted.id == ours.message.id
    assert "●●●●●●" in ours.message.text
    assert last.quoted.text == ours.message.text[: len(last.quoted.text)]


async def test_a_file_without_words_is_the_answer_itself(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    message_id, external = await heard(world, number)
    await world.work(world.district)
    both = naming("Ini denahnya.", message_id, uploads=(("denah.png", PNG),))
    await send(dewi, number, both, world.book, world.files, version=None)
    await world.work(world.district)
    assert [each.reply_to for each in world.far_end.sent[-2:]] == [external, ""]
    alone = naming("", message_id, uploads=(("lagi.png", PNG),))
    await send(dewi, number, alone, world.book, world.files, version=None)
    await world.work(world.district)
    assert (world.far_end.sent[-1].file is not None, world.far_end.sent[-1].reply_to) == (True, external)


async def test_only_what_the_citizen_wrote_in_this_talk_can_be_named(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    other = await an_opened_case(world)
    await world.work(world.district)
    ours = next(each for each in await said(world, dewi, number) if each.message.automatic)
    note = await replies.note(dewi, number, "Catatan")
    for wrong in (ours.message.id, note, (await heard(world, other))[0], UUID(int=0)):
        with pytest.raises(Invalid) as refused:
            await replies.reply(dewi, number, "Halo", world.book, version=None, reply_to=wrong)
        assert refused.value.details["fields"] == {"reply_to": "message_missing"}
        with pytest.raises(Invalid):
            await touch(dewi, number, wrong, "👍", world.book, version=None)


async def test_after_the_window_no_message_is_named_and_none_touched(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    message_id, _ = await heard(world, number)
    await world.clock.forward(hours=25)
    with pytest.raises(Invalid) as refused:
        await replies.reply(
            dewi, number, "Halo", world.book, version=None, as_template=True, reply_to=message_id
        )
    assert refused.value.details["fields"] == {"reply_to": "not_by_this_way"}
    with pytest.raises(Conflict) as late:
        await touch(dewi, number, message_id, "👍", world.book, version=None)
    assert late.value.code == "touch_needs_window"


async def test_a_reaction_leaves_changes_and_is_taken_back_in_order(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    message_id, external = await heard(world, number)
    await world.work(world.district)
    for emoji in ("👍", "👍", "🙏", ""):
        await touch(dewi, number, message_id, emoji, world.book, version=None)
    await world.work(world.district)
    assert [each.touch for each in world.far_end.sent if each.touch] == [
        Touch(message_id=external, emoji=emoji) for emoji in ("👍", "🙏", "")
    ]
    assert await heard(world, number) == (message_id, external)
    first = (await said(world, dewi, number))[0]
    assert (first.message.office_reaction, first.touched, first.delivery) == ("", "sent", "")


async def test_a_reaction_that_did_not_arrive_is_seen_by_its_message(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    message_id, _ = await heard(world, number)
    await world.work(world.district)
    world.far_end.answers.append(MessageRejected("131009"))
    await touch(dewi, number, message_id, "✅", world.book, version=None)
    await world.send(world.district)
    first = (await said(world, dewi, number))[0]
    assert (first.message.office_reaction, first.touched) == ("✅", "failed")
    with pytest.raises(Conflict):
        await replies.retry(dewi, number, message_id, world.book)
    await touch(dewi, number, message_id, "", world.book, version=None)
    await touch(dewi, number, message_id, "✅", world.book, version=None)
    await world.work(world.district)
    status = a_status(f"far-{world.far_end.sent[-1].id}", DeliveryProgress.DELIVERED)
    await world.arrive(world.district, status)
    await world.take_in(world.district)
    assert (await said(world, dewi, number))[0].touched == "delivered"


async def test_a_reaction_is_no_answer(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    message_id, _ = await heard(world, number)
    clocks = "SELECT value::text FROM clock WHERE tenant_id = $1 AND case_id = $2"
    before = await case_row(world.district, number)
    promised = await world.district.value(clocks, before["id"])
    await touch(dewi, number, message_id, "❤️", world.book, version=before["version"])
    assert await case_row(world.district, number) == before
    assert await world.district.value(clocks, before["id"]) == promised
    told = await world.district.row(
        "SELECT actor_name, detail ->> 'emoji' AS emoji FROM case_event WHERE tenant_id = $1 AND kind = 'case.reacted'"
    )
    assert told == {"actor_name": "Dewi Anjani", "emoji": "❤️"}


async def test_a_reaction_needs_the_right_the_version_and_an_open_case(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    message_id, _ = await heard(world, number)
    reader = await world.staff(world.district, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        await touch(reader, number, message_id, "👍", world.book, version=None)
    with pytest.raises(Stale):
        await touch(dewi, number, message_id, "👍", world.book, version=99)
    with pytest.raises(Invalid):
        await touch(dewi, number, message_id, "💩", world.book, version=None)
    await cases.close(dewi, number, version=None)
    with pytest.raises(Conflict) as ended:
        await touch(dewi, number, message_id, "👍", world.book, version=None)
    assert ended.value.code == "case_ended"
    await world.work(world.district)
    assert not [each for each in world.far_end.sent if each.touch]


def test_the_interface_offers_the_same_reactions_as_the_desk() -> None:
    assert get_args(React.__annotations__["emoji"]) == ("", *REACTIONS)
