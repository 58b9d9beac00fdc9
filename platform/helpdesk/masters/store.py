"""The only queries on a register's lists and on the maps into them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.channels.register import MapKind, MasterKind, MasterRow
from helpdesk.masters.model import Master, OfficeMap, Taken
from tenants.doors import Scope

_MASTERS = """
    SELECT kind, code, name, parent, typed, active, gone_at FROM register_master
    WHERE tenant_id = $1 AND account_id = $2 AND ($3::text IS NULL OR kind = $3) ORDER BY kind, lower(name), code
"""
# A typed line that the register's list brings is the register's from then on.
_UPSERT = """
    WITH given AS (SELECT * FROM unnest($4::text[], $5::text[], $6::text[]) AS g (code, name, parent)),
    was AS (
        SELECT m.code, m.name, m.parent, m.active FROM register_master m JOIN given g USING (code)
        WHERE m.tenant_id = $1 AND m.account_id = $2 AND m.kind = $3
    ), written AS (
        INSERT INTO register_master (tenant_id, account_id, kind, code, name, parent, typed, seen_at)
        SELECT $1, $2, $3, code, name, parent, $7, $8 FROM given
        ON CONFLICT (tenant_id, account_id, kind, code) DO UPDATE
        SET name = excluded.name, parent = excluded.parent, typed = register_master.typed AND excluded.typed,
            active = true, gone_at = NULL, seen_at = excluded.seen_at
    )
    SELECT count(*) FILTER (WHERE was.code IS NULL) AS added,
           count(*) FILTER (WHERE (was.name, was.parent, was.active) IS DISTINCT FROM (g.name, g.parent, true)
                            AND was.code IS NOT NULL) AS changed
    FROM given g LEFT JOIN was USING (code)
"""
_GONE = """
    UPDATE register_master SET active = false, gone_at = $5
    WHERE tenant_id = $1 AND account_id = $2 AND kind = $3 AND active AND NOT typed AND code <> ALL ($4::text[])
"""


async def masters(scope: Scope, account_id: UUID, kind: MasterKind | None = None) -> list[Master]:
    """Lines of one list or of all, by name, those that are gone too."""
    rows = await scope.fetch(_MASTERS, scope.tenant_id, account_id, kind.value if kind else None)
    return [Master(**(dict(row) | {"kind": MasterKind(row["kind"])})) for row in rows]


async def name_of(scope: Scope, account_id: UUID, kind: MasterKind, code: str) -> str:
    """The name of one line, gone or not; empty for none."""
    found: str | None = await scope.fetchval(
        "SELECT name FROM register_master WHERE tenant_id = $1 AND account_id = $2 AND kind = $3 AND code = $4",
        scope.tenant_id,
        account_id,
        kind.value,
        code,
    )
    return found or ""


async def take(
    scope: Scope, account_id: UUID, kind: MasterKind, rows: Sequence[MasterRow], *, typed: bool
) -> Taken:
    """Write lines: new ones are added, known ones changed. Of the register's own list, what lacks is switched off."""
    codes = [row.code for row in rows]
    names, parents = [row.name for row in rows], [row.parent for row in rows]
    key = (scope.tenant_id, account_id, kind.value)
    [counted] = await scope.fetch(_UPSERT, *key, codes, names, parents, typed, scope.now)
    gone = "UPDATE 0" if typed else await scope.execute(_GONE, *key, codes, scope.now)
    return Taken(added=counted["added"], changed=counted["changed"], gone=int(gone.split()[-1]))


async def office_map(scope: Scope, account_id: UUID, kind: MapKind) -> OfficeMap:
    """One map of the office; an empty one of version 0 until somebody saved it."""
    row = await scope.fetchrow(
        "SELECT pairs::text AS pairs, version FROM register_map"
        " WHERE tenant_id = $1 AND account_id = $2 AND map = $3",
        scope.tenant_id,
        account_id,
        kind.value,
    )
    if row is None:
        return OfficeMap(map=kind)
    pairs = msgspec.json.decode(row["pairs"], type=dict[str, str])
    return OfficeMap(map=kind, pairs=pairs, version=row["version"])


async def save_map(scope: Scope, account_id: UUID, given: OfficeMap) -> bool:
    """Write a map as a whole, unless somebody changed it since `given.version`."""
    written = await scope.fetchval(
        "INSERT INTO register_map AS m (tenant_id, account_id, map, pairs, changed_at)"
        " SELECT $1, $2, $3, $4::text::jsonb, $6 WHERE $5::int = 0"
        " OR EXISTS (SELECT FROM register_map WHERE tenant_id = $1 AND account_id = $2 AND map = $3)"
        " ON CONFLICT (tenant_id, account_id, map) DO UPDATE"
        " SET pairs = excluded.pairs, version = m.version + 1, changed_at = excluded.changed_at"
        " WHERE m.version = $5 RETURNING m.version",
        scope.tenant_id,
        account_id,
        given.map.value,
        msgspec.json.encode(given.pairs).decode(),
        given.version,
        scope.now,
    )
    return written is not None


async def words_heard(scope: Scope, account_id: UUID) -> list[str]:
    """The status words that the register used for cases of the office."""
    rows = await scope.fetch(
        "SELECT DISTINCT coalesce(nullif(raw_name, ''), raw_code) AS word FROM register_link"
        " WHERE tenant_id = $1 AND account_id = $2 AND (raw_name <> '' OR raw_code <> '') ORDER BY 1 LIMIT 200",
        scope.tenant_id,
        account_id,
    )
    return [row["word"] for row in rows]


async def units(scope: Scope) -> dict[str, str]:
    """The office's units by id, in the order of their names."""
    rows = await scope.fetch(
        "SELECT id, name FROM unit WHERE tenant_id = $1 AND active ORDER BY lower(name), id", scope.tenant_id
    )
    return {str(row["id"]): row["name"] for row in rows}


async def fetched(scope: Scope, account_id: UUID) -> Any:
    """When the register's lists were last read, and why the last reading failed: done_at, error_code; or none."""
    return await scope.fetchrow(
        "SELECT done_at, error_code FROM register_chore"
        " WHERE tenant_id = $1 AND account_id = $2 AND chore = 'masters'",
        scope.tenant_id,
        account_id,
    )


async def note_fetched(scope: Scope, account_id: UUID, error_code: str) -> None:
    """The lists were read, or could not be; by whom and when they are due is not changed."""
    await scope.execute(
        "UPDATE register_chore SET done_at = CASE WHEN $3 = '' THEN $4 ELSE done_at END, error_code = $3"
        " WHERE tenant_id = $1 AND account_id = $2 AND chore = 'masters'",
        scope.tenant_id,
        account_id,
        error_code,
        scope.now,
    )
