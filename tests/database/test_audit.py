"""The audit log: appended, sealed in a chain, and every change of it shows."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from kit.embedded import EmbeddedPostgres
from support.servers import Servers
from support.world import World
from tenants.audit.service import first_break, record, seal
from tenants.doors import tenant_scope
from tenants.permissions.model import system


async def _entries(world: World, count: int) -> None:
    for number in range(count):
        async with tenant_scope(world.district.id) as scope:
            await record(scope, system(scope.tenant_id), "case.revealed", "case", None, number=number)


async def test_entries_are_sealed_once_although_four_seal_at_once(world: World) -> None:
    await _entries(world, 12)
    sealed = await asyncio.gather(*(seal(world.district.id, most=5) for _ in range(4)))
    assert sum(sealed) == 12
    await _entries(world, 3)
    assert await seal(world.district.id) == 3
    assert await seal(world.district.id) == 0
    positions = await world.district.rows("SELECT position FROM audit_seal WHERE tenant_id = $1 ORDER BY 1")
    assert [row["position"] for row in positions] == list(range(1, 16))
    assert await first_break(world.district.id) is None
    assert await first_break(world.neighbour.id) is None


async def test_only_offices_with_unsealed_entries_are_due_and_what_was_rolled_back_is_not(
    world: World,
) -> None:
    async def due() -> set[int]:
        sweep = await asyncpg.connect(world.settings.sweep_url)
        rows = await sweep.fetch("SELECT tenant_id FROM due_audit_tenants(10000)")
        await sweep.close()
        return {row["tenant_id"] for row in rows} & {world.district.id, world.neighbour.id}

    with pytest.raises(RuntimeError):
        async with tenant_scope(world.neighbour.id) as scope:
            await record(scope, system(scope.tenant_id), "case.revealed", "case")
            raise RuntimeError
    await _entries(world, 3)
    assert await due() == {world.district.id}
    assert await seal(world.district.id, most=2) == 2
    assert await due() == {world.district.id}
    assert await seal(world.district.id) == 1
    assert await due() == set()
    await world.clock.forward(days=40)
    await _entries(world, 1)
    await world.clock.forward(days=40)
    assert await due() == {world.district.id}, "however long the sealer was away"


@pytest.mark.parametrize(
    ("tampering", "position"),
    [
        ("UPDATE audit_entry e SET action = 'harmless' FROM audit_seal s WHERE {third}", 3),
        ("UPDATE audit_entry e SET detail = '{{}}' FROM audit_seal s WHERE {third}", 3),
        ("UPDATE audit_entry e SET at = e.at - interval '1 s' FROM audit_seal s WHERE {third}", 3),
        ("UPDATE audit_seal s SET hash = sha256('x') WHERE s.tenant_id = {tenant} AND s.position = 3", 3),
        ("DELETE FROM audit_seal s WHERE s.tenant_id = {tenant} AND s.position = 3", 3),
        ("DELETE FROM audit_seal s WHERE s.tenant_id = {tenant} AND s.position = 1", 1),
    ],
)
async def test_whoever_changes_the_past_is_found_out(
    world: World, servers: Servers, tampering: str, position: int
) -> None:
    await _entries(world, 5)
    await seal(world.district.id)
    third = f"e.tenant_id = {world.district.id} AND s.tenant_id = e.tenant_id AND s.entry_id = e.id AND s.position = 3"
    postgres = EmbeddedPostgres(Path(servers.postgres))
    name = await world.district.value("SELECT current_database() WHERE $1::int > 0")
    sql = tampering.format(third=third, tenant=world.district.id)
    postgres.psql(sql, name)
    assert await first_break(world.district.id) == position


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal", "case_event"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET tenant_id = tenant_id", "DELETE FROM {0}", "TRUNCATE {0}"])
async def test_neither_web_nor_worker_can_change_the_past(world: World, table: str, verb: str) -> None:
    for url in (world.settings.web_url, world.settings.worker_url):
        connection = await asyncpg.connect(url)
        await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(world.district.id))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(verb.format(table))
        await connection.close()
