"""A register that does not answer is left alone for a while, and its account says so in the console."""

from datetime import timedelta
from uuid import UUID

from helpdesk.channels.conduct import PollPlan
from helpdesk.channels.errors import ChannelError
from helpdesk.registers import rules, upkeep
from tenants.doors import tenant_scope


async def failed(tenant_id: int, account_id: UUID, error: ChannelError, plan: PollPlan) -> None:
    """A look failed; when it was one too many, every look of the account waits.

    In a transaction of its own, the account before its filings: two hands that fail at once never wait for each other.
    """
    if not rules.is_the_accounts(error):
        return
    async with tenant_scope(tenant_id) as scope:
        fails = await upkeep.count_failure(scope, account_id)
        if rules.breaks(fails, error, plan):
            until = scope.now + timedelta(minutes=plan.breaker_minutes)
            await upkeep.leave_alone(scope, account_id, error.code, until)


async def worked(tenant_id: int, account_id: UUID) -> None:
    """A look succeeded: nothing is counted any more."""
    async with tenant_scope(tenant_id) as scope:
        await upkeep.let_go(scope, account_id)
