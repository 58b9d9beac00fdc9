"""Ten thousand promises run out within a minute: none is skipped, and none is told twice."""

import asyncio
from datetime import timedelta

import asyncpg

from helpdesk.cases.watch import sweep
from support.many import open_many
from support.world import World

CASES = 2500
"""Four promises each; all of them are missed together."""
PROMISES = 10_000
WORKERS = 4
MANY = 5_200
_COUNTED = (
    "SELECT count(*) AS told, count(DISTINCT (case_id, detail->>'target')) AS different FROM case_event"
    " WHERE tenant_id = $1 AND kind = 'clock.missed'"
)
_ANNOUNCED = (
    "SELECT count(*) AS told, count(DISTINCT (fact->>'case_id', fact->>'target')) AS different FROM outbox"
    " WHERE tenant_id = $1 AND kind = 'clock.missed'"
)


async def test_ten_thousand_promises_that_run_out_in_a_minute_are_told_once_each_by_several_workers(
    world: World,
) -> None:
    """Received within one minute; a month later every one of their promises has run out."""
    office = world.district
    await open_many(office, CASES, within=timedelta(seconds=60))
    await world.clock.forward(days=40)
    await asyncio.gather(*(_until_nothing_is_due(office.id) for _ in range(WORKERS)))
    await _until_nothing_is_due(office.id)
    for counted in (_COUNTED, _ANNOUNCED):
        assert await office.row(counted) == {"told": PROMISES, "different": PROMISES}
    assert (
        await office.value("SELECT count(*) FROM cases WHERE tenant_id = $1 AND due_at < sahut_now()")
        == CASES
    )
    assert (
        await office.value("SELECT count(*) FROM clock WHERE tenant_id = $1 AND look_at < sahut_now()") == 0
    )


async def test_an_office_whose_promises_are_not_looked_at_hides_no_other_office(world: World) -> None:
    """Its settings may be broken, or thousands of its cases be at work: the others' turn comes all the same."""
    stuck, later = world.district, world.ministry
    await open_many(stuck, MANY, within=timedelta(seconds=60))
    await world.clock.forward(minutes=5)
    await open_many(later, 1, within=timedelta(seconds=60))
    await world.clock.forward(days=40)
    sweep = await asyncpg.connect(world.settings.sweep_url)
    found = [row[0] for row in await sweep.fetch("SELECT tenant_id FROM due_tenants('clock', 1000)")]
    await sweep.close()
    assert {stuck.id, later.id} <= set(found)


async def _until_nothing_is_due(tenant_id: int) -> None:
    while await sweep(tenant_id, most=300):
        continue
