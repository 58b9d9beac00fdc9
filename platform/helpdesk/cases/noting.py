"""A note that stands on a case beside an act: why somebody did it."""

from helpdesk.cases.work import Work
from helpdesk.conversations.model import Direction, Message
from kit.ids import uuid7


def note(work: Work, text: str) -> Message:
    """What the actor of the case in hand writes down; it is not stored by that."""
    return Message(
        id=uuid7(),
        case_id=work.case.id,
        direction=Direction.NOTE,
        channel="note",
        author_kind=work.actor.kind,
        author_id=work.actor.id,
        author_name=work.actor.name,
        text=text,
        sent_at=work.now,
        at=work.now,
    )
