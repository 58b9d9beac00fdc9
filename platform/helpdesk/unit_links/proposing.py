"""While another office speaks with the citizen: what a unit answered becomes a proposal to that one."""

from helpdesk.attachments import store as attachments
from helpdesk.cases.work import Work
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import PIN_PLACE, Direction, Message
from helpdesk.events import UnitAnswerPassedOn
from helpdesk.replies.model import Answer
from helpdesk.unit_links import store
from helpdesk.unit_links.model import AnswerState, UnitAnswer
from kit.ids import uuid7


async def propose(work: Work, waiting: UnitAnswer, given: Answer) -> None:
    """Keep the words between the desks and announce them; the letter is written by whoever hears of it."""
    message = Message(
        id=uuid7(),
        case_id=work.case.id,
        direction=Direction.PEER,
        channel="relay",
        author_kind="staff",
        author_name=work.actor.name,
        text=given.text.replace(PIN_PLACE, ""),
        sent_at=work.now,
        at=work.now,
    )
    await conversations.add_messages(work.scope, [message])
    await attachments.bind(work.scope, [file.id for file in given.files], work.case.id, message.id)
    await store.release(work.scope, waiting.id, message.id, AnswerState.PROPOSED)
    work.tell(
        UnitAnswerPassedOn(
            case_id=work.case.id,
            at=work.now,
            unit_id=waiting.unit_id,
            answer_id=waiting.id,
            message_id=message.id,
        )
    )
