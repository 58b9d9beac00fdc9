"""The only statements of live updates: where readers' order stands, which units a case is with, who sees it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from helpdesk.cases.visibility import ASKER, READABLE, asker_values
from tenants.doors import Scope
from tenants.permissions.model import Actor

_NEWEST = """
    SELECT seq, published_at FROM outbox WHERE tenant_id = $1 AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1
"""
_SEEN = f"SELECT c.id, c.number, c.unit_id FROM cases c, {ASKER} WHERE {READABLE} AND NOT c.withdrawn"  # noqa: S608
_NAMES = """
    SELECT m.id, staff_name(p.name, m.tenant_id, m.delegation_id) AS name
    FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.tenant_id = $1 AND m.id = ANY($2)
"""


async def newest(scope: Scope) -> tuple[int, datetime | None]:
    """The last number of readers' order, and when it was given."""
    row = await scope.fetchrow(_NEWEST, scope.tenant_id)
    return (row["seq"], row["published_at"]) if row else (0, None)


async def units_of(scope: Scope, cases: Sequence[UUID]) -> dict[UUID, UUID | None]:
    """The unit that each case is with."""
    rows = await scope.fetch(
        "SELECT id, unit_id FROM cases WHERE tenant_id = $1 AND id = ANY($2)", scope.tenant_id, cases
    )
    return {row["id"]: row["unit_id"] for row in rows}


async def seen_of(scope: Scope, actor: Actor, cases: Sequence[UUID]) -> dict[UUID, str]:
    """The numbers of those of the cases that the actor sees."""
    rows = await scope.fetch(f"{_SEEN} AND c.id = ANY($6)", *asker_values(scope, actor), cases)
    return {row["id"]: row["number"] for row in rows}


async def case_at(scope: Scope, actor: Actor, number: str) -> tuple[UUID, UUID | None] | None:
    """The case with this number and its unit, if the actor sees it."""
    row = await scope.fetchrow(f"{_SEEN} AND c.number = $6", *asker_values(scope, actor), number)
    return (row["id"], row["unit_id"]) if row else None


async def names_of(scope: Scope, members: Sequence[UUID]) -> dict[UUID, str]:
    """The names of members of the office."""
    rows = await scope.fetch(_NAMES, scope.tenant_id, members)
    return {row["id"]: row["name"] for row in rows}
