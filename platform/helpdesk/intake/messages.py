"""Messages become cases and follow-ups; new ones are acknowledged with number and PIN."""

from collections.abc import Sequence
from uuid import UUID

from helpdesk.attachments.store import Arriving, add_arriving
from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import Case
from helpdesk.cases.opening import open_cases
from helpdesk.cases.telling import tell
from helpdesk.cases.work import work_on
from helpdesk.channels.model import ChannelKind, Identity, OutboundMessage
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import PIN_PLACE, Direction, Message
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.events import CaseDangerHeard, CaseOpened
from helpdesk.inbox.store import Entry, Verdict
from helpdesk.intake.batch import Piece, find_cases, find_people, heard, pieces_of
from helpdesk.intake.colleagues import without_colleagues
from helpdesk.intake.warning import warn
from helpdesk.notifications import texts
from helpdesk.notifications.service import tracking_link
from helpdesk.notifications.short_texts import on_channel
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices.model import Office
from tenants.permissions.model import Actor, ActorKind, system


async def take_messages(
    scope: Scope,
    entries: Sequence[Entry],
    office: Office,
    threads: frozenset[ChannelKind],
    actor: Actor | None,
) -> list[Verdict]:
    """Take the messages among the entries in; answers what became of each."""
    pieces, set_aside = await without_colleagues(scope, pieces_of(entries), threads)
    if not pieces:
        return set_aside
    await find_people(scope, pieces, threads)
    held = await find_cases(scope, pieces, office)
    opening = [piece for piece in pieces if piece.opens is not None]
    opened = await open_cases(scope, [piece.opens for piece in opening if piece.opens is not None])
    await conversations.add_messages(scope, [_message(piece) for piece in pieces])
    await _tell_opened(scope, opened, actor)
    answerable = [(piece, piece.opens) for piece in opening if piece.opens and piece.arrival.form is None]
    reached = await _follow_up(scope, [piece for piece in pieces if piece.opens is None], held)
    await warn(scope, pieces)  # goes out before number and PIN
    await _acknowledge(scope, [*answerable, *reached], office)
    await add_arriving(scope, [arriving for piece in pieces for arriving in _files(piece)])
    return [*set_aside, *(Verdict(piece.entry.id, "taken", "", piece.case_id) for piece in pieces)]


def _citizen(scope: Scope) -> Actor:
    return Actor(tenant_id=scope.tenant_id, kind=ActorKind.CITIZEN)


def _message(piece: Piece) -> Message:
    arrival = piece.arrival
    assert piece.case_id is not None
    return Message(
        id=piece.message_id,
        case_id=piece.case_id,
        conversation_id=piece.conversation.id if piece.conversation else None,
        direction=Direction.IN,
        kind=arrival.kind,
        channel=piece.entry.channel.value,
        author_kind=ActorKind.CITIZEN,
        author_name=arrival.sender.name,
        text=arrival.text.replace(PIN_PLACE, ""),
        reply_to=arrival.reply_to,
        external_id=arrival.external_id,
        sent_at=arrival.at,
        at=piece.entry.received_at,
    )


async def _tell_opened(scope: Scope, opened: Sequence[tuple[Case, CaseOpened]], actor: Actor | None) -> None:
    who = actor or _citizen(scope)
    facts = [fact for _, fact in opened]
    dangers = [CaseDangerHeard(case_id=case.id, at=scope.now) for case, _ in opened if case.danger]
    await tell(scope, who, facts)
    if dangers:
        await tell(scope, system(scope.tenant_id), dangers)


async def _acknowledge(scope: Scope, heard_in: Sequence[tuple[Piece, Case]], office: Office) -> None:
    """Number, PIN and link go out on the channel the citizen wrote on; forms show them on the page."""
    said: list[Message] = []
    wanted: list[Queued] = []
    for piece, case in heard_in:
        if piece.conversation is None:
            continue
        message = _acknowledgement(scope, piece, case, office)
        said.append(message)
        recipient = Identity(scheme=piece.conversation.scheme, value=piece.conversation.address)
        outbound = OutboundMessage(
            id=uuid7(), recipient=recipient, text=message.text, reply_to=piece.arrival.external_id
        )
        wanted.append(
            Queued(
                case_id=case.id,
                message_id=message.id,
                conversation_id=piece.conversation.id,
                account_id=piece.conversation.account_id,
                outbound=outbound,
            )
        )
    await conversations.add_messages(scope, said)
    await queue(scope, wanted)


def _acknowledgement(scope: Scope, piece: Piece, case: Case, office: Office) -> Message:
    return Message(
        id=uuid7(),
        case_id=case.id,
        conversation_id=case.conversation_id,
        direction=Direction.OUT,
        channel=piece.entry.channel.value,
        author_kind=ActorKind.SYSTEM,
        author_name="Sahut",
        text=texts.render(
            on_channel(texts.JOINED if piece.joins else texts.ACKNOWLEDGED, piece.entry.channel),
            "id",
            number=case.number,
            link=tracking_link(office.slug),
        ),
        automatic=True,
        sent_at=scope.now,
        at=scope.now,
    )


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
        async with work_on(scope, _citizen(scope), held[case_id]) as work:
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
