"""What a sender takes, which delivery a status means, and what one database fault does to the others."""

import asyncio

import asyncpg
import msgspec
import pytest

from helpdesk.delivery import reported, store
from helpdesk.replies import service as replies
from kit.ids import uuid7
from support.builders import a_number, an_opened_case
from support.world import World
from tenants.doors import tenant_scope


async def _claim(world: World, most: int = 20) -> list[store.Claimed]:
    async with tenant_scope(world.district.id) as scope:
        return await store.claim(scope, uuid7(), most)


async def test_nothing_of_a_conversation_is_taken_while_one_is_in_flight_though_it_was_queued_later(
    world: World,
) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await replies.reply(dewi, number, "satu", world.book, version=None)
    [first] = await _claim(world)
    await world.district.change(
        "UPDATE delivery SET created_at = created_at - interval '1 min' WHERE tenant_id = $1 AND id <> $2",
        first.id,
    )
    assert await _claim(world) == []
    async with tenant_scope(world.district.id) as scope:
        await store.mark_sent(scope, first.id, "far-1")
    assert [each.outbound.text for each in await _claim(world)] == ["satu"]


async def test_taking_walks_the_due_rows_only(world: World) -> None:
    await an_opened_case(world)
    await world.district.change(
        "INSERT INTO delivery (tenant_id, id, case_id, message_id, conversation_id, account_id, outbound,"
        " created_at, due_at) SELECT tenant_id, gen_random_uuid(), case_id, message_id, gen_random_uuid(),"
        " account_id, outbound, created_at, due_at + interval '1 hour' FROM delivery, generate_series(1, 5000)"
        " WHERE tenant_id = $1"
    )
    owner = await asyncpg.connect(world.settings.owner_url)
    await owner.execute("ANALYZE delivery")
    await owner.close()
    async with tenant_scope(world.district.id) as scope:
        await scope.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        values = (scope.tenant_id, scope.now, uuid7(), scope.now, 8)
        plan = await scope.fetch("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + store._CLAIM, *values)
    [told] = msgspec.json.decode(plan[0][0])
    assert "delivery_due" in plan[0][0]
    assert told["Plan"]["Shared Hit Blocks"] < 500, "what is not due yet is not read"


async def test_our_own_id_says_more_than_the_remote_s(world: World) -> None:
    for _ in range(2):
        await an_opened_case(world, phone=a_number())
    one, two = sorted(await _claim(world), key=lambda each: each.id)
    for ours, other in ((one, two), (two, one)):
        await world.district.change(
            "UPDATE delivery SET external_id = CASE id WHEN $2 THEN 'wamid.x' ELSE '' END WHERE tenant_id = $1",
            other.id,
        )
        key = (ours.account_id, "wamid.x", ours.id)
        async with tenant_scope(world.district.id) as scope:
            held = await reported.held_by_status(scope, [key])
        assert held[key]["id"] == ours.id


async def test_one_database_fault_leaves_no_other_send_running(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        await an_opened_case(world, phone=a_number())
    turns = iter([0.0, 0.2, 0.2, 0.2])
    world.far_end.answers = ["an id that the database refuses: \0"]
    world.far_end.before_answering = lambda: asyncio.sleep(next(turns))
    with pytest.raises(asyncpg.DataError):
        await world.send(world.district)
    sent = "SELECT count(*) FROM delivery WHERE tenant_id = $1 AND state = 'sent'"
    assert await world.district.value(sent) == 3, "the others were finished before the fault was raised"


async def test_nothing_leaves_through_an_account_that_was_switched_off(world: World) -> None:
    await an_opened_case(world)
    await world.district.change(
        "UPDATE account SET active = false WHERE tenant_id = $1 AND id = $2", world.district.account_id
    )
    await world.send(world.district)
    assert world.far_end.sent == []
    assert await world.district.value("SELECT state FROM delivery WHERE tenant_id = $1") == "failed"
