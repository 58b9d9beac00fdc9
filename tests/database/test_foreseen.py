"""What the next look at a promise will find is reckoned beforehand, and is never told when something came between."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from helpdesk.cases import rules
from helpdesk.cases import service as cases
from helpdesk.cases.recounting import ask
from helpdesk.cases.watch import sweep
from helpdesk.cases.work import working
from helpdesk.replies import service as replies
from support.builders import an_opened_case
from support.many import open_many
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Permission

CASES = 400
WORKERS = 4
NEARLY = {"hours": 6, "minutes": 30}
"""A first look is promised within eight hours: more than 80 % of them."""
_FORESEEN = "SELECT count(*) FROM clock WHERE tenant_id = $1 AND foreseen_fact IS NOT NULL"
_FORGET = (
    "UPDATE clock SET foreseen_at = NULL, foreseen_kind = NULL, foreseen_fact = NULL, foreseen_look_at = NULL,"
    " foreseen_value = NULL WHERE tenant_id = $1 AND case_id = (SELECT id FROM cases WHERE tenant_id = $1"
    " AND number = $2)"
)
_MARK = """UPDATE clock SET foreseen_fact = foreseen_fact || '{"marked": true}' WHERE tenant_id = $1"""
_MARKED = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND detail ? 'marked'"
_STANDS = (
    "SELECT look_at, value::text AS value FROM clock WHERE tenant_id = $1 AND case_id ="
    " (SELECT id FROM cases WHERE tenant_id = $1 AND number = $2)"
)
_HISTORY = (
    "SELECT (detail->>'at')::timestamptz = at AS of_the_look, actor_kind, actor_id, actor_name, kind,"
    " detail - 'case_id' - 'at' AS detail FROM case_event"
    " WHERE tenant_id = $1 AND kind LIKE 'clock.%' AND case_id ="
    " (SELECT id FROM cases WHERE tenant_id = $1 AND number = $2) ORDER BY id"
)
_TOLD = (
    "SELECT (fact->>'at')::timestamptz = created_at AND due_at = created_at AS of_the_look, kind,"
    " fact - 'case_id' - 'at' AS fact FROM outbox WHERE tenant_id = $1"
    " AND kind LIKE 'clock.%' AND fact->>'case_id' ="
    " (SELECT id::text FROM cases WHERE tenant_id = $1 AND number = $2) ORDER BY id"
)
_MOVING = (
    "SELECT look_at FROM clock WHERE case_id = (SELECT id FROM cases WHERE number = $1) FOR NO KEY UPDATE"
)
_FIRST_LOOK = (
    "SELECT k.state, k.breached_at IS NOT NULL AS missed"
    " FROM clock, json_to_recordset(value) AS k (kind text, state text, breached_at timestamptz)"
    " WHERE tenant_id = $1 AND k.kind = 'first_seen'"
)
_SEEN = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'case.seen'"
_MISSED = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'clock.missed'"


async def _warned(world: World, count: int = 1) -> list[str]:
    """Cases whose first look is in danger, which was told."""
    numbers = await open_many(world.district, count, within=timedelta(0))
    await world.clock.forward(**NEARLY)
    assert await sweep(world.district.id) == count
    assert await world.district.value(_FORESEEN) == count
    return numbers


async def _record(world: World, number: str) -> list[Any]:
    return [await world.district.rows(sql, number) for sql in (_STANDS, _HISTORY, _TOLD)]


@pytest.mark.parametrize("later", [timedelta(hours=2), timedelta(days=3), timedelta(days=40)])
async def test_what_was_foreseen_is_what_a_look_finds_however_late_it_comes(
    world: World, later: timedelta
) -> None:
    foreseen, looked_at = await _warned(world, 2)
    await world.district.change(_FORGET, looked_at)
    await world.clock.forward(seconds=later.total_seconds())
    while await sweep(world.district.id):
        continue
    record = await _record(world, foreseen)
    assert record == await _record(world, looked_at)
    assert all(row["of_the_look"] for rows in record[1:] for row in rows)
    assert await world.district.value(_MISSED) >= 2


async def test_a_foreseen_miss_takes_place_once_and_leaves_nothing_foreseen(world: World) -> None:
    await _warned(world)
    await world.district.change(_MARK)
    await world.clock.forward(hours=2)
    assert [await sweep(world.district.id) for _ in range(2)] == [1, 0]
    assert await world.district.value(_MARKED) == 1, "it was not reckoned again"
    assert await world.district.value(_FORESEEN) == 0


async def test_a_promise_that_is_kept_in_time_is_missed_by_no_foresight(world: World) -> None:
    (number,) = await _warned(world)
    await cases.see(await world.staff(world.district), number)
    assert await world.district.value(_FORESEEN) == 0
    await world.clock.forward(hours=2)
    await sweep(world.district.id)
    assert await world.district.value(_MISSED) == 0


async def test_after_a_change_of_rules_or_hours_everything_is_looked_at_anew(world: World) -> None:
    await _warned(world)
    await world.district.change(_MARK)
    dewi = await world.staff(world.district)
    async with tenant_scope(world.district.id) as scope:
        await ask(scope, dewi, why="hours")
    await world.clock.forward(hours=2)
    assert await sweep(world.district.id) == 1
    assert (await world.district.value(_MARKED), await world.district.value(_MISSED)) == (0, 1)


async def test_several_workers_tell_what_was_foreseen_once(world: World) -> None:
    await _warned(world, CASES)
    await world.clock.forward(hours=2)
    done = await asyncio.gather(*(sweep(world.district.id, most=150) for _ in range(WORKERS)))
    assert sum(done) + await sweep(world.district.id) == CASES
    assert await world.district.value(_MISSED) == CASES


async def test_promises_that_somebody_moves_now_are_passed_over(world: World) -> None:
    numbers = await _warned(world, 2)
    await world.clock.forward(hours=2)
    officer = await asyncpg.connect(world.settings.worker_url)
    async with officer.transaction(), asyncio.timeout(60):
        await officer.fetchval("SELECT enter_tenant($1)", world.district.id)
        await officer.fetchval(_MOVING, numbers[0])
        assert await sweep(world.district.id) == 1
    await officer.close()
    assert await sweep(world.district.id) == 1


async def test_a_promise_that_runs_out_while_somebody_works_on_its_case_is_missed_and_the_work_stands(
    world: World,
) -> None:
    """The officer had the case before the sweep and ends after it: neither undoes the other."""
    (number,) = await _warned(world)
    await world.clock.forward(hours=2)
    dewi, held, swept = await world.staff(world.district), asyncio.Event(), asyncio.Event()

    async def officer() -> None:
        async with working(dewi, number, Permission.READ_CASES) as work:
            held.set()
            await swept.wait()
            work.apply(rules.see(work.case, work.now))

    async with asyncio.timeout(60):
        at_work = asyncio.create_task(officer())
        await held.wait()
        assert await sweep(world.district.id) == 1
        swept.set()
        await at_work
    assert await sweep(world.district.id) == 0
    assert await world.district.value(_MISSED) == 1
    assert await world.district.row(_FIRST_LOOK) == {"state": "met", "missed": True}
    assert await world.district.value(_SEEN) == 1


async def test_the_window_of_a_citizen_is_never_foreseen(world: World) -> None:
    """When it ends the case is closed, and who closes it must look at it first."""
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await replies.reply(dewi, number, "Poli mana?", world.book, version=None, then=replies.Then.WAIT)
    await world.clock.forward(days=60)
    while await sweep(world.district.id):
        assert (
            await world.district.value(
                "SELECT count(*) FROM clock WHERE tenant_id = $1 AND foreseen_fact->>'target' = 'contact_reply'"
            )
            == 0
        )
