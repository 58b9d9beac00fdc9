"""The only queries of the overview: this office's links and its counts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.cases.store import COLUMNS
from tenants.doors import Scope

_CASE = ", ".join(f"c.{column}" for column in COLUMNS.split(", "))
_LINKED = (
    f"SELECT l.id AS link_id, l.side, l.state AS link_state, l.peer_number, l.created_at, l.changed_at,"  # noqa: S608
    f" t.name AS peer, onward.name AS onward, {_CASE}"
    " FROM link l JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id"
    " JOIN known_offices() t ON t.uid = l.peer_uid"
    " LEFT JOIN LATERAL (SELECT n.name FROM link f JOIN known_offices() n ON n.uid = f.peer_uid"
    " WHERE f.tenant_id = l.tenant_id AND f.case_id = l.case_id AND f.side = 'source'"
    " AND f.state IN ('offered', 'accepted', 'in_progress') LIMIT 1) onward ON true"
    " WHERE l.tenant_id = $1 AND (l.created_at, l.id) < ($2::timestamptz, $3::uuid)"
    " AND ($5::uuid IS NULL OR l.peer_uid = $5)"
    " ORDER BY l.created_at DESC, l.id DESC LIMIT $4"
)
_COUNTS = """
    SELECT count(*) AS open,
           count(*) FILTER (WHERE due_at < $2) AS late,
           count(*) FILTER (WHERE due_at >= $2 AND soon_at <= $2) AS due_soon,
           count(*) FILTER (WHERE state = 'waiting_contact') AS waiting,
           count(*) FILTER (WHERE mirrored) AS linked,
           count(*) FILTER (WHERE escalated) AS escalated
    FROM cases WHERE tenant_id = $1 AND closed_at IS NULL AND state <> 'answered'
"""


async def linked(
    scope: Scope, before: tuple[datetime, UUID], most: int, peer: UUID | None = None
) -> list[Any]:
    """Links of this office, the newest first, with this office's own case; with one other office, if named."""
    return await scope.fetch(_LINKED, scope.tenant_id, *before, most, peer)


async def figures(scope: Scope) -> list[Any]:
    """The numbers of this office and of those below it: the one door to numbers of other offices."""
    return await scope.fetch("SELECT * FROM overview_offices()")


async def shared(scope: Scope) -> dict[UUID, int]:
    """The other office's uid → open cases that this office shares with it."""
    rows = await scope.fetch(
        "SELECT l.peer_uid, count(*) AS cases FROM link l"
        " JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id"
        " WHERE l.tenant_id = $1 AND c.closed_at IS NULL AND c.state <> 'answered' GROUP BY l.peer_uid",
        scope.tenant_id,
    )
    return {row["peer_uid"]: row["cases"] for row in rows}


async def counts(scope: Scope) -> Any:
    """The numbers of `OwnCounts`."""
    return await scope.fetchrow(_COUNTS, scope.tenant_id, scope.now)
