"""The only queries on chores of registers, and on how their accounts fare."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from helpdesk.registers.model import CHORE_LEASE
from tenants.doors import Scope


async def claim_chore(scope: Scope) -> Any:
    """A due chore of a working account, leased: account_id, chore, attempts; or none. Others wait for a day."""
    return await scope.fetchrow(
        "WITH due AS (SELECT c.account_id, c.chore, a.active FROM register_chore c"
        " JOIN account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id"
        " WHERE c.tenant_id = $1 AND c.due_at <= $2 ORDER BY a.active, c.due_at FOR UPDATE OF c SKIP LOCKED),"
        " asleep AS (UPDATE register_chore c SET due_at = $2::timestamptz + interval '1 day' FROM due"
        " WHERE c.tenant_id = $1 AND c.account_id = due.account_id AND c.chore = due.chore AND NOT due.active)"
        " UPDATE register_chore c SET due_at = $3"
        " FROM (SELECT account_id, chore FROM due WHERE active LIMIT 1) one"
        " WHERE c.tenant_id = $1 AND c.account_id = one.account_id AND c.chore = one.chore"
        " RETURNING c.account_id, c.chore, c.attempts",
        scope.tenant_id,
        scope.now,
        scope.now + CHORE_LEASE,
    )


async def chore_done(scope: Scope, account_id: UUID, chore: str, wait: timedelta) -> None:
    """It is done, and due again so much later."""
    await scope.execute(
        "UPDATE register_chore SET due_at = $4, done_at = $5, attempts = 0, error_code = ''"
        " WHERE tenant_id = $1 AND account_id = $2 AND chore = $3",
        scope.tenant_id,
        account_id,
        chore,
        scope.now + wait,
        scope.now,
    )


async def put_off(scope: Scope, account_id: UUID, chore: str, code: str, wait: timedelta) -> None:
    """It could not be done; it is tried again so much later."""
    await scope.execute(
        "UPDATE register_chore SET due_at = $4, attempts = attempts + 1, error_code = $5"
        " WHERE tenant_id = $1 AND account_id = $2 AND chore = $3",
        scope.tenant_id,
        account_id,
        chore,
        scope.now + wait,
        code,
    )


async def count_failure(scope: Scope, account_id: UUID) -> int:
    """One more look failed in a row; how many now."""
    fails: int = await scope.fetchval(
        "UPDATE account SET follow_fails = least(follow_fails + 1, 1000) WHERE tenant_id = $1 AND id = $2"
        " RETURNING follow_fails",
        scope.tenant_id,
        account_id,
    )
    return fails


async def leave_alone(scope: Scope, account_id: UUID, code: str, until: datetime) -> None:
    """No case is looked at before then; the account shows since when and why."""
    await scope.execute(
        "UPDATE account SET blocked_at = coalesce(blocked_at, $3), blocked_code = $4, blocked_until = $5"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        account_id,
        scope.now,
        code,
        until,
    )
    await scope.execute(
        "UPDATE register_link SET due_at = $3 WHERE tenant_id = $1 AND id IN (SELECT id FROM register_link"
        " WHERE tenant_id = $1 AND account_id = $2 AND step = 'tracking' AND due_at < $3 FOR UPDATE SKIP LOCKED)",
        scope.tenant_id,
        account_id,
        until,
    )


async def let_go(scope: Scope, account_id: UUID) -> None:
    """The register answers: if it was left alone, what waited for it is due now."""
    freed = await scope.fetchval(
        "UPDATE account SET follow_fails = 0, blocked_at = NULL, blocked_code = NULL, blocked_until = NULL"
        " WHERE tenant_id = $1 AND id = $2 AND (follow_fails > 0 OR blocked_code IS NOT NULL) RETURNING id",
        scope.tenant_id,
        account_id,
    )
    if freed is None:
        return
    await scope.execute(
        "UPDATE register_link SET due_at = $3 WHERE tenant_id = $1 AND id IN (SELECT id FROM register_link"
        " WHERE tenant_id = $1 AND account_id = $2 AND step = 'tracking' AND error_code <> '' AND due_at > $3"
        " FOR UPDATE SKIP LOCKED)",
        scope.tenant_id,
        account_id,
        scope.now,
    )
