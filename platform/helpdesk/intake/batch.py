"""Messages of one batch: people, threads and cases found or made, all with a few statements."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases import rules as case_rules
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case, CaseKind, CaseState, Grade, Priority
from helpdesk.cases.numbers import new_number
from helpdesk.channels.model import ChannelKind, MessageArrived
from helpdesk.contacts import merges
from helpdesk.contacts import store as contacts
from helpdesk.contacts.model import Contact
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Conversation
from helpdesk.danger.rules import Danger, danger_in
from helpdesk.inbox.store import Entry
from helpdesk.intake import apart, linking, rules, store
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices.model import Office


class Piece(msgspec.Struct, kw_only=True):
    """One message with all that is known of it so far."""

    entry: Entry
    arrival: MessageArrived
    message_id: UUID
    contact_id: UUID | None = None
    language: str = "id"
    """In which its writer is told things."""
    conversation: Conversation | None = None
    case_id: UUID | None = None
    opens: Case | None = None
    joins: bool = False
    """It holds the code by which a report of the portal goes on here."""
    danger: Danger | None = None
    """What in it sounds like danger to life."""

    @property
    def forgeable(self) -> bool:
        """Anybody can put another's number on it: it joins only what its own thread holds."""
        return self.entry.channel in rules.FORGEABLE and self.arrival.form is None

    @property
    def apart(self) -> bool:
        """It joins only the case that it names."""
        return self.entry.channel in rules.APART and self.arrival.form is None

    @property
    def joinable(self) -> bool:
        """It goes with what the same person wrote just before."""
        return self.arrival.form is None and not self.apart

    def has_way_back(self, threads: frozenset[ChannelKind]) -> bool:
        """Whether we can answer where it came from: not at an account that officers write down for."""
        return self.entry.channel in threads and self.entry.address != ""


def pieces_of(entries: Sequence[Entry]) -> list[Piece]:
    """Entries that are messages, in order."""
    return [
        Piece(entry=entry, arrival=entry.arrival, message_id=uuid7(), danger=_danger(entry, entry.arrival))
        for entry in entries
        if isinstance(entry.arrival, MessageArrived)
    ]


def _danger(entry: Entry, arrival: MessageArrived) -> Danger | None:
    """Only in a citizen's own words: what an officer wrote down of a call was heard by a person already."""
    return danger_in(arrival.text) if entry.channel in rules.OWN_WORDS else None


async def find_people(scope: Scope, pieces: Sequence[Piece], threads: frozenset[ChannelKind]) -> None:
    """Give each piece its contact and, on channels that can be answered, its conversation."""
    keys = [(i.scheme, i.value) for piece in pieces for i in piece.arrival.sender.identities]
    known = await contacts.find(scope, keys) if keys else {}
    fresh: list[Contact] = []
    bound: list[tuple[str, str, UUID]] = []
    together: set[tuple[UUID, UUID]] = set()
    for piece in pieces:
        sender = piece.arrival.sender
        own = [(identity.scheme, identity.value) for identity in sender.identities]
        found = next((known[key] for key in own if key in known), None)
        if found is None and (own or sender.name):
            language = piece.arrival.form.language if piece.arrival.form else "id"
            found = Contact(id=uuid7(), name=sender.name, language=language)
            fresh.append(found)
        if found is None:
            continue
        piece.contact_id, piece.language = found.id, found.language
        for key in own:
            if key not in known:
                known[key] = found
                bound.append((*key, found.id))
            elif known[key].id != found.id:  # one person under two names: an officer decides (contactfile)
                together.add((found.id, known[key].id))
    await contacts.add(scope, fresh, scope.now)
    await contacts.add_identities(scope, bound)
    if together:
        await merges.note_together(scope, together)
    await _find_threads(scope, [p for p in pieces if p.has_way_back(threads) and p.contact_id])


async def _find_threads(scope: Scope, pieces: Sequence[Piece]) -> None:
    def key(piece: Piece) -> tuple[UUID, str, str]:
        to = piece.arrival.sender.identities[0]
        return piece.entry.account_id, to.scheme, to.value

    known = await conversations.find(scope, [key(piece) for piece in pieces]) if pieces else {}
    there = {thread.id for thread in known.values()}
    touched: dict[UUID, Conversation] = {}
    for piece in pieces:
        thread = known.get(key(piece))
        if thread is None and piece.contact_id is not None:
            account_id, scheme, address = key(piece)
            thread = Conversation(
                id=uuid7(),
                contact_id=piece.contact_id,
                account_id=account_id,
                scheme=scheme,
                address=address,
            )
        if thread is None:
            continue
        heard_at = max(filter(None, (thread.last_in_at, piece.arrival.at)))
        thread = replace(thread, last_in_at=min(heard_at, scope.now))
        known[key(piece)] = touched[thread.id] = thread
        piece.conversation = thread
    await conversations.add(scope, [thread for thread in touched.values() if thread.id not in there])
    await conversations.touch(scope, [thread for thread in touched.values() if thread.id in there])


async def find_cases(scope: Scope, pieces: Sequence[Piece], office: Office) -> dict[UUID, Case]:
    """Give each piece the case it belongs to, new ones included; answers the existing ones, held."""
    await _find_joining(scope, pieces)
    answered = await _answered(scope, pieces)
    known_by = [
        piece for piece in pieces if piece.contact_id and not piece.arrival.form and not piece.forgeable
    ]
    people = {piece.contact_id for piece in known_by if piece.contact_id}
    threads = {p.conversation.id: p.contact_id for p in pieces if p.conversation and p.contact_id in people}
    since = scope.now - rules.REOPEN_WITHIN
    latest = await cases.latest_of_contacts(scope, people, threads, since) if people else {}
    own = {p.conversation.id: p.contact_id for p in pieces if p.forgeable and p.conversation and p.contact_id}
    in_thread = await cases.latest_in_threads(scope, own, since) if own else {}
    wanted: dict[UUID, tuple[UUID, ...]] = {}
    for piece in pieces:
        if piece.arrival.form is None:
            known = in_thread if piece.forgeable else latest
            mine = known.get(piece.contact_id) if piece.contact_id and not piece.apart else None
            wanted[piece.message_id] = rules.candidates(
                piece.arrival.case_id, answered.get(piece.message_id), mine
            )
    asked = {case_id for chosen in wanted.values() for case_id in chosen}
    held = await cases.load_many(scope, asked) if asked else {}
    unproven = {p.message_id: p.conversation for p in pieces if p.conversation and not p.arrival.case_id}
    await apart.keep_apart(scope, unproven, wanted, held)
    opened: dict[tuple[UUID | None, bool], Piece] = {}
    for piece in pieces:
        found = (held[case_id] for case_id in wanted.get(piece.message_id, ()) if case_id in held)
        case = next((each for each in found if rules.takes_messages(each, scope.now)), None)
        if case is not None:
            piece.case_id = case.id
        elif piece.joinable and (piece.contact_id, piece.forgeable) in opened:
            first = opened[piece.contact_id, piece.forgeable]
            piece.case_id = first.case_id
            if piece.danger and first.opens:
                first.opens = replace(first.opens, danger=True)
        else:
            piece.opens = _new_case(scope, piece, office)
            piece.case_id = piece.opens.id
            if piece.contact_id is not None and not piece.apart:
                opened[piece.contact_id, piece.forgeable] = piece
    return held


async def _find_joining(scope: Scope, pieces: Sequence[Piece]) -> None:
    """A code moves a case to the thread it came in, so a sender who may be somebody else moves nothing."""
    for piece in pieces:
        stated = piece.arrival.form is not None or piece.arrival.case_id is not None
        if piece.conversation and not stated and not piece.arrival.unproven:
            meant = await linking.case_meant(scope, piece.arrival.text)
            if meant is not None:
                piece.joins, piece.arrival = True, replace(piece.arrival, case_id=meant)


async def _answered(scope: Scope, pieces: Sequence[Piece]) -> dict[UUID, UUID]:
    keys = {
        (piece.conversation.id, piece.arrival.reply_to): piece.message_id
        for piece in pieces
        if piece.conversation and piece.arrival.reply_to and not piece.apart
    }
    named = [piece for piece in pieces if piece.arrival.reply_to and piece.apart]
    answered = await _named(scope, named) if named else {}
    if keys:
        found = await conversations.cases_of_external(scope, keys)
        answered |= {keys[key]: case_id for key, (case_id, _) in found.items()}
    return answered


async def _named(scope: Scope, pieces: Sequence[Piece]) -> dict[UUID, UUID]:
    """Whoever holds the name of a letter of ours may add to its case, also from another address: it changes nobody
    whom we answer."""
    found = await store.cases_named(scope, {(p.entry.account_id, p.arrival.reply_to) for p in pieces})
    keys = {piece.message_id: (piece.entry.account_id, piece.arrival.reply_to) for piece in pieces}
    return {message_id: found[key] for message_id, key in keys.items() if key in found}


def _new_case(scope: Scope, piece: Piece, office: Office) -> Case:
    arrival, form = piece.arrival, piece.arrival.form
    return Case(
        id=form.case_id if form else uuid7(),
        number=new_number(office.code),
        kind=CaseKind(form.kind) if form else CaseKind.COMPLAINT,
        state=CaseState.RECEIVED,
        title=(form.title if form else "") or rules.title_of(arrival.text, arrival.kind),
        summary=arrival.text[: rules.SUMMARY_CHARACTERS],
        channel=piece.entry.channel.value,
        contact_id=piece.contact_id,
        conversation_id=piece.conversation.id if piece.conversation else None,
        facility_id=form.facility_id if form else None,
        anonymous=form.anonymous if form else False,
        confidential=form.confidential if form else False,
        grade=Grade(form.grade) if form and form.grade else None,
        priority=Priority(form.priority) if form else Priority.NORMAL,
        topic_id=form.topic_id if form else None,
        danger=piece.danger is not None,
        opened_at=piece.entry.received_at,
        last_message_at=scope.now,
    )


def heard(case: Case, piece: Piece, scope: Scope) -> case_rules.Outcome:
    """What a follow-up does to its case: it shows where to answer, and takes an ended one up again."""
    reach = linking.joined if piece.joins else rules.reachable
    case = reach(case, piece.contact_id, piece.conversation.id if piece.conversation else None)
    after, facts = case_rules.hear(case, piece.message_id, scope.now)
    if not rules.is_ended(case):
        return after, facts
    after, more = case_rules.reopen(after, scope.now)
    return after, [*facts, *more]
