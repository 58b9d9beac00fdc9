"""A case in hand is passed to units: one leads, others help or know."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.approvals.model import Wish
from helpdesk.cases import path, rules
from helpdesk.cases.model import PartRole
from helpdesk.cases.work import Work
from helpdesk.conversations.rules import cleaned
from helpdesk.events import CaseDisposed, CaseEvent, UnitInstructed, UnitJoined
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Matter
from helpdesk.unit_terms.store import all_terms
from kit.errors import Conflict, Invalid
from tenants.doors import Scope
from tenants.offices.store import has_unit
from tenants.people import store as people
from tenants.permissions.model import Permission
from tenants.permissions.rules import permissions_of

INSTRUCTION_CHARACTERS = 2000
NEAR = 0.8
"""The part of its time after which a unit that helps is reminded."""


def wish_of(
    unit_id: UUID,
    instruction: str,
    due_at: datetime | None,
    helpers: Collection[UUID],
    copies: Collection[UUID],
    *,
    wrong_door: bool = False,
) -> Wish:
    """What was asked for, each unit in one role; raises `Invalid` for an instruction that is too long."""
    helping = frozenset(helpers) - {unit_id}
    return Wish(
        unit_id=unit_id,
        instruction=cleaned_instruction(instruction),
        due_at=due_at,
        helpers=helping,
        copies=frozenset(copies) - {unit_id} - helping,
        wrong_door=wrong_door,
    )


def cleaned_instruction(written: str) -> str:
    """What a unit is asked; raises `Invalid` when it is too long."""
    return cleaned(written, "instruction", INSTRUCTION_CHARACTERS, needed=False)


def must_be_ahead(due_at: datetime | None, now: datetime) -> None:
    """Raise `Invalid` for a due time that is over."""
    if due_at is not None and due_at <= now:
        raise Invalid("invalid", fields={"due_at": "in_the_past"})


async def must_be_possible(work: Work, wish: Wish) -> None:
    """Raise `Invalid` for units that the office has not, and for a due time that is over; `Conflict` where units would
    come beside one that leads, and none does any more."""
    if wish.adds and work.case.unit_id is None:
        raise Conflict("no_unit_leads")
    if not wish.adds:
        await must_be_a_unit(work.scope, wish.unit_id, "unit")
    must_be_ahead(wish.due_at, work.now)
    for field, units in (("helpers", wish.helpers), ("copies", wish.copies)):
        await must_read(work.scope, units, field)


async def must_read(scope: Scope, units: Collection[UUID], field: str) -> None:
    """Raise `Invalid` unless all are active units of the office that can read the case (`not_reachable`)."""
    for unit_id in sorted(units):
        await must_be_a_unit(scope, unit_id, field)
    if units and not frozenset(units) <= await reading_units(scope):
        raise Invalid("invalid", fields={field: "not_reachable"})


async def reading_units(scope: Scope) -> frozenset[UUID]:
    """Units with a number or mailbox of their own, or with officers at the desk."""
    by_link = {key for key, terms in (await all_terms(scope)).items() if terms.reachable}
    at_desk = {
        unit_id
        for post in await people.posts(scope)
        if Permission.READ_CASES in permissions_of(post.roles)
        for unit_id in post.unit_ids
    }
    return frozenset(by_link | at_desk)


async def pass_on(work: Work, wish: Wish) -> None:
    """The units have it from now on."""
    before, due_at = work.case.unit_id, wish.due_at
    if not wish.adds:
        disposed, facts = rules.dispose(work.case, wish.unit_id, due_at, work.now)
        work.apply((disposed, [_of(wish, fact) for fact in facts]))
        await path.add_disposition(
            work.scope, work.case.id, before, wish.unit_id, wish.instruction, due_at, work.actor
        )
    for role, units in ((PartRole.HELPER, wish.helpers), (PartRole.COPY, wish.copies)):
        for unit_id in sorted(units):
            await _beside(work, role, unit_id, wish)


def _of(wish: Wish, fact: CaseEvent) -> CaseEvent:
    return replace(fact, wrong_door=wish.wrong_door) if isinstance(fact, CaseDisposed) else fact


async def _beside(work: Work, role: PartRole, unit_id: UUID, wish: Wish) -> None:
    """The unit helps or knows from now on; one that did so already keeps its part, unless this is about it."""
    scope, case_id = work.scope, work.case.id
    part = await path.part_of(scope, case_id, unit_id)
    if part is not None and (part.role is PartRole.LEAD or not wish.adds):
        return
    if part is None:
        part_id = await path.add_part(
            scope, case_id, unit_id, role, wish.instruction, wish.due_at, work.actor
        )
        work.tell(UnitJoined(case_id=case_id, at=work.now, unit_id=unit_id, role=role.value))
    else:
        part_id = part.id
        await path.change_part(scope, part_id, role, wish.instruction, wish.due_at)
        work.tell(
            UnitInstructed(case_id=case_id, at=work.now, unit_id=unit_id, role=role.value, due_at=wish.due_at)
        )
    if part_id is not None:
        await _remind(work, part_id, role, wish.due_at)


async def _remind(work: Work, part_id: UUID, role: PartRole, due_at: datetime | None) -> None:
    """Who helps hears when most of the time is gone, and when all of it is."""
    if role is PartRole.HELPER and due_at is not None:
        soon = work.now + NEAR * (due_at - work.now)
        await reminders.put(work.scope, Matter.HELP, part_id, work.case.id, soon)
    else:
        await reminders.drop(work.scope, Matter.HELP, part_id)


async def must_be_a_unit(scope: Scope, unit_id: UUID, field: str) -> None:
    """Raise `Invalid` unless it is an active unit of the office."""
    if not await has_unit(scope, unit_id):
        raise Invalid("invalid", fields={field: "unknown"})
