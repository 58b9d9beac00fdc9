"""The only queries of the administration on posts and their sessions."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from admin.people.model import Colleague
from tenants.doors import Scope
from tenants.permissions.model import Role

_COLLEAGUES = """
    SELECT m.id AS membership_id, m.person_id,
           staff_name(p.name, m.tenant_id, m.delegation_id) AS name, p.email, m.roles, m.active, m.valid_until, m.phone,
           m.delegation_id,
           ARRAY(SELECT u.id FROM unit u WHERE u.tenant_id = m.tenant_id AND u.id = ANY (m.unit_ids)
                 ORDER BY u.position, u.name, u.id) AS unit_ids,
           ARRAY(SELECT u.name FROM unit u WHERE u.tenant_id = m.tenant_id AND u.id = ANY (m.unit_ids)
                 ORDER BY u.position, u.name, u.id) AS unit_names,
           s.last_sign_in
    FROM membership m JOIN person p ON p.id = m.person_id
    LEFT JOIN (SELECT person_id, max(created_at) AS last_sign_in FROM session WHERE tenant_id = $1
               GROUP BY person_id) s ON s.person_id = m.person_id
    WHERE m.tenant_id = $1 AND ($2::uuid[] IS NULL OR m.id = ANY ($2))
    ORDER BY m.active DESC, lower(p.name), p.email
"""
_HOLD = "SELECT id FROM membership WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE"
_UNITS = "SELECT id, name FROM unit WHERE tenant_id = $1 AND active"
_HAS_ADDRESS = """
    SELECT EXISTS (SELECT FROM membership m JOIN person p ON p.id = m.person_id
                   WHERE m.tenant_id = $1 AND p.email = $2)
"""
_CHANGE = "UPDATE membership SET roles = $3, unit_ids = $4 WHERE tenant_id = $1 AND id = $2"
_SHUT = "UPDATE membership SET active = false WHERE tenant_id = $1 AND id = $2"
_OPEN = """
    UPDATE membership SET active = true,
        valid_until = CASE WHEN valid_until > $3 THEN valid_until END
    WHERE tenant_id = $1 AND id = $2
"""
_END_SESSIONS = """
    UPDATE session SET revoked_at = now() WHERE tenant_id = $1 AND person_id = $2 AND revoked_at IS NULL
"""


async def colleagues(scope: Scope, only: Iterable[UUID] | None = None) -> list[Colleague]:
    """Everybody who works or worked for the office, or those of these posts; the active ones first."""
    wanted = None if only is None else list(only)
    return [_colleague(row) for row in await scope.fetch(_COLLEAGUES, scope.tenant_id, wanted)]


async def hold(scope: Scope, membership_ids: Iterable[UUID]) -> None:
    """Let nobody else change these posts until the transaction ends; in one order, so that none waits in a ring."""
    await scope.fetch(_HOLD, scope.tenant_id, list(membership_ids))


async def units(scope: Scope) -> dict[UUID, str]:
    """Names of the active units by their ids."""
    return {row["id"]: row["name"] for row in await scope.fetch(_UNITS, scope.tenant_id)}


async def has_address(scope: Scope, email: str) -> bool:
    """Whether somebody with this address has, or had, a post here."""
    return bool(await scope.fetchval(_HAS_ADDRESS, scope.tenant_id, email))


async def change(scope: Scope, membership_id: UUID, roles: Sequence[Role], units: Sequence[UUID]) -> None:
    """Replace roles and units."""
    words = [role.value for role in roles]
    await scope.execute(_CHANGE, scope.tenant_id, membership_id, words, list(units))


async def membership_of(scope: Scope, person_id: UUID) -> UUID:
    """The post of somebody who has one here."""
    sql = "SELECT id FROM membership WHERE tenant_id = $1 AND person_id = $2"
    found: UUID = await scope.fetchval(sql, scope.tenant_id, person_id)
    return found


async def shut_out(scope: Scope, colleague: Colleague) -> None:
    """End the post and every session in this office: a later post does not bring them back."""
    await scope.execute(_SHUT, scope.tenant_id, colleague.membership_id)
    await scope.execute(_END_SESSIONS, scope.tenant_id, colleague.person_id)


async def let_in(scope: Scope, membership_id: UUID) -> None:
    """Give the post back; an end that has passed is forgotten."""
    await scope.execute(_OPEN, scope.tenant_id, membership_id, scope.now)


def _colleague(row: Any) -> Colleague:
    known = {role.value for role in Role}
    return Colleague(
        membership_id=row["membership_id"],
        person_id=row["person_id"],
        name=row["name"],
        email=row["email"],
        roles=tuple(Role(word) for word in row["roles"] if word in known),
        units=tuple(zip(row["unit_ids"], row["unit_names"], strict=True)),
        active=row["active"],
        valid_until=row["valid_until"],
        last_sign_in=row["last_sign_in"],
        phone=row["phone"],
        delegation_id=row["delegation_id"],
    )
