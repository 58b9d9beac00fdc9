"""The only queries on what became of letters: taken here, or waiting for a person there."""

from uuid import UUID

from helpdesk.escalation.letter import Letter
from tenants.doors import Scope


async def note_taken(scope: Scope, letter: Letter, *, refused: str = "") -> None:
    """Write down that a letter took effect, or why it did not: what it was, not what it said."""
    await scope.execute(
        "INSERT INTO letter_taken (tenant_id, id, link_id, seq, kind, written_at, taken_at, refused)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        scope.tenant_id,
        letter.id,
        letter.link,
        letter.seq,
        letter.kind,
        letter.at,
        scope.now,
        refused,
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
