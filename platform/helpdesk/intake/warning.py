"""The 119 answer: at once, by a rule, once a day for each conversation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.contacts import store as contacts
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction, Message
from helpdesk.danger.phrases import Sign
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.intake.announcing import Owed, outbound
from helpdesk.intake.batch import Piece
from helpdesk.intake.rules import WARN_EVERY
from helpdesk.texts import rules as texts
from helpdesk.texts.to_citizens import DANGER, WISH
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.permissions.model import ActorKind


async def warn(scope: Scope, pieces: Sequence[Piece]) -> None:
    """Answer what sounds like danger to life: on the citizen's channel, else on the tracking page."""
    await tell_warned(scope, await to_warn(scope, pieces))


async def to_warn(scope: Scope, pieces: Sequence[Piece]) -> list[Piece]:
    """The first piece of each place whose citizen was not told within the day."""
    warned: set[UUID] = set()
    found: list[Piece] = []
    for piece in pieces:
        place = piece.conversation.id if piece.conversation else piece.case_id
        if piece.danger is None or place is None or place in warned:
            continue
        if not await _is_warned(scope, piece, scope.now - WARN_EVERY):
            warned.add(place)
            found.append(piece)
    return found


async def above_acknowledgements(
    scope: Scope, warned: Sequence[Piece], owed: Sequence[Owed]
) -> tuple[list[Piece], list[Owed]]:
    """Where two letters would call for two answers, the warning stands above the acknowledgement.

    Answers who is warned by a message of its own, and those owed an acknowledgement.
    """
    acknowledged = {each.case.id for each in owed}
    alone: list[Piece] = []
    above: dict[UUID, str] = {}
    for piece in warned:
        if piece.apart and piece.case_id is not None and piece.case_id in acknowledged:
            above[piece.case_id] = (await _warning(scope, piece)).text
        else:
            alone.append(piece)
    return alone, [replace(each, above=above.get(each.case.id, "")) for each in owed]


async def tell_warned(scope: Scope, pieces: Sequence[Piece], owed: Sequence[Owed] = ()) -> None:
    """Tell the citizens of these, and remember it; whoever is warned in an acknowledgement is told by that."""
    said = [await _warning(scope, piece) for piece in pieces]
    if said:
        await conversations.add_messages(scope, said)
        await queue(scope, [each for pair in zip(pieces, said, strict=True) for each in _queued(*pair)])
    threads = {each.conversation_id for each in said if each.conversation_id is not None}
    threads |= {each.conversation.id for each in owed if each.above}
    if threads:
        await conversations.mark_warned(scope, threads)


async def _is_warned(scope: Scope, piece: Piece, after: datetime) -> bool:
    if piece.conversation is not None:
        return piece.conversation.warned_at is not None and piece.conversation.warned_at > after
    if piece.opens is not None or piece.case_id is None:
        return False
    return await conversations.has_warned(scope, piece.case_id, after)


async def _warning(scope: Scope, piece: Piece) -> Message:
    assert piece.case_id is not None
    assert piece.danger is not None
    text = WISH if piece.danger.sign is Sign.WISH else DANGER
    return Message(
        id=uuid7(),
        case_id=piece.case_id,
        conversation_id=piece.conversation.id if piece.conversation else None,
        direction=Direction.OUT,
        kind="emergency",
        channel=piece.entry.channel.value,
        author_kind=ActorKind.SYSTEM,
        author_name="Sahut",
        text=texts.said({}, text, await _language(scope, piece), piece.entry.channel),
        automatic=True,
        sent_at=scope.now,
        at=scope.now,
    )


async def _language(scope: Scope, piece: Piece) -> str:
    """The one they wrote in, if that can be told; else the one they chose."""
    if piece.danger is not None and piece.danger.english:
        return "en"
    if piece.arrival.form is not None:
        return piece.arrival.form.language
    return await contacts.language_of(scope, piece.contact_id)


def _queued(piece: Piece, message: Message) -> list[Queued]:
    if piece.conversation is None:
        return []
    return [
        Queued(
            case_id=message.case_id,
            message_id=message.id,
            conversation_id=piece.conversation.id,
            account_id=piece.conversation.account_id,
            outbound=outbound(piece.conversation, message.text, reply_to=piece.arrival.external_id),
        )
    ]
