"""Messages become cases and follow-ups; new ones are acknowledged with number and PIN."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from helpdesk.attachments.arriving import Arriving, add_arriving
from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import Case
from helpdesk.cases.opening import open_cases
from helpdesk.cases.work import work_on
from helpdesk.channels.model import ChannelKind
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import PIN_PLACE, Direction, Message
from helpdesk.inbox.store import Entry, Verdict
from helpdesk.intake.agreeing import without_answers
from helpdesk.intake.announcing import Owed, acknowledge, citizen_of, tell_opened
from helpdesk.intake.batch import Piece, find_cases, find_people, heard, pieces_of
from helpdesk.intake.braking import without_floods, without_repetition, without_strangers
from helpdesk.intake.choosing import without_choices
from helpdesk.intake.colleagues import hands_of, without_colleagues
from helpdesk.intake.inquiring import Inquiry, without_inquiries
from helpdesk.intake.talking import talk
from helpdesk.intake.units import take_units, without_units
from helpdesk.intake.warning import above_acknowledgements, tell_warned, to_warn
from helpdesk.texts.to_citizens import ACKNOWLEDGED, JOINED
from tenants.doors import Scope
from tenants.offices.model import Office
from tenants.permissions.model import Actor, ActorKind


async def take_messages(
    scope: Scope,
    entries: Sequence[Entry],
    office: Office,
    threads: frozenset[ChannelKind],
    actor: Actor | None,
) -> tuple[list[Verdict], list[Inquiry]]:
    """Take the messages among the entries in; answers what became of each, and who only asked something."""
    pieces = pieces_of(entries)
    hands = await hands_of(scope, pieces, threads)
    heard_units = await take_units(scope, pieces, threads, some=hands.units)
    pieces, set_aside = await without_colleagues(scope, heard_units.pieces, threads, hands.colleagues)
    pieces, beside = await without_units(scope, pieces, heard_units.loose)
    set_aside += [*heard_units.verdicts, *beside]
    if not pieces:
        return set_aside, []
    await find_people(scope, pieces, threads)
    pieces, chosen = await without_choices(scope, pieces)
    set_aside += chosen
    pieces, answered = await without_answers(scope, pieces, office)
    set_aside += answered
    pieces, inquiries = without_inquiries(pieces)
    pieces, talked = await talk(scope, pieces, office)
    set_aside += talked
    if not pieces:
        return set_aside, inquiries
    held = await find_cases(scope, pieces, office)
    pieces, flooding = await without_floods(scope, pieces)
    set_aside += flooding
    opening = [piece for piece in pieces if piece.opens is not None]
    opened = await open_cases(scope, [piece.opens for piece in opening if piece.opens is not None])
    await conversations.add_messages(scope, [_message(piece, held) for piece in pieces])
    await tell_opened(scope, opened, actor)
    answerable = [(piece, piece.opens) for piece in opening if piece.opens and piece.arrival.form is None]
    reached = await _follow_up(scope, [piece for piece in pieces if piece.opens is None], held)
    owed = await without_repetition(scope, _owed([*answerable, *reached]))
    warned = await to_warn(scope, [piece for piece in pieces if not piece.arrival.quiet])
    warned, owed = await above_acknowledgements(scope, warned, owed)
    warned, owed = await without_strangers(scope, warned, owed)
    await tell_warned(scope, warned, owed)  # goes out before number and PIN
    await acknowledge(scope, owed, office)
    await add_arriving(scope, [arriving for piece in pieces for arriving in _files(piece)])
    taken = [Verdict(piece.entry.id, "taken", "", piece.case_id) for piece in pieces]
    return [*set_aside, *taken], inquiries


def _message(piece: Piece, held: Mapping[UUID, Case]) -> Message:
    arrival = piece.arrival
    assert piece.case_id is not None
    case = piece.opens or held.get(piece.case_id)
    return Message(
        id=piece.message_id,
        case_id=piece.case_id,
        conversation_id=piece.conversation.id if piece.conversation else None,
        direction=Direction.IN,
        kind=arrival.kind,
        channel=piece.entry.channel.value,
        author_kind=ActorKind.CITIZEN,
        author_name=_author(piece, case),
        text=arrival.text.replace(PIN_PLACE, ""),
        unproven=arrival.unproven,
        reply_to=arrival.reply_to,
        external_id=arrival.external_id,
        sent_at=arrival.at,
        at=piece.entry.received_at,
    )


def _author(piece: Piece, case: Case | None) -> str:
    """A letter from another address than the one we answer says from which; that one itself stays masked."""
    sender, thread = piece.arrival.sender, piece.conversation
    answered = case is not None and thread is not None and case.conversation_id == thread.id
    if not piece.apart or answered or not sender.identities:
        return sender.name
    return f"{sender.name} <{sender.identities[0].value}>".strip()


def _owed(heard_in: Sequence[tuple[Piece, Case]]) -> list[Owed]:
    return [
        Owed(
            case=case,
            conversation=piece.conversation,
            channel=piece.entry.channel,
            reply_to=piece.arrival.external_id,
            text=JOINED if piece.joins else ACKNOWLEDGED,
            language=piece.language,
        )
        for piece, case in heard_in
        if piece.conversation is not None and not piece.arrival.quiet
    ]


async def _follow_up(
    scope: Scope, pieces: Sequence[Piece], held: dict[UUID, Case]
) -> list[tuple[Piece, Case]]:
    """Follow-ups of one case one after the other: the second sees what the first did.

    Answers the cases that had no channel until now, as those of a call or the counter, each with the message
    that gave it one: their citizens do not know number and PIN yet.
    """
    reached: list[tuple[Piece, Case]] = []
    by_case: dict[UUID, list[Piece]] = {}
    for piece in pieces:
        if piece.case_id is not None and piece.case_id in held:
            by_case.setdefault(piece.case_id, []).append(piece)
    for case_id, follow_ups in by_case.items():
        async with work_on(scope, citizen_of(scope), held[case_id]) as work:
            for piece in follow_ups:
                known = work.case.conversation_id
                work.apply(heard(work.case, piece, scope))
                if piece.danger:
                    work.apply(case_rules.hear_danger(work.case, scope.now))
                if known is None and work.case.conversation_id is not None:
                    reached.append((piece, work.case))
    return reached


def _files(piece: Piece) -> list[Arriving]:
    assert piece.case_id is not None
    return [
        Arriving(
            case_id=piece.case_id,
            message_id=piece.message_id,
            account_id=piece.entry.account_id,
            media=media,
        )
        for media in piece.arrival.media
    ]
