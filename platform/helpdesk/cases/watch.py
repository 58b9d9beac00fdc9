"""The sweep: promises in danger and promises missed are marked and announced, each stage once."""

from collections.abc import Sequence
from uuid import UUID

from helpdesk.cases import rules, store
from helpdesk.cases.foreseen import take_foreseen
from helpdesk.cases.looking import Seen, foresee, look
from helpdesk.cases.telling import tell
from helpdesk.cases.work import work_on
from helpdesk.sla import looks
from helpdesk.sla.looks import Foreseen, Looked
from helpdesk.sla.service import office_rules
from helpdesk.sla.terms import OfficeRules
from tenants.doors import Scope, tenant_scope
from tenants.outbox.service import said
from tenants.permissions.model import system


async def sweep(tenant_id: int, *, most: int = 1000) -> int:
    """Take what is due of one office's promises; answers how many cases: what was foreseen goes first.

    Safe with several workers.
    """
    async with tenant_scope(tenant_id) as scope:
        if taken := await take_foreseen(scope, most):
            return taken
        due = await looks.due(scope, most)
        if not due:
            return 0
        office = await office_rules(scope)
        seen = [look(scope.now, office, *each) for each in due]
        await looks.put_back(scope, [_looked(office, each) for each in seen])
        await tell(scope, system(tenant_id), [fact for each in seen for fact in each.facts])
        await _close(scope, [each.case_id for each in seen if each.lapsed])
    return len(seen)


def _looked(office: OfficeRules, seen: Seen) -> Looked:
    then = foresee(office, seen)
    foreseen = None if then is None else Foreseen(*said(then.facts[0]), then.clocks)
    return Looked(seen.case_id, seen.clocks, foreseen)


async def _close(scope: Scope, case_ids: Sequence[UUID]) -> None:
    """Cases whose citizen was asked, or answered, and said no more: closed, as was promised when they were asked."""
    for case in (await store.load_many(scope, case_ids)).values() if case_ids else ():
        async with work_on(scope, system(scope.tenant_id), case) as work:
            work.apply(rules.lapse(case, scope.now))
