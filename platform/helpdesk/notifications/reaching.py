"""Reach colleagues outside the desk: through the office's own account, as text or as an approved template."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from helpdesk.channels.accounts import AccountBook, account_of_kind
from helpdesk.channels.contract import Account
from helpdesk.channels.model import ChannelKind, Identity, OutboundMessage, Template
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.notifications import store
from helpdesk.notifications.model import Notice, NoticeKind
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.people.model import Reachable


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What one colleague is told: the text while their window is open, else the template."""

    to: Reachable
    kind: NoticeKind
    case_id: UUID | None = None
    text: str
    template: Template


async def reach(scope: Scope, book: AccountBook, words: Sequence[Word]) -> int:
    """Queue the words; answers how many are told: nobody when the office has no account that can carry them."""
    if not words:
        return 0
    account_id = await account_of_kind(scope, ChannelKind.WHATSAPP)
    account = await book.load(scope, account_id) if account_id else None
    adapter = book.adapter_of(account) if account else None
    if account is None or adapter is None or adapter.sender is None:
        return 0
    open_to = await _open_to(scope, account, [word.to.membership_id for word in words], adapter.window)
    notices = [
        Notice(id=uuid7(), membership_id=word.to.membership_id, case_id=word.case_id, kind=word.kind)
        for word in words
    ]
    await store.add(scope, notices)
    outbound = [_outbound(word, as_text=word.to.membership_id in open_to) for word in words]
    await queue(scope, [queued(n, account.id, m) for n, m in zip(notices, outbound, strict=True)])
    return len(words)


def queued(notice: Notice, account_id: UUID, outbound: OutboundMessage) -> Queued:
    """A message to a colleague, ready for its delivery."""
    return Queued(
        case_id=notice.case_id,
        notice_id=notice.id,
        conversation_id=notice.membership_id,
        account_id=account_id,
        outbound=outbound,
    )


def outbound_text(to: Reachable, text: str) -> OutboundMessage:
    """Free text to a colleague."""
    return OutboundMessage(id=uuid7(), recipient=Identity(scheme="phone", value=to.phone), text=text)


def _outbound(word: Word, *, as_text: bool) -> OutboundMessage:
    if as_text:
        return outbound_text(word.to, word.text)
    recipient = Identity(scheme="phone", value=word.to.phone)
    return OutboundMessage(id=uuid7(), recipient=recipient, template=word.template)


async def _open_to(
    scope: Scope, account: Account, members: Sequence[UUID], window: timedelta | None
) -> frozenset[UUID]:
    """To whom free text may be sent now."""
    if window is None:
        return frozenset(members)
    heard = await store.last_heard(scope, account.id, members)
    return frozenset(member for member, at in heard.items() if scope.now < at + window)
