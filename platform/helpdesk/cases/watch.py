"""The sweep: promises in danger and promises missed are marked and announced, each stage once."""

from collections.abc import Sequence
from uuid import UUID

from helpdesk.cases import rules, store
from helpdesk.cases.foreseen import take_foreseen
from helpdesk.cases.looking import foresee, look
from helpdesk.cases.telling import tell
from helpdesk.cases.work import work_on
from helpdesk.sla import looks
from helpdesk.sla.looks import Looked
from helpdesk.sla.service import office_rules
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import system


async def sweep(tenant_id: int, *, most: int = 1000) -> int:
    """Take what is due of one office's promises; answers how many cases. Safe with several workers."""
    async with tenant_scope(tenant_id) as scope:
        taken = await take_foreseen(scope, most)
        due = await looks.due(scope, most - taken)
        if not due:
            return taken
        office = await office_rules(scope)
        seen = [look(scope.now, office, *each) for each in due]
        await looks.put_back(
            scope, [Looked(each.case_id, each.clocks, foresee(office, each)) for each in seen]
        )
        await tell(scope, system(tenant_id), [fact for each in seen for fact in each.facts])
        await _close(scope, [each.case_id for each in seen if each.lapsed])
    return taken + len(seen)


async def _close(scope: Scope, case_ids: Sequence[UUID]) -> None:
    """Cases whose citizen was asked, or answered, and said no more: closed, as was promised when they were asked."""
    for case in (await store.load_many(scope, case_ids)).values() if case_ids else ():
        async with work_on(scope, system(scope.tenant_id), case) as work:
            work.apply(rules.lapse(case, scope.now))
