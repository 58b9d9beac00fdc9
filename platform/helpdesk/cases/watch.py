"""The sweep: promises whose time has run out are marked and announced, each once."""

from datetime import datetime

from helpdesk.cases import store
from helpdesk.events import TargetMissed
from helpdesk.sla import rules
from helpdesk.sla import store as clocks
from helpdesk.sla.reactions import Clocks
from tenants.doors import tenant_scope
from tenants.outbox.service import announce
from tenants.permissions.model import system


async def sweep(tenant_id: int, *, most: int = 1000) -> int:
    """Mark and announce one office's missed promises; answers how many. Safe with several workers."""
    async with tenant_scope(tenant_id) as scope:
        due = await clocks.due(scope, most)
        if not due:
            return 0
        marked = [(case_id, _marked(each, scope.now)) for case_id, each in due]
        await clocks.put_back(scope, marked)
        await store.mark_late(scope, [case_id for case_id, _ in marked])
        facts = [
            TargetMissed(case_id=case_id, at=scope.now, target=kind.value, due_at=clock.breached_at)
            for (case_id, before), (_, after) in zip(due, marked, strict=True)
            for kind, clock in after.items()
            if clock.breached_at is not None and before[kind].breached_at is None
        ]
        await store.add_history(scope, system(tenant_id), facts)
        await announce(scope, facts)
    return len(facts)


def _marked(clocks: Clocks, now: datetime) -> Clocks:
    return {kind: rules.mark_breached(clock, now) for kind, clock in clocks.items()}
