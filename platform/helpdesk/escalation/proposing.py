"""What a unit answered, on its way to the office that speaks with the citizen."""

import msgspec

from helpdesk.cases import store as cases
from helpdesk.conversations import store as conversations
from helpdesk.escalation import moves, store
from helpdesk.escalation.keeping import files_along
from helpdesk.escalation.letter import Proposal
from helpdesk.events import UnitAnswerPassedOn
from helpdesk.unit_links import store as unit_answers
from tenants.doors import Scope
from tenants.offices import service as offices


async def propose_for_unit(scope: Scope, kind: str, fact: bytes) -> None:
    """A subscriber: the proposal goes to the office that speaks; where none does any more, it waits for our desk.

    Files go along as the relation lets their kinds.
    """
    told = msgspec.json.decode(fact, type=UnitAnswerPassedOn)
    case = await cases.load(scope, told.case_id)
    link = moves.speaks_for_us(await store.links_of(scope, case.id))
    message = await conversations.message(scope, told.message_id)
    if link is None or message is None:
        await unit_answers.wait_again(scope, told.answer_id)
        return
    own = await offices.office(scope.tenant_id)
    along = await files_along(scope, link, message)
    await store.post(scope, link, own.uid, Proposal(text=message.text, of=message.id, files=along))
