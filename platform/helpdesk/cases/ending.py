"""What ends with a case: nobody decides any more about a disposition that waited."""

from helpdesk.approvals import store as approvals
from helpdesk.approvals.model import Decision, Request
from helpdesk.cases.model import Case
from helpdesk.events import CaseEvent, DispositionDecided
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Matter
from tenants.doors import Scope
from tenants.permissions.model import Actor


async def lapse(scope: Scope, actor: Actor, case: Case) -> list[CaseEvent]:
    """End what waits on a held case that ended just now; answers what there is to tell."""
    waiting = await approvals.waiting(scope, case.id)
    return [await decided(scope, actor, waiting, Decision.LAPSED)] if waiting else []


async def decided(scope: Scope, actor: Actor, waiting: Request, decision: Decision) -> DispositionDecided:
    """What waits on a held case waits no more, and nobody looks at it again; answers what there is to tell."""
    await approvals.decide(scope, waiting.id, decision, actor)
    await reminders.drop(scope, Matter.APPROVAL, waiting.id)
    return DispositionDecided(
        case_id=waiting.case_id, at=scope.now, request_id=waiting.id, decision=decision.value
    )
