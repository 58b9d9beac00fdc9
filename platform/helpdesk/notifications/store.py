"""The only queries on notices to colleagues and on when they last wrote."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from helpdesk.notifications.model import Notice, NoticeKind
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_NOTICES = BulkTable(
    "notice",
    ("id", "uuid"),
    ("membership_id", "uuid"),
    ("case_id", "uuid"),
    ("kind", "text"),
    ("at", "timestamptz"),
)


async def add(scope: Scope, notices: Sequence[Notice]) -> None:
    """Insert notices."""
    await _NOTICES.insert(
        scope, [(each.id, each.membership_id, each.case_id, each.kind.value, scope.now) for each in notices]
    )


async def last_case(scope: Scope, membership_id: UUID, after: datetime) -> UUID | None:
    """The case that a colleague was last told of since then."""
    found: UUID | None = await scope.fetchval(
        "SELECT case_id FROM notice WHERE tenant_id = $1 AND membership_id = $2 AND at > $3"
        " AND kind NOT IN ('answer', 'round') ORDER BY at DESC LIMIT 1",
        scope.tenant_id,
        membership_id,
        after,
    )
    return found


async def last_told(
    scope: Scope, membership_id: UUID, case_id: UUID, kinds: Sequence[NoticeKind], since: datetime
) -> datetime | None:
    """When a colleague was last told something of these kinds about a case, since then."""
    found: datetime | None = await scope.fetchval(
        "SELECT max(at) FROM notice WHERE tenant_id = $1 AND membership_id = $2 AND case_id = $3"
        " AND kind = ANY($4) AND at >= $5",
        scope.tenant_id,
        membership_id,
        case_id,
        [kind.value for kind in kinds],
        since,
    )
    return found


async def was_answered(scope: Scope, membership_id: UUID, within: timedelta) -> bool:
    """Was the colleague answered a short while ago? Two machines must not talk for ever."""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM notice WHERE tenant_id = $1 AND membership_id = $2 AND at > $3"
        " AND kind = 'answer')",
        scope.tenant_id,
        membership_id,
        scope.now - within,
    )
    return found


async def heard_from(scope: Scope, membership_id: UUID, account_id: UUID) -> None:
    """A colleague wrote to an account: its window for free text begins anew."""
    await scope.execute(
        "INSERT INTO colleague_line (tenant_id, membership_id, account_id, last_in_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id, membership_id, account_id) DO UPDATE SET last_in_at = excluded.last_in_at",
        scope.tenant_id,
        membership_id,
        account_id,
        scope.now,
    )


async def last_heard(scope: Scope, account_id: UUID, membership_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When these colleagues last wrote to the account, of those who ever did."""
    rows = await scope.fetch(
        "SELECT membership_id, last_in_at FROM colleague_line"
        " WHERE tenant_id = $1 AND account_id = $2 AND membership_id = ANY($3::uuid[])",
        scope.tenant_id,
        account_id,
        list(membership_ids),
    )
    return {row["membership_id"]: row["last_in_at"] for row in rows}
