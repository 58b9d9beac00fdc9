"""What travels and what never does, to whom a case may be offered, and what a letter writes into a case."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments.model import ORIGINAL, Attachment, AttachmentState
from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import ENDED_STATES, Case, CaseState
from helpdesk.contacts.model import masked_abroad
from helpdesk.conversations.model import Direction, Message
from helpdesk.conversations.rules import is_strangers_letter
from helpdesk.escalation.letter import Extract, Package
from helpdesk.escalation.model import LIVING, Link, Side, Wish
from helpdesk.escalation.moves import chain_of, is_ours_to_offer
from helpdesk.escalation.whom import Identity, Relation, kind_of_file
from kit.errors import Conflict
from kit.ids import uuid7

MOST_EXTRACTS = 30
EXTRACT = "extract"
"""Kind of a message that came in the package: said before this office had anything to do with it."""
MOST_TRIES = 82
"""Of one letter: about an hour of doubling waits, then hourly; three days together."""
LONGEST_WAIT = timedelta(hours=1)


def package(
    case: Case,
    facility: str,
    citizen: str,
    messages: Iterable[Message],
    relation: Relation,
    files: Sequence[Attachment] = (),
) -> Package:
    """What the other office will see: never notes, strangers' letters, or who works on it here.

    `messages` and `files` are those that travel (`travelling`, `may_go_along`), `citizen` how the citizen is named
    there (`named`).
    """
    return Package(
        number=case.number,
        kind=case.kind.value,
        title=case.title if relation.title else "",
        opened_at=case.opened_at,
        facility=facility if relation.facility else "",
        citizen=citizen,
        openly=relation.identity is Identity.CLEAR and bool(citizen),
        anonymous=case.anonymous,
        confidential=case.confidential,
        lapor_number=case.lapor_number,
        extracts=tuple(_extract(message, files) for message in messages),
    )


def travelling(
    case: Case, messages: Iterable[Message], relation: Relation, left_out: frozenset[UUID] = frozenset()
) -> list[Message]:
    """The messages that travel, oldest first: at most the last thirty, or the report alone, as the relation says.

    `left_out` are those that the officer keeps at home.
    """
    own = [each for each in messages if not is_strangers_letter(each, case.conversation_id)]
    spoken = [each for each in own if each.direction in (Direction.IN, Direction.OUT) and not each.automatic]
    if not relation.earlier:
        spoken = [each for each in spoken if each.direction is Direction.IN][:1]
    return [message for message in spoken[-MOST_EXTRACTS:] if message.id not in left_out]


def named(case: Case, name: str, address: str, relation: Relation) -> str:
    """How the citizen is named to the other office; who asked to stay unnamed is not named at all."""
    if case.anonymous or relation.identity is Identity.NONE:
        return ""
    if relation.identity is Identity.CLEAR:
        return ", ".join(part for part in (name, address) if part)
    return masked_abroad(address) if address else ""


def may_go_along(
    files: Iterable[Attachment], messages: Sequence[Message], relation: Relation
) -> list[Attachment]:
    """The files of travelling messages that may go along: of a kind that the relation names, and safe to have."""
    ids = {message.id for message in messages}
    return [
        file
        for file in files
        if file.message_id in ids
        and file.state is AttachmentState.STORED
        and file.mime_type != ORIGINAL
        and kind_of_file(file.mime_type) in relation.files
    ]


def of_message(files: Iterable[Attachment], message_id: UUID, relation: Relation) -> tuple[UUID, ...]:
    """The files that go along with an answer, or with what the citizen wrote; one that is still fetched or scanned is
    waited for on the way."""
    coming = (AttachmentState.STORED, AttachmentState.SCANNING, AttachmentState.WAITING)
    return tuple(
        file.id
        for file in files
        if file.message_id == message_id
        and file.state in coming
        and file.mime_type != ORIGINAL
        and kind_of_file(file.mime_type) in relation.files
    )


def _extract(message: Message, files: Sequence[Attachment]) -> Extract:
    who = "citizen" if message.direction is Direction.IN else "office"
    along = tuple(file.id for file in files if file.message_id == message.id)
    return Extract(who=who, text=message.shown_text, at=message.at, files=along)


def may_offer(case: Case, links: Sequence[Link], peer_uid: UUID, above: frozenset[UUID]) -> None:
    """Raise `Conflict` when the case is ended, came from that very office or went back, or is with somebody already.

    Several offices may have a case at once, each for its own part, but none of them `above` us: a case goes up
    one way only. While another office speaks with the citizen, or may soon, nobody further is asked.
    """
    if case.state in (CaseState.CLOSED, CaseState.REJECTED):
        raise Conflict("case_ended", state=case.state.value)
    if peer_uid in chain_of(links, case.id):
        raise Conflict("came_from_there")
    if not is_ours_to_offer(case, links):
        raise Conflict("no_longer_ours")
    asked = {link.peer_uid for link in links if link.side is Side.SOURCE and link.state in LIVING}
    if peer_uid in asked or (asked and not above.isdisjoint(asked | {peer_uid})):
        raise Conflict("already_handed_over")
    if any(
        link.side is Side.SOURCE and link.state in LIVING and (not link.speaks or link.wish is not Wish.NONE)
        for link in links
    ):
        raise Conflict("another_speaks")


def hear_again(case: Case, message_id: UUID, now: datetime) -> case_rules.Outcome:
    """The citizen wrote, at the other office: as in intake, an ended case is taken up again.

    Spam and duplicates stay what they are: only a person takes such a mark away.
    """
    after, facts = case_rules.hear(case, message_id, now)
    if case.state not in ENDED_STATES or case.spam or case.duplicate_of is not None:
        return after, facts
    after, more = case_rules.reopen(after, now)
    return after, [*facts, *more]


def wait_after(tries: int, *, spread: float = 1.0, rest: timedelta | None = None) -> timedelta | None:
    """How long a letter rests after so many tries in vain; none when it is left to a person.

    `spread` around one keeps letters apart that failed together; `rest` is what the other side asked for.
    """
    if tries >= MOST_TRIES:
        return None
    wait = spread * min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_WAIT)
    return max(wait, min(rest, LONGEST_WAIT)) if rest else wait


def peer_message(case: Case, text: str, who: str, now: datetime, *, own: bool = False) -> Message:
    """A word between desks as a message of the case; citizens never see it."""
    return Message(
        id=uuid7(),
        case_id=case.id,
        direction=Direction.PEER,
        channel="relay",
        author_kind="staff" if own else "peer",
        author_name=who,
        text=text,
        sent_at=now,
        at=now,
    )


def relayed_citizen_message(case: Case, text: str, via: str, sent_at: datetime, now: datetime) -> Message:
    """What the citizen wrote at the other office, as a message of the linked case."""
    return Message(
        id=uuid7(),
        case_id=case.id,
        direction=Direction.IN,
        channel="relay",
        author_kind="citizen",
        author_name=via,
        text=text,
        sent_at=sent_at,
        at=now,
    )


def relayed_message(case: Case, extract: Extract, via: str, now: datetime) -> Message:
    """A message of the package in the linked case, in the order and with the times it had."""
    if extract.who == "citizen":
        message = relayed_citizen_message(case, extract.text, via, extract.at, now)
    else:
        message = peer_message(case, extract.text, via, now)
    return replace(message, kind=EXTRACT, sent_at=extract.at)
