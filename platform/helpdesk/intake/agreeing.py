"""YA and TIDAK: a citizen answers what an officer asked them to agree to; it is no message of any case.

Only the word alone, or what was pressed, is an answer. Anything else is an ordinary message and leaves the question
open; so is a word that may answer an officer who has written since.
"""

from collections.abc import Sequence
from uuid import UUID

from helpdesk.attachments.originals import KIND as ORIGINAL
from helpdesk.cases import store as cases
from helpdesk.channels.model import ChannelKind
from helpdesk.consenting import rules, service, store
from helpdesk.consenting.model import Asked, Question
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.inbox.store import Verdict
from helpdesk.intake.announcing import outbound
from helpdesk.intake.batch import Piece
from helpdesk.notifications.service import tracking_link
from helpdesk.texts import rules as texts
from helpdesk.texts.asked import AGREED, DECLINED
from tenants.doors import Scope
from tenants.offices.model import Office

ANSWERED_ON = frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL})
ANSWERED = "answered what an officer asked"


async def without_answers(
    scope: Scope, pieces: list[Piece], office: Office
) -> tuple[list[Piece], list[Verdict]]:
    """The messages that say something else, and what became of these. A letter that anybody may have written in
    its sender's name answers nothing."""
    answers = {piece.message_id: said for piece in pieces if (said := _said(piece)) is not None}
    if not answers:
        return pieces, []
    threads = {p.conversation.id for p in pieces if p.conversation and p.message_id in answers}
    asked = await store.asked_in(scope, threads)
    rest: list[Piece] = []
    taken: list[Verdict] = []
    for piece in pieces:
        said = answers.get(piece.message_id)
        known = asked.get(piece.conversation.id, []) if piece.conversation else []
        question = _question(piece, said, known, scope) if said is not None else None
        if question is None or said is None:
            rest.append(piece)
            continue
        await _take(scope, piece, question, office, given=said[1])
        taken.append(Verdict(piece.entry.id, "taken", ANSWERED, question.case_id))
    return rest, taken


def _said(piece: Piece) -> tuple[UUID | None, bool] | None:
    """The answer, and the question where it was pressed; none when it is no answer."""
    arrival, place = piece.arrival, piece.conversation
    files = [each for each in arrival.media if each.kind != ORIGINAL]
    plain = not (files or arrival.forwarded or arrival.form or arrival.case_id or arrival.unproven)
    if piece.entry.channel not in ANSWERED_ON or not plain or place is None:
        return None
    if arrival.choice:
        return rules.pressed(arrival.choice)
    given = rules.answer_in(arrival.own_words or arrival.text) if arrival.kind == "text" else None
    return (None, given) if given is not None and not place.asked else None


def _question(
    piece: Piece, said: tuple[UUID | None, bool], asked: Sequence[Asked], scope: Scope
) -> Question | None:
    pressed, given = said
    if pressed is None:
        return rules.meant(asked, given, piece.arrival.reply_to, scope.now)
    return rules.pressed_now(asked, pressed, given, scope.now)


async def _take(scope: Scope, piece: Piece, question: Question, office: Office, *, given: bool) -> None:
    """Keep it and say once that it was heard."""
    how = (piece.arrival.own_words or piece.arrival.text)[:40]
    channel = piece.entry.channel.value
    fresh = await service.take_from_thread(scope, question, given=given, channel=channel, how=how)
    place = piece.conversation
    if not fresh or place is None or piece.arrival.quiet:
        return
    case = await cases.load(scope, question.case_id, hold=False)
    values = {"number": case.number, "link": tracking_link(office.slug)}
    text = texts.said({}, AGREED if given else DECLINED, piece.language, channel, **values)
    wanted = Queued(
        case_id=None,
        conversation_id=place.id,
        account_id=place.account_id,
        outbound=outbound(place, text, reply_to=piece.arrival.external_id),
    )
    await queue(scope, [wanted])
