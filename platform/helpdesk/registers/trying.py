"""What was filed in a system that is there to try things ends with the trying; it never becomes a real filing."""

from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.work import work_on
from helpdesk.channels.trials import earnest
from helpdesk.events import RegisterStuck
from helpdesk.registers import rules, store
from helpdesk.registers.model import FOLLOWED, Mode, RegisterLink, Step
from tenants.doors import tenant_scope
from tenants.permissions.model import system


async def end(tenant_id: int, claimed: RegisterLink) -> None:
    """What stands there is followed no more, and what does not is not sent; the desk is told of the latter."""
    async with tenant_scope(tenant_id) as scope:
        case = await cases.load(scope, claimed.case_id)
        held = await store.held(scope, claimed.id)
        if held.mode is not Mode.SANDBOX or held.step is not rules.begun(claimed):
            return  # settled meanwhile
        link = ended_trial(held)
        await store.save(scope, link)
        if link.step is Step.FAILED:
            async with work_on(scope, system(tenant_id), case) as work:
                told = RegisterStuck(
                    case_id=case.id, at=work.now, register_link_id=link.id, code=link.error_code
                )
                work.tell(told)


def stands_there(case: Case, link: RegisterLink | None, *, trial: bool) -> bool:
    """Does the register have the case, or is it about to? What only tried something counts for a `trial` alone."""
    if case.lapor_number if trial else earnest(case.lapor_number):
        return True
    if link is None or link.step is Step.FAILED:
        return False
    return trial or link.mode is not Mode.SANDBOX


def ended_trial(link: RegisterLink) -> RegisterLink:
    """The office tries nothing any more: what stands there is history, and what was not there yet never will be."""
    if link.step is Step.SUBMITTED or link.step in FOLLOWED:
        return replace(link, step=Step.FINISHED, due_at=None)
    return replace(link, step=Step.FAILED, error_code="trial_over", due_at=None)
