"""BERHENTI and MULAI: a citizen says by message whether extra messages are wanted; it is no message of any case."""

from datetime import timedelta

from helpdesk.attachments.originals import KIND as ORIGINAL
from helpdesk.channels.model import ChannelKind
from helpdesk.consents import store as consents
from helpdesk.consents.model import Consent, Source, Way
from helpdesk.consents.rules import wish_in
from helpdesk.conversations import store as conversations
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.inbox.store import Verdict
from helpdesk.intake import rules
from helpdesk.intake.announcing import citizen_of, outbound
from helpdesk.intake.batch import Piece
from helpdesk.texts import rules as texts
from helpdesk.texts import to_citizens
from tenants.doors import Scope

CHOSEN_ON = frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL})
MOST_CONFIRMED = 4
"""A day; a machine that says one word after the other is not answered for ever."""
_BY_LETTER = {True: to_citizens.STARTED_BY_LETTER, False: to_citizens.STOPPED_BY_LETTER}
_BY_PHONE = {True: to_citizens.STARTED, False: to_citizens.STOPPED}


async def without_choices(scope: Scope, pieces: list[Piece]) -> tuple[list[Piece], list[Verdict]]:
    """The messages that say something else, and what became of these. What changes nothing is not confirmed again,
    and a letter whose sender is not proven chooses nothing for whom it names.

    In a dialogue both words are answers to its question, and so are they to an officer whose message they name.
    """
    wishes = {piece.message_id: wish for piece in pieces if (wish := _wish(piece)) is not None}
    if not wishes:
        return pieces, []
    ways = {_way(piece) for piece in pieces if piece.message_id in wishes}
    stopped = await consents.stopped(scope, list(ways))
    rest: list[Piece] = []
    taken: list[Verdict] = []
    for piece in pieces:
        wish, way = wishes.get(piece.message_id), _way(piece)
        begins_nothing = wish is True and way not in stopped  # then it is a greeting
        if wish is None or begins_nothing or await _answers_an_officer(scope, piece):
            rest.append(piece)
            continue
        taken.append(Verdict(piece.entry.id, "taken", "chose about extra messages"))
        if wish or way not in stopped:
            stopped ^= {way}
            await _keep(scope, piece, way, given=wish)
    return rest, taken


def _wish(piece: Piece) -> bool | None:
    arrival, place = piece.arrival, piece.conversation
    files = [each for each in arrival.media if each.kind != ORIGINAL]
    plain = arrival.kind == "text" and not (files or arrival.forwarded or arrival.form or arrival.case_id)
    if piece.entry.channel not in CHOSEN_ON or not plain or place is None or place.asked or arrival.unproven:
        return None
    return wish_in(arrival.own_words or arrival.text)


def _way(piece: Piece) -> Way:
    place = piece.conversation
    channel = piece.entry.channel.value
    return Way(channel=channel, scheme=place.scheme if place else "", address=place.address if place else "")


async def _answers_an_officer(scope: Scope, piece: Piece) -> bool:
    if not piece.arrival.reply_to or piece.conversation is None:
        return False
    key = (piece.conversation.id, piece.arrival.reply_to)
    found = await conversations.cases_of_external(scope, [key])
    said = await conversations.message(scope, found[key][1]) if key in found else None
    return said is not None and not said.automatic


async def _keep(scope: Scope, piece: Piece, way: Way, *, given: bool) -> None:
    """Put it into the ledger and say once that it was heard."""
    lately = await consents.said_lately(scope, way, timedelta(days=1))
    consent = Consent(way=way, given=given, source=Source.MESSAGE, at=scope.now)
    await consents.add(scope, consent, citizen_of(scope))
    by_letter = piece.entry.channel in rules.APART
    if lately >= (1 if by_letter else MOST_CONFIRMED) or piece.conversation is None:
        return
    text = (_BY_LETTER if by_letter else _BY_PHONE)[given]
    said = texts.said({}, text, piece.language, piece.entry.channel)
    wanted = Queued(
        case_id=None,
        conversation_id=piece.conversation.id,
        account_id=piece.conversation.account_id,
        outbound=outbound(piece.conversation, said, reply_to=piece.arrival.external_id),
    )
    await queue(scope, [wanted])
