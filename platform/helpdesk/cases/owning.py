"""Whose a case is: contacts that turn out to be one person, and are parted again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tenants.doors import Scope

_GIVE_ALL = """
    WITH held AS (SELECT id FROM cases WHERE tenant_id = $1 AND contact_id = $2 ORDER BY id FOR NO KEY UPDATE)
    UPDATE cases c SET contact_id = $3 FROM held WHERE c.tenant_id = $1 AND c.id = held.id RETURNING c.id
"""
_GIVE_BACK = """
    WITH held AS (SELECT id FROM cases WHERE tenant_id = $1 AND contact_id = $2 AND (id = ANY($4::uuid[])
                  OR (opened_at >= $6 AND conversation_id = ANY($5::uuid[]))) ORDER BY id FOR NO KEY UPDATE)
    UPDATE cases c SET contact_id = $3 FROM held WHERE c.tenant_id = $1 AND c.id = held.id RETURNING c.id
"""
"""Held in the order in which everybody holds several."""


async def give_all(scope: Scope, giver: UUID, taker: UUID) -> list[UUID]:
    """Every case of the giver is the taker's; answers which. No version goes up: nothing that is worked on changed."""
    rows = await scope.fetch(_GIVE_ALL, scope.tenant_id, giver, taker)
    return [row["id"] for row in rows]


async def give_back(
    scope: Scope, giver: UUID, taker: UUID, only: Iterable[UUID], threads: Iterable[UUID], since: datetime
) -> list[UUID]:
    """These cases, and those opened since then in one of these threads, are the taker's; answers which."""
    rows = await scope.fetch(
        _GIVE_BACK,
        scope.tenant_id,
        giver,
        taker,
        list(only),
        list(threads),
        since,
    )
    return [row["id"] for row in rows]
