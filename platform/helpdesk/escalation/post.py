"""The only queries on what became of letters: taken here, or waiting for a person there."""

from uuid import UUID

from helpdesk.escalation.letter import Letter
from tenants.doors import Scope, tenant_scope

_EMPTY_OLD = """
    UPDATE letter SET body = '' WHERE tenant_id = $1 AND id IN (SELECT l.id FROM letter l
        WHERE l.tenant_id = $1 AND l.state = 'delivered' AND l.body <> ''
          AND (l.delivered_at < $2::timestamptz - interval '90 days' OR EXISTS (SELECT
            FROM link k JOIN cases c ON c.tenant_id = $1 AND c.id IN (k.case_id, k.home_id) AND c.erased
            WHERE k.tenant_id = $1 AND k.id = l.link_id))
        ORDER BY l.delivered_at LIMIT $3)
"""


async def note_taken(scope: Scope, letter: Letter) -> None:
    """Write down that a letter took effect: what it was, not what it said."""
    await scope.execute(
        "INSERT INTO letter_taken (tenant_id, id, link_id, seq, kind, written_at, taken_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        scope.tenant_id,
        letter.id,
        letter.link,
        letter.seq,
        letter.kind,
        letter.at,
        scope.now,
    )


async def letter_at(scope: Scope, letter_id: UUID) -> tuple[UUID, UUID, str, str] | None:
    """Id, link, kind and state of a letter of ours, or none."""
    row = await scope.fetchrow(
        "SELECT id, link_id, kind, state FROM letter WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        letter_id,
    )
    return (row["id"], row["link_id"], row["kind"], row["state"]) if row else None


async def settle(scope: Scope, link_id: UUID, letter_id: UUID | None, by: str, reason: str) -> None:
    """Give up a letter that waits for a person, or, without one, all of a hand-over that did not arrive."""
    await scope.execute(
        "UPDATE letter SET state = 'settled', body = '', due_at = NULL, settled_at = $4, settled_by = $5,"
        " settled_reason = $6 WHERE tenant_id = $1 AND link_id = $2 AND state IN ('waiting', 'dead')"
        " AND ($3::uuid IS NULL OR id = $3)",
        scope.tenant_id,
        link_id,
        letter_id,
        scope.now,
        by,
        reason,
    )


async def empty_letters(scope: Scope, link_id: UUID) -> None:
    """Empty what was delivered of one hand-over, before its ninety days."""
    await scope.execute(
        "UPDATE letter SET body = '' WHERE tenant_id = $1 AND link_id = $2 AND state = 'delivered'",
        scope.tenant_id,
        link_id,
    )


async def empty_old_letters(tenant_id: int, most: int) -> int:
    """Empty letters delivered more than 90 days ago, and those about erased citizens at once; answers how many.

    The line stays: its place in the order is taken.
    """
    async with tenant_scope(tenant_id) as scope:
        tag = await scope.execute(_EMPTY_OLD, tenant_id, scope.now, most)
    return int(tag.split()[-1])
