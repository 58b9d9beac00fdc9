"""Announce facts in the caller's transaction."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope

Row = tuple[UUID, str, str]

_ADD = """
    INSERT INTO outbox (tenant_id, id, kind, fact, created_at, due_at)
    SELECT $1, o.id, o.kind, o.fact::jsonb, $2, $2
    FROM unnest($3::uuid[], $4::text[], $5::text[]) AS o (id, kind, fact)
"""

# The oldest stand first in readers' order, so nothing is searched; who heard them goes with them.
_FORGET = """
    DELETE FROM outbox WHERE tenant_id = $1 AND id IN (
        SELECT o.id FROM (SELECT id, published_at FROM outbox WHERE tenant_id = $1 AND seq IS NOT NULL
                          ORDER BY seq LIMIT $2) o
        WHERE o.published_at < sahut_now() - interval '90 days')
"""


def outbox_row(fact: Any) -> Row:
    """A tagged struct as a row: its id, its outside name, its JSON."""
    return uuid7(), str(fact.__struct_config__.tag), msgspec.json.encode(fact).decode()


async def announce(scope: Scope, facts: Iterable[Any]) -> None:
    """Write facts to the outbox; they are told after the caller's transaction has committed, or never."""
    await announce_rows(scope, [outbox_row(fact) for fact in facts])


async def announce_rows(scope: Scope, rows: list[Row]) -> None:
    """The same for rows made beforehand, as intake does for a whole batch."""
    if rows:
        ids, kinds, facts = zip(*rows, strict=True)
        await scope.execute(_ADD, scope.tenant_id, scope.now, ids, kinds, facts)


async def forget_told(tenant_id: int, most: int) -> int:
    """Remove facts published more than 90 days ago; answers how many."""
    async with tenant_scope(tenant_id) as scope:
        tag = await scope.execute(_FORGET, tenant_id, most)
    return int(tag.split()[-1])
