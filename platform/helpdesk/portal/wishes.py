"""What the citizen of a report wants of us: in which language we write, and whether also what nobody asked for.

Both belong to the thread in which the report is answered, and to which its PIN was sent. A number that somebody
typed into a form proves nothing, so a report without a thread changes nobody's wishes.
"""

from uuid import UUID

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.channels.accounts import kind_of_account
from helpdesk.consents import store as consents
from helpdesk.consents.model import Consent, Source, Way
from helpdesk.contacts import store as contacts
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Conversation
from helpdesk.portal.model import Wishes
from kit.errors import Conflict, Invalid
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor
from ui.i18n import LANGUAGES


async def wishes_of(scope: Scope, case: Case) -> Wishes | None:
    """What holds now; none where nothing can be wished."""
    thread = await _thread(scope, case)
    if thread is None:
        return None
    return Wishes(
        language=await contacts.language_of(scope, thread.contact_id),
        stopped=await consents.is_stopped(scope, thread.id),
        channel=await kind_of_account(scope, thread.account_id),
    )


async def wish(actor: Actor, case_id: UUID, language: str, *, extras: bool) -> None:
    """Take the citizen's word; it holds at once. Raises `Invalid`, and `Conflict` where nothing can be wished."""
    if language not in LANGUAGES:
        raise Invalid("invalid", fields={"language": "unknown"})
    async with tenant_scope(actor.tenant_id) as scope:
        case = await cases.load(scope, case_id, hold=False)
        thread = await _thread(scope, case)
        if thread is None:
            raise Conflict("nothing_is_sent")
        await contacts.speak(scope, [thread.contact_id], language)
        if await consents.is_stopped(scope, thread.id) == extras:
            channel = await kind_of_account(scope, thread.account_id)
            way = Way(channel=channel, scheme=thread.scheme, address=thread.address)
            said = Consent(way=way, given=extras, source=Source.TRACKING, at=scope.now)
            await consents.add(scope, said, actor)


async def _thread(scope: Scope, case: Case) -> Conversation | None:
    return await conversations.load(scope, case.conversation_id) if case.conversation_id else None
