"""Brakes on channels where a machine may be writing: no flood of cases, no acknowledgement of every letter.

An answering machine that says nowhere that it is one meets them both: its answers to us are few, and so are ours.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from helpdesk.inbox.store import Verdict
from helpdesk.intake import rules, store
from helpdesk.intake.announcing import Owed
from helpdesk.intake.batch import Piece
from tenants.doors import Scope

TOO_MANY = "too many new cases from one address"


async def without_floods(scope: Scope, pieces: list[Piece]) -> tuple[list[Piece], list[Verdict]]:
    """The pieces, but for new cases above what one address may open in an hour: a person looks at those."""
    opening = [piece for piece in pieces if piece.opens and piece.apart and piece.conversation]
    if not opening:
        return pieces, []
    threads = {piece.conversation.id for piece in opening if piece.conversation}
    channels = [kind.value for kind in rules.APART]
    since = scope.now - timedelta(hours=1)
    many = Counter(await store.opened_since(scope, threads, channels, since))
    flooded: set[object] = set()
    for piece in opening:
        assert piece.conversation is not None
        many[piece.conversation.id] += 1
        if many[piece.conversation.id] > rules.MOST_OPENED:
            flooded.add(piece.message_id)
    kept = [piece for piece in pieces if piece.message_id not in flooded]
    aside = [Verdict(piece.entry.id, "failed", TOO_MANY) for piece in pieces if piece.message_id in flooded]
    return kept, aside


async def without_repetition(scope: Scope, owed: Sequence[Owed]) -> list[Owed]:
    """Who is owed an acknowledgement: where a machine may be writing, one a day."""
    braked = [each for each in owed if each.channel in rules.APART]
    if not braked:
        return list(owed)
    threads = {each.conversation.id for each in braked}
    told = await store.acknowledged_since(scope, threads, scope.now - rules.ACKNOWLEDGE_EVERY)
    kept = []
    for each in owed:
        if each.channel not in rules.APART:
            kept.append(each)
        elif each.conversation.id not in told:
            told.add(each.conversation.id)
            kept.append(each)
    return kept
