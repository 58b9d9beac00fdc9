"""What was said in a telephone call is added to a case that is there already."""

from datetime import timedelta
from uuid import UUID

from helpdesk.calls.service import call_of, join
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.numbers import read_number
from helpdesk.cases.work import work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import MessageArrived, Sender
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction
from helpdesk.conversations.rules import cleaned
from helpdesk.intake import rules
from helpdesk.intake.service import receive_and_take
from helpdesk.replies.service import add_note
from kit.errors import Invalid
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import may_reach, require

TEXT_CHARACTERS = 4000
_ONE_PRESS = timedelta(minutes=2)


async def note_call(
    actor: Actor, call_id: UUID, number: str, text: str, book: AccountBook, *, internal: bool, key: str
) -> Case:
    """Add the call to a case: as the citizen's words, which wait for an answer, or as an internal note.

    `key` makes it idempotent; a note in the same words is one for two minutes. Raises `Forbidden`, `Missing` for
    the call, `Invalid` for the text and for a case that is none, none of the actor's, or over for too long.
    """
    require(actor, Permission.OPEN_CASES)
    require(actor, Permission.NOTE)
    text = cleaned(text, "text", TEXT_CHARACTERS)
    office = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id) as scope:
        call = await call_of(scope, call_id)
        case = await _case(scope, actor, number)
        if internal:
            case = await cases.load(scope, case.id)
            if not await _just_written(scope, actor, case, text):
                async with work_on(scope, actor, case) as work:
                    await add_note(work, text)
        else:
            arrival = MessageArrived(
                external_id=f"{actor.id}:{key}",
                sender=Sender(identities=()),
                at=scope.now,
                text=text,
                case_id=case.id,
            )
            await receive_and_take(scope, office, book, call.account_id, arrival, actor)
        await join(scope, actor, call.id, case.id)
        return await cases.load(scope, case.id)


async def _just_written(scope: Scope, actor: Actor, case: Case, text: str) -> bool:
    """A second press of the button writes no second note."""
    said = await conversations.messages_of(scope, case.id)
    mine = [each for each in said if each.direction is Direction.NOTE and each.author_id == actor.id]
    return any(each.text == text and scope.now - each.at < _ONE_PRESS for each in mine)


async def _case(scope: Scope, actor: Actor, number: str) -> Case:
    plain = read_number(number)
    case = await cases.find_by_number(scope, plain) if plain else None
    if case is None or not may_reach(actor, case.unit_id):
        raise Invalid("invalid", fields={"number": "case_missing"})
    if not rules.takes_messages(case, scope.now):
        raise Invalid("invalid", fields={"number": "case_over"})
    return case
