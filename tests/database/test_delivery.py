"""The way out: nothing lost, nothing sent twice, nothing out of order."""

import asyncio
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from helpdesk.cases.numbers import pin
from helpdesk.channels.errors import (
    ChannelFailing,
    ChannelThrottled,
    ChannelUnreachable,
    MessageRejected,
    OutcomeUnknown,
)
from helpdesk.channels.model import DeliveryProgress as P
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.delivery import store
from helpdesk.replies import service as replies
from kit.errors import Conflict
from kit.ids import uuid7
from support.builders import a_number, a_status, an_opened_case
from support.channel import refusing
from support.world import PIN_KEY, World
from tenants.doors import tenant_scope

_DELIVERY = "SELECT state, attempts, error_code, remote_code, external_id FROM delivery WHERE tenant_id = $1"
_NOW = "SELECT sahut_now() WHERE $1 > 0"
_DUE = "SELECT due_at FROM delivery WHERE tenant_id = $1"
_LATER = "UPDATE delivery SET due_at = due_at + interval '1 hour' WHERE tenant_id = $1"


async def _delivery(world: World) -> dict[str, Any]:
    return await world.district.row(_DELIVERY)


async def _states(world: World) -> list[str]:
    rows = await world.district.rows(f"{_DELIVERY} ORDER BY created_at, id")
    return [row["state"] for row in rows]


async def test_a_remote_that_is_away_is_tried_again_ever_later_and_then_the_message_is_sent(
    world: World,
) -> None:
    await an_opened_case(world)
    world.far_end.answers = [refusing(ChannelUnreachable), refusing(ChannelFailing, "500")]
    for shortest, longest in ((0, 2), (2, 4)):
        before = await world.district.value(_NOW)
        assert await world.send(world.district) == 1
        due, after = await world.district.value(_DUE), await world.district.value(_NOW)
        assert before + timedelta(seconds=shortest) < due <= after + timedelta(seconds=longest)
        await world.district.change(_LATER)
        assert await world.send(world.district) == 0, "not before its time"
        await world.clock.forward(hours=1, seconds=5)
    await world.send(world.district)
    told = await _delivery(world)
    assert (told["state"], told["attempts"], told["error_code"]) == ("sent", 3, "")
    assert len({message.id for message in world.far_end.sent}) == 1, "our id stays the same over retries"


async def test_a_remote_that_asks_for_patience_gets_it(world: World) -> None:
    await an_opened_case(world)
    world.far_end.answers = [refusing(ChannelThrottled, "130429", retry_after=90.0)]
    before = await world.district.value(_NOW)
    await world.send(world.district)
    due, after = await world.district.value(_DUE), await world.district.value(_NOW)
    assert before + timedelta(seconds=85) < due <= after + timedelta(seconds=90)


async def test_after_eight_tries_it_has_failed_and_the_desk_reads_why(world: World) -> None:
    await an_opened_case(world)
    world.far_end.answers = [refusing(ChannelFailing, "500") for _ in range(8)]
    for _ in range(9):
        await world.send(world.district)
        await world.clock.forward(minutes=16)
    told = await _delivery(world)
    assert (told["state"], told["error_code"], told["remote_code"]) == ("failed", "channel_failing", "500")
    history = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'delivery.changed'"
    assert await world.district.value(history) == 1
    assert len(world.far_end.sent) == 8


async def test_a_refusal_is_not_tried_again(world: World) -> None:
    await an_opened_case(world)
    world.far_end.answers = [refusing(MessageRejected, "131051")]
    await world.send(world.district)
    await world.clock.forward(hours=1)
    await world.send(world.district)
    assert (await _delivery(world))["state"] == "failed"
    assert len(world.far_end.sent) == 1


@pytest.mark.parametrize("fault", [OutcomeUnknown("timeout"), ZeroDivisionError()])
async def test_what_may_have_been_sent_is_never_sent_again(world: World, fault: Exception) -> None:
    await an_opened_case(world)
    world.far_end.answers = [fault]
    for _ in range(5):
        await world.send(world.district)
        await world.clock.forward(minutes=10)
    assert (await _delivery(world))["state"] == "unknown"
    assert len(world.far_end.sent) == 1


async def test_a_sender_that_dies_leaves_an_unknown_outcome_that_a_status_settles(world: World) -> None:
    await an_opened_case(world)
    async with tenant_scope(world.district.id) as scope:
        [claimed] = await store.claim(scope, uuid7(), 5)
    assert await world.send(world.district) == 0, "the lease protects what another worker sends"
    await world.clock.forward(seconds=61)
    await world.send(world.district)
    assert (await _delivery(world))["state"] == "unknown"
    assert not world.far_end.sent
    await world.arrive(world.district, a_status("far-1", P.DELIVERED, our_id=str(claimed.id)))
    await world.take_in(world.district)
    told = await _delivery(world)
    assert (told["state"], told["external_id"]) == ("delivered", "far-1")


async def test_an_unknown_outcome_that_nothing_settles_is_shown_once_after_fifteen_minutes(
    world: World,
) -> None:
    await an_opened_case(world)
    async with tenant_scope(world.district.id) as scope:
        await store.claim(scope, uuid7(), 5)
    shown = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'delivery.changed'"
    counts = []
    for minutes in (2, 14, 2, 60):
        await world.clock.forward(minutes=minutes)
        await world.send(world.district)
        counts.append(await world.district.value(shown))
    assert counts == [0, 0, 1, 1]
    assert not world.far_end.sent


async def test_an_answer_that_comes_after_the_lease_still_counts(world: World) -> None:
    await an_opened_case(world)

    async def meanwhile() -> None:
        await world.clock.forward(seconds=61)
        world.far_end.before_answering = lambda: None
        await world.send(world.district)
        assert (await _delivery(world))["state"] == "unknown"

    world.far_end.before_answering = meanwhile
    await world.send(world.district)
    told = await _delivery(world)
    assert told["state"] == "sent"
    assert told["external_id"].startswith("far-")
    assert len(world.far_end.sent) == 1


async def test_a_status_may_come_before_the_answer_to_the_send(world: World) -> None:
    await an_opened_case(world)

    async def meanwhile() -> None:
        [message] = world.far_end.sent
        status = a_status(f"far-{message.id}", P.DELIVERED, our_id=str(message.id))
        await world.arrive(world.district, status)
        await world.take_in(world.district)

    world.far_end.before_answering = meanwhile
    await world.send(world.district)
    assert (await _delivery(world))["state"] == "delivered"
    told = "SELECT fact->>'state' AS state FROM outbox WHERE tenant_id = $1 AND kind = 'delivery.changed' ORDER BY id"
    assert [row["state"] for row in await world.district.rows(told)] == ["delivered"]


async def test_a_status_that_is_too_early_waits_for_its_message(world: World) -> None:
    await an_opened_case(world)
    delivery = await world.district.value("SELECT id FROM delivery WHERE tenant_id = $1")
    await world.arrive(world.district, a_status(f"far-{delivery}", P.READ))
    await world.take_in(world.district)
    await world.send(world.district)
    assert (await _delivery(world))["state"] == "sent"
    await world.clock.forward(seconds=5)
    await world.take_in(world.district)
    assert (await _delivery(world))["state"] == "read"


@pytest.mark.parametrize("order", list(permutations((P.SENT, P.DELIVERED, P.READ))))
async def test_statuses_in_any_order_end_at_read(world: World, order: tuple[P, ...]) -> None:
    await an_opened_case(world)
    await world.send(world.district)
    external_id = (await _delivery(world))["external_id"]
    for progress in (*order, *order):
        await world.arrive(world.district, a_status(external_id, progress))
        await world.take_in(world.district)
    assert (await _delivery(world))["state"] == "read"


@pytest.mark.parametrize("order", [(P.SENT, P.FAILED), (P.FAILED, P.SENT)])
async def test_a_failure_is_not_hidden_by_an_older_status(world: World, order: tuple[P, ...]) -> None:
    await an_opened_case(world)
    await world.send(world.district)
    external_id = (await _delivery(world))["external_id"]
    for progress in order:
        code = (
            {"error_code": "recipient_unreachable", "remote_code": "131026"} if progress is P.FAILED else {}
        )
        await world.arrive(world.district, a_status(external_id, progress, **code))
    await world.take_in(world.district)
    told = await _delivery(world)
    assert (told["state"], told["error_code"], told["remote_code"]) == (
        "failed",
        "recipient_unreachable",
        "131026",
    )


async def test_another_offices_status_moves_nothing(world: World) -> None:
    await an_opened_case(world)
    await world.send(world.district)
    told = await _delivery(world)
    delivery = await world.district.value("SELECT id FROM delivery WHERE tenant_id = $1")
    await world.arrive(world.neighbour, a_status(told["external_id"], P.READ, our_id=str(delivery)))
    await world.take_in(world.neighbour)
    assert (await _delivery(world))["state"] == "sent"


async def test_messages_of_one_conversation_leave_in_order_although_one_waits(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    for text in ("satu", "dua"):
        await replies.reply(dewi, number, text, world.book, version=None)
    await an_opened_case(world)
    world.far_end.answers = [refusing(ChannelUnreachable), refusing(ChannelUnreachable)]
    assert await world.send(world.district) == 2, "the first of each conversation"
    assert await world.send(world.district) == 0
    await world.clock.forward(seconds=3)
    while await world.send(world.district):
        continue
    texts = [message.text for message in world.far_end.sent if message.text in ("satu", "dua")]
    assert texts == ["satu", "dua"]
    assert set(await _states(world)) == {"sent"}


async def test_two_workers_at_once_send_each_message_once(world: World) -> None:
    phones = [a_number() for _ in range(12)]
    for phone in phones:
        await an_opened_case(world, phone=phone)
    world.far_end.pause = 0.01
    for _ in range(3):
        await asyncio.gather(*(world.send(world.district) for _ in range(3)))
    assert sorted(message.recipient.value for message in world.far_end.sent) == sorted(phones)


async def test_the_pin_stands_in_what_is_sent_and_nowhere_in_the_database(world: World) -> None:
    number = await an_opened_case(world)
    await world.work()
    case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", number)
    digits = pin(PIN_KEY, world.district.id, case_id, 1)
    [text] = world.far_end.texts
    assert digits in text
    assert number in text
    assert PIN_PLACE not in text
    columns = await world.district.rows(
        "SELECT c.table_name AS name, c.column_name AS col FROM information_schema.columns c"
        " JOIN information_schema.columns t ON t.table_schema = 'public' AND t.table_name = c.table_name"
        " AND t.column_name = 'tenant_id' WHERE c.table_schema = 'public' AND $1::int > 0"
        " AND c.data_type IN ('text', 'jsonb', 'bytea', 'ARRAY', 'tsvector')"
    )
    assert len(columns) > 60
    for column in columns:
        name, col = column["name"], column["col"]
        found = await world.district.value(
            f"SELECT count(*) FROM {name} WHERE tenant_id = $1 AND"
            f" (replace({col}::text, '-', ' ') ~ $2 OR {col}::text ~ $3)",
            rf"\m{digits}\M",
            digits.encode().hex(),
        )
        assert not found, f"{name}.{col} holds a PIN"


async def test_outside_the_window_only_a_template_leaves(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.work()
    await world.clock.forward(hours=25)
    with pytest.raises(Conflict) as refused:
        await replies.reply(dewi, number, "Sudah selesai.", world.book, version=None)
    assert refused.value.code == "window_closed"
    await replies.reply(dewi, number, "Sudah\nselesai.", world.book, version=None, as_template=True)
    await world.work()
    template = world.far_end.sent[-1].template
    assert template is not None
    assert (template.name, template.variables) == ("case_update", (number, "Sudah selesai."))
