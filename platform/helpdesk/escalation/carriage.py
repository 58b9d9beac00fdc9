"""The only queries of those who carry letters: which are due, and what became of each."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from tenants.doors import Scope

LEASE_SECONDS = 60
"""For one round among the offices of this installation."""
FAR_LEASE_SECONDS = 600
"""For one round to other installations, which may answer slowly."""
_CLAIM = """
    UPDATE letter l SET attempts = attempts + 1, due_at = $3 FROM (
        SELECT d.id FROM (
            SELECT f.id, f.due_at,
                row_number() OVER (PARTITION BY coalesce(k.peer_uid, f.link_id) ORDER BY f.due_at, f.id) AS nth
            FROM (SELECT DISTINCT ON (link_id) id, link_id, state, due_at, far FROM letter
                  WHERE tenant_id = $1 AND state IN ('waiting', 'dead') ORDER BY link_id, seq) f
            LEFT JOIN link k ON k.tenant_id = $1 AND k.id = f.link_id
            WHERE f.state = 'waiting' AND f.due_at <= $2 AND f.far = $5) d
        WHERE d.nth <= $6 ORDER BY d.due_at, d.id LIMIT $4) n
    WHERE l.tenant_id = $1 AND l.id = n.id AND l.state = 'waiting' AND l.due_at <= $2
    RETURNING l.id, l.body, l.attempts, (SELECT coalesce(max(p.seq), 0) FROM letter p
        WHERE p.tenant_id = $1 AND p.link_id = l.link_id AND p.seq < l.seq AND p.state = 'delivered')
"""


class Claimed(NamedTuple):
    """A letter in the carrier's hand."""

    id: UUID
    body: bytes
    tries: int
    after: int
    """The last one before it that arrived, 0 for none."""


async def claim(scope: Scope, most: int, *, far: bool = False, to_one: int | None = None) -> list[Claimed]:
    """Due letters to offices here, or to those of other installations; leased, so a crash only delays them.

    Of each link only the first that is on its way: one left to a person is overtaken by none. `to_one` bounds how
    many go to one office, so that none waits behind another's.
    """
    seconds = FAR_LEASE_SECONDS if far else LEASE_SECONDS
    until = scope.now + timedelta(seconds=seconds)
    rows = await scope.fetch(_CLAIM, scope.tenant_id, scope.now, until, most, far, to_one or most)
    return [Claimed(*row) for row in rows]


async def delivered(scope: Scope, letter_id: UUID) -> None:
    """The recipient has stored it; what a person decided about it meanwhile stays."""
    await scope.execute(
        "UPDATE letter SET state = 'delivered', delivered_at = $2, due_at = NULL"
        " WHERE tenant_id = $1 AND id = $3 AND state = 'waiting'",
        scope.tenant_id,
        scope.now,
        letter_id,
    )


async def undelivered(scope: Scope, letter_id: UUID, tries: int, error: str, wait: timedelta | None) -> bool:
    """It did not arrive: again after `wait`, or, without one, it and those behind it wait for a person.

    False when that is not the carrier's to say any more: another one has brought it, or has it in hand since.
    """
    marked = await scope.fetchval(
        "UPDATE letter SET state = $3, due_at = $4, last_error = $5"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'waiting' AND attempts = $6 RETURNING true",
        scope.tenant_id,
        letter_id,
        "dead" if wait is None else "waiting",
        None if wait is None else scope.now + wait,
        error,
        tries,
    )
    if marked and wait is None:
        await scope.execute(
            "UPDATE letter SET due_at = NULL WHERE tenant_id = $1 AND state = 'waiting'"
            " AND link_id = (SELECT link_id FROM letter WHERE tenant_id = $1 AND id = $2)",
            scope.tenant_id,
            letter_id,
        )
    return bool(marked)
