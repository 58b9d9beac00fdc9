"""What ends with a case: nobody decides any more about a disposition that waited."""

from helpdesk.approvals import store as approvals
from helpdesk.approvals.model import Decision
from helpdesk.cases.model import Case
from helpdesk.events import CaseEvent, DispositionDecided
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Matter
from tenants.doors import Scope
from tenants.permissions.model import Actor


async def lapse(scope: Scope, actor: Actor, case: Case) -> list[CaseEvent]:
    """End what waits on a case that ended just now; answers what there is to tell."""
    waiting = await approvals.waiting(scope, case.id)
    if waiting is None or not await approvals.decide(scope, waiting.id, Decision.LAPSED, actor):
        return []
    await reminders.drop(scope, Matter.APPROVAL, waiting.id)
    told = DispositionDecided(
        case_id=case.id, at=scope.now, request_id=waiting.id, decision=Decision.LAPSED.value
    )
    return [told]
