"""Every tenant table is tried with every verb by somebody who should reach nothing: generated, so complete."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from helpdesk.cases import service as cases
from helpdesk.channels.model import MediaRef
from helpdesk.escalation import service as escalation
from helpdesk.registers import service as registers
from helpdesk.registers.model import Wishes
from helpdesk.replies import service as replies
from kit.ids import uuid7
from support.builders import a_message, a_number, an_opened_case
from support.lending import a_request_for
from support.register_rows import register_rows
from support.unit_rows import far_row, unit_rows
from support.worksheets import a_line, as_csv, taken_in
from support.world import Place, World
from tenants.audit.service import record, seal
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

_TENANTED = """
    SELECT c.relname AS name,
           ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
    ORDER BY 1
"""
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


async def _fill(world: World, place: Place) -> None:
    """Something in every table of the office, most of it by the product itself."""
    dewi: Actor = await world.staff(place)
    media = (MediaRef(remote_id="m", kind="image"),)
    number = await an_opened_case(world, place, a_number(), media=media)
    await cases.dispose(dewi, number, place.units["Sekretariat"], "Periksa", version=None)
    await replies.reply(dewi, number, "Kami periksa.", world.book, version=None)
    await escalation.escalate(
        dewi, number, world.province.slug, "Bukan wewenang kami", world.book, version=None
    )
    await registers.file(dewi, number, version=None, wishes=Wishes(files=()))
    async with tenant_scope(place.id) as scope:
        await record(scope, dewi, "case.revealed", "case", None)
    await world.arrive(place, a_message(a_number(), "halo"))  # and is shown the menu
    await world.work()
    await seal(place.id)
    await a_request_for(place, dewi.person_id)
    async with tenant_scope(place.id) as scope:
        await record(scope, dewi, "case.revealed", "case", None)  # and one that waits for its seal
    case_id = await place.value("SELECT id FROM cases WHERE tenant_id = $1")
    one, other = [
        row["id"] for row in await place.rows("SELECT id FROM contact WHERE tenant_id = $1 ORDER BY id")
    ][:2]
    link_id = await place.value("SELECT id FROM register_link WHERE tenant_id = $1")
    for sql, *values in (
        ("INSERT INTO session VALUES ($1, $2, $3, $4, now(), now(), now())", uuid7(), b"d", dewi.person_id),
        ("INSERT INTO api_key VALUES ($1, $2, 'k', $3, '{}')", uuid7(), b"d"),
        ("INSERT INTO idempotency_key VALUES ($1, $2, 'r', 'k', $3)", uuid7(), b"d"),
        *(*unit_rows(place.account_id), far_row()),
        ("INSERT INTO forgetting SELECT $1, now() WHERE $2::int = 1", 1),
        (
            "INSERT INTO monitoring_round (tenant_id, id, day, place, begins_at, ends_at)"
            " VALUES ($1, $2, now()::date, 1, now(), now())",
            (round_id := uuid7()),
        ),
        (
            "INSERT INTO round_line (tenant_id, id, round_id, place, kind, account_id)"
            " VALUES ($1, $2, $3, 1, 'account', $4)",
            (line_id := uuid7()),
            round_id,
            place.account_id,
        ),
        ("INSERT INTO round_case VALUES ($1, $2, $3)", line_id, case_id),
        (
            "INSERT INTO case_elsewhere SELECT $1, id, $2 FROM conversation WHERE tenant_id = $1 LIMIT 1",
            case_id,
        ),
        (
            "INSERT INTO phone_call (tenant_id, id, account_id, remote_id, caller, began_at)"
            " VALUES ($1, $2, $3, 'c-1', '+6281200000101', now())",
            (call_id := uuid7()),
            place.account_id,
        ),
        ("INSERT INTO call_case VALUES ($1, $2, $3, now(), 'Dewi')", call_id, case_id),
        ("INSERT INTO quiet_hours SELECT $1, false, 0, 1, $2 ON CONFLICT DO NOTHING", 1),
        (
            "INSERT INTO test_message SELECT $1, id, account_id, '•••', '', 'Dewi', now() FROM delivery"
            " WHERE tenant_id = $1 AND $2::int = 1 LIMIT 1",
            1,
        ),
        ("INSERT INTO sending_pace VALUES ($1, $2, now()) ON CONFLICT DO NOTHING", uuid7()),
        ("INSERT INTO pin_failure VALUES ($1, 'BTG', $2)", uuid7()),
        (
            "INSERT INTO draft (tenant_id, id, case_id, author_id, author_name, tab, text, plan, updated_at)"
            " SELECT $1, $2, $3, $4, 'Dewi', 'note', 'Draf', '{}', now()",
            uuid7(),
            case_id,
            dewi.id,
        ),
        ("INSERT INTO contact_pair VALUES ($1, $2, $3, now())", one, other),
        (
            "INSERT INTO contact_merge (tenant_id, id, kept_id, absorbed_id, reason, identities, conversations,"
            " cases, at, by_name) VALUES ($1, $2, $3, $4, 'Sama', '{}', '{}', '{}', now(), 'Dewi')",
            uuid7(),
            one,
            other,
        ),
        (
            "INSERT INTO consent (tenant_id, id, purpose, channel, scheme, address, given, wording, source,"
            " actor_kind, at) VALUES ($1, $2, 'extra_messages', 'whatsapp', 'phone', '+62', false, '1', 'message',"
            " 'citizen', now())",
            uuid7(),
        ),
        ("INSERT INTO rating VALUES ($1, $2, '', 5, '', now())", case_id),
        ("INSERT INTO canned_reply VALUES ($1, $2, 'Terima kasih', 'Terima kasih, {nama}.')", uuid7()),
        (
            "INSERT INTO relation VALUES ($1, $2, true, true, NULL, 48, true, true, true, 'none', '{}', 1, now())",
            uuid7(),
        ),
        ("INSERT INTO own_text VALUES ($1, $2, 'message', 'id', 'Halo', 0, 1)", f"key {uuid7()}"),
        (
            "INSERT INTO message_template"
            " SELECT $1, $2, $3, 'kabar', 'id', 'utility', 'Kabar {{1}}', '{1}', 'approved'",
            uuid7(),
            place.account_id,
        ),
        ("INSERT INTO notice VALUES ($1, $2, $3, NULL, 'answer', now())", uuid7(), dewi.id),
        (
            "INSERT INTO recount (tenant_id, id, why, asked_by, asked_at, total)"
            " VALUES ($1, $2, 'hours', 'D', now(), 1)",
            uuid7(),
        ),
        (
            "INSERT INTO alert VALUES ($1, $2, 'told', NULL, NULL, '', 'N', 'resolution', 80, now(), now())",
            uuid7(),
        ),
        ("INSERT INTO colleague_line VALUES ($1, $2, $3, now())", dewi.id, place.account_id),
        *register_rows(case_id, place.account_id, link_id),
        (
            "INSERT INTO outbox_heard SELECT tenant_id, id, 'probe' FROM outbox WHERE tenant_id = $1"
            " AND $2::int = 1",
            1,
        ),
    ):
        await place.change(str(sql), *values)
    await taken_in(place, await world.staff(place, Role.SUPERVISOR), as_csv([a_line("A-1")]))


@pytest.fixture
async def two(world: World) -> AsyncIterator[tuple[World, list[asyncpg.Record]]]:
    """Two full offices, and the tables; a table that stays empty would prove nothing."""
    for place in (world.district, world.neighbour):
        await _fill(world, place)
    tables = [
        dict(row) for row in await world.district.rows(_TENANTED.replace("ORDER", "AND $1::int > 0 ORDER"))
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
