"""Load and save the list of authorities."""

from uuid import UUID

from helpdesk.authorities.model import Authority
from tenants.doors import Scope

_COLUMNS = "id, name, reach, active, version"
_ALL = f"SELECT {_COLUMNS} FROM authority WHERE tenant_id = $1 ORDER BY active DESC, lower(name), id"  # noqa: S608
_ONE = f"SELECT {_COLUMNS} FROM authority WHERE tenant_id = $1 AND id = $2"  # noqa: S608
_ADD = "INSERT INTO authority (tenant_id, id, name, reach) VALUES ($1, $2, $3, $4)"
_CHANGE = """
    UPDATE authority SET name = $4, reach = $5, active = $6, version = version + 1
    WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING version
"""
_OTHERS = """
    SELECT count(*) AS many, coalesce(bool_or(lower(name) = lower($3)), false) AS taken
    FROM authority WHERE tenant_id = $1 AND id <> $2 AND active
"""


async def hold(scope: Scope) -> None:
    """One change of the office's list at a time: names are judged together."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711019, $1)", scope.tenant_id)


async def authorities(scope: Scope) -> list[Authority]:
    """The office's list by name, those that are still named first."""
    return [Authority(**dict(row)) for row in await scope.fetch(_ALL, scope.tenant_id)]


async def authority(scope: Scope, authority_id: UUID) -> Authority | None:
    """One of the office's list."""
    row = await scope.fetchrow(_ONE, scope.tenant_id, authority_id)
    return Authority(**dict(row)) if row else None


async def add(scope: Scope, authority: Authority) -> None:
    """Insert a new one."""
    await scope.execute(_ADD, scope.tenant_id, authority.id, authority.name, authority.reach)


async def change(scope: Scope, authority: Authority) -> bool:
    """Write it, unless somebody changed it since `authority.version`."""
    values = (authority.version, authority.name, authority.reach, authority.active)
    written = await scope.fetchval(_CHANGE, scope.tenant_id, authority.id, *values)
    return written is not None


async def others(scope: Scope, authority_id: UUID, name: str) -> tuple[int, bool]:
    """How many others are named, and whether one of them bears this name."""
    row = await scope.fetchrow(_OTHERS, scope.tenant_id, authority_id, name)
    return (row["many"], row["taken"]) if row else (0, False)
