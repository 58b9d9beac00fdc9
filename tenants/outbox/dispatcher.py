"""The dispatcher: publishes facts in order and tells each subscriber once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog

from tenants.doors import Scope, tenant_scope
from tenants.outbox.model import Published, Ring

log = structlog.get_logger()
MOST_ATTEMPTS = 12
"""Over about twenty minutes; then readers get the fact although a subscriber has not taken it."""

Subscriber = Callable[[Scope, str, bytes], Awaitable[None]]
"""Called in a transaction of its own with (scope, name of the fact, its JSON)."""

Subscriptions = Mapping[str, Sequence[tuple[str, Subscriber]]]
"""Name of a fact → (stable name of the subscriber, the subscriber)."""


_DUE = """
    SELECT id, kind, attempts, fact::text AS fact FROM outbox
    WHERE tenant_id = $1 AND seq IS NULL AND due_at <= $2 ORDER BY due_at, id LIMIT $3
"""
_UNPUBLISHED = """
    SELECT o.id FROM outbox o JOIN unnest($2::uuid[]) WITH ORDINALITY AS w (id, place) ON w.id = o.id
    WHERE o.tenant_id = $1 AND o.seq IS NULL ORDER BY w.place FOR UPDATE OF o
"""
_NUMBER = """
    INSERT INTO counter (tenant_id, name, value) VALUES ($1, 'outbox', $2)
    ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + $2 RETURNING value
"""
_PUBLISH = """
    UPDATE outbox o SET seq = p.seq, published_at = $2
    FROM unnest($3::uuid[], $4::bigint[]) AS p (id, seq)
    WHERE o.tenant_id = $1 AND o.id = p.id
"""
_LATER = """
    UPDATE outbox SET attempts = attempts + 1, due_at = $3::timestamptz + make_interval(secs => 2 ^ least(attempts, 8)),
        last_error = $4, given_up_at = CASE WHEN $5 THEN $3::timestamptz END
    WHERE tenant_id = $1 AND id = $2
"""


async def dispatch(
    tenant_id: int, subscriptions: Subscriptions, *, most: int = 500, ring: Ring | None = None
) -> int:
    """Tell due facts of one tenant; answers how many were published.

    Facts are published in the order they came. One that a subscriber failed to take is tried again later,
    for that subscriber only, and holds up no other fact; after twelve tries it is published without that
    subscriber, its last error kept. Each (fact, subscriber) pair takes effect once:
    the mark and the effect commit together.
    """
    async with tenant_scope(tenant_id) as scope:
        rows = await scope.fetch(_DUE, tenant_id, scope.now, most)
        quiet = not any(row["kind"] in subscriptions for row in rows)
        numbers = await _publish(scope, [row["id"] for row in rows]) if quiet else {}
    if not quiet:
        told = [row["id"] for row in rows if await _tell(tenant_id, row, subscriptions)]
        async with tenant_scope(tenant_id) as scope:
            numbers = await _publish(scope, told)
    if ring is not None and numbers:
        await ring(
            tenant_id, [Published(numbers[row["id"]], row["fact"]) for row in rows if row["id"] in numbers]
        )
    return len(numbers)


async def _tell(tenant_id: int, row: Any, subscriptions: Subscriptions) -> bool:
    fact_id, kind, failed = row["id"], row["kind"], ""
    for name, subscriber in subscriptions.get(kind, ()):
        try:
            await _hear(tenant_id, fact_id, name, kind, row["fact"], subscriber)
        except Exception as failure:
            log.warning("subscriber_failed", subscriber=name, kind=kind, error=type(failure).__name__)
            failed = type(failure).__name__
    if not failed:
        return True
    given_up: bool = row["attempts"] + 1 >= MOST_ATTEMPTS
    async with tenant_scope(tenant_id) as scope:
        await scope.execute(_LATER, tenant_id, fact_id, scope.now, failed, given_up)
    if given_up:
        log.error("fact_given_up", fact=str(fact_id), kind=kind, error=failed)
    return given_up


async def _hear(
    tenant_id: int, fact_id: UUID, name: str, kind: str, fact: str, subscriber: Subscriber
) -> None:
    async with tenant_scope(tenant_id) as scope:
        marked = await scope.execute(
            "INSERT INTO outbox_heard (tenant_id, outbox_id, subscriber) VALUES ($1, $2, $3)"
            " ON CONFLICT DO NOTHING",
            tenant_id,
            fact_id,
            name,
        )
        if marked == "INSERT 0 1":
            await subscriber(scope, kind, fact.encode())


async def _publish(scope: Scope, wanted: Sequence[UUID]) -> dict[UUID, int]:
    """Give readers their order: no gaps, and no number that a later commit could fill in from behind."""
    rows = await scope.fetch(_UNPUBLISHED, scope.tenant_id, list(wanted)) if wanted else []
    if not rows:
        return {}
    last = await scope.fetchval(_NUMBER, scope.tenant_id, len(rows))
    numbers = {row["id"]: last - len(rows) + place for place, row in enumerate(rows, 1)}
    await scope.execute(_PUBLISH, scope.tenant_id, scope.now, list(numbers), list(numbers.values()))
    return numbers


async def read_published(scope: Scope, after: int, *, most: int = 100) -> Sequence[Any]:
    """Facts after a cursor in readers' order: seq, id, kind, fact (JSON text), created_at."""
    return await scope.fetch(
        "SELECT seq, id, kind, fact::text AS fact, created_at FROM outbox"
        " WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        scope.tenant_id,
        after,
        most,
    )
