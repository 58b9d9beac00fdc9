"""Done for a register as a whole, again and again: its lists, what it passed on, holding cases against it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.errors import ChannelError
from helpdesk.incoming import service
from helpdesk.masters import keeping
from helpdesk.registers import reconciling, rules, upkeep
from tenants.doors import tenant_scope
from tenants.permissions.model import system

Chore = Callable[[int, UUID, AccountBook], Awaitable[timedelta]]
"""Does it for one account and answers when it is due again; raises a `ChannelError`."""

_DAY = timedelta(days=1)


async def _masters(tenant_id: int, account_id: UUID, book: AccountBook) -> timedelta:
    await keeping.fetch(system(tenant_id), account_id, book)
    return _DAY


_CHORES: dict[str, Chore] = {
    "masters": _masters,
    "reconciliation": reconciling.reconcile,
    "listing": service.look,
}


async def keep_due(tenant_id: int, book: AccountBook, *, most: int = 5) -> int:
    """Do what is due for one office's registers; answers how many chores were tried.

    One is claimed at a time, so that it does not outlive its lease behind slow ones.
    """
    for done in range(most):
        async with tenant_scope(tenant_id) as scope:
            row = await upkeep.claim_chore(scope)
        if row is None:
            return done
        await _do(tenant_id, row["account_id"], row["chore"], row["attempts"], book)
    return most


async def _do(tenant_id: int, account_id: UUID, chore: str, attempts: int, book: AccountBook) -> None:
    try:
        wait = await _CHORES[chore](tenant_id, account_id, book)
    except ChannelError as error:
        async with tenant_scope(tenant_id) as scope:
            plan = book.conduct_of(await book.load(scope, account_id)).retry
            await upkeep.put_off(scope, account_id, chore, error.code, plan.wait(attempts + 1))
        return
    async with tenant_scope(tenant_id) as scope:
        await upkeep.chore_done(scope, account_id, chore, rules.about(wait, account_id, scope.now))
