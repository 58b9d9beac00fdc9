"""A register that does not answer is left alone for a while, and its account says so in the console.

One that refuses the account's keys is asked nothing at all meanwhile: filings, transfers, answers and looks wait.
"""

from datetime import timedelta
from uuid import UUID

from helpdesk.cases import store as cases
from helpdesk.cases.work import work_on
from helpdesk.channels.conduct import PollPlan
from helpdesk.channels.errors import ChannelError
from helpdesk.events import RegisterStuck
from helpdesk.registers import rules, upkeep
from helpdesk.registers.model import RegisterLink
from tenants.doors import tenant_scope
from tenants.permissions.model import system


async def failed(tenant_id: int, link: RegisterLink, error: ChannelError, plan: PollPlan) -> None:
    """A look failed, or any call for its keys; when it was one too many, everything alike of the account waits.

    In a transaction of its own, the account before its filings: two hands that fail at once never wait for each other.
    The desk of the first case that met refused keys is told, once for all of them, and in the same transaction: whoever
    dies leaves an account that is blocked and told of, or one that is asked again.
    """
    if not rules.is_the_accounts(error):
        return
    async with tenant_scope(tenant_id) as scope:
        case = (
            await cases.load(scope, link.case_id) if error.blocks else None
        )  # before the account, as in every act
        fails = await upkeep.count_failure(scope, link.account_id)
        if not rules.breaks(fails, error, plan):
            return
        until = scope.now + timedelta(minutes=plan.breaker_minutes)
        begins = await upkeep.leave_alone(scope, link.account_id, error.code, until)
        if begins and case is not None:
            async with work_on(scope, system(tenant_id), case) as work:
                told = RegisterStuck(case_id=case.id, at=work.now, register_link_id=link.id, code=error.code)
                work.tell(told)


async def worked(tenant_id: int, account_id: UUID, *, blocked_only: bool = False) -> None:
    """A look succeeded: nothing is counted any more. Another call (`blocked_only`) proves that the keys are taken."""
    async with tenant_scope(tenant_id) as scope:
        await upkeep.let_go(scope, account_id, blocked_only=blocked_only)
