"""Which rows of an office hang on a case, read from the catalogue, and a word planted into every text of theirs."""

import json
from typing import Any

import asyncpg

_KEYS = """
    SELECT c.relname AS child, f.relname AS parent,
           ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k (n, p) JOIN pg_attribute a
                 ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY p) AS columns,
           ARRAY(SELECT a.attname::text FROM unnest(o.confkey) WITH ORDINALITY k (n, p) JOIN pg_attribute a
                 ON a.attrelid = f.oid AND a.attnum = k.n ORDER BY p) AS targets
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_class f ON f.oid = o.confrelid
    WHERE o.contype = 'f' AND array_length(o.conkey, 1) = 2 AND c.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT t.table_name, n.parent, ARRAY['tenant_id', n.name], ARRAY['tenant_id', 'id']
    FROM information_schema.columns t
    JOIN (VALUES ('case_id', 'cases'), ('conversation_id', 'conversation'), ('contact_id', 'contact'),
        ('link_id', 'link')) AS n (name, parent) ON t.column_name = n.name WHERE t.table_schema = 'public'
"""
"""The declared references inside a tenant, and those that only a column's name tells."""
_TEXTS = """
    SELECT column_name AS name, CASE data_type WHEN 'ARRAY' THEN udt_name ELSE data_type END AS kind
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'
      AND (data_type IN ('text', 'json', 'jsonb', 'bytea') OR udt_name = '_text')
"""
Reached = dict[str, set[str]]
"""The rows of each table, by where they lie."""


async def reached_from(
    database: "asyncpg.Connection[Any]",
    tenant_id: int,
    case_id: object,
    stops: set[str],
    up_not_from: set[str],
) -> Reached:
    """What hangs on a case: rows that name it, rows that those name, and so on.

    Not into `stops`, tables of the office itself; rows of `up_not_from` are reached, and lead to no other.
    """
    found: Reached = {"cases": {await _at(database, "cases", tenant_id, case_id)}}
    keys, grown = await database.fetch(_KEYS), True
    while grown:
        before = {table: len(rows) for table, rows in found.items()}
        for key in keys:
            child, parent = key["child"], key["parent"]
            if child != parent and not {child, parent} & stops:
                await _add(database, tenant_id, key, found, child, parent)
                if child not in up_not_from:
                    await _add(database, tenant_id, key, found, parent, child)
        grown = before != {table: len(rows) for table, rows in found.items()}
    return found


async def _at(database: "asyncpg.Connection[Any]", table: str, tenant_id: int, row_id: object) -> str:
    at: str = await database.fetchval(
        f"SELECT ctid::text FROM {table} WHERE tenant_id = $1 AND id = $2", tenant_id, row_id
    )
    return at


async def _add(
    database: "asyncpg.Connection[Any]", tenant_id: int, key: Any, found: Reached, table: str, known: str
) -> None:
    """Rows of `table` that the reference joins with rows of `known`, whichever of them names the other."""
    if known not in found:
        return
    ours, theirs = ("columns", "targets") if table == key["child"] else ("targets", "columns")
    same = " AND ".join(f"t.{one} = k.{other}" for one, other in zip(key[ours], key[theirs], strict=True))
    rows = await database.fetch(
        f"SELECT DISTINCT t.ctid::text AS at FROM {table} t JOIN {known} k ON {same}"
        " WHERE t.tenant_id = $1 AND k.tenant_id = $1 AND k.ctid = ANY (($2::text[])::tid[])",
        tenant_id,
        sorted(found[known]),
    )
    if rows:
        found.setdefault(table, set()).update(row["at"] for row in rows)


async def plant(
    database: "asyncpg.Connection[Any]", reached: Reached, word: str, words_of_ours: set[str]
) -> set[str]:
    """Put the word into every text of the rows, except into `words_of_ours` and where the table's own rules refuse it;
    answers the columns, as `table.column`."""
    planted = set()
    for table, rows in reached.items():
        columns = [tuple(row) for row in await database.fetch(_TEXTS, table)]
        for name, kind in columns:
            if f"{table}.{name}" in words_of_ours:
                continue
            try:
                async with database.transaction():
                    await _write(database, table, name, kind, rows, word)
                    raise _Tried
            except asyncpg.CheckViolationError:
                continue
            except _Tried:
                planted.add((table, name, kind))
    for table in {table for table, _, _ in planted}:
        theirs = sorted((name, kind) for at, name, kind in planted if at == table)
        at = sorted(reached[table])
        for name, kind in theirs:
            at = await _write(database, table, name, kind, at, word)
    return {f"{table}.{name}" for table, name, _ in planted}


class _Tried(Exception):
    pass


async def _write(
    database: "asyncpg.Connection[Any]", table: str, name: str, kind: str, rows: Any, word: str
) -> list[str]:
    after = []
    for at in rows:
        old = await database.fetchval(f"SELECT {name} FROM {table} WHERE ctid = $1::text::tid", at)
        new = await database.fetchval(
            f"UPDATE {table} SET {name} = $2 WHERE ctid = $1::text::tid RETURNING ctid::text",
            at,
            _with(old, kind, word),
        )
        after.append(new)
    return after


def _with(old: Any, kind: str, word: str) -> Any:
    if kind == "_text":
        return [*(old or []), word]
    if kind in ("json", "jsonb"):
        return json.dumps(_deep(json.loads(old), word) if old else {"said": word})
    if kind == "bytea":
        try:
            return json.dumps(_deep(json.loads(old), word)).encode()
        except (TypeError, ValueError):
            return (old or b"") + word.encode()
    return f"{old or ''}{word}"


def _deep(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return {key: _deep(each, word) for key, each in value.items()} or {"said": word}
    if isinstance(value, list):
        return [_deep(each, word) for each in value] or [word]
    return f"{value}{word}" if isinstance(value, str) else value


async def columns_with(database: "asyncpg.Connection[Any]", tenant_id: int, *words: str) -> set[str]:
    """Every column of the office, of whatever table, in which one of the words stands, as `table.column`."""
    found = set()
    columns = await database.fetch(
        "SELECT t.table_name AS table, t.column_name AS name, t.data_type AS kind FROM information_schema.columns t"
        " JOIN information_schema.columns o ON o.table_schema = t.table_schema AND o.table_name = t.table_name"
        " AND o.column_name = 'tenant_id' WHERE t.table_schema = 'public'"
    )
    for column in columns:
        shown = (
            f"encode({column['name']}, 'escape')" if column["kind"] == "bytea" else f"{column['name']}::text"
        )
        wanted = [f"%{word}%" for word in words]
        sql = f"SELECT EXISTS (SELECT FROM {column['table']} WHERE tenant_id = $1 AND {shown} ILIKE ANY ($2))"
        if await database.fetchval(sql, tenant_id, wanted):
            found.add(f"{column['table']}.{column['name']}")
    return found
