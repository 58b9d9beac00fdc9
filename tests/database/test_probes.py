"""Every tenant table is tried with every verb by somebody who should reach nothing: generated, so complete."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from helpdesk.cases import service as cases
from kit.ids import uuid7
from support.filled import TENANTED, fill
from support.world import World
from tenants.permissions.model import Role

_REFERENCES = """
    SELECT c.relname AS name, f.relname AS target, o.conname,
           ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k (n, p) JOIN pg_attribute a
                 ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY p) AS columns,
           ARRAY(SELECT a.attname::text FROM unnest(o.confkey) WITH ORDINALITY k (n, p) JOIN pg_attribute a
                 ON a.attrelid = f.oid AND a.attnum = k.n ORDER BY p) AS targets
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_class f ON f.oid = o.confrelid
    WHERE o.contype = 'f' AND array_length(o.conkey, 1) = 2 AND c.relnamespace = 'public'::regnamespace
"""
_WRITTEN = "FROM cases WHERE tenant_id = $1 AND channel = 'whatsapp'"
"""The case that a citizen wrote; another one came from a sheet."""
_REFUSED, _NO_NUMBER, _OWN_ROW_IS_NEEDED = "42501", "22P02", "23503"


@pytest.fixture
async def two(world: World) -> AsyncIterator[tuple[World, list[asyncpg.Record]]]:
    """Two full offices, and the tables; a table that stays empty would prove nothing."""
    for place in (world.district, world.neighbour):
        await fill(world, place, world.province)
    tables = [
        dict(row) for row in await world.district.rows(TENANTED.replace("ORDER", "AND $1::int > 0 ORDER"))
    ]
    for table in tables:
        for place in (world.district, world.neighbour):
            count = await place.value(f"SELECT count(*) FROM {table['name']} WHERE tenant_id = $1")
            assert count, f"{table['name']} is empty: fill it, so that the probes see a row"
    yield world, tables


async def _state(world: World, names: list[str]) -> dict[str, str]:
    return {
        name: await world.district.value(
            f"SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {name} t WHERE tenant_id = $1"
        )
        for name in names
    }


async def _outcome(
    connection: "asyncpg.Connection[Any]", setting: str | None, sql: str
) -> tuple[str, list[Any]]:
    """How the server answers in a transaction that is given up afterwards: error code or nothing, and rows."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        if setting is not None:
            await connection.execute("SELECT set_config('app.tenant_id', $1, true)", setting)
        return "", await connection.fetch(sql)
    except asyncpg.PostgresError as refused:
        return str(refused.sqlstate), []
    finally:
        await transaction.rollback()


def _probes(name: str, columns: list[str], victim: int) -> list[str]:
    names = ", ".join(columns)
    copied = ", ".join(str(victim) if column == "tenant_id" else f"t.{column}" for column in columns)
    return [
        f"SELECT * FROM {name} WHERE tenant_id = {victim}",
        f"SELECT * FROM {name} WHERE tenant_id = {victim} FOR SHARE",
        f"SELECT 1 FROM {name} WHERE tenant_id = {victim} HAVING count(*) > 0",
        f"UPDATE {name} SET tenant_id = tenant_id WHERE tenant_id = {victim} RETURNING *",
        f"UPDATE {name} SET tenant_id = {victim} RETURNING *",
        f"DELETE FROM {name} WHERE tenant_id = {victim} RETURNING *",
        f"INSERT INTO {name} ({names}) SELECT {copied} FROM {name} t RETURNING *",
        f"INSERT INTO {name} ({names}) SELECT {copied} FROM {name} t ON CONFLICT DO NOTHING RETURNING *",
        f"WITH gone AS (DELETE FROM {name} RETURNING *) SELECT * FROM gone WHERE tenant_id = {victim}",
        f"MERGE INTO {name} t USING (SELECT 1) s ON t.tenant_id = {victim} WHEN MATCHED THEN DELETE RETURNING t.*",
    ]


@pytest.mark.parametrize("role", ["web", "worker"])
async def test_no_verb_reaches_another_offices_rows(two: tuple[World, list[Any]], role: str) -> None:
    world, tables = two
    victim, names = world.district.id, [table["name"] for table in tables]
    before, tried = await _state(world, names), 0
    connection = await asyncpg.connect(getattr(world.settings, f"{role}_url"))
    for table in tables:
        for setting in (None, "", str(world.neighbour.id), "garbage", "0", "-1", "1; SELECT 1"):
            for sql in _probes(table["name"], table["columns"], victim):
                code, rows = await _outcome(connection, setting, sql)
                assert not rows, (setting, sql)
                assert code in ("", _REFUSED, _NO_NUMBER, _OWN_ROW_IS_NEEDED), (setting, sql, code)
                tried += 1
        for setting in (None, str(world.neighbour.id)):
            await _copy_finds_nothing(connection, setting, table["name"], victim)
    await connection.close()
    assert await _state(world, names) == before
    assert tried > 2000


async def _copy_finds_nothing(
    connection: "asyncpg.Connection[Any]", setting: str | None, name: str, victim: int
) -> None:
    parts: list[bytes] = []

    async def keep(part: bytes) -> None:
        parts.append(part)

    async with connection.transaction():
        await connection.execute("SELECT set_config('app.tenant_id', $1, true)", setting or "")
        await connection.copy_from_query(f"SELECT * FROM {name} WHERE tenant_id = {victim}", output=keep)
    assert b"".join(parts) == b"", name


async def test_a_foreign_row_and_a_missing_row_cannot_be_told_apart(two: tuple[World, list[Any]]) -> None:
    world, _ = two
    references = await world.district.rows(f"{_REFERENCES} AND $1::int > 0")
    assert len(references) > 30
    connection = await asyncpg.connect(world.settings.web_url)
    for reference in references:
        column, target = reference["columns"][1], reference["targets"][1]
        name, other = reference["name"], reference["target"]
        foreign = await world.district.value(f"SELECT {target} FROM {other} WHERE tenant_id = $1 LIMIT 1")
        answers = []
        for value in (foreign, uuid7()):
            sql = f"UPDATE {name} SET {column} = '{value}'"
            if name in ("audit_seal", "outbox_heard", "case_event", "register_entry", "register_consent"):
                rows = await world.neighbour.rows(
                    f"SELECT (jsonb_populate_record(t, jsonb_build_object('{column}', '{value}'))).* "
                    f"FROM {name} t WHERE tenant_id = $1 LIMIT 1"
                )
                names = ", ".join(rows[0])
                sql = (
                    f"INSERT INTO {name} ({names}) SELECT {names} FROM (SELECT (jsonb_populate_record(t,"
                    f" jsonb_build_object('{column}', '{value}'))).* FROM {name} t LIMIT 1) s"
                )
            code, _ = await _outcome(connection, str(world.neighbour.id), sql)
            answers.append(code)
        assert answers[0] == answers[1] != "", (name, column, answers)
    await connection.close()


async def test_an_insert_with_a_foreign_key_value_neither_fails_nor_tells(
    two: tuple[World, list[Any]],
) -> None:
    """The unique value of another office is free here: nobody learns that it is taken there."""
    world, _ = two
    number = await world.district.value(f"SELECT number {_WRITTEN}")
    await world.neighbour.change(
        "UPDATE cases SET number = $2 WHERE tenant_id = $1 AND channel = 'whatsapp'", number
    )
    assert await world.neighbour.value(f"SELECT number {_WRITTEN}") == number
    dewi = await world.staff(world.neighbour, Role.AGENT)
    await cases.see(dewi, number)
    assert (await world.district.row(f"SELECT first_seen_at {_WRITTEN}"))["first_seen_at"]
