"""What travels and what never does, and how a hand-over moves."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import rules as case_rules
from helpdesk.cases.model import ENDED_STATES, Case, CaseState
from helpdesk.contacts.model import masked_abroad
from helpdesk.conversations.model import Direction, Message
from helpdesk.conversations.rules import is_strangers_letter
from helpdesk.escalation.letter import Extract, Package
from helpdesk.escalation.model import LIVING, Link, LinkState, Side
from helpdesk.escalation.moves import heard
from kit.errors import Conflict
from kit.ids import uuid7

MOST_EXTRACTS = 30
EXTRACT = "extract"
"""Kind of a message that came in the package: said before this office had anything to do with it."""
MOST_TRIES = 82
"""Of one letter: about an hour of doubling waits, then hourly; three days together."""
LONGEST_WAIT = timedelta(hours=1)


def package(case: Case, facility: str, address: str, messages: Iterable[Message]) -> Package:
    """What the other office will see: never notes, names, numbers, strangers' letters, or who works on it here."""
    own = [each for each in messages if not is_strangers_letter(each, case.conversation_id)]
    spoken = [each for each in own if each.direction in (Direction.IN, Direction.OUT) and not each.automatic]
    return Package(
        number=case.number,
        kind=case.kind.value,
        title=case.title,
        opened_at=case.opened_at,
        facility=facility,
        citizen="" if case.anonymous or not address else masked_abroad(address),
        anonymous=case.anonymous,
        confidential=case.confidential,
        extracts=tuple(_extract(message) for message in spoken[-MOST_EXTRACTS:]),
    )


def _extract(message: Message) -> Extract:
    who = "citizen" if message.direction is Direction.IN else "office"
    return Extract(who=who, text=message.shown_text, at=message.at)


def may_offer(case: Case, links: Sequence[Link], peer_uid: UUID) -> None:
    """Raise `Conflict` when the case is ended, is with somebody already, or came from that very office."""
    if case.state in (CaseState.CLOSED, CaseState.REJECTED):
        raise Conflict("case_ended", state=case.state.value)
    if any(link.side is Side.SOURCE and link.state in LIVING for link in links):
        raise Conflict("already_handed_over")
    if any(link.peer_uid == peer_uid and link.state in LIVING for link in links):
        raise Conflict("came_from_there")


_STATE_OF_CASE = {
    CaseState.IN_PROGRESS: LinkState.IN_PROGRESS,
    CaseState.WAITING_CONTACT: LinkState.IN_PROGRESS,
    CaseState.ANSWERED: LinkState.ANSWERED,
    CaseState.CLOSED: LinkState.CLOSED,
    CaseState.REJECTED: LinkState.RETURNED,
}


def state_of(case: Case) -> LinkState | None:
    """What the target tells the source about its own case; nothing while nobody has begun: a look takes nothing on."""
    return _STATE_OF_CASE.get(case.state)


_PARTED = frozenset({LinkState.RETURNED, LinkState.WITHDRAWN, LinkState.EXPIRED})


def told_by_source(links: Sequence[Link], state: str) -> Link | None:
    """The hand-over whose target hears that our own case is now `state` (a word of `SourceState`).

    It is the latest one that we asked for. One that was returned, withdrawn or has expired concerns nobody there
    any more; one that is closed hears only that the matter is open again.
    """
    asked = [link for link in links if link.side is Side.SOURCE]
    if not asked or asked[-1].state in _PARTED:
        return None
    return asked[-1] if asked[-1].state in LIVING or state == "reopened" else None


def heard_from_source(link: Link, state: str, now: datetime) -> Link:
    """The hand-over once its source's case is `state`: one whose source is closed is closed on both sides."""
    return heard(link, LinkState.CLOSED, now) if state == "closed" else link


def hear_again(case: Case, message_id: UUID, now: datetime) -> case_rules.Outcome:
    """The citizen wrote, at the other office: as in intake, an ended case is taken up again.

    Spam and duplicates stay what they are: only a person takes such a mark away.
    """
    after, facts = case_rules.hear(case, message_id, now)
    if case.state not in ENDED_STATES or case.spam or case.duplicate_of is not None:
        return after, facts
    after, more = case_rules.reopen(after, now)
    return after, [*facts, *more]


def wait_after(tries: int) -> timedelta | None:
    """How long a letter rests after so many tries in vain; none when it is left to a person."""
    if tries >= MOST_TRIES:
        return None
    return min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_WAIT)


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
