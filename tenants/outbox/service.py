"""Announce facts in the caller's transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from tenants.doors import Scope, tenant_scope
from tenants.outbox import publishing
from tenants.outbox.model import Said

# The database gives the ids: they rise in the order of the rows.
_ADD = """
    INSERT INTO outbox (tenant_id, kind, fact, created_at, due_at)
    SELECT $1, o.kind, o.fact::jsonb, $2, $2 FROM unnest($3::text[], $4::text[]) AS o (kind, fact)
"""
_encoder = msgspec.json.Encoder()

# The oldest stand first in readers' order, so nothing is searched; who heard them goes with them.
_FORGET = """
    DELETE FROM outbox WHERE tenant_id = $1 AND id IN (
        SELECT o.id FROM (SELECT id, published_at FROM outbox WHERE tenant_id = $1 AND seq IS NOT NULL
                          ORDER BY seq LIMIT $2) o
        WHERE o.published_at < sahut_now() - interval '90 days')
"""


def said(fact: Any) -> Said:
    """A tagged struct as it is written."""
    return str(fact.__struct_config__.tag), _encoder.encode(fact).decode()


async def announce(scope: Scope, facts: Iterable[Any]) -> None:
    """Write facts to the outbox; they are told after the caller's transaction has committed, or never."""
    await announce_said(scope, [said(fact) for fact in facts])


async def announce_said(scope: Scope, facts: Sequence[Said]) -> None:
    """The same for facts in writing, when they stand elsewhere too."""
    if facts and not publishing.take(scope, facts):
        await scope.execute(_ADD, scope.tenant_id, scope.now, *zip(*facts, strict=True))


async def forget_told(tenant_id: int, most: int) -> int:
    """Remove facts published more than 90 days ago; answers how many."""
    async with tenant_scope(tenant_id) as scope:
        tag = await scope.execute(_FORGET, tenant_id, most)
    return int(tag.split()[-1])
