"""News that wait for the morning are sent at once, because an officer says so."""

from uuid import UUID

from helpdesk.cases.work import working
from helpdesk.delivery import quiet
from helpdesk.events import SentEarly
from helpdesk.replies.naming import message_of
from kit.errors import Conflict
from tenants.permissions.model import Actor, Permission


async def send_now(actor: Actor, number: str, message_id: UUID) -> None:
    """Let a message go that waits for the end of the quiet hours, and what goes before it; the case's history says who
    did. Of several who do so at once only the first is heard.

    Raises what `working` raises, `Missing` for no message of this case, `Conflict` with `not_waiting` for one that
    waits no longer.
    """
    async with working(actor, number, Permission.REPLY) as work:
        await message_of(work, message_id)
        gone = await quiet.send_early(work.scope, message_id)
        if not gone:
            raise Conflict("not_waiting")
        work.tell(*(SentEarly(case_id=work.case.id, at=work.now, message_id=each) for each in gone))
