"""The only queries on chores of registers, and on how their accounts fare."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from helpdesk.channels.errors import BLOCKING
from helpdesk.registers.model import CHORE_LEASE
from tenants.doors import Scope

_HOLD = """
    UPDATE register_link r SET due_at = held.until,
        error_code = CASE WHEN r.error_code = '' AND held.code = ANY($4::text[]) THEN held.code ELSE r.error_code END
    FROM (SELECT l.id, a.blocked_until AS until, a.blocked_code AS code
          FROM register_link l JOIN account a ON a.tenant_id = l.tenant_id AND a.id = l.account_id
          WHERE l.tenant_id = $1 AND l.mode <> 'manual' AND a.blocked_until > $2
            AND l.due_at <= $3 AND l.due_at < a.blocked_until
            AND (l.step IN ('tracking', 'transfer_requested')
                 OR (l.step IN ('draft', 'submitted') AND a.blocked_code = ANY($4::text[])))
          FOR UPDATE OF l SKIP LOCKED) held
    WHERE r.tenant_id = $1 AND r.id = held.id
"""
_HOLD_ANSWERS = """
    UPDATE register_answer r SET due_at = held.until, error_code = held.code
    FROM (SELECT w.id, a.blocked_until AS until, a.blocked_code AS code FROM register_answer w
          JOIN register_link l ON l.tenant_id = w.tenant_id AND l.id = w.register_link_id
          JOIN account a ON a.tenant_id = l.tenant_id AND a.id = l.account_id
          WHERE w.tenant_id = $1 AND w.step = 'waiting' AND a.blocked_until > $2
            AND w.due_at <= $3 AND w.due_at < a.blocked_until AND a.blocked_code = ANY($4::text[])
          FOR UPDATE OF w SKIP LOCKED) held
    WHERE r.tenant_id = $1 AND r.id = held.id
"""
_FREE = """
    UPDATE register_link SET due_at = $3 WHERE tenant_id = $1 AND id IN (SELECT id FROM register_link
        WHERE tenant_id = $1 AND account_id = $2 AND due_at > $3
          AND (error_code = ANY($4::text[]) AND step IN ('draft', 'submitted')
               OR error_code <> '' AND step IN ('tracking', 'transfer_requested'))
        FOR UPDATE SKIP LOCKED)
"""
_FREE_ANSWERS = """
    UPDATE register_answer SET due_at = $3 WHERE tenant_id = $1 AND id IN (SELECT w.id FROM register_answer w
        JOIN register_link l ON l.tenant_id = w.tenant_id AND l.id = w.register_link_id
        WHERE w.tenant_id = $1 AND l.account_id = $2 AND w.step = 'waiting' AND w.due_at > $3
          AND w.error_code = ANY($4::text[]) FOR UPDATE OF w SKIP LOCKED)
"""


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


async def leave_alone(scope: Scope, account_id: UUID, code: str, until: datetime) -> bool:
    """Nothing that its state concerns is asked of the account before then; it shows since when and why.

    Answers whether that begins just now.
    """
    before: str | None = await scope.fetchval(
        "SELECT blocked_code FROM account WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
        scope.tenant_id,
        account_id,
    )
    await scope.execute(
        "UPDATE account SET blocked_at = coalesce(blocked_at, $3), blocked_code = $4, blocked_until = $5"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        account_id,
        scope.now,
        code,
        until,
    )
    await hold_blocked(scope, until)
    return before != code


async def hold_blocked(scope: Scope, until: datetime | None = None) -> None:
    """What is due by then, now if nothing is said, and would ask an account that is left alone waits for it."""
    for sql in (_HOLD, _HOLD_ANSWERS):
        await scope.execute(sql, scope.tenant_id, scope.now, until or scope.now, BLOCKING)


async def let_go(scope: Scope, account_id: UUID, *, blocked_only: bool = False) -> None:
    """The register answers: if it was left alone, what waited for it is due now.

    `blocked_only`: what succeeded proves that its keys are taken, and nothing of how cases can be looked at.
    """
    freed = await scope.fetchval(
        "UPDATE account SET follow_fails = 0, blocked_at = NULL, blocked_code = NULL, blocked_until = NULL"
        " WHERE tenant_id = $1 AND id = $2 AND ((follow_fails > 0 AND NOT $3)"
        " OR (blocked_code IS NOT NULL AND (NOT $3 OR blocked_code = ANY($4::text[])))) RETURNING id",
        scope.tenant_id,
        account_id,
        blocked_only,
        BLOCKING,
    )
    if freed is not None:
        await free_held(scope, account_id)


async def free_held(scope: Scope, account_id: UUID) -> None:
    """What waited for the account is due now: what its keys held up, and looks that failed."""
    for sql in (_FREE, _FREE_ANSWERS):
        await scope.execute(sql, scope.tenant_id, account_id, scope.now, BLOCKING)
