"""A filing that waits gives way: the register has the matter already, or another office is filing it."""

from helpdesk.cases import store as cases
from helpdesk.cases.work import Work, work_on
from helpdesk.channels.trials import earnest
from helpdesk.events import RegisterStuck
from helpdesk.registers import rules, store
from helpdesk.registers.model import Mode, RegisterLink, Step
from tenants.doors import tenant_scope
from tenants.permissions.model import system

_NOT_SENT = frozenset({Step.DRAFT, Step.UPLOADING})


async def give_way(work: Work, code: str) -> None:
    """End the case's filing in earnest as long as it surely was not sent; its desk is told why."""
    link = await store.of_case(work.scope, work.case.id)
    if link is not None and link.step in _NOT_SENT and link.mode is not Mode.SANDBOX:
        await _end(work, link, code)


async def is_over(tenant_id: int, claimed: RegisterLink) -> bool:
    """Has the case got a number since its filing was asked for? Then a claimed one ends, before any call outside."""
    async with tenant_scope(tenant_id) as scope:
        case = await cases.load(scope, claimed.case_id)
        held = await store.held(scope, claimed.id)
        if held.step is not rules.begun(claimed):
            return True  # settled meanwhile
        if not (case.lapor_number if held.mode is Mode.SANDBOX else earnest(case.lapor_number)):
            return False
        async with work_on(scope, system(tenant_id), case) as work:
            await _end(work, held, "already_in_register")
        return True


async def _end(work: Work, link: RegisterLink, code: str) -> None:
    await store.save(work.scope, rules.gave_way(link, code))
    work.tell(RegisterStuck(case_id=work.case.id, at=work.now, register_link_id=link.id, code=code))
