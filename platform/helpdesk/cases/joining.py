"""Further units come to a case beside the one that leads it, and are asked something else later."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from helpdesk.approvals.model import Wish
from helpdesk.cases import approving, passing, path
from helpdesk.cases.model import Case, PartRole
from helpdesk.cases.rules import must_be_open
from helpdesk.cases.work import Work, working
from kit.errors import Conflict, Invalid
from tenants.permissions.model import Actor, Permission


async def join(
    actor: Actor,
    number: str,
    units: Collection[UUID],
    role: PartRole,
    instruction: str,
    *,
    due_at: datetime | None = None,
    version: int | None,
) -> Case:
    """The units help or have a copy from now on; one that has a part already keeps it.

    Where a rule asks for somebody's approval it waits for that. Raises what `working` raises, `Invalid`, and
    `Conflict`: `no_unit_leads`, `approval_waiting`.
    """
    instruction = passing.cleaned_instruction(instruction)
    if not units:
        raise Invalid("invalid", fields={"unit_id": "required"})
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        await _must_be_led(work)
        await passing.must_read(work.scope, units, "unit_id")
        here = {each.unit_id for each in await path.parts(work.scope, work.case.id)}
        await _add(work, frozenset(units) - here, role, instruction, due_at)
    return work.case


async def instruct(
    actor: Actor,
    number: str,
    unit_id: UUID,
    role: PartRole,
    instruction: str,
    *,
    due_at: datetime | None = None,
    version: int | None,
) -> Case:
    """A unit that helps or has a copy is asked something else, until another time, or as something else.

    Raises what `join` raises, and `Conflict` (`not_with_this_unit`) for one without a part, or that leads.
    """
    instruction = passing.cleaned_instruction(instruction)
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        await _must_be_led(work)
        part = await path.part_of(work.scope, work.case.id, unit_id)
        if part is None or part.role is PartRole.LEAD:
            raise Conflict("not_with_this_unit")
        if (part.role, part.instruction, part.due_at) != (role, instruction, due_at):
            await _add(work, frozenset({unit_id}), role, instruction, due_at)
    return work.case


async def _must_be_led(work: Work) -> None:
    must_be_open(work.case)
    if work.case.unit_id is None:
        raise Conflict("no_unit_leads")


async def _add(
    work: Work, units: frozenset[UUID], role: PartRole, instruction: str, due_at: datetime | None
) -> None:
    passing.must_be_ahead(due_at, work.now)
    if not units or work.case.unit_id is None:
        return
    wish = Wish(
        unit_id=work.case.unit_id,
        instruction=instruction,
        due_at=due_at,
        helpers=units if role is PartRole.HELPER else frozenset(),
        copies=units if role is PartRole.COPY else frozenset(),
        adds=True,
    )
    if not await approving.asked(work, wish):
        await passing.pass_on(work, wish)
