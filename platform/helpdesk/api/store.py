"""The only queries on idempotency keys."""

from typing import NamedTuple
from uuid import UUID

from tenants.doors import tenant_scope

LEASE_SECONDS = 120
"""Longer than any request may take: after that one without an answer is held for dead."""

_RESERVE = """
    INSERT INTO idempotency_key AS i (tenant_id, client_id, route, key, body_hash)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant_id, client_id, route, key) DO UPDATE
    SET body_hash = excluded.body_hash, status = NULL, answer = NULL, created_at = now()
    WHERE i.created_at < now() - interval '7 days'
       OR ($6 AND i.status IS NULL AND i.body_hash = excluded.body_hash
           AND i.created_at < now() - make_interval(secs => $7))
    RETURNING true
"""
_EARLIER = """
    SELECT body_hash, status, answer, created_at < now() - make_interval(secs => $5) AS abandoned
    FROM idempotency_key WHERE tenant_id = $1 AND client_id = $2 AND route = $3 AND key = $4
"""
_KEEP = """
    UPDATE idempotency_key SET status = $5, answer = $6
    WHERE tenant_id = $1 AND client_id = $2 AND route = $3 AND key = $4
"""
_FREE = """
    DELETE FROM idempotency_key
    WHERE tenant_id = $1 AND client_id = $2 AND route = $3 AND key = $4 AND status IS NULL
"""


class Place(NamedTuple):
    """Where a key stands: one tenant, one client, one route."""

    tenant_id: int
    client_id: UUID
    route: str
    key: str


class Reservation(NamedTuple):
    """What is known of an earlier request under the same key."""

    body_hash: bytes
    status: int | None
    answer: bytes | None
    abandoned: bool


async def reserve(place: Place, body_hash: bytes, *, repeatable: bool) -> Reservation | None:
    """Take a key, committed when this returns; the earlier request when it is taken.

    A key is taken over from a request that was given up, if that may be done again, and after seven days.
    """
    async with tenant_scope(place.tenant_id) as scope:
        while not await scope.fetchval(_RESERVE, *place, body_hash, repeatable, float(LEASE_SECONDS)):
            row = await scope.fetchrow(_EARLIER, *place, float(LEASE_SECONDS))
            if row is not None:
                return Reservation(*row)
    return None


async def keep(place: Place, status: int, answer: bytes) -> None:
    """Store the answer for the next time."""
    async with tenant_scope(place.tenant_id) as scope:
        await scope.execute(_KEEP, *place, status, answer)


async def free(place: Place) -> None:
    """Let go of a key whose request changed nothing."""
    async with tenant_scope(place.tenant_id) as scope:
        await scope.execute(_FREE, *place)


async def forget_old(tenant_id: int) -> int:
    """Remove answers older than seven days; answers how many. For the worker's quiet hours."""
    async with tenant_scope(tenant_id) as scope:
        tag = await scope.execute(
            "DELETE FROM idempotency_key WHERE tenant_id = $1 AND created_at < now() - interval '7 days'",
            tenant_id,
        )
    return int(tag.split()[-1])
