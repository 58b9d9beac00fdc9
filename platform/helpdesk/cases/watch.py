"""The sweep: promises whose time has run out are marked and announced, each once."""

from helpdesk.cases import store
from helpdesk.events import TargetMissed
from helpdesk.sla import rules
from helpdesk.sla import store as clocks
from tenants.doors import tenant_scope
from tenants.outbox.service import announce
from tenants.permissions.model import system


async def sweep(tenant_id: int, *, most: int = 1000) -> int:
    """Mark and announce one office's missed promises; answers how many. Safe with several workers."""
    async with tenant_scope(tenant_id) as scope:
        due = await clocks.due(scope, most)
        if not due:
            return 0
        missed = [(case_id, rules.mark_breached(clock, scope.now)) for case_id, clock in due]
        await clocks.mark_announced(scope, missed)
        await store.mark_late(scope, [case_id for case_id, _ in missed])
        facts = [
            TargetMissed(case_id=case_id, at=scope.now, target=clock.kind.value, due_at=clock.breached_at)
            for case_id, clock in missed
            if clock.breached_at is not None
        ]
        await store.add_history(scope, system(tenant_id), facts)
        await announce(scope, facts)
    return len(facts)
