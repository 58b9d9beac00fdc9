"""Mailboxes are looked into: what came is kept, and how far we read, in one transaction."""

from datetime import timedelta

import structlog

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account, Look
from helpdesk.channels.errors import ChannelError, ChannelFailing, FileAway, NotSupported
from helpdesk.inbox import store
from helpdesk.inbox.keeping import keep
from helpdesk.inbox.store import Turn
from kit.files import FilesAway, FileStore
from tenants.doors import Scope, tenant_scope

log = structlog.get_logger()

EVERY = timedelta(seconds=30)
LEASE = timedelta(minutes=10)
"""A look takes seconds; whoever needs longer is held for dead, and what is kept twice is kept once."""
_LONGEST_REST = timedelta(minutes=15)


async def look_due(tenant_id: int, book: AccountBook, *, files: FileStore, most: int = 5) -> int:
    """Look into one office's due mailboxes, outside any transaction; answers how many letters were kept.

    A mailbox that cannot be read rests ever longer, and holds up no other.
    """
    kept = 0
    for _ in range(most):
        async with tenant_scope(tenant_id) as scope:
            turn = await store.take_turn(scope, scope.now + LEASE)
            account = await book.load(scope, turn.account_id) if turn else None
        if turn is None:
            break
        try:
            kept += await _keep(tenant_id, turn, await _look(scope, turn, account, book), files)
        except ChannelError as error:
            await _rest(tenant_id, turn, error)
        except FilesAway as fault:
            log.warning("files_away", why=fault.why)
            await _rest(tenant_id, turn, FileAway())
    return kept


async def _look(scope: Scope, turn: Turn, account: Account | None, book: AccountBook) -> Look:
    adapter = book.adapter_of(account) if account else None
    if account is None or adapter is None or adapter.poller is None:
        raise NotSupported
    try:
        return await adapter.poller.look(account, turn.cursor, scope.now)
    except ChannelError:
        raise
    except Exception as fault:  # an adapter's own fault must not hold up the other mailboxes
        log.error("adapter_fault", channel=account.kind, error=type(fault).__name__)
        raise ChannelFailing from fault


async def _keep(tenant_id: int, turn: Turn, found: Look, files: FileStore) -> int:
    """The letters and the cursor, together or not at all."""

    async def end_turn(scope: Scope) -> bool:
        next_at = scope.now if found.more else scope.now + EVERY
        return await store.end_turn(scope, turn, found.cursor, next_at, None)

    return await keep(tenant_id, turn.account_id, found, files, end_turn)


async def _rest(tenant_id: int, turn: Turn, error: ChannelError) -> None:
    log.info("mailbox_unread", code=error.code, remote_code=error.remote_code)
    async with tenant_scope(tenant_id) as scope:
        rest = min(EVERY * 2 ** min(turn.fails, 10), _LONGEST_REST)
        await store.end_turn(scope, turn, turn.cursor, scope.now + rest, error.code)
