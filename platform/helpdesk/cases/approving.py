"""A disposition waits for somebody who may decide: asked for, approved as it is or changed, refused, or withdrawn.

The citizen's clocks run on meanwhile. The case stays with whom it was, so no unit has a leg, a link or a line of it;
all that begins with the disposition itself, which is done at the approval.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from helpdesk.approvals import rules, store
from helpdesk.approvals.model import Approvers, Decision, Request, Rule, Why, Wish
from helpdesk.cases import passing
from helpdesk.cases import store as cases
from helpdesk.cases.ending import decided
from helpdesk.cases.model import Case
from helpdesk.cases.noting import note
from helpdesk.cases.proposing import proposal
from helpdesk.cases.rules import must_be_open
from helpdesk.cases.work import Work, work_on, working
from helpdesk.conversations.rules import cleaned_reason
from helpdesk.events import DispositionAsked, DispositionUndecided
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Matter, Reminder
from helpdesk.sla.service import in_time
from kit.errors import Conflict, Forbidden
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.people.store import posts
from tenants.permissions.model import Actor, Permission, system
from tenants.permissions.rules import require
from tenants.sessions.store import has_key_for

DECIDES_WITHIN = timedelta(hours=4)
"""Of the office's hours; after them a deputy may decide, and everybody concerned hears that nobody did."""


async def asked(work: Work, wish: Wish) -> bool:
    """Whether a rule lets the disposition wait; then it waits from now on.

    Raises `Conflict`: `approval_waiting` while another one waits, `nobody_approves` where nobody could ever decide.
    One that needs nobody overtakes what waits, unless units only come beside the one that leads.
    """
    found = await needs_approval(work, wish)
    waiting = await store.waiting(work.scope, work.case.id)
    if found is None:
        if waiting is not None and not wish.adds:
            await _decide(work, waiting, Decision.OVERTAKEN)
        return False
    if waiting is not None:
        raise Conflict("approval_waiting")
    must_be_open(work.case)
    rule, why = found
    await _ask(work, wish, rule, why)
    return True


async def approve(
    actor: Actor, number: str, request_id: UUID, changed: Wish | None = None, *, version: int | None
) -> Case:
    """The disposition is done now, as it was asked for or as it is changed by that.

    Raises what `working` raises, `Forbidden` for who is not named by the rule, `Conflict` with `approval_over` when it
    waits no more, and `Invalid` for a due time that passed meanwhile.
    """
    async with working(actor, number, Permission.APPROVE, version=version) as work:
        waiting = await _to_decide(work, request_id)
        await _approve(work, waiting, changed or waiting.wish)
    return work.case


async def approve_with(
    actor: Actor, number: str, request_id: UUID, named: Mapping[str, Any], *, version: int | None
) -> Case:
    """The same, changed only in what is named."""
    async with working(actor, number, Permission.APPROVE, version=version) as work:
        waiting = await _to_decide(work, request_id)
        wish = replace(waiting.wish, **named)
        whole = passing.wish_of(wish.unit_id, wish.instruction, wish.due_at, wish.helpers, wish.copies)
        await _approve(work, waiting, whole)
    return work.case


async def waiting_on(actor: Actor, case_id: UUID) -> Request | None:
    """What waits on a case of the office; raises `Forbidden`."""
    require(actor, Permission.DISPOSE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.waiting(scope, case_id)


async def refuse(actor: Actor, number: str, request_id: UUID, reason: str, *, version: int | None) -> Case:
    """It is not passed on; why stands in a note. Raises `Invalid` without a reason, and what `approve` raises."""
    reason = cleaned_reason(reason)
    async with working(actor, number, Permission.APPROVE, version=version) as work:
        waiting = await _to_decide(work, request_id)
        await note(work, reason)
        await _decide(work, waiting, Decision.REFUSED)
    return work.case


async def withdraw(actor: Actor, number: str, request_id: UUID, *, version: int | None) -> Case:
    """Whoever may pass cases on takes the request back; raises `Conflict` with `approval_over`."""
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        await _decide(work, await _waiting(work, request_id), Decision.WITHDRAWN)
    return work.case


async def needs_approval(work: Work, wish: Wish) -> tuple[Rule, tuple[Why, ...]] | None:
    """The rule that lets it wait; none for whoever decides about such a one."""
    plan, case = await store.plan(work.scope), work.case
    if not plan.rules:
        return None
    proposed = await proposal(work.scope, case) if rules.needs_proposal(plan) else None
    grade = case.grade.value if case.grade else ""
    due = proposed.due_at if proposed else None
    found = rules.first_that_fits(plan, wish, kind=case.kind.value, grade=grade, proposed=due)
    return None if found is None or rules.may_decide(work.actor, found[0].approvers) else found


async def look_again(scope: Scope, reminder: Reminder) -> None:
    """Nobody has decided in time: who else approves may do so from now on, and both sides hear of it."""
    case = await cases.load(scope, reminder.case_id)
    waiting = await store.still_waiting(scope, case.id, reminder.about)
    if not await reminders.take(scope, reminder) or waiting is None:
        return
    await store.widen(scope, waiting.id)
    async with work_on(scope, system(scope.tenant_id), case) as work:
        work.tell(DispositionUndecided(case_id=case.id, at=work.now, request_id=waiting.id))


async def _approve(work: Work, waiting: Request, wish: Wish) -> None:
    """It is done as `wish` says; what kind of a request it was is none of the approver's business."""
    wish = replace(wish, adds=waiting.wish.adds, wrong_door=waiting.wish.wrong_door)
    await passing.must_be_possible(work, wish)
    same = wish == waiting.wish
    await _decide(work, waiting, Decision.APPROVED if same else Decision.CHANGED)
    await passing.pass_on(work, wish)


async def _ask(work: Work, wish: Wish, rule: Rule, why: tuple[Why, ...]) -> None:
    named = await _somebody(work, rule.approvers) or await has_key_for(work.scope, Permission.APPROVE)
    if not named and not await _somebody(work, Approvers.EITHER):
        raise Conflict("nobody_approves")
    request = Request(
        id=uuid7(),
        case_id=work.case.id,
        wish=wish,
        why=why,
        approvers=rule.approvers,
        asked_by=work.actor.id,
        asked_name=work.actor.name,
        asked_at=work.now,
        widened=not named,
    )
    await store.add_request(work.scope, request)
    look_at = await in_time(work.scope, DECIDES_WITHIN)
    await reminders.put(work.scope, Matter.APPROVAL, request.id, work.case.id, look_at)
    work.tell(DispositionAsked(case_id=work.case.id, at=work.now, request_id=request.id))


async def _somebody(work: Work, approvers: Approvers) -> bool:
    """Whether anybody else in the office holds such a role now."""
    return any(
        post.membership_id != work.actor.id and rules.holds_role(post.roles, approvers)
        for post in await posts(work.scope)
    )


async def _waiting(work: Work, request_id: UUID) -> Request:
    waiting = await store.still_waiting(work.scope, work.case.id, request_id)
    if waiting is None:
        raise Conflict("approval_over")
    return waiting


async def _to_decide(work: Work, request_id: UUID) -> Request:
    """What the actor may decide about; raises `Conflict`, `Forbidden`."""
    waiting = await _waiting(work, request_id)
    if not rules.may_decide_about(work.actor, waiting):
        raise Forbidden("not_permitted", permission=Permission.APPROVE.value)
    return waiting


async def _decide(work: Work, waiting: Request, decision: Decision) -> None:
    work.tell(await decided(work.scope, work.actor, waiting, decision))
    if decision is not Decision.WITHDRAWN:
        await record(
            work.scope,
            work.actor,
            f"disposition.{decision.value}",
            "case",
            work.case.id,
            request=str(waiting.id),
        )
