"""The only queries on sessions and API keys of one office.

Ends are judged by the database's own clock, which a demonstration does not move: hence now(), not scope.now.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Permission

_OPEN = """
    INSERT INTO session (tenant_id, id, digest, person_id, created_at, last_seen_at, expires_at)
    VALUES ($1, $2, $3, $4, now(), now(), now() + interval '12 hours')
"""
_TOUCH = """
    UPDATE session SET last_seen_at = now()
    WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL AND last_seen_at < now() - interval '55 seconds'
"""
_HERE = """
    SELECT DISTINCT m.id FROM session s JOIN membership m ON m.tenant_id = s.tenant_id AND m.person_id = s.person_id
    WHERE s.tenant_id = $1 AND s.revoked_at IS NULL AND s.expires_at > now()
        AND s.last_seen_at > now() - interval '30 minutes'
"""
_REVOKE = "UPDATE session SET revoked_at = now() WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL"
_ADD_KEY = """
    INSERT INTO api_key (tenant_id, id, name, digest, scopes, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
"""
_REVOKE_KEY = "UPDATE api_key SET revoked_at = now() WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL"

# The last session of each person stays: it says when they were here last.
_FORGET = """
    DELETE FROM session s WHERE s.tenant_id = $1
        AND least(s.revoked_at, s.expires_at) < now() - interval '30 days'
        AND EXISTS (SELECT FROM session n WHERE n.tenant_id = $1 AND n.person_id = s.person_id
                    AND (n.created_at, n.id) > (s.created_at, s.id))
"""


async def open_session(scope: Scope, session_id: UUID, digest: bytes, person_id: UUID) -> None:
    """A session that ends after twelve hours, or after half an hour without a request."""
    await scope.execute(_OPEN, scope.tenant_id, session_id, digest, person_id)


async def members_here(scope: Scope) -> frozenset[UUID]:
    """The members who are signed in and did something within the last half hour."""
    rows = await scope.fetch(_HERE, scope.tenant_id)
    return frozenset(row["id"] for row in rows)


async def touch(scope: Scope, session_id: UUID) -> None:
    """Somebody is there. Losing this in a crash costs a minute of idle time, so nobody waits for the disk."""
    await scope.execute("SET LOCAL synchronous_commit = off")
    await scope.execute(_TOUCH, scope.tenant_id, session_id)


async def revoke(scope: Scope, session_id: UUID) -> bool:
    """End a session; false when it had ended already."""
    return await scope.execute(_REVOKE, scope.tenant_id, session_id) == "UPDATE 1"


async def add_api_key(
    scope: Scope, key_id: UUID, name: str, digest: bytes, scopes: Sequence[str], expires: datetime | None
) -> None:
    """Store a key's digest."""
    await scope.execute(_ADD_KEY, scope.tenant_id, key_id, name, digest, list(scopes), expires)


async def has_key_for(scope: Scope, permission: Permission) -> bool:
    """Whether a program could do this now."""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM api_key WHERE tenant_id = $1 AND revoked_at IS NULL"
        " AND (expires_at IS NULL OR expires_at > now()) AND $2 = ANY (scopes))",
        scope.tenant_id,
        permission.value,
    )
    return found


async def revoke_api_key(scope: Scope, key_id: UUID) -> bool:
    """End a key; false when there is none or it had ended already."""
    return await scope.execute(_REVOKE_KEY, scope.tenant_id, key_id) == "UPDATE 1"


async def forget_ended(tenant_id: int) -> int:
    """Remove sessions that ended more than 30 days ago; answers how many."""
    async with tenant_scope(tenant_id) as scope:
        tag = await scope.execute(_FORGET, tenant_id)
    return int(tag.split()[-1])
