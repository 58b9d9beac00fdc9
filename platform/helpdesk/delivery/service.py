"""Send what is due, outside any transaction; take in what the remote tells about it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from helpdesk.attachments import service as attachments
from helpdesk.cases import history
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account, Adapter, Pace
from helpdesk.channels.errors import ChannelError, NotSupported, OutcomeUnknown
from helpdesk.channels.model import OutboundMessage, Receipt, StatusArrived
from helpdesk.conversations import store as conversations
from helpdesk.delivery import pacing, reported, rules, store
from helpdesk.delivery.extras import as_wanted
from helpdesk.delivery.filling import as_it_leaves
from helpdesk.delivery.model import PROGRESS, SETTLE_SECONDS, WAITS_TURN, DeliveryState
from helpdesk.delivery.store import Claimed
from helpdesk.events import CaseEvent, ColleagueNotTold, DeliveryChanged
from kit.files import FileStore
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.outbox.service import announce
from tenants.permissions.model import system

_NOTICED = timedelta(seconds=5)

log = structlog.get_logger()


async def send_due(
    tenant_id: int, book: AccountBook, pin_key: bytes, *, files: FileStore | None = None, most: int = 8
) -> int:
    """Send one office's due messages in parallel, at most `most`; answers how many were tried or wait for their
    turn now.

    Only what is sent at once is claimed: whoever dies here leaves no more than that many unknown outcomes.
    Every send is finished before the first fault of one is raised. `files`: where outgoing files lie.
    """
    owner = uuid7()
    async with tenant_scope(tenant_id) as scope:
        await _give_up(scope)
        await store.hold_blocked(scope)
        claimed = await store.claim(scope, owner, most)
        accounts = {
            account_id: await book.load(scope, account_id)
            for account_id in {each.account_id for each in claimed}
        }
        adapters = {id_: book.adapter_of(account) if account else None for id_, account in accounts.items()}
        paces = {id_: _pace(account, adapters[id_]) for id_, account in accounts.items()}
        claimed, later = await pacing.in_turn(scope, claimed, paces)
        await announce(scope, [fact for each, at in later for fact in _waits(each, at, scope.now)])
        leaving = await as_wanted(scope, owner, claimed)
        messages = [await as_it_leaves(scope, each, adapters[each.account_id], pin_key) for each in leaving]
    ended = await asyncio.gather(
        *(
            _send(
                tenant_id, owner, each, message, accounts[each.account_id], adapters[each.account_id], files
            )
            for each, message in zip(leaving, messages, strict=True)
        ),
        return_exceptions=True,  # one that fails must not leave the others running with nobody to hear them
    )
    for fault in ended:
        if fault is not None:
            raise fault
    return len(claimed) + len(later)


def _pace(account: Account | None, adapter: Adapter | None) -> Pace | None:
    return adapter.pace(account) if account and adapter and adapter.pace else None


def _waits(each: Claimed, at: datetime, now: datetime) -> list[CaseEvent]:
    """Told only when somebody could notice it."""
    return _of(each, now, DeliveryState.QUEUED, WAITS_TURN) if at - now >= _NOTICED else []


async def _give_up(scope: Scope) -> None:
    """Senders that died leave an unknown outcome; unknown outcomes that stay so are shown to a person."""
    await store.abandoned(scope)
    facts = [
        fact
        for row in await store.unsettled(scope)
        for fact in _facts(
            row["case_id"],
            row["message_id"],
            row["conversation_id"],
            scope.now,
            DeliveryState.UNKNOWN,
            OutcomeUnknown.code,
        )
    ]
    await history.add(scope, system(scope.tenant_id), facts)
    await announce(scope, facts)


async def _send(
    tenant_id: int,
    owner: UUID,
    each: Claimed,
    message: OutboundMessage,
    account: Account | None,
    adapter: Adapter | None,
    files: FileStore | None,
) -> None:
    try:
        receipt = await _hand_over(await _loaded(tenant_id, each, message, files), account, adapter)
    except ChannelError as error:
        await _note_failure(tenant_id, owner, each, error, _pace(account, adapter))
        return
    async with tenant_scope(tenant_id) as scope:
        moved = await store.mark_sent(scope, each.id, receipt.external_id)
        if each.blocked:
            await store.let_go(scope, each.account_id)
        # A touch goes under the name of what it touches.
        if each.message_id is not None and message.touch is None:
            await conversations.set_external_id(scope, each.message_id, receipt.external_id)
        if moved:
            await announce(scope, _of(each, scope.now, DeliveryState.SENT))


async def _loaded(
    tenant_id: int, each: Claimed, message: OutboundMessage, files: FileStore | None
) -> OutboundMessage:
    """The message with its file's bytes; raises what `attachments.outgoing` raises."""
    if message.file is None:
        return message
    _, content = await attachments.outgoing(tenant_id, each.case_id, message.file.stored_id, files)
    return replace(message, file=replace(message.file, content=content))


async def _hand_over(message: OutboundMessage, account: Account | None, adapter: Adapter | None) -> Receipt:
    if account is None or adapter is None or adapter.sender is None:
        raise NotSupported
    try:
        return await adapter.sender.send(message, account)
    except ChannelError:
        raise
    except Exception as fault:  # an adapter's own fault must not block the queue
        log.error("adapter_fault", channel=account.kind, error=type(fault).__name__)
        raise OutcomeUnknown from fault


async def _note_failure(
    tenant_id: int, owner: UUID, each: Claimed, error: ChannelError, pace: Pace | None
) -> None:
    async with tenant_scope(tenant_id) as scope:
        since = await store.blocked_since(scope, each.account_id) if error.blocks else None
        # Refused again, and others were let through in between: the fault is the message's.
        alone = error.blocks and since is None and each.error_code == error.code
        age = scope.now - each.created_at
        state = rules.next_state(error, each.attempts, age)
        state = DeliveryState.FAILED if alone else state
        log.info("delivery_failed", code=error.code, remote_code=error.remote_code, state=state.value)
        wait = timedelta(seconds=rules.wait_seconds(error, each.attempts, age))
        until = await _blocked(scope, each.account_id, error, since) if error.blocks and not alone else None
        moved = await store.mark_not_sent(
            scope,
            each.id,
            owner,
            state,
            _due_again(scope.now, state, wait, until),
            error.code,
            error.remote_code,
            attempts=rules.tries_used(error, each.attempts),
        )
        if error.slows:
            await pacing.slow_down(scope, each.account_id, pace, scope.now + wait)
        facts = _of(each, scope.now, state, error.code) if moved else []
        if state is not DeliveryState.QUEUED:
            await history.add(scope, system(tenant_id), facts)
        if state is not DeliveryState.QUEUED or error.blocks:
            await announce(scope, facts)


async def _blocked(scope: Scope, account_id: UUID, error: ChannelError, since: datetime | None) -> datetime:
    """Leave the account alone for a while; answers until when."""
    until = scope.now + rules.blocked_for(scope.now - (since or scope.now))
    await store.block(scope, account_id, error.code, until)
    return until


def _due_again(
    now: datetime, state: DeliveryState, wait: timedelta, blocked_until: datetime | None
) -> datetime | None:
    """When the message is looked at next; none when it is over."""
    if state is DeliveryState.QUEUED:
        return blocked_until or now + wait
    return now + timedelta(seconds=SETTLE_SECONDS) if state is DeliveryState.UNKNOWN else None


def _of(each: Claimed, at: datetime, state: DeliveryState, code: str = "") -> list[CaseEvent]:
    return _facts(each.case_id, each.message_id, each.conversation_id, at, state, code)


def _facts(
    case_id: UUID | None, message_id: UUID | None, place: UUID, at: datetime, state: DeliveryState, code: str
) -> list[CaseEvent]:
    """How it is told: of a message every step, of a notice to a colleague (`place`) only that it failed."""
    if case_id is None:
        return []
    if message_id is not None:
        return [DeliveryChanged(case_id=case_id, at=at, message_id=message_id, state=state, code=code)]
    if state in (DeliveryState.FAILED, DeliveryState.UNKNOWN):
        return [ColleagueNotTold(case_id=case_id, at=at, membership_id=place, code=code)]
    return []


async def take_statuses(scope: Scope, statuses: Sequence[tuple[UUID, StatusArrived]]) -> list[bool]:
    """Apply statuses (account, status) in the caller's transaction; false for those whose message is unknown."""
    keys = [(account_id, s.message_id, _uuid(s.our_id)) for account_id, s in statuses]
    held = await reported.held_by_status(scope, keys)
    states = {row["id"]: DeliveryState(row["state"]) for row in held.values()}
    moved: dict[UUID, tuple[UUID, DeliveryState, object, str, str, str]] = {}
    facts: dict[UUID, list[CaseEvent]] = {}
    for key, (_, status) in zip(keys, statuses, strict=True):
        row = held.get(key)
        told = PROGRESS[status.progress]
        if row is None or not rules.moves(states[row["id"]], told):
            continue
        states[row["id"]] = told
        moved[row["id"]] = (
            row["id"],
            told,
            status.at,
            status.message_id,
            status.error_code,
            status.remote_code,
        )
        facts[row["id"]] = _facts(
            row["case_id"], row["message_id"], row["conversation_id"], scope.now, told, status.error_code
        )
    await reported.progress(scope, list(moved.values()))  # type: ignore[arg-type]
    failed = [
        fact for id_, told_of in facts.items() for fact in told_of if states[id_] is DeliveryState.FAILED
    ]
    await history.add(scope, system(scope.tenant_id), failed)
    await announce(scope, [fact for told_of in facts.values() for fact in told_of])
    return [key in held for key in keys]


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
