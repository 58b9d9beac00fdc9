"""Messages from the office's own units.

The rule: a reply to our message that told a unit of a case, from the number or mailbox that stands with that unit, is
the unit's answer. Anything else from a unit's number opens no case and is added to none. Whoever quotes such a message
from elsewhere is a citizen like any other, and the case does not change by it.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from helpdesk.channels.model import ChannelKind
from helpdesk.conversations.model import PIN_PLACE
from helpdesk.events import UnitWrote
from helpdesk.inbox.store import Verdict
from helpdesk.intake.batch import Piece
from helpdesk.unit_links.answering import MOST_CHARACTERS, Words
from helpdesk.unit_links.hearing import take_reply
from helpdesk.unit_links.model import CameBy
from helpdesk.unit_links.store import heard_from, noticed
from helpdesk.unit_terms.model import UnitTerms
from helpdesk.unit_terms.store import by_address
from tenants.doors import Scope
from tenants.outbox.service import announce

NO_CASE = "written by a unit, about no case"
AUTOMATIC = "an automatic letter of a unit"
_BY = {ChannelKind.WHATSAPP: CameBy.WHATSAPP, ChannelKind.EMAIL: CameBy.EMAIL}
"""Channels on which units are told of cases; by SMS anybody can write in another's name."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that no unit wrote, what became of the others, and those of units' numbers that answer nothing."""

    pieces: list[Piece]
    verdicts: list[Verdict]
    loose: list[tuple[Piece, UnitTerms]]


async def take_units(
    scope: Scope, pieces: list[Piece], threads: frozenset[ChannelKind], *, some: bool
) -> Heard:
    """Take the replies of units in, when there are `some`; what their numbers wrote otherwise is left for
    `without_units`."""
    asked = [piece for piece in pieces if piece.entry.channel in _BY and piece.has_way_back(threads)]
    phones, emails = _addresses(asked, "phone"), _addresses(asked, "email")
    known = await by_address(scope, phones, emails) if asked and some else []
    if not known:
        return Heard(pieces=pieces, verdicts=[], loose=[])
    named = await noticed(
        scope, [(p.entry.account_id, p.arrival.reply_to) for p in asked if p.arrival.reply_to]
    )
    verdicts: list[Verdict] = []
    loose: list[tuple[Piece, UnitTerms]] = []
    for piece in asked:
        mine = [terms for terms in known if _is_from(piece, terms)]
        unit_id, case_id = named.get((piece.entry.account_id, piece.arrival.reply_to), (None, None))
        own = next((terms for terms in mine if terms.unit_id == unit_id), None)
        if own is None or case_id is None:
            loose += [(piece, mine[0])] if mine and piece.entry.channel is ChannelKind.WHATSAPP else []
        elif piece.arrival.quiet:
            verdicts.append(Verdict(piece.entry.id, "ignored", AUTOMATIC))
        elif piece.arrival.unproven or not await _taken(scope, piece, own, case_id):
            verdicts.append(await _wrote(scope, piece, own))
        else:
            verdicts.append(Verdict(piece.entry.id, "taken", "", case_id))
    settled = {each.entry_id for each in verdicts}
    return Heard(
        pieces=[piece for piece in pieces if piece.entry.id not in settled], verdicts=verdicts, loose=loose
    )


async def without_units(
    scope: Scope, pieces: Sequence[Piece], loose: Sequence[tuple[Piece, UnitTerms]]
) -> tuple[list[Piece], list[Verdict]]:
    """The pieces without what units' numbers wrote beside any case; each unit that wrote is announced."""
    left = {piece.entry.id for piece in pieces}
    told = [(piece, terms) for piece, terms in loose if piece.entry.id in left]
    verdicts = [await _wrote(scope, piece, terms) for piece, terms in told]
    gone = {each.entry_id for each in verdicts}
    return [piece for piece in pieces if piece.entry.id not in gone], verdicts


async def _taken(scope: Scope, piece: Piece, own: UnitTerms, case_id: UUID) -> bool:
    arrival = piece.arrival
    await heard_from(scope, own.unit_id, piece.entry.account_id)
    words = Words(
        text=arrival.text.replace(PIN_PLACE, "")[:MOST_CHARACTERS],
        came_by=_BY[piece.entry.channel],
        media=arrival.media,
        account_id=piece.entry.account_id,
        external_id=arrival.external_id,
        kind=arrival.kind,
    )
    return await take_reply(scope, own.unit_id, case_id, words)


async def _wrote(scope: Scope, piece: Piece, terms: UnitTerms) -> Verdict:
    await heard_from(scope, terms.unit_id, piece.entry.account_id)
    fact = UnitWrote(unit_id=terms.unit_id, account_id=piece.entry.account_id, at=scope.now)
    await announce(scope, [fact])
    return Verdict(piece.entry.id, "ignored", NO_CASE)


def _is_from(piece: Piece, terms: UnitTerms) -> bool:
    own = {(each.scheme, each.value.lower()) for each in piece.arrival.sender.identities}
    if piece.entry.channel is ChannelKind.WHATSAPP:
        return bool(terms.phone) and ("phone", terms.phone) in own
    return bool(terms.email) and ("email", terms.email) in own


def _addresses(pieces: Sequence[Piece], scheme: str) -> set[str]:
    return {
        each.value.lower()
        for piece in pieces
        for each in piece.arrival.sender.identities
        if each.scheme == scheme
    }
