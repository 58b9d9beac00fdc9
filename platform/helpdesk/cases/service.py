"""What people may ask of a case: scope, load, decide, save, announce — the same way every time."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from msgspec import UnsetType

from helpdesk.cases import approving, erasing, passing, path, rules, store
from helpdesk.cases.model import UNSAID, Case, CaseKind, PartRole, PartState, Triage
from helpdesk.cases.noting import note
from helpdesk.cases.numbers import read_number
from helpdesk.cases.passing import must_be_a_unit
from helpdesk.cases.work import Work, work_on, working
from helpdesk.conversations.rules import cleaned, cleaned_reason
from helpdesk.events import UnitLeft
from helpdesk.sla.model import PauseReason
from helpdesk.topics import store as topics
from kit.errors import Conflict, Invalid, Missing
from tenants.doors import Scope, tenant_scope
from tenants.people.store import standing_of
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import may_reach, require

TITLE_CHARACTERS = 200


async def see(actor: Actor, number: str) -> Case:
    """Note that a member of the office looks at the case (decision 14)."""
    async with working(actor, number, Permission.READ_CASES) as work:
        work.apply(rules.see(work.case, work.now))
    return work.case


async def see_all(actor: Actor, numbers: Iterable[str]) -> int:
    """The same for several cases at once; answers how many were looked at for the first time. What is none of
    the actor's business is left as it is."""
    require(actor, Permission.READ_CASES)
    plain = {number for number in map(read_number, numbers) if number is not None}
    async with tenant_scope(actor.tenant_id) as scope:
        found = await store.load_many(scope, await store.ids_of(scope, plain))
        first = 0
        for case in found.values():
            if may_reach(actor, case.unit_id):
                async with work_on(scope, actor, case) as work:
                    work.apply(rules.see(work.case, work.now))
                first += case.first_seen_at is None
    return first


async def verify(
    actor: Actor, number: str, kind: CaseKind, *, version: int | None, triage: Triage = UNSAID
) -> Case:
    """Check a case and take it on for the office; its grade, priority and topic may be said by that."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        await _must_be_offered(work, triage.topic_id)
        work.apply(rules.verify(work.case, kind, work.now, triage))
    return work.case


async def dispose(
    actor: Actor,
    number: str,
    unit_id: UUID,
    instruction: str,
    *,
    version: int | None,
    due_at: datetime | None = None,
    helpers: Collection[UUID] = (),
    copies: Collection[UUID] = (),
    wrong_door: bool = False,
) -> Case:
    """Pass a case to a unit that leads, with an instruction and, if wished, a due time; others help or have a copy.

    Where a rule of the office asks for somebody's approval, it waits for that, and no unit has anything of it yet.
    `wrong_door`: the citizen hears whose it is as soon as the unit has it.
    Who helps or knows must be able to read it (`not_reachable`); raises `Conflict` while another one waits
    (`approval_waiting`).
    """
    wish = passing.wish_of(unit_id, instruction, due_at, helpers, copies, wrong_door=wrong_door)
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        await passing.must_be_possible(work, wish)
        if not await approving.asked(work, wish):
            await passing.pass_on(work, wish)
    return work.case


async def let_unit_go(actor: Actor, number: str, unit_id: UUID, *, version: int | None) -> Case:
    """A unit that helped or had a copy has nothing to do with it any more; raises `Conflict` (`not_with_this_unit`)."""
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        part = await path.part_of(work.scope, work.case.id, unit_id)
        if part is None or part.role is PartRole.LEAD:
            raise Conflict("not_with_this_unit")
        await path.set_state(work.scope, part.id, PartState.ENDED)
        work.tell(UnitLeft(case_id=work.case.id, at=work.now, unit_id=unit_id))
    return work.case


async def assign(actor: Actor, number: str, assignee_id: UUID | None, *, version: int | None) -> Case:
    """Give a case to a member of the office, or to nobody."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        if assignee_id is not None:
            await _must_be_a_colleague(work.scope, assignee_id, work.case)
        work.apply(rules.assign(work.case, assignee_id, work.now))
    return work.case


async def take(actor: Actor, number: str, *, version: int | None) -> Case:
    """Take a case for oneself."""
    return await assign(actor, number, actor.id, version=version)


async def correct(
    actor: Actor,
    number: str,
    *,
    version: int | None,
    kind: CaseKind | None = None,
    title: str | None = None,
    facility_id: UUID | None = None,
    triage: Triage = UNSAID,
) -> Case:
    """Put kind, title, facility, grade, priority or topic right; they decide what is promised."""
    if title is not None:
        title = cleaned(title, "title", TITLE_CHARACTERS)
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        if facility_id is not None:
            await must_be_a_unit(work.scope, facility_id, "facility")
        await _must_be_offered(work, triage.topic_id)
        work.apply(
            rules.correct(work.case, work.now, kind=kind, title=title, facility_id=facility_id, triage=triage)
        )
    return work.case


async def wait_for_contact(
    actor: Actor, number: str, *, version: int | None, reason: PauseReason = rules.ASKED[0]
) -> Case:
    """Pause the promises until the citizen answers, once for each reason; `Invalid` for one not the citizen's."""
    if reason not in rules.ASKED:
        raise Invalid("invalid", fields={"reason": "unknown"})
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        work.apply(rules.wait_for_contact(work.case, work.now, reason))
    return work.case


async def clear_danger(actor: Actor, number: str, reason: str, *, version: int | None) -> Case:
    """Say that there is no danger to life (any more), with the reason as an internal note.

    Raises `Conflict` (`no_danger`) when nothing says there is.
    """
    reason = cleaned_reason(reason)
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        work.apply(rules.clear_danger(work.case, work.now))
        await note(work, reason)
    return work.case


async def mark_spam(actor: Actor, number: str, *, version: int | None) -> Case:
    """Close it as no case at all."""
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        work.apply(rules.mark_spam(work.case, work.now))
    return work.case


async def mark_duplicate(actor: Actor, number: str, original: str, *, version: int | None) -> Case:
    """Close it in favour of another case of the same office."""
    plain = read_number(original)
    if plain is None:
        raise Invalid("invalid", fields={"original": "case_missing"})
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        try:
            other = await store.load_by_number(work.scope, plain, hold=False)
        except Missing:
            raise Invalid("invalid", fields={"original": "case_missing"}) from None
        work.apply(rules.mark_duplicate(work.case, other, work.now))
    return work.case


async def reject(actor: Actor, number: str, *, version: int | None) -> Case:
    """The office will not work on it."""
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        work.apply(rules.reject(work.case, work.now))
    return work.case


async def resolve(actor: Actor, number: str, *, version: int | None) -> Case:
    """The office holds the matter for solved; the citizen may reopen."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        work.apply(rules.answer(work.case, work.now))
    return work.case


async def reopen(actor: Actor, number: str, *, version: int | None) -> Case:
    """Take it up again; raises `Conflict` (`erased_already`) where nothing is left of it."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        if (await erasing.standing(work.scope, work.case.id))[0]:
            raise Conflict("erased_already")
        work.apply(rules.reopen(work.case, work.now))
    return work.case


async def close(actor: Actor, number: str, *, version: int | None) -> Case:
    """Finish it."""
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        work.apply(rules.close(work.case, work.now))
    return work.case


async def _must_be_offered(work: Work, topic_id: UUID | UnsetType | None) -> None:
    """A topic that is offered no more may stay on a case, but comes to no other."""
    if not isinstance(topic_id, UUID) or topic_id == work.case.topic_id:
        return
    found = await topics.topic(work.scope, topic_id)
    if found is None or not found.active:
        raise Invalid("invalid", fields={"topic": "unknown"})


async def _must_be_a_colleague(scope: Scope, membership_id: UUID, case: Case) -> None:
    """One who works here now, reads cases, and would find this one: else nobody would ever work on it."""
    standing = await standing_of(scope, membership_id)
    if standing is None or not rules.may_be_given(case, *standing):
        raise Invalid("invalid", fields={"assignee": "unknown"})
