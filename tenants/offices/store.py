"""The only queries on offices and units."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from tenants.doors import Scope
from tenants.doors.gate import current_pool
from tenants.offices.model import Level, Office, Unit
from tenants.offices.tables import UnitRow

_EVERY = """
    SELECT id, uid, slug, code, name, desk_name, level, region, parent_id, timezone, brand,
           contacts::text AS contacts, languages, host
    FROM tenant
"""
_OFFICES = f"{_EVERY} WHERE active ORDER BY id"


def _office_of(row: Any) -> Office:
    fields = dict(row)
    contacts = msgspec.json.decode(fields.pop("contacts"), type=dict[str, str])
    level, languages = Level(fields.pop("level")), tuple(fields.pop("languages"))
    return Office(level=level, languages=languages, contacts=contacts, **fields)


async def offices() -> list[Office]:
    """Every active office; what stands in it is public."""
    return [_office_of(row) for row in await current_pool().fetch(_OFFICES)]


async def ever(uid: UUID) -> Office | None:
    """An office by the id that letters use, also one that is closed."""
    row = await current_pool().fetchrow(f"{_EVERY} WHERE uid = $1", uid)
    return _office_of(row) if row else None


async def open_below(scope: Scope, uid: UUID, *door: str) -> int | None:
    """Put an office below this one: slug, code, name, desk's name, level, region, time zone; answers its id.

    Exactly the same one again answers the same id; none when slug or code belong to another.
    """
    found: int | None = await scope.fetchval(
        "SELECT open_office_below($1, $2, $3, $4, $5, $6, $7, $8)", uid, *door
    )
    return found


async def units(scope: Scope) -> list[Unit]:
    """The units of the office, in their order."""
    rows = (
        await UnitRow.select(
            *(UnitRow.id, UnitRow.parent_id, UnitRow.name, UnitRow.kind, UnitRow.address),
            *(UnitRow.is_facility, UnitRow.active),
        )
        .where(UnitRow.tenant_id == scope.tenant_id)
        .order_by(UnitRow.position)
        .order_by(UnitRow.name)
    )
    return [Unit(**row) for row in rows]


async def add_unit(scope: Scope, unit: Unit, position: int) -> None:
    """Insert a unit."""
    await UnitRow.insert(_row(scope, unit, position))


async def add_units(scope: Scope, units: Sequence[Unit]) -> None:
    """Insert a new office's units in one statement, in their order; a parent may stand anywhere among them."""
    if units:
        await UnitRow.insert(*(_row(scope, unit, position) for position, unit in enumerate(units)))


def _row(scope: Scope, unit: Unit, position: int) -> UnitRow:
    return UnitRow(
        tenant_id=scope.tenant_id,
        id=unit.id,
        parent_id=unit.parent_id,
        name=unit.name,
        kind=unit.kind,
        address=unit.address,
        is_facility=unit.is_facility,
        position=position,
        active=unit.active,
    )


async def is_active(scope: Scope, unit_id: UUID) -> bool:
    """Is this an active unit of the office now?"""
    found = await scope.fetchval(
        "SELECT active FROM unit WHERE tenant_id = $1 AND id = $2", scope.tenant_id, unit_id
    )
    return bool(found)


async def has_unit(scope: Scope, unit_id: UUID, *, facility: bool = False) -> bool:
    """Is this an active unit of the office, and a facility when one is wanted? It stays so until the end."""
    found = await scope.fetchval(
        "SELECT true FROM unit WHERE tenant_id = $1 AND id = $2 AND active AND (is_facility OR NOT $3)"
        " FOR KEY SHARE",
        scope.tenant_id,
        unit_id,
        facility,
    )
    return found is not None


async def unit_name(scope: Scope, unit_id: UUID | None) -> str:
    """The name of a unit; empty for none."""
    if unit_id is None:
        return ""
    name: str | None = await scope.fetchval(
        "SELECT name FROM unit WHERE tenant_id = $1 AND id = $2", scope.tenant_id, unit_id
    )
    return name or ""
