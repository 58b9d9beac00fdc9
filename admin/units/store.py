"""The only queries of the administration on units."""

from typing import Any
from uuid import UUID

from admin.units.model import OfficeUnit
from admin.units.rules import Wanted
from tenants.doors import Scope

_UNITS = """
    SELECT u.id, u.parent_id, u.name, u.kind, u.address, u.is_facility, u.active, u.version, u.position,
           (SELECT count(*) FROM cases c WHERE c.tenant_id = $1 AND c.unit_id = u.id AND c.closed_at IS NULL)
               AS open_cases,
           (SELECT count(*) FROM membership m WHERE m.tenant_id = $1 AND m.active AND u.id = ANY (m.unit_ids))
               AS people
    FROM unit u WHERE u.tenant_id = $1 ORDER BY u.position, lower(u.name), u.id
"""
_ADD = """
    INSERT INTO unit (tenant_id, id, name, kind, parent_id, address, is_facility, position)
    VALUES ($1, $2, $3, $4, $5, $6, $7,
            (SELECT coalesce(max(position) + 1, 0) FROM unit WHERE tenant_id = $1))
"""
_CHANGE = """
    UPDATE unit SET name = $4, kind = $5, parent_id = $6, address = $7, is_facility = $8, version = version + 1
    WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING version
"""
_SWITCH = """
    UPDATE unit SET active = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3
    RETURNING version
"""


async def hold(scope: Scope, closing: UUID | None = None) -> None:
    """Let nobody else change the tree until the transaction ends, nor pass anything to a unit that closes."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711005, $1)", scope.tenant_id)
    if closing is not None:
        sql = "SELECT id FROM unit WHERE tenant_id = $1 AND id = $2 FOR UPDATE"
        await scope.fetch(sql, scope.tenant_id, closing)


async def units(scope: Scope) -> list[OfficeUnit]:
    """Every unit, active or not, with what it holds."""
    return [_unit(row) for row in await scope.fetch(_UNITS, scope.tenant_id)]


async def add(scope: Scope, unit_id: UUID, wanted: Wanted) -> None:
    """Insert a new one, behind the others."""
    await scope.execute(_ADD, scope.tenant_id, unit_id, *wanted, wanted.is_facility)


async def change(scope: Scope, unit_id: UUID, version: int, wanted: Wanted) -> bool:
    """Write it, unless somebody changed it since `version`."""
    values = (scope.tenant_id, unit_id, version, *wanted, wanted.is_facility)
    return await scope.fetchval(_CHANGE, *values) is not None


async def switch(scope: Scope, unit_id: UUID, version: int, *, active: bool) -> bool:
    """Close it or open it again, unless somebody changed it since `version`."""
    return await scope.fetchval(_SWITCH, scope.tenant_id, unit_id, version, active) is not None


def _unit(row: Any) -> OfficeUnit:
    return OfficeUnit(**dict(row))
