"""Accounts are asked whether they can work, so that a dead one is seen before a citizen's answer waits for it."""

import asyncio
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import structlog

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelFailing, ChannelUnreachable
from helpdesk.channels.health import SETTINGS_UNREADABLE, Cause, Health
from tenants.doors import Scope, tenant_scope

log = structlog.get_logger()

EVERY = timedelta(seconds=40)
"""With the longest question that is less than a minute."""
_LEASE = timedelta(minutes=2)
_LONGEST_REST = timedelta(minutes=5)
_LONGEST_QUESTION = 10.0
_AT_ONCE = 5

_TAKE = """
    UPDATE account SET probe_at = $3 WHERE tenant_id = $1 AND id IN (
        SELECT id FROM account WHERE tenant_id = $1 AND active AND probe_at <= $2
        ORDER BY probe_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
    RETURNING id, probe_at, probe_since, blocked_until
"""
_END = """
    UPDATE account SET probe_at = $4, probe_code = $5, probe_cause = $6,
        probe_since = CASE WHEN $5::text IS NOT NULL THEN coalesce(probe_since, $7) END
    WHERE tenant_id = $1 AND id = $2 AND probe_at = $3
"""
_WORKS = """
    UPDATE account SET probe_since = NULL, probe_code = NULL, probe_cause = NULL
    WHERE tenant_id = $1 AND id = $2 AND probe_since IS NOT NULL
"""


class _Turn(NamedTuple):
    """An account that we may ask until the lease ends."""

    account_id: UUID
    lease_ends: datetime
    failing_since: datetime | None
    blocked_until: datetime | None


async def probe_due(tenant_id: int, book: AccountBook) -> int:
    """Ask one office's due accounts, outside any transaction; answers how many were asked.

    Whoever cannot work is asked ever more seldom, and whoever does not answer holds up no other for long.
    """
    async with tenant_scope(tenant_id) as scope:
        rows = await scope.fetch(_TAKE, tenant_id, scope.now, scope.now + _LEASE, _AT_ONCE)
        turns = [_Turn(*row) for row in rows]
        opened = {turn.account_id: await book.readable(scope, turn.account_id) for turn in turns}
    found = await asyncio.gather(*(_asked(scope, turn, opened[turn.account_id], book) for turn in turns))
    async with tenant_scope(tenant_id) as scope:
        for turn, health in zip(turns, found, strict=True):
            await _end(scope, turn, health)
    return len(turns)


async def works(scope: Scope, account_id: UUID) -> None:
    """Somebody has just seen that it can work."""
    await scope.execute(_WORKS, scope.tenant_id, account_id)


async def asked(account: Account | None, book: AccountBook, longest: float) -> Health | None:
    """What the remote says of the account; none where it is asked nothing."""
    if account is None:
        return SETTINGS_UNREADABLE
    adapter = book.adapter_of(account)
    if adapter is None or adapter.health is None:
        return None
    try:
        async with asyncio.timeout(longest):
            return await adapter.health.check(account)
    except TimeoutError:
        return Health(
            ok=False, code=ChannelUnreachable.code, advice=ChannelUnreachable.sentence, cause=Cause.NETWORK
        )


async def _asked(scope: Scope, turn: _Turn, account: Account | None, book: AccountBook) -> Health | None:
    """What the account can do; none says nothing, as of one that is left alone because it was refused."""
    if turn.blocked_until is not None and turn.blocked_until > scope.now:
        return None
    try:
        return await asked(account, book, _LONGEST_QUESTION)
    except Exception as fault:  # an adapter's own fault must not hold up the other accounts
        log.error("adapter_fault", channel=account.kind if account else "", error=type(fault).__name__)
        return Health(ok=False, code=ChannelFailing.code, cause=Cause.BUSY)


async def _end(scope: Scope, turn: _Turn, health: Health | None) -> None:
    fault = None if health is None or health.ok or health.cause is Cause.UNCHECKED else health
    if fault is not None and turn.failing_since is None:
        log.info("account_cannot_work", code=fault.code)
    rest = EVERY if health is not None and health.ok else _LONGEST_REST
    if fault is not None:
        rest = min(max(scope.now - (turn.failing_since or scope.now), EVERY), _LONGEST_REST)
    await scope.execute(
        _END,
        scope.tenant_id,
        turn.account_id,
        turn.lease_ends,
        max(scope.now + rest, turn.blocked_until or scope.now),
        fault.code if fault else None,
        fault.cause if fault else None,
        scope.now,
    )
