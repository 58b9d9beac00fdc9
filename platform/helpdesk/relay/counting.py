"""Carry figures to offices of other installations that stand above: what has changed, and once a day anyway."""

import structlog

from helpdesk.escalation.rules import wait_after
from helpdesk.figures import rules, store
from helpdesk.figures.model import Due, Figures
from helpdesk.relay.far import FarPost, FarRefused
from tenants.doors import tenant_scope

log = structlog.get_logger()


async def carry_figures(tenant_id: int, *, far: FarPost | None, most: int = 20) -> int:
    """Tell offices above elsewhere how one office stands; answers how many were looked at.

    What could not be told is not kept for later: the next attempt tells what is true then.
    """
    if far is None:
        return 0
    async with tenant_scope(tenant_id) as scope:
        claimed = await store.claim(scope, most)
        if not claimed:
            return 0
        own = await store.own(scope)
        wanted = [due for due in claimed if rules.are_due(due, own)]
        for due in claimed:
            if due not in wanted:
                await store.again(scope, due, scope.now + rules.EVERY)
    for due in wanted:
        await _tell(tenant_id, far, due, own)
    return len(claimed)


async def _tell(tenant_id: int, far: FarPost, due: Due, own: Figures) -> None:
    try:
        there = await far.connected(tenant_id, due.peer_uid)
        if there is None:
            raise FarRefused("not_connected", for_good=True)
        await far.count(tenant_id, there, own)
    except FarRefused as refusal:
        log.warning("figures_not_carried", error=refusal.code)
        wait = rules.ANYWAY if refusal.for_good else wait_after(due.tries, rest=refusal.rest)
        async with tenant_scope(tenant_id) as scope:
            await store.again(scope, due, scope.now + max(wait or rules.ANYWAY, rules.EVERY), refusal.code)
    else:
        async with tenant_scope(tenant_id) as scope:
            await store.told(scope, due, own)
