"""An officer puts an emoji on what the citizen wrote."""

from uuid import UUID

from helpdesk.cases import rules
from helpdesk.cases.model import Case
from helpdesk.cases.work import working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import OutboundMessage, Touch
from helpdesk.conversations import store
from helpdesk.delivery.store import queue
from helpdesk.replies.carrying import delivery_of
from helpdesk.replies.model import REACTIONS
from helpdesk.replies.naming import of_talk
from helpdesk.replies.service import way_to_citizen
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from tenants.permissions.model import Actor, Permission


async def touch(
    actor: Actor, number: str, message_id: UUID, emoji: str, book: AccountBook, *, version: int | None
) -> Case:
    """React to one message of the citizen; an empty emoji takes the reaction back. Answers the case.

    What stands there already is not sent again. Raises what `working` raises; `Invalid` for another emoji, for a
    message that is none of this talk, and where the channel has no reactions; `Conflict` with `case_ended`, and with
    `touch_needs_window` when the channel takes none now.
    """
    if emoji not in ("", *REACTIONS):
        raise Invalid("invalid", fields={"emoji": "unknown"})
    async with working(actor, number, Permission.REPLY, version=version) as work:
        way = await way_to_citizen(work.scope, work.case, book)
        if way.conversation is None or not way.touches:
            raise Invalid("invalid", fields={"reply_to": "not_by_this_way"})
        message = await of_talk(work, way, message_id)
        outcome = rules.touch(work.case, message.id, emoji, work.now)
        if not way.open:
            raise Conflict("touch_needs_window")
        if emoji != (message.office_reaction or ""):
            work.apply(outcome)
            await store.mark_touched(work.scope, message.id, emoji)
            touched = Touch(message_id=message.external_id, emoji=emoji)
            outbound = OutboundMessage(id=uuid7(), recipient=way.conversation.identity, touch=touched)
            await queue(work.scope, [delivery_of(message, way.conversation, outbound)])
    return work.case
