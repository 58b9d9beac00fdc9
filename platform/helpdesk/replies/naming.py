"""Which message of a case is meant, and which one of the citizen an answer names."""

from uuid import UUID

from helpdesk.cases.work import Work
from helpdesk.conversations import store
from helpdesk.conversations.model import Message
from helpdesk.conversations.rules import can_be_named
from helpdesk.replies.model import Answer, Way
from kit.errors import Invalid, Missing


async def message_of(work: Work, message_id: UUID) -> Message:
    """A message of the case in hand; raises `Missing`."""
    message = await store.message(work.scope, message_id)
    if message is None or message.case_id != work.case.id:
        raise Missing("message_missing")
    return message


async def named(work: Work, way: Way, given: Answer) -> str:
    """What the remote calls the message that is answered; empty for an answer to the whole talk.

    Raises `Invalid` when this answer cannot name it: it is none of this talk, the channel names none, or the answer
    goes out in a template.
    """
    if given.reply_to is None:
        return ""
    if not way.quotes or given.template is not None or (given.as_template and not way.open):
        raise Invalid("invalid", fields={"reply_to": "not_by_this_way"})
    return (await of_talk(work, way, given.reply_to)).external_id


async def of_talk(work: Work, way: Way, message_id: UUID) -> Message:
    """A message of the citizen in the thread in which the case is answered; raises `Invalid` for any other."""
    message = await store.message(work.scope, message_id)
    thread_id = way.conversation.id if way.conversation else None
    if message is None or message.case_id != work.case.id or not can_be_named(message, thread_id):
        raise Invalid("invalid", fields={"reply_to": "message_missing"})
    return message
