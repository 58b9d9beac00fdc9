"""Every promise of an office against a recomputation from scratch: what a recount must not differ from."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from helpdesk.cases import store
from helpdesk.cases.model import Case
from helpdesk.cases.promises import traits_of
from helpdesk.cases.recounting import last_recounts
from helpdesk.sla import service as sla
from helpdesk.sla import store as clock_store
from helpdesk.sla.calendar import due_at
from helpdesk.sla.model import ClockState
from helpdesk.sla.reactions import Clocks, next_due
from helpdesk.sla.terms import CaseTerms, OfficeRules
from tenants.doors import Scope, tenant_scope
from wiring.bench.bed import Hook

_AT_ONCE = 1000


async def compared(hook: Hook) -> tuple[int, int]:
    """How many open promises and cases were compared, once the last recount is over; raises when one differs."""
    await _over(hook)
    promises = cases = 0
    async with tenant_scope(hook.tenant_id) as scope:
        office = await sla.fresh_rules(scope)
        rows = await scope.fetch("SELECT id FROM cases WHERE tenant_id = $1 ORDER BY id", hook.tenant_id)
        ids: Sequence[UUID] = [row["id"] for row in rows]
        for first in range(0, len(ids), _AT_ONCE):
            counted = await _compared(scope, office, ids[first : first + _AT_ONCE])
            promises, cases = promises + sum(counted), cases + len(counted)
    return promises, cases


async def _over(hook: Hook) -> None:
    """Also the second round, of what the desk worked on meanwhile."""
    while True:
        async with tenant_scope(hook.tenant_id, read_only=True) as scope:
            [job] = await last_recounts(scope, 1)
        if job.finished_at is not None:
            return
        await asyncio.sleep(0.5)


async def _compared(scope: Scope, office: OfficeRules, ids: Sequence[UUID]) -> list[int]:
    """How many open promises each case has."""
    clocks = await clock_store.load_many(scope, ids)
    found = await store.load_many(scope, ids)
    wrong = [case.number for case in found.values() if not _is_right(office, case, clocks.get(case.id, {}))]
    if wrong:
        raise RuntimeError(f"{len(wrong)} cases differ from a recomputation from scratch, first {wrong[0]}")
    return [sum(clock.state is ClockState.RUNNING for clock in clocks[each].values()) for each in found]


def _is_right(office: OfficeRules, case: Case, clocks: Clocks) -> bool:
    """Each promise has the budget of its rule, and is due when that, counted from its beginning, is spent."""
    given = CaseTerms(office, traits_of(case), case.opened_at).at_receipt()
    running = {kind: clock for kind, clock in clocks.items() if clock.state is ClockState.RUNNING}
    return (
        clocks.keys() >= given.keys()
        and all(clock.budget == given[kind].budget for kind, clock in running.items() if kind in given)
        and all(
            clock.due_at
            == due_at(clock.started_at, clock.budget, office.calendars[clock.calendar], clock.pauses)
            for clock in running.values()
        )
        and case.due_at == next_due(clocks)
    )
