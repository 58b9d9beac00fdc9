"""The only queries on far offices. Keys are opened with the sealer that is handed in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.elsewhere.model import Far, FarState, KeyRing, Plate
from kit.sealing import Sealer
from tenants.doors import Scope, directory_call
from tenants.offices.model import Kin

_PLATE = ("uid", "slug", "code", "name", "desk_name", "level", "timezone", "region")
_COLUMNS = (
    "id, state, uid, slug, code, name, desk_name, level, timezone, region, address, receives, keys, rotated_at,"
    " invited_until, last_out_at, last_in_at, unsigned_at, last_error, kin, kin_there"
)
_ALL = f"SELECT {_COLUMNS} FROM far_office WHERE tenant_id = $1"  # noqa: S608 - column names of ours


async def whose(far_id: UUID) -> int | None:
    """The office here that a door belongs to; none for a door that is shut, or was never there."""
    found: int | None = await directory_call("directory_far_office", far_id)
    return found


async def every(scope: Scope, sealer: Sealer) -> list[Far]:
    """All connections of the office, by name."""
    rows = await scope.fetch(f"{_ALL} ORDER BY name, id", scope.tenant_id)
    return [_far(scope.tenant_id, row, sealer) for row in rows]


async def one(scope: Scope, far_id: UUID, sealer: Sealer, *, hold: bool = False) -> Far | None:
    """One connection."""
    sql = f"{_ALL} AND id = $2{' FOR UPDATE' if hold else ''}"
    row = await scope.fetchrow(sql, scope.tenant_id, far_id)
    return _far(scope.tenant_id, row, sealer) if row else None


async def connected(scope: Scope, uid: UUID, sealer: Sealer) -> Far | None:
    """The connection to an office, if there is one that works."""
    row = await scope.fetchrow(f"{_ALL} AND uid = $2 AND state = 'connected'", scope.tenant_id, uid)
    return _far(scope.tenant_id, row, sealer) if row else None


async def plates(scope: Scope, uid: UUID | None = None) -> Sequence[Any]:
    """What is known of offices elsewhere, or of one: `_PLATE`, address, state, receives, how it stands; no keys."""
    return await scope.fetch(
        "SELECT uid, slug, code, name, desk_name, level, timezone, region, address, state, receives, kin, kin_there"
        " FROM far_office"
        " WHERE tenant_id = $1 AND uid IS NOT NULL AND ($2::uuid IS NULL OR uid = $2) ORDER BY name, id",
        scope.tenant_id,
        uid,
    )


async def put(scope: Scope, far: Far, sealer: Sealer) -> None:
    """Insert a connection, or write a held one back."""
    plate = far.plate
    values = (
        [getattr(plate, field) for field in _PLATE]
        if plate
        else [None, "", "", far.name, "", "district", "", ""]
    )
    await scope.execute(
        "INSERT INTO far_office (tenant_id, id, state, uid, slug, code, name, desk_name, level, timezone, region,"
        " address, receives, keys, rotated_at, invited_until, kin, kin_there, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
        " ON CONFLICT (tenant_id, id) DO UPDATE SET state = $3, uid = $4, slug = $5, code = $6, name = $7,"
        " desk_name = $8, level = $9, timezone = $10, region = $11, address = $12, receives = $13, keys = $14,"
        " rotated_at = $15, invited_until = $16, kin = $17, kin_there = $18",
        scope.tenant_id,
        far.id,
        far.state.value,
        *values,
        far.address,
        far.receives,
        sealer.seal(msgspec.json.encode(far.keys), where=_place(scope.tenant_id, far.id)),
        far.rotated_at,
        far.invited_until,
        far.kin.value,
        far.kin_there.value,
        scope.now,
    )


async def forget(scope: Scope, uid: UUID) -> None:
    """Remove a connection that was cut, to make room for a new one with that office."""
    await scope.execute(
        "DELETE FROM far_office WHERE tenant_id = $1 AND uid = $2 AND state = 'cut'", scope.tenant_id, uid
    )


async def remove(scope: Scope, far_id: UUID) -> None:
    """Remove an invitation that nobody used."""
    await scope.execute(
        "DELETE FROM far_office WHERE tenant_id = $1 AND id = $2 AND state = 'invited'",
        scope.tenant_id,
        far_id,
    )


async def note_out(scope: Scope, far_id: UUID, error: str, receives: bool | None) -> None:
    """What became of the last call to it."""
    await scope.execute(
        "UPDATE far_office SET last_error = $3, last_out_at = CASE WHEN $3 = '' THEN $4 ELSE last_out_at END,"
        " receives = coalesce($5, receives) WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        far_id,
        error,
        scope.now,
        receives,
    )


async def note_in(scope: Scope, far_id: UUID, *, genuine: bool) -> None:
    """It called, or somebody did in its name."""
    await scope.execute(
        "UPDATE far_office SET last_in_at = CASE WHEN $3 THEN $4 ELSE last_in_at END,"
        " unsigned_at = CASE WHEN $3 THEN unsigned_at ELSE $4 END WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        far_id,
        genuine,
        scope.now,
    )


def _far(tenant_id: int, row: Any, sealer: Sealer) -> Far:
    fields = dict(row)
    plate = {name: fields.pop(name) for name in _PLATE}
    opened = sealer.open(fields.pop("keys"), where=_place(tenant_id, row["id"]))
    return Far(
        name=plate["name"],
        plate=Plate(**plate) if plate["uid"] else None,
        keys=msgspec.json.decode(opened, type=KeyRing),
        state=FarState(fields.pop("state")),
        kin=Kin(fields.pop("kin")),
        kin_there=Kin(fields.pop("kin_there")),
        **fields,
    )


def _place(tenant_id: int, far_id: UUID) -> str:
    return f"{tenant_id}/far_office/keys/{far_id}"
