"""The doors: one tenant, one transaction, nothing left behind, whatever happens inside."""

import asyncio
import random
from collections import Counter
from contextlib import suppress

import asyncpg
import pytest

from helpdesk.inbox.service import receive
from kit.ids import uuid7
from support.builders import a_message, a_number
from support.world import World
from tenants.doors import NestedScope, TransactionAborted, gate, tenant_scope, tenants_call
from tenants.doors.gate import current_pool
from tenants.doors.roles import findings
from tenants.offices.store import units

_SETTING = "SELECT nullif(current_setting('app.tenant_id', true), '')"


async def _all_free(most: int = 12) -> None:
    """Every connection of the pool can be had at once, and none knows a tenant."""
    pool = current_pool()
    held = [await asyncio.wait_for(pool.acquire(), 60) for _ in range(most)]
    for connection in held:
        assert not connection.is_in_transaction()
        assert await connection.fetchval(_SETTING) is None
        assert await connection.fetchval("SELECT count(*) FROM unit") == 0
    for connection in held:
        await pool.release(connection)


async def test_a_scope_inside_a_scope_is_refused_and_the_outer_one_goes_on(world: World) -> None:
    async with tenant_scope(world.district.id) as scope:
        with pytest.raises(NestedScope):
            async with tenant_scope(world.neighbour.id):
                raise AssertionError("never")
        assert await scope.fetchval("SELECT count(*) FROM unit WHERE tenant_id = $1", world.district.id) == 3
    await _all_free()


async def test_a_swallowed_error_is_told_at_the_end(world: World) -> None:
    with pytest.raises(TransactionAborted):
        async with tenant_scope(world.district.id) as scope:
            await scope.execute("INSERT INTO counter VALUES ($1, 'swallowed', 1)", world.district.id)
            with suppress(asyncpg.PostgresError):
                await scope.execute("SELECT 1 / 0")
    assert (
        await world.district.rows("SELECT 1 FROM counter WHERE tenant_id = $1 AND name = 'swallowed'") == []
    )
    await _all_free()


async def test_a_commit_that_fails_gives_its_connection_back(world: World) -> None:
    owner = await asyncpg.connect(world.settings.owner_url)
    await owner.execute(
        "ALTER TABLE counter ADD CONSTRAINT late FOREIGN KEY (tenant_id) REFERENCES tenant (id)"
        " DEFERRABLE INITIALLY DEFERRED"
    )
    await owner.execute("ALTER TABLE counter DROP CONSTRAINT counter_tenant_id_fkey")
    try:
        for _ in range(30):
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                async with tenant_scope(999_999_999) as scope:
                    await scope.execute("INSERT INTO counter VALUES ($1, 'nobody', 1)", 999_999_999)
        await _all_free()
    finally:
        await owner.execute(
            "ALTER TABLE counter ADD CONSTRAINT counter_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)"
        )
        await owner.execute("ALTER TABLE counter DROP CONSTRAINT late")
        await owner.close()


async def test_thousands_of_scopes_cancelled_at_random_leave_the_pool_full_and_clean(world: World) -> None:
    chance, outcomes, wrong = random.Random(4711), Counter[str](), []

    async def one() -> None:
        place = chance.choice(world.places)
        async with tenant_scope(place.id, read_only=chance.random() < 0.3) as scope:
            rows = await scope.fetch("SELECT DISTINCT tenant_id FROM unit")
            if {row[0] for row in rows} != {place.id}:
                wrong.append(place.slug)
            if chance.random() < 0.25:
                await scope.execute("SELECT 1 / 0")
            await asyncio.sleep(0)
            seen = [unit.id for unit in await units(scope)]
            if set(seen) != set(place.units.values()):
                wrong.append(place.slug)

    async def tried(after: float | None) -> None:
        task = asyncio.create_task(one())
        if after is not None:
            await asyncio.sleep(after)
            task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            outcomes["cancelled"] += 1
        except asyncpg.DivisionByZeroError:
            outcomes["failed"] += 1
        else:
            outcomes["done"] += 1

    for _ in range(40):
        await asyncio.gather(
            *(tried(chance.uniform(0, 0.05) if chance.random() < 0.6 else None) for _ in range(50))
        )
    assert not wrong
    assert min(outcomes[name] for name in ("cancelled", "failed", "done")) > 100, outcomes
    await _all_free()


async def test_the_one_trip_door_leaves_nothing_set(world: World) -> None:
    for place in (world.district, world.neighbour):
        await receive(place.id, place.account_id, [a_message(a_number())])
    await _all_free()
    counts = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1"
    assert [await place.value(counts) for place in world.places] == [0, 0, 1, 1]


async def test_the_one_trip_door_takes_calls_of_several_offices_at_once(world: World) -> None:
    """Each row is judged in its own office, whatever the order; what is known already is not new."""
    first, other = world.district, world.neighbour
    rows = [(place, uuid7(), f"{n}") for n, place in enumerate((other, first, other, first, first))]
    tenants, accounts = [place.id for place, *_ in rows], [place.account_id for place, *_ in rows]
    ids, names = [row[1] for row in rows], [row[2] for row in rows]
    more = (accounts, ids, names, ["message"] * 4 + ["ignored"], [b"{}"] * 4 + [b'{"reason": "asing"}'])
    assert await tenants_call("receive", tenants, *more) == 5
    assert await tenants_call("receive", tenants, accounts, [uuid7() for _ in rows], *more[2:]) == 0
    told = "SELECT external_id, state, reason FROM inbox_entry WHERE tenant_id = $1 ORDER BY 1"
    assert [tuple(row.values()) for row in await first.rows(told)] == [
        *(("1", "new", ""), ("3", "new", ""), ("4", "ignored", "asing"))
    ]
    assert [row["external_id"] for row in await other.rows(told)] == ["0", "2"]
    await _all_free()


async def test_the_one_trip_door_does_not_take_anothers_account(world: World) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await receive(world.district.id, world.neighbour.account_id, [a_message(a_number())])


async def test_a_lost_connection_fails_its_scope_and_no_other(world: World) -> None:
    lost = (
        asyncpg.PostgresConnectionError,
        asyncpg.AdminShutdownError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,  # between the server's farewell and the end of the line
    )
    with pytest.raises(lost):
        async with tenant_scope(world.district.id) as scope:
            backend = await scope.fetchval("SELECT pg_backend_pid()")
            other = await asyncpg.connect(world.settings.worker_url)
            await other.execute("SELECT pg_terminate_backend($1)", backend)
            while await other.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", backend):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await other.close()
            await scope.fetchval("SELECT 1")
            raise AssertionError("the connection was not lost")
    assert await world.district.value("SELECT count(*) FROM unit WHERE tenant_id = $1") == 3
    await _all_free()


async def test_a_read_only_scope_writes_nothing(world: World) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with tenant_scope(world.district.id, read_only=True) as scope:
            await scope.execute("INSERT INTO counter VALUES ($1, 'x', 1)", world.district.id)


async def test_a_task_begun_inside_a_scope_cannot_join_it(world: World) -> None:
    async def late() -> None:
        async with tenant_scope(world.neighbour.id):
            raise AssertionError("never")

    async with tenant_scope(world.district.id):
        with pytest.raises(NestedScope):
            await asyncio.create_task(late())


async def test_the_doors_can_be_closed_and_opened_again_as_another_role(world: World) -> None:
    await gate.close_gate()
    with pytest.raises(gate.GateClosed):
        gate.current_pool()
    await gate.open_gate(world.settings.web_url, most=2)
    async with tenant_scope(world.district.id) as scope:
        assert await scope.fetchval("SELECT current_user") == "sahut_web"
        assert len(await units(scope)) == 3


async def test_the_check_at_the_start_finds_what_would_be_unsafe(world: World) -> None:
    assert await findings(durable=False) == []
    await gate.close_gate()
    await gate.open_gate(world.settings.owner_url, most=1)
    assert any("owns table" in sentence for sentence in await findings(durable=False))
    owner = await asyncpg.connect(world.settings.owner_url)
    await owner.execute("ALTER TABLE rating NO FORCE ROW LEVEL SECURITY")
    found = await findings(durable=False)
    await owner.execute("ALTER TABLE rating FORCE ROW LEVEL SECURITY")
    await owner.close()
    assert "row security is not forced on table 'rating'" in found
