"""The only statements on delegations, each in one office; and on the posts of guests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec.structs import asdict

from tenants.delegations.model import Delegation, Ender, Named, Side
from tenants.doors import Scope
from tenants.permissions.model import Role

_FIELDS = Delegation.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)
_NAMED = (
    f"SELECT {', '.join(f'd.{field}' for field in _FIELDS)}, coalesce(p.name, '') AS name"  # noqa: S608
    " FROM delegation d LEFT JOIN person p ON p.id = d.person_id WHERE d.tenant_id = $1"
)
_OPEN = "d.closed_at IS NULL AND d.ends_at > $2"
_ADD = (
    f"INSERT INTO delegation (tenant_id, due_at, {_COLUMNS})"  # noqa: S608
    f" VALUES ($1, $2, {', '.join(f'${place}' for place in range(3, len(_FIELDS) + 3))}) ON CONFLICT DO NOTHING"
)
_SAVE = """
    UPDATE delegation SET person_id = $3, guest_at = $4, office_at = $5, closed_at = $6, closed_by = $7,
        due_at = coalesce($8, due_at), version = version + 1
    WHERE tenant_id = $1 AND id = $2
"""
_DUE = f"SELECT {_COLUMNS} FROM delegation WHERE tenant_id = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3"  # noqa: S608
_TAKEN = """
    SELECT EXISTS (SELECT FROM delegation d WHERE d.tenant_id = $1 AND d.closed_at IS NULL AND d.ends_at > $2
                   AND d.side = 'host' AND d.email = $3 AND d.other_id = $4)
"""
_OWN_PERSON = """
    SELECT m.id, m.person_id FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.tenant_id = $1 AND p.email = $2 AND m.active AND m.delegation_id IS NULL
      AND (m.valid_until IS NULL OR m.valid_until > $3)
"""
# A post of one's own is never made into a guest's; one that has ended may be.
_POST = """
    INSERT INTO membership (tenant_id, id, person_id, roles, unit_ids, valid_from, valid_until, delegation_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (tenant_id, person_id) DO UPDATE SET roles = excluded.roles, unit_ids = excluded.unit_ids,
        active = true, valid_from = excluded.valid_from, valid_until = excluded.valid_until, phone = '',
        delegation_id = excluded.delegation_id
    WHERE membership.delegation_id IS NOT NULL OR NOT membership.active OR membership.valid_until <= $9
    RETURNING id
"""
_SHUT = (
    "UPDATE membership SET active = false WHERE tenant_id = $1 AND delegation_id = $2 AND active RETURNING id"
)
_END_SESSIONS = """
    UPDATE session s SET revoked_at = now() FROM membership m
    WHERE s.tenant_id = $1 AND s.revoked_at IS NULL AND m.tenant_id = $1 AND m.id = $2 AND s.person_id = m.person_id
"""


async def listed(scope: Scope, side: Side, most: int) -> list[Named]:
    """One side's delegations: the open ones in the order in which they begin, then the newest of the others."""
    sql = f"{_NAMED} AND d.side = $3 ORDER BY ({_OPEN}) DESC, CASE WHEN {_OPEN} THEN d.begins_at END, d.ends_at DESC,"
    rows = await scope.fetch(f"{sql} d.id LIMIT $4", scope.tenant_id, scope.now, side.value, most)
    return [_named(row) for row in rows]


async def one(scope: Scope, delegation_id: UUID) -> Named | None:
    """This office's row."""
    row = await scope.fetchrow(f"{_NAMED} AND d.id = $2", scope.tenant_id, delegation_id)
    return _named(row) if row else None


async def hold(scope: Scope, delegation_id: UUID) -> Named | None:
    """The same, and nobody else changes it until the transaction ends."""
    row = await scope.fetchrow(f"{_NAMED} AND d.id = $2 FOR UPDATE OF d", scope.tenant_id, delegation_id)
    return _named(row) if row else None


async def lent_of(scope: Scope, person_id: UUID) -> list[Named]:
    """Somebody's open delegations to other offices."""
    sql = f"{_NAMED} AND {_OPEN} AND d.side = 'home' AND d.person_id = $3 ORDER BY d.begins_at, d.id"
    return [_named(row) for row in await scope.fetch(sql, scope.tenant_id, scope.now, person_id)]


async def undecided(scope: Scope) -> int:
    """How many requests wait for this office's yes or no."""
    sql = f"SELECT count(*) FROM delegation d WHERE d.tenant_id = $1 AND {_OPEN} AND d.side = 'home'"  # noqa: S608
    found: int = await scope.fetchval(f"{sql} AND d.office_at IS NULL", scope.tenant_id, scope.now)
    return found


async def count_open(scope: Scope) -> int:
    """How many this office has asked for that are not over."""
    sql = f"SELECT count(*) FROM delegation d WHERE d.tenant_id = $1 AND {_OPEN} AND d.side = 'host'"  # noqa: S608
    found: int = await scope.fetchval(sql, scope.tenant_id, scope.now)
    return found


async def one_at_a_time(scope: Scope) -> None:
    """Until the transaction ends nobody else of this office asks for anybody: two would ask for the same person."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711010, $1)", scope.tenant_id)


async def is_asked(scope: Scope, email: str, home_id: int) -> bool:
    """Whether this office has an open one with this person already."""
    return bool(await scope.fetchval(_TAKEN, scope.tenant_id, scope.now, email, home_id))


async def own_person(scope: Scope, email: str) -> tuple[UUID, UUID] | None:
    """Post and person of somebody who works for this office now, and is no guest here."""
    row = await scope.fetchrow(_OWN_PERSON, scope.tenant_id, email, scope.now)
    return (row["id"], row["person_id"]) if row else None


async def units(scope: Scope) -> dict[UUID, str]:
    """The office's active units, in their order."""
    sql = "SELECT id, name FROM unit WHERE tenant_id = $1 AND active ORDER BY position, name, id"
    return {row["id"]: row["name"] for row in await scope.fetch(sql, scope.tenant_id)}


async def add(scope: Scope, delegation: Delegation, due_at: datetime | None) -> bool:
    """A new row, to be told to the other office when it is `due_at`; false when there is one with this id."""
    values = asdict(delegation)
    values |= {
        "side": delegation.side.value,
        "role": delegation.role.value,
        "unit_ids": list(delegation.unit_ids),
        "units": list(delegation.units),
    }
    tag = await scope.execute(_ADD, scope.tenant_id, due_at, *(values[field] for field in _FIELDS))
    return tag == "INSERT 0 1"


async def save(scope: Scope, delegation: Delegation, due_at: datetime | None = None) -> None:
    """What became of it; to be told to the other office when it is `due_at`."""
    ender = delegation.closed_by.value if delegation.closed_by else None
    moments = (delegation.guest_at, delegation.office_at, delegation.closed_at, ender)
    await scope.execute(_SAVE, scope.tenant_id, delegation.id, delegation.person_id, *moments, due_at)


async def due(scope: Scope, most: int) -> list[Delegation]:
    """What the other offices have not been told."""
    return [_delegation(row) for row in await scope.fetch(_DUE, scope.tenant_id, scope.now, most)]


async def is_told(scope: Scope, delegation: Delegation) -> None:
    """The other office knows this version."""
    await scope.execute(
        "UPDATE delegation SET due_at = NULL WHERE tenant_id = $1 AND id = $2 AND version = $3",
        scope.tenant_id,
        delegation.id,
        delegation.version,
    )


async def give_post(scope: Scope, own: Delegation, membership_id: UUID) -> UUID | None:
    """The guest's post; none when the person has a post of their own here. Older sessions of theirs are over."""
    words, units = [own.role.value], list(own.unit_ids)
    times = (own.begins_at, own.ends_at, own.id, scope.now)
    found: UUID | None = await scope.fetchval(
        _POST, scope.tenant_id, membership_id, own.person_id, words, units, *times
    )
    if found is not None:
        await scope.execute(_END_SESSIONS, scope.tenant_id, found)
    return found


async def take_post(scope: Scope, delegation_id: UUID) -> UUID | None:
    """End the guest's post and every session in it; none when there is no such post any more."""
    found: UUID | None = await scope.fetchval(_SHUT, scope.tenant_id, delegation_id)
    if found is not None:
        await scope.execute(_END_SESSIONS, scope.tenant_id, found)
    return found


async def lent_by_those_gone(scope: Scope, membership_id: UUID) -> Sequence[UUID]:
    """Open delegations of somebody whose post in this office has ended."""
    rows = await scope.fetch(
        "SELECT d.id FROM delegation d JOIN membership m ON m.tenant_id = d.tenant_id AND m.person_id = d.person_id"
        " WHERE d.tenant_id = $1 AND d.closed_at IS NULL AND d.ends_at > $2 AND d.side = 'home' AND m.id = $3"
        " AND NOT m.active ORDER BY d.id",
        scope.tenant_id,
        scope.now,
        membership_id,
    )
    return [row["id"] for row in rows]


def _delegation(row: Any) -> Delegation:
    fields = {field: row[field] for field in _FIELDS}
    return Delegation(
        **{
            **fields,
            "side": Side(row["side"]),
            "role": Role(row["role"]),
            "unit_ids": tuple(row["unit_ids"]),
            "units": tuple(row["units"]),
            "closed_by": Ender(row["closed_by"]) if row["closed_by"] else None,
        }
    )


def _named(row: Any) -> Named:
    return Named(delegation=_delegation(row), name=row["name"])
