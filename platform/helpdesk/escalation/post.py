"""The only queries on what became of letters: taken here, dismissed, or waiting for a person there."""

from typing import NamedTuple
from uuid import UUID

from helpdesk.escalation.letter import Head, Letter
from tenants.doors import Scope, tenant_scope

_MOST_KIND = 40
"""Of what a letter says to be that nobody here could read."""
_EMPTY_OLD = """
    UPDATE letter SET body = '' WHERE tenant_id = $1 AND id IN (SELECT l.id FROM letter l
        WHERE l.tenant_id = $1 AND l.state = 'delivered' AND l.body <> ''
          AND (l.delivered_at < $2::timestamptz - interval '90 days' OR EXISTS (SELECT
            FROM link k JOIN cases c ON c.tenant_id = $1 AND c.id IN (k.case_id, k.home_id) AND c.erased
            WHERE k.tenant_id = $1 AND k.id = l.link_id))
        ORDER BY l.delivered_at LIMIT $3)
"""


class Sent(NamedTuple):
    """Where a letter of ours stands."""

    link_id: UUID
    kind: str
    state: str


async def note_taken(
    scope: Scope, letter: Letter | Head, *, refused: str = "", by: str = "", reason: str = ""
) -> None:
    """Write down that a letter took effect, or why it did not: what it was, not what it said.

    `by` dismissed it, for that `reason`.
    """
    await scope.execute(
        "INSERT INTO letter_taken (tenant_id, id, link_id, seq, kind, written_at, taken_at, refused, settled_by,"
        " settled_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        scope.tenant_id,
        letter.id,
        letter.link,
        letter.seq,
        letter.kind[:_MOST_KIND],
        letter.at,
        scope.now,
        refused,
        by,
        reason,
    )


async def letter_at(scope: Scope, letter_id: UUID) -> Sent | None:
    """A letter of ours, or none."""
    row = await scope.fetchrow(
        "SELECT link_id, kind, state FROM letter WHERE tenant_id = $1 AND id = $2", scope.tenant_id, letter_id
    )
    return Sent(*row) if row else None


async def settle(scope: Scope, link_id: UUID, letter_id: UUID | None, by: str, reason: str) -> None:
    """Give up a letter that waits for a person, or, without one, all of a hand-over that did not arrive."""
    await scope.execute(
        "UPDATE letter SET state = 'settled', body = '', due_at = NULL, settled_by = $4, settled_reason = $5"
        " WHERE tenant_id = $1 AND link_id = $2 AND state IN ('waiting', 'dead')"
        " AND ($3::uuid IS NULL OR id = $3)",
        scope.tenant_id,
        link_id,
        letter_id,
        by,
        reason,
    )


async def set_aside(scope: Scope, link_id: UUID, letter_id: UUID, by: str, reason: str) -> bool:
    """One of ours was dismissed where it had arrived; false for what is none of this hand-over's."""
    found = await scope.fetchval(
        "UPDATE letter SET state = 'aside', body = '', settled_by = $4, settled_reason = $5"
        " WHERE tenant_id = $1 AND link_id = $2 AND id = $3 AND state = 'delivered' RETURNING true",
        scope.tenant_id,
        link_id,
        letter_id,
        by,
        reason,
    )
    return found is not None


async def was_refused(scope: Scope, link_id: UUID) -> bool:
    """Did a person here dismiss the offer of this hand-over?"""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM letter WHERE tenant_id = $1 AND link_id = $2 AND kind = 'ended')",
        scope.tenant_id,
        link_id,
    )
    return found


async def take_up(scope: Scope, link_id: UUID) -> None:
    """Letters of a hand-over that has no case here are tried anew."""
    await scope.execute(
        "UPDATE letter SET state = 'waiting', attempts = 0, due_at = $3"
        " WHERE tenant_id = $1 AND link_id = $2 AND state IN ('waiting', 'dead')",
        scope.tenant_id,
        link_id,
        scope.now,
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
