"""Open cases are counted anew when an office changes its rules or hours: in the background, batch by batch.

What is finished stays as it was promised, and each due time that moves stands in its case's history.
"""

from typing import Literal
from uuid import UUID

from helpdesk.cases import history, recounts, store
from helpdesk.cases.model import Case
from helpdesk.cases.promises import kept_by, traits_of, with_promises
from helpdesk.cases.recounts import Onward, Recount
from helpdesk.events import PromiseGiven
from helpdesk.sla import service as sla
from helpdesk.sla import store as clock_store
from helpdesk.sla.given import promises_changed
from helpdesk.sla.model import CalendarFault
from helpdesk.sla.reactions import Clocks
from helpdesk.sla.targets import NoRuleInForce
from helpdesk.sla.terms import CaseTerms, OfficeRules, retimed
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.doors.call import tenants_call
from tenants.permissions.model import Actor, system

BATCH = 500
"""Cases in one transaction: the desk waits for none of them longer than a blink."""


async def ask(scope: Scope, actor: Actor, *, why: Literal["rules", "hours"]) -> None:
    """Have every open case of the office counted anew, with the rules and hours of this transaction.

    An unfinished one before it begins no further batch: this one counts the same cases by the newer rules.
    """
    await recounts.supersede(scope)
    await recounts.add(scope, uuid7(), why, actor.name)


async def ask_everywhere(asked_by: str) -> int:
    """The same for every office, when a national day came or went; answers how many have open cases."""
    asked: int = await tenants_call("count_all_anew", asked_by)
    return asked


async def recount_due(tenant_id: int, *, most: int = BATCH) -> int:
    """Count the next batch of one office anew; answers how many cases were looked at. Safe with several workers."""
    async with tenant_scope(tenant_id) as scope:
        job = await recounts.hold_next(scope)
        if job is None:
            return 0
        office = await sla.fresh_rules(scope)
        ids = await _next(scope, job, most)
        held = await store.load_many(scope, ids)
        clocks = await clock_store.load_many(scope, ids, hold=True)
        outcomes = [_recounted(scope, office, held[each], clocks.get(each, {}), job.why) for each in held]
        moved = [each for each in outcomes if each is not None and each[1] != clocks.get(each[0].id)]
        await _save(scope, moved)
        failed = sum(outcome is None for outcome in outcomes)
        onward = _onward(scope, job, ids, over=len(ids) < most)
        await recounts.go_on(scope, job, onward, done=len(ids), changed=len(moved), failed=failed)
    return max(len(ids), 1)


def _onward(scope: Scope, job: Recount, ids: list[UUID], *, over: bool) -> Onward:
    reached = ids[-1] if ids else job.reached
    if not over:
        return Onward(job.round, reached, scope.now)
    if job.round == 1:
        return Onward(2, recounts.BEGINNING, max(scope.now, job.asked_at + sla.SETTLED))
    return Onward(job.round, reached, None)


async def _next(scope: Scope, job: Recount, most: int) -> list[UUID]:
    """All open cases; then, when every process has read the new rules, those opened or moved by the old ones."""
    if job.round == 1:
        return await recounts.open_after(scope, job.reached, most)
    return await recounts.touched_after(scope, job.reached, job.asked_at - sla.SETTLED, most)


_Outcome = tuple[Case, Clocks, list[PromiseGiven]]


def _recounted(scope: Scope, office: OfficeRules, case: Case, before: Clocks, why: str) -> _Outcome | None:
    """The case with its promises as they are now, and what of them moved; none when the settings cannot tell."""
    try:
        terms = CaseTerms(office, traits_of(case), case.opened_at)
        after = retimed(before, terms, kept_by(case), scope.now)
    except (NoRuleInForce, CalendarFault, KeyError):
        return None
    given = promises_changed(case.id, before, after, scope.now, why)
    return with_promises(case, after), after, given


async def _save(scope: Scope, moved: list[_Outcome]) -> None:
    await clock_store.save(scope, [(case.id, clocks) for case, clocks, _ in moved])
    await recounts.set_due(scope, [case for case, _, _ in moved])
    facts = [fact for _, _, given in moved for fact in given]
    await history.add(scope, system(scope.tenant_id), facts)


async def last_recounts(scope: Scope, most: int = 5) -> list[Recount]:
    """The latest ones of the office, newest first, for showing how far they are."""
    return await recounts.latest(scope, most)
