"""The only queries of the portal: the real time, the citizen's rating, how fast an office answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from helpdesk.cases import history
from helpdesk.cases.model import Case
from helpdesk.events import CaseEvent
from helpdesk.portal.model import Rating
from tenants.doors import Scope

# One walk over the cases of a month; a promise counts once it is kept or missed.
_SPEED = """
    SELECT c.kind, count(*) AS cases, count(c.first_response_at) AS answered,
           (percentile_cont(0.5) WITHIN GROUP
               (ORDER BY extract(epoch FROM c.first_response_at - c.opened_at)))::float8 AS median,
           coalesce(sum(p.decided), 0)::int AS decided, coalesce(sum(p.kept), 0)::int AS kept
    FROM cases c LEFT JOIN LATERAL (
        SELECT count(*) AS decided,
               count(*) FILTER (WHERE k.state = 'met' AND k.breached_at IS NULL) AS kept
        FROM clock s, json_to_recordset(s.value)
            AS k (kind text, state text, due_at timestamptz, breached_at timestamptz)
        WHERE s.tenant_id = c.tenant_id AND s.case_id = c.id AND k.kind = ANY($3::text[])
            AND (k.state = 'met' OR k.breached_at IS NOT NULL OR k.state = 'running' AND k.due_at < $2)) p ON true
    WHERE c.tenant_id = $1 AND c.opened_at > $2::timestamptz - make_interval(days => $4::int) AND c.opened_at <= $2
        AND NOT c.spam AND NOT c.mirrored AND c.duplicate_of IS NULL
    GROUP BY GROUPING SETS ((c.kind), ())
"""

_facts: msgspec.json.Decoder[CaseEvent] = msgspec.json.Decoder(CaseEvent)


async def real_now(scope: Scope) -> datetime:
    """The database's own clock: what a demonstration moves is not the time of locks and ways in."""
    now: datetime = await scope.fetchval("SELECT now()")
    return now


async def facts(scope: Scope, case: Case) -> list[CaseEvent]:
    """The history of a case as facts, oldest first."""
    return [_facts.decode(row["detail"]) for row in await history.last(scope, case.id)]


async def rating(scope: Scope, case: Case) -> Rating | None:
    """What the citizen said of the answer; one that was reopened since has not been rated."""
    if case.rating is None:
        return None
    row = await scope.fetchrow(
        "SELECT score, solved, comment FROM rating WHERE tenant_id = $1 AND case_id = $2",
        scope.tenant_id,
        case.id,
    )
    return Rating(score=row["score"], solved=row["solved"], comment=row["comment"]) if row else None


async def open_channels(scope: Scope) -> frozenset[str]:
    """The kinds of the office's working accounts."""
    rows = await scope.fetch(
        "SELECT DISTINCT kind FROM account WHERE tenant_id = $1 AND active", scope.tenant_id
    )
    return frozenset(row["kind"] for row in rows)


async def speed(scope: Scope, promises: Sequence[str], days: int) -> list[Any]:
    """Of the cases of the last days, by kind and (kind is none) of all: cases, answered, median seconds to the
    first answer, and how many promises were decided and kept."""
    return await scope.fetch(_SPEED, scope.tenant_id, scope.now, list(promises), days)
