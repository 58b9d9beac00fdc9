"""A note that stands on a case beside an act: why somebody did it."""

from uuid import UUID

from helpdesk.cases.work import Work
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction, Message
from helpdesk.events import CaseNoted
from kit.ids import uuid7


async def note(work: Work, text: str) -> UUID:
    """Keep what the actor of the case in hand writes down; answers the note's id."""
    message = a_note(work, text)
    await conversations.add_messages(work.scope, [message])
    work.tell(CaseNoted(case_id=work.case.id, at=work.now, message_id=message.id))
    return message.id


def a_note(work: Work, text: str, *, kind: str = "text", external_id: str = "") -> Message:
    """The same as a message that is neither stored nor told."""
    return Message(
        id=uuid7(),
        case_id=work.case.id,
        direction=Direction.NOTE,
        kind=kind,
        channel="note",
        author_kind=work.actor.kind,
        author_id=work.actor.id,
        author_name=work.actor.name,
        text=text,
        external_id=external_id,
        sent_at=work.now,
        at=work.now,
    )
