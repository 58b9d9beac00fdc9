"""A further unit comes to a case beside the one that leads it."""

from datetime import datetime
from uuid import UUID

from helpdesk.approvals.model import Wish
from helpdesk.cases import approving, passing
from helpdesk.cases.disposing import must_be_open
from helpdesk.cases.model import Case, PartRole
from helpdesk.cases.work import working
from helpdesk.conversations.rules import cleaned
from kit.errors import Conflict, Invalid
from tenants.permissions.model import Actor, Permission


async def join(
    actor: Actor,
    number: str,
    unit_id: UUID,
    role: PartRole,
    instruction: str,
    *,
    due_at: datetime | None = None,
    version: int | None,
) -> Case:
    """The unit helps or has a copy from now on; one that has a part already keeps it.

    Raises what `working` raises, `Invalid`, and `Conflict`: `no_unit_leads`, and `approval_needed` where a rule asks
    for somebody's approval – a disposition that names the unit asks for that.
    """
    instruction = cleaned(instruction, "instruction", passing.INSTRUCTION_CHARACTERS, needed=False)
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        must_be_open(work.case)
        if work.case.unit_id is None:
            raise Conflict("no_unit_leads")
        await passing.must_read(work.scope, [unit_id], "unit_id")
        if due_at is not None and due_at <= work.now:
            raise Invalid("invalid", fields={"due_at": "in_the_past"})
        if await approving.needs_approval(work, Wish(unit_id=unit_id, due_at=due_at)):
            raise Conflict("approval_needed")
        await passing.join(work, role, [unit_id], instruction, due_at)
    return work.case
