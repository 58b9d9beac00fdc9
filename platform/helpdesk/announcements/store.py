"""The only queries on announcements; those of offices above come through listed functions."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from helpdesk.announcements.model import Announcement, Audience, Importance
from tenants.doors import Scope

_COLUMNS = (
    "id, title, body, importance, audience, province, offices, begins_at, ends_at, by_name, written_at, changed_at,"
    " withdrawn_at, version"
)
_ONE = f"SELECT {_COLUMNS} FROM announcement WHERE tenant_id = $1 AND id = $2"  # noqa: S608
_NEWEST = (
    f"SELECT {_COLUMNS} FROM announcement WHERE tenant_id = $1"  # noqa: S608
    " ORDER BY written_at DESC, id DESC LIMIT $2"
)
_ADD = (
    f"INSERT INTO announcement (tenant_id, {_COLUMNS})"  # noqa: S608
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
)
_CHANGE = """
    UPDATE announcement SET title = $4, body = $5, importance = $6, ends_at = $7, changed_at = $8,
        withdrawn_at = $9, version = version + 1
    WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING version
"""
_READ = """
    INSERT INTO announcement_read (tenant_id, announcement_id, membership_id, version, at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant_id, announcement_id, membership_id) DO UPDATE
    SET version = excluded.version, at = excluded.at WHERE announcement_read.version < excluded.version
"""


async def hold(scope: Scope) -> None:
    """One writer of the office's announcements at a time: how many there are is judged with them."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711011, $1)", scope.tenant_id)


async def announcement(scope: Scope, announcement_id: UUID) -> Announcement | None:
    """One of the office's own."""
    row = await scope.fetchrow(_ONE, scope.tenant_id, announcement_id)
    return _of(row) if row else None


async def newest(scope: Scope, most: int) -> list[Announcement]:
    """The office's own, the newest first."""
    return [_of(row) for row in await scope.fetch(_NEWEST, scope.tenant_id, most)]


async def how_many_open(scope: Scope) -> int:
    """How many run or are to come."""
    found: int = await scope.fetchval(
        "SELECT count(*) FROM announcement WHERE tenant_id = $1 AND withdrawn_at IS NULL AND ends_at > $2",
        scope.tenant_id,
        scope.now,
    )
    return found


async def add(scope: Scope, it: Announcement) -> None:
    """Insert a new one."""
    await scope.execute(
        _ADD,
        scope.tenant_id,
        *(it.id, it.title, it.text, it.importance.value, it.audience.value, it.province, list(it.offices)),
        *(it.begins_at, it.ends_at, it.by_name, it.written_at, it.changed_at, it.withdrawn_at, it.version),
    )


async def change(scope: Scope, it: Announcement) -> bool:
    """Write its words, its end or that it was taken back, unless somebody changed it since `it.version`."""
    written = await scope.fetchval(
        _CHANGE,
        *(scope.tenant_id, it.id, it.version, it.title, it.text, it.importance.value, it.ends_at),
        *(it.changed_at, it.withdrawn_at),
    )
    return written is not None


async def heard(scope: Scope) -> list[Any]:
    """What the offices above tell this one now."""
    return await scope.fetch("SELECT * FROM announcements_here()")


async def read_versions(scope: Scope, membership_id: UUID, ids: Collection[UUID]) -> dict[UUID, int]:
    """Which wording of each somebody has read."""
    rows = await scope.fetch(
        "SELECT announcement_id, version FROM announcement_read"
        " WHERE tenant_id = $1 AND membership_id = $2 AND announcement_id = ANY ($3::uuid[])",
        scope.tenant_id,
        membership_id,
        list(ids),
    )
    return {row["announcement_id"]: row["version"] for row in rows}


async def mark_read(scope: Scope, announcement_id: UUID, membership_id: UUID, version: int) -> None:
    """Somebody has read this wording; an older one never takes its place."""
    await scope.execute(_READ, scope.tenant_id, announcement_id, membership_id, version, scope.now)


async def readers(scope: Scope, announcement_id: UUID) -> list[Any]:
    """How far each office has read one of ours."""
    return await scope.fetch("SELECT * FROM announcement_readers($1)", announcement_id)


def _of(row: Any) -> Announcement:
    fields = dict(row)
    return Announcement(
        text=fields.pop("body"),
        importance=Importance(fields.pop("importance")),
        audience=Audience(fields.pop("audience")),
        offices=tuple(fields.pop("offices")),
        **fields,
    )
