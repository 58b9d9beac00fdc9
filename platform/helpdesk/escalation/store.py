"""The only queries on links and letters."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.escalation.letter import Content, Letter
from helpdesk.escalation.model import Link, LinkState, Side
from kit.ids import uuid7
from tenants.doors import Scope

_LINK = (
    "SELECT id, case_id, side, peer_uid, peer_number, state, reason, own_seq, peer_seq, created_at, changed_at"
    " FROM link WHERE tenant_id = $1"
)
LEASE_SECONDS = 30


def _link_of(row: Any) -> Link:
    fields = dict(row)
    return Link(side=Side(fields.pop("side")), state=LinkState(fields.pop("state")), **fields)


async def links_of(scope: Scope, case_id: UUID) -> list[Link]:
    """The hand-overs of a case, oldest first, held until the transaction ends."""
    rows = await scope.fetch(
        f"{_LINK} AND case_id = $2 ORDER BY created_at, id FOR UPDATE", scope.tenant_id, case_id
    )
    return [_link_of(row) for row in rows]


async def has_links(scope: Scope, case_id: UUID) -> bool:
    """Was the case ever handed over, or taken over?"""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM link WHERE tenant_id = $1 AND case_id = $2)", scope.tenant_id, case_id
    )
    return found


async def case_of_link(scope: Scope, link_id: UUID) -> UUID | None:
    """The case of a hand-over; a link never changes its case."""
    found: UUID | None = await scope.fetchval(
        "SELECT case_id FROM link WHERE tenant_id = $1 AND id = $2", scope.tenant_id, link_id
    )
    return found


async def link(scope: Scope, link_id: UUID) -> Link | None:
    """One hand-over, held, or none."""
    row = await scope.fetchrow(f"{_LINK} AND id = $2 FOR UPDATE", scope.tenant_id, link_id)
    return _link_of(row) if row else None


async def add_link(scope: Scope, link: Link) -> None:
    """Insert a new hand-over."""
    await scope.execute(
        "INSERT INTO link (tenant_id, id, case_id, side, peer_uid, peer_number, state, reason, own_seq,"
        " peer_seq, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        scope.tenant_id,
        link.id,
        link.case_id,
        link.side.value,
        link.peer_uid,
        link.peer_number,
        link.state.value,
        link.reason,
        link.own_seq,
        link.peer_seq,
        link.created_at,
        link.changed_at,
    )


async def save_link(scope: Scope, link: Link) -> None:
    """Write a held hand-over back."""
    await scope.execute(
        "UPDATE link SET peer_number = $3, state = $4, own_seq = $5, peer_seq = $6, changed_at = $7"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        link.id,
        link.peer_number,
        link.state.value,
        link.own_seq,
        link.peer_seq,
        link.changed_at,
    )


async def post(scope: Scope, link: Link, own_uid: UUID, content: Content) -> Link:
    """Put a letter on its way, in the caller's transaction; answers the link with its count moved on."""
    link = replace(link, own_seq=link.own_seq + 1)
    letter = Letter(
        id=uuid7(),
        link=link.id,
        seq=link.own_seq,
        sender=own_uid,
        recipient=link.peer_uid,
        at=scope.now,
        content=content,
    )
    await scope.execute(
        "INSERT INTO letter (tenant_id, id, link_id, seq, body, due_at, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $6)",
        scope.tenant_id,
        letter.id,
        link.id,
        letter.seq,
        msgspec.json.encode(letter),
        scope.now,
    )
    await save_link(scope, link)
    return link


async def claim_letters(scope: Scope, most: int) -> list[tuple[UUID, bytes, int]]:
    """(id, letter, attempts) of due letters, the first of each link; leased, so a crash only delays them."""
    rows = await scope.fetch(
        "UPDATE letter l SET attempts = attempts + 1, due_at = $3 FROM ("
        " SELECT f.id FROM (SELECT DISTINCT ON (link_id) id, due_at FROM letter"
        " WHERE tenant_id = $1 AND state = 'waiting' ORDER BY link_id, seq) f"
        " WHERE f.due_at <= $2 ORDER BY f.due_at LIMIT $4) n"
        " WHERE l.tenant_id = $1 AND l.id = n.id AND l.state = 'waiting' AND l.due_at <= $2"
        " RETURNING l.id, l.body, l.attempts",
        scope.tenant_id,
        scope.now,
        scope.now + timedelta(seconds=LEASE_SECONDS),
        most,
    )
    return [(row["id"], row["body"], row["attempts"]) for row in rows]


async def mark_delivered(scope: Scope, ids: Sequence[UUID]) -> None:
    """The recipient has stored them."""
    await scope.execute(
        "UPDATE letter SET state = 'delivered', delivered_at = $2, due_at = NULL"
        " WHERE tenant_id = $1 AND id = ANY($3::uuid[])",
        scope.tenant_id,
        scope.now,
        ids,
    )


async def mark_undelivered(scope: Scope, letter_id: UUID, attempts: int, error: str, *, dead: bool) -> None:
    """It did not arrive: later again, or set aside for a person when it never can."""
    wait = timedelta(seconds=min(2.0 ** min(attempts, 10), 600.0))
    await scope.execute(
        "UPDATE letter SET state = $3, due_at = $4, last_error = $5 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        letter_id,
        "dead" if dead else "waiting",
        None if dead else scope.now + wait,
        error,
    )
