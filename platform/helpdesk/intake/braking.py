"""Brakes on channels where a machine may be writing: no flood of cases, no acknowledgement of every letter.

An answering machine that says nowhere that it is one meets them both: its answers to us are few, and so are ours.
Both hold for a mailbox, whatever a machine writes behind the plus of its address.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import compress

from helpdesk.channels.model import ChannelKind
from helpdesk.conversations.model import Conversation
from helpdesk.conversations.rules import ANSWER_EVERY, plain_mailbox
from helpdesk.conversations.store import mailboxes_written_to
from helpdesk.inbox.store import Verdict
from helpdesk.intake import rules, store
from helpdesk.intake.announcing import Owed
from helpdesk.intake.batch import Piece
from tenants.doors import Scope

TOO_MANY = "too many new cases from one address"

_key = b""


def configure(key: bytes) -> None:
    """The key that stands between addresses and their counts."""
    global _key
    _key = key


async def without_floods(scope: Scope, pieces: list[Piece]) -> tuple[list[Piece], list[Verdict]]:
    """The pieces, but for new cases above what one address may open in an hour: a person looks at those."""
    opening = [piece for piece in pieces if piece.opens and piece.apart and piece.conversation]
    if not opening:
        return pieces, []
    mailboxes = {_mailbox(piece.conversation) for piece in opening if piece.conversation}
    channels = [kind.value for kind in rules.APART]
    since = scope.now - timedelta(hours=1)
    many = Counter(await store.opened_since(scope, mailboxes, channels, since))
    flooded: set[object] = set()
    for piece in opening:
        assert piece.conversation is not None
        mailbox = _mailbox(piece.conversation)
        many[mailbox] += 1
        if many[mailbox] > rules.MOST_OPENED:
            flooded.add(piece.message_id)
    kept = [piece for piece in pieces if piece.message_id not in flooded]
    aside = [Verdict(piece.entry.id, "failed", TOO_MANY) for piece in pieces if piece.message_id in flooded]
    return kept, aside


async def without_repetition(scope: Scope, owed: Sequence[Owed]) -> list[Owed]:
    """Who is owed an acknowledgement: where a machine may be writing, nobody who had a letter of ours that day."""
    braked = {_mailbox(each.conversation) for each in owed if each.channel in rules.APART}
    if not braked:
        return list(owed)
    told = await mailboxes_written_to(scope, braked, scope.now - ANSWER_EVERY)
    kept = []
    for each in owed:
        if each.channel not in rules.APART:
            kept.append(each)
        elif _mailbox(each.conversation) not in told:
            told.add(_mailbox(each.conversation))
            kept.append(each)
    return kept


def _mailbox(conversation: Conversation) -> str:
    return plain_mailbox(conversation.address)


async def without_strangers(
    scope: Scope, warned: Sequence[Piece], owed: Sequence[Owed]
) -> tuple[list[Piece], list[Owed]]:
    """Who is written to without a person's doing: whose address stands in many letters, over all offices, may be
    somebody whom others let us write to. Warnings go first; what is above the limit is left out."""
    addresses = [_address(each.entry.channel, each.conversation) for each in warned]
    addresses += [_address(each.channel, each.conversation) for each in owed]
    marks = [_mark(address) for address in addresses]
    wanted = Counter(mark for mark in marks if mark)
    reached = await store.count_unasked(scope, wanted) if wanted else {}
    places = {mark: many - wanted[mark] for mark, many in reached.items()}
    may = []
    for mark in marks:
        places[mark] = places.get(mark, 0) + 1
        may.append(not mark or places[mark] <= rules.MOST_UNASKED)
    first = len(warned)
    return list(compress(warned, may[:first])), list(compress(owed, may[first:]))


async def one_more(scope: Scope, channel: ChannelKind, address: str) -> bool:
    """Whether a stranger may be sent one more mail that nobody asked for; the caller's transaction keeps the count."""
    mark = _mark(address) if channel in rules.APART else b""
    if not mark:
        return True
    return (await store.count_unasked(scope, {mark: 1}))[mark] <= rules.MOST_UNASKED


def _address(channel: ChannelKind, conversation: Conversation | None) -> str:
    """Where a mail would go; empty for what is none."""
    return conversation.address if conversation is not None and channel in rules.APART else ""


def _mark(address: str) -> bytes:
    """What stands for a mailbox; nothing without our key."""
    return hmac.digest(_key, plain_mailbox(address).encode(), hashlib.sha256)[:16] if address else b""
