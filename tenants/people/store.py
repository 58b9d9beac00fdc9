"""The only queries on the people of one office; row security shows colleagues and nobody else."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants.doors import Scope
from tenants.people.model import Line, Member, Person, Post, Reachable
from tenants.permissions.model import Role

_PERSON = "SELECT id, email, name, language, theme FROM person WHERE id = $1"
_MEMBERS = """
    SELECT m.id AS membership_id, m.roles, m.active, m.valid_until,
           m.active AND (m.valid_until IS NULL OR m.valid_until > sahut_now())
               AND (m.valid_from IS NULL OR m.valid_from <= sahut_now()) AS works_now,
           p.id, p.email, staff_name(p.name, m.tenant_id, m.delegation_id) AS name, p.language, p.theme,
           ARRAY(SELECT u.name FROM unit u WHERE u.tenant_id = m.tenant_id AND u.id = ANY (m.unit_ids)
                 ORDER BY u.position, u.name) AS units
    FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.tenant_id = $1 ORDER BY p.name, p.email
"""
_UNITS = "SELECT id, name FROM unit WHERE tenant_id = $1 AND active AND name = ANY ($2)"
_STANDING = """
    SELECT roles, unit_ids FROM membership
    WHERE tenant_id = $1 AND id = $2 AND active AND (valid_until IS NULL OR valid_until > $3)
      AND (valid_from IS NULL OR valid_from <= $3)
"""
_REACHABLE = """
    SELECT m.id AS membership_id, m.phone, p.language, m.roles, m.unit_ids
    FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.tenant_id = $1 AND m.phone <> '' AND m.active AND (m.valid_until IS NULL OR m.valid_until > $2)
      AND (m.valid_from IS NULL OR m.valid_from <= $2) AND (m.notices OR $5)
      AND ($3::uuid IS NULL OR m.id = $3) AND ($4::uuid IS NULL OR $4 = ANY (m.unit_ids))
    ORDER BY m.id
"""
_SAVE = """
    INSERT INTO membership (tenant_id, id, person_id, roles, unit_ids, active, valid_until)
    VALUES ($1, $2, $3, $4, $5, true, $6)
    ON CONFLICT (tenant_id, person_id) DO UPDATE SET roles = excluded.roles, unit_ids = excluded.unit_ids,
        active = true, valid_until = excluded.valid_until, valid_from = NULL, delegation_id = NULL
    WHERE membership.delegation_id IS NULL OR NOT membership.active OR membership.valid_until <= $7
    RETURNING id
"""


async def person(scope: Scope, person_id: UUID) -> Person | None:
    """A colleague of this office."""
    row = await scope.fetchrow(_PERSON, person_id)
    return _person(row) if row else None


async def person_of_member(scope: Scope, membership_id: UUID) -> Person | None:
    """The person of a post in this office."""
    row = await scope.fetchrow(
        "SELECT p.id, p.email, p.name, p.language, p.theme FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.tenant_id = $1 AND m.id = $2",
        scope.tenant_id,
        membership_id,
    )
    return _person(row) if row else None


async def members(scope: Scope) -> list[Member]:
    """Everybody who works or worked for the office, by name."""
    return [_member(row) for row in await scope.fetch(_MEMBERS, scope.tenant_id)]


async def units_named(scope: Scope, names: Sequence[str]) -> dict[str, UUID]:
    """Active units by their names, as far as there are such."""
    rows = await scope.fetch(_UNITS, scope.tenant_id, list(names))
    return {row["name"]: row["id"] for row in rows}


async def standing_of(scope: Scope, membership_id: UUID) -> tuple[list[str], frozenset[UUID]] | None:
    """Roles and units of somebody who works for the office now; none when there is no such person."""
    row = await scope.fetchrow(_STANDING, scope.tenant_id, membership_id, scope.now)
    return (row["roles"], frozenset(row["unit_ids"])) if row else None


async def posts(scope: Scope) -> list[Post]:
    """Everybody who works for the office now."""
    rows = await scope.fetch(
        "SELECT id AS membership_id, roles, unit_ids FROM membership WHERE tenant_id = $1 AND active"
        " AND (valid_until IS NULL OR valid_until > $2) AND (valid_from IS NULL OR valid_from <= $2) ORDER BY id",
        scope.tenant_id,
        scope.now,
    )
    return [
        Post(
            membership_id=row["membership_id"],
            roles=tuple(row["roles"]),
            unit_ids=frozenset(row["unit_ids"]),
        )
        for row in rows
    ]


async def reachable(
    scope: Scope,
    *,
    membership_id: UUID | None = None,
    unit_id: UUID | None = None,
    even_unwilling: bool = False,
) -> list[Reachable]:
    """Who works for the office now, has a telephone number and wants notices; one person, or those of a unit."""
    rows = await scope.fetch(_REACHABLE, scope.tenant_id, scope.now, membership_id, unit_id, even_unwilling)
    return [
        Reachable(
            membership_id=row["membership_id"],
            phone=row["phone"],
            language=row["language"],
            roles=tuple(row["roles"]),
            unit_ids=frozenset(row["unit_ids"]),
        )
        for row in rows
    ]


async def colleagues_with_phones(scope: Scope, phones: Iterable[str]) -> dict[str, UUID]:
    """Which of these numbers stand with somebody who works for the office now, and with which membership."""
    rows = await scope.fetch(
        "SELECT phone, id FROM membership WHERE tenant_id = $1 AND phone = ANY ($2) AND phone <> ''"
        " AND active AND (valid_until IS NULL OR valid_until > $3)",
        scope.tenant_id,
        list(phones),
        scope.now,
    )
    return {row["phone"]: row["id"] for row in rows}


async def line(scope: Scope, membership_id: UUID) -> Line | None:
    """A member's number and wish."""
    row = await scope.fetchrow(
        "SELECT phone, notices FROM membership WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        membership_id,
    )
    return Line(phone=row["phone"], notices=row["notices"]) if row else None


async def set_phone(scope: Scope, membership_id: UUID, phone: str) -> None:
    """Write a member's number."""
    await scope.execute(
        "UPDATE membership SET phone = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        membership_id,
        phone,
    )


async def set_notices(scope: Scope, membership_id: UUID, wanted: bool) -> None:
    """Write a member's wish."""
    await scope.execute(
        "UPDATE membership SET notices = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        membership_id,
        wanted,
    )


async def save_membership(
    scope: Scope,
    membership_id: UUID,
    person_id: UUID,
    roles: Sequence[Role],
    unit_ids: Sequence[UUID],
    valid_until: datetime | None,
) -> UUID | None:
    """Add a person to the office, or change what the person is in it; answers the membership's id.

    None for somebody who is a guest here: that post is ended by ending the delegation.
    """
    words = [role.value for role in roles]
    saved: UUID | None = await scope.fetchval(
        _SAVE, scope.tenant_id, membership_id, person_id, words, list(unit_ids), valid_until, scope.now
    )
    return saved


def _person(row: Any) -> Person:
    return Person(**{field: row[field] for field in Person.__struct_fields__})


def _member(row: Any) -> Member:
    known = {role.value for role in Role}
    return Member(
        membership_id=row["membership_id"],
        person=_person(row),
        roles=tuple(Role(word) for word in row["roles"] if word in known),
        units=tuple(row["units"]),
        active=row["active"],
        valid_until=row["valid_until"],
        works_now=row["works_now"],
    )
