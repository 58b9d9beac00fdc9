"""The only queries on open lines to mailboxes: who listens to which, and until when."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from tenants.doors import Scope

_FORGET_OFF = (
    "UPDATE account SET listen_at = NULL WHERE tenant_id = $1 AND listen_at <= $2"
    " AND (NOT active OR look_at IS NULL)"
)
_TAKE = (
    "UPDATE account SET listen_at = $3 WHERE tenant_id = $1 AND id = (SELECT id FROM account"
    " WHERE tenant_id = $1 AND active AND look_at IS NOT NULL AND listen_at <= $2 ORDER BY listen_at, id LIMIT 1"
    " FOR UPDATE SKIP LOCKED) RETURNING id, version, listen_at"
)
_RENEW = (
    "UPDATE account SET listen_at = $5 WHERE tenant_id = $1 AND id = $2 AND version = $3 AND listen_at = $4"
    " AND active AND look_at IS NOT NULL RETURNING id, version, listen_at"
)
_END = "UPDATE account SET listen_at = $4 WHERE tenant_id = $1 AND id = $2 AND listen_at = ANY($3::timestamptz[])"
_HASTEN = (
    "UPDATE account SET look_at = least(look_at, $3) WHERE tenant_id = $1 AND id = $2 AND look_at <= $4"
    " RETURNING true"
)


class Line(NamedTuple):
    """A mailbox that is ours to listen to until the lease ends."""

    account_id: UUID
    version: int
    lease_ends: datetime


async def take_line(scope: Scope, lease_ends: datetime) -> Line | None:
    """The mailbox that nobody has listened to for longest, taken; one that is switched off is forgotten."""
    await scope.execute(_FORGET_OFF, scope.tenant_id, scope.now)
    row = await scope.fetchrow(_TAKE, scope.tenant_id, scope.now, lease_ends)
    return Line(*row) if row else None


async def renew_line(scope: Scope, line: Line, lease_ends: datetime) -> Line | None:
    """The line with a new lease; none when it is somebody else's by now, or its account was changed or switched off."""
    row = await scope.fetchrow(
        _RENEW, scope.tenant_id, line.account_id, line.version, line.lease_ends, lease_ends
    )
    return Line(*row) if row else None


async def end_line(scope: Scope, line: Line, again_at: datetime, *, asked: datetime | None = None) -> None:
    """Nobody listens any more; from then on somebody may begin. `asked`: the end of a lease that was asked for, by
    somebody who did not hear any more whether it was given."""
    leases = [line.lease_ends, *([asked] if asked else [])]
    await scope.execute(_END, scope.tenant_id, line.account_id, leases, again_at)


async def hasten(scope: Scope, account_id: UUID, within: timedelta) -> bool:
    """Let the mailbox be looked into now, if that is due within so long; false while somebody looks, or it rests."""
    found = await scope.fetchval(_HASTEN, scope.tenant_id, account_id, scope.now, scope.now + within)
    return found is not None
