"""Facts that nobody hears are published where they are written, by the process that says so (the worker).

They get their place in readers' order with the last statement before the commit: the office's counter is held no
longer than that, so the order has no gaps and nobody waits with a lock that another needs. While older facts of the
office wait for the dispatcher, these wait behind them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from tenants.doors import Scope
from tenants.outbox.model import Published, Ring, Said

_WRITE = """
    WITH turn AS (
        INSERT INTO counter (tenant_id, name, value)
        SELECT $1, 'outbox', $5 WHERE NOT EXISTS (SELECT FROM outbox WHERE tenant_id = $1 AND seq IS NULL)
        ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + $5 RETURNING value
    ), written AS (
        INSERT INTO outbox (tenant_id, kind, fact, created_at, due_at, seq, published_at)
        SELECT $1, o.kind, o.fact::jsonb, $2, $2, turn.value - $5 + o.place,
               CASE WHEN turn.value IS NOT NULL THEN $2::timestamptz END
        FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS o (kind, fact, place) LEFT JOIN turn ON true
    )
    SELECT value FROM turn
"""


class _Publishing:
    """What this process knows of who hears what."""

    def __init__(self, heard: frozenset[str], ring: Ring) -> None:
        self.heard = heard
        self.ring = ring


_ours: _Publishing | None = None


@contextmanager
def at_once(heard: frozenset[str], ring: Ring) -> Iterator[None]:
    """Publish facts at once for as long as this lasts, but for those with these names, which have subscribers."""
    global _ours
    _ours = _Publishing(heard, ring)
    try:
        yield
    finally:
        _ours = None


def take(scope: Scope, facts: Sequence[Said]) -> bool:
    """Keep facts for the end of the scope; false when they must take the dispatcher's way."""
    if _ours is None or any(kind in _ours.heard for kind, _ in facts):
        return False
    scope.before_commit(partial(_publish, scope, facts, _ours.ring))
    return True


async def _publish(scope: Scope, facts: Sequence[Said], ring: Ring) -> None:
    kinds, written = zip(*facts, strict=True)
    last = await scope.fetchval(_WRITE, scope.tenant_id, scope.now, kinds, written, len(facts))
    if last is not None:
        numbers = range(last - len(facts) + 1, last + 1)
        told = [Published(seq, fact) for seq, fact in zip(numbers, written, strict=True)]
        scope.after_commit(partial(ring, scope.tenant_id, told))
