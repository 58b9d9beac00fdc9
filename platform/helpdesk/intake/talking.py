"""Dialogues of one batch: greetings get the menu, answers lead on, and whatever is no answer is a case.

A message that looks like no greeting, in a conversation without a dialogue, costs nothing here.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec

from helpdesk.cases import store as cases
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import PIN_PLACE, Conversation
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.dialogues import hearing, store
from helpdesk.dialogues import rules as dialogues
from helpdesk.dialogues.model import TALKS_ON, Dialogue, Place, Said, Turn
from helpdesk.dialogues.questions import question
from helpdesk.inbox.store import Verdict
from helpdesk.intake import linking, rules
from helpdesk.intake.announcing import outbound
from helpdesk.intake.batch import Piece
from helpdesk.intake.filing import Ended, file_dialogues
from helpdesk.texts import rules as texts
from helpdesk.texts.in_talks import NOTHING_KEPT
from helpdesk.texts.service import own_words
from tenants.doors import Scope
from tenants.offices.model import Office
from tenants.offices.store import units


class _Line(msgspec.Struct, kw_only=True):
    """One conversation of this batch."""

    conversation: Conversation
    dialogue: Dialogue | None
    language: str = "id"
    """The one that is known of its citizen."""
    may_begin: bool = False
    over: bool = False
    """What follows in this batch is an ordinary message."""
    question_open: bool = False
    taken_back: str = ""
    """The language in which the citizen called it off."""
    ended: Ended | None = None


async def talk(scope: Scope, pieces: list[Piece], office: Office) -> tuple[list[Piece], list[Verdict]]:
    """Let dialogues have their messages; answers the others, and what became of those."""
    concerned = {_place(piece) for piece in pieces if _concerns(piece)} - {None}
    if not concerned:
        return pieces, []
    mine = [piece for piece in pieces if _place(piece) in concerned]
    lines = await _lines(scope, mine)
    of_cases = await _speaking_of_cases(scope, mine)
    places = await places_of(scope)
    rest: list[Piece] = []
    heard: list[Piece] = []
    for piece in pieces:
        line = lines.get(piece.conversation.id) if piece.conversation else None
        if line is None or piece.message_id in of_cases or not _hears(line, piece, places):
            rest.append(piece)
        else:
            heard.append(piece)
    ended = [line.ended for line in lines.values() if line.ended]
    filed = await file_dialogues(scope, ended, office) if ended else []
    await _keep(scope, lines.values())
    await _ask(scope, lines.values(), office, places)
    known = {verdict.entry_id for verdict in filed}
    return rest, [*filed, *(Verdict(p.entry.id, "taken") for p in heard if p.entry.id not in known)]


async def places_of(scope: Scope) -> list[Place]:
    """The facilities that a citizen may name, in the office's order."""
    known = [unit for unit in await units(scope) if unit.is_facility and unit.active]
    return [Place(id=unit.id, name=unit.label) for unit in known]


def _place(piece: Piece) -> UUID | None:
    talks = piece.entry.channel in TALKS_ON and piece.arrival.form is None and piece.arrival.case_id is None
    return piece.conversation.id if piece.conversation and talks else None


def _concerns(piece: Piece) -> bool:
    return bool(piece.conversation and piece.conversation.asked) or _opens(piece)


def _opens(piece: Piece) -> bool:
    arrival = piece.arrival
    plain = arrival.kind == "text" and not arrival.media and not arrival.forwarded
    return plain and hearing.opens(arrival.text)


async def _lines(scope: Scope, pieces: Sequence[Piece]) -> dict[UUID, _Line]:
    """The conversations, with their dialogues, and whether a greeting may begin one."""
    last = {piece.conversation.id: piece for piece in pieces if piece.conversation}
    asked = [place for place, piece in last.items() if piece.conversation and piece.conversation.asked]
    known = await store.load(scope, asked) if asked else {}
    greeting = [piece for place, piece in last.items() if place not in known]
    shown = await store.has_menu(scope, [p.entry.account_id for p in greeting]) if greeting else frozenset()
    living = await _with_a_case(scope, greeting) if shown else frozenset()
    return {
        place: _Line(
            conversation=piece.conversation,
            dialogue=known.get(place),
            language=piece.language,
            may_begin=piece.entry.account_id in shown and piece.contact_id not in living,
            over=place not in known and piece.entry.account_id not in shown,
        )
        for place, piece in last.items()
        if piece.conversation is not None
    }


async def _with_a_case(scope: Scope, pieces: Sequence[Piece]) -> frozenset[UUID]:
    """Contacts whose message belongs to a case they have."""
    people = {piece.contact_id for piece in pieces if piece.contact_id}
    threads = {piece.conversation.id: piece.contact_id for piece in pieces if piece.conversation}
    latest = await cases.latest_of_contacts(scope, people, threads, scope.now - rules.REOPEN_WITHIN)
    held = await cases.load_many(scope, set(latest.values())) if latest else {}
    return frozenset(
        person
        for person, case_id in latest.items()
        if case_id in held and rules.takes_messages(held[case_id], scope.now)
    )


async def _speaking_of_cases(scope: Scope, pieces: Sequence[Piece]) -> frozenset[UUID]:
    """Messages that answer one of a case, or hold the code of a report: these are no answers to a question."""
    replies = [p for p in pieces if p.conversation and p.arrival.reply_to]
    keys = {(p.conversation.id, p.arrival.reply_to) for p in replies if p.conversation}
    found = await conversations.cases_of_external(scope, keys) if keys else {}
    of_cases = {
        p.message_id for p in replies if p.conversation and (p.conversation.id, p.arrival.reply_to) in found
    }
    joining = [p.message_id for p in pieces if await linking.case_meant(scope, p.arrival.text)]
    return frozenset(of_cases | set(joining))


def _hears(line: _Line, piece: Piece, places: Sequence[Place]) -> bool:
    """Let one message have its effect; false when it is none of the dialogue's."""
    if line.over:
        return False
    said = _said(piece)
    if line.dialogue is None:
        wanted = hearing.wants_menu(piece.arrival.text)
        if not _opens(piece) or not (line.may_begin or wanted):
            line.over = True
            return False
        turn = dialogues.begun(said, line.language)
    else:
        turn = dialogues.heard(line.dialogue, said, places)
    _note(line, piece, turn)
    return True


def _note(line: _Line, piece: Piece, turn: Turn) -> None:
    before, line.dialogue = line.dialogue, turn.dialogue
    line.question_open = turn.asks or (line.question_open and turn.dialogue is not None)
    if turn.filing is not None and piece.conversation is not None:
        line.over = True
        line.ended = Ended(
            conversation=piece.conversation, filing=turn.filing, channel=piece.entry.channel, by=piece
        )
    elif turn.dialogue is None and before is not None:
        line.taken_back = before.language


def _said(piece: Piece) -> Said:
    arrival = piece.arrival
    return Said(
        message_id=piece.message_id,
        entry_id=piece.entry.id,
        external_id=arrival.external_id,
        kind=arrival.kind,
        text=arrival.text.replace(PIN_PLACE, ""),
        author_name=arrival.sender.name,
        media=arrival.media,
        reply_to=arrival.reply_to,
        choice=arrival.choice,
        sent_at=arrival.at,
        received_at=piece.entry.received_at,
        urgent=piece.danger is not None,
    )


async def _keep(scope: Scope, lines: Collection[_Line]) -> None:
    """Write where each dialogue stands, and which conversations are in one."""
    going_on = {line.conversation.id: line.dialogue for line in lines if line.dialogue is not None}
    over = [line.conversation.id for line in lines if line.dialogue is None and line.conversation.asked]
    begun = [
        line.conversation.id for line in lines if line.dialogue is not None and not line.conversation.asked
    ]
    await store.save(scope, going_on)
    await store.end(scope, over)
    if over:
        await conversations.mark_asked(scope, over, asked=False)
    if begun:
        await conversations.mark_asked(scope, begun, asked=True)


async def _ask(scope: Scope, lines: Collection[_Line], office: Office, places: Sequence[Place]) -> None:
    """Send each citizen the question that is open now: one, however many messages came at once."""
    wanted: list[Queued] = []
    own = await own_words(scope)
    for line in lines:
        if line.dialogue is not None and line.question_open:
            text, offer = question(line.dialogue, office.name, places, own)
        elif line.taken_back and line.ended is None:
            text, offer = texts.said(own, NOTHING_KEPT, line.taken_back), None
        else:
            continue
        wanted.append(
            Queued(
                case_id=None,
                conversation_id=line.conversation.id,
                account_id=line.conversation.account_id,
                outbound=outbound(line.conversation, text, offer=offer),
            )
        )
    await queue(scope, wanted)
