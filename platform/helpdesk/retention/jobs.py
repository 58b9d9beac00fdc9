"""What goes by itself: citizens' data whose time is over, and copies that could not go when another office asked.

Each case is a transaction of its own that looks anew whether it may go, so a death in the middle repeats only what was
not done, and two workers never do the same twice.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from helpdesk.cases import erasing as case_erasing
from helpdesk.cases import store as cases
from helpdesk.cases.model import ENDED_STATES, Case
from helpdesk.cases.work import work_on
from helpdesk.escalation import erasing
from helpdesk.escalation import store as links
from helpdesk.escalation.model import Ground
from helpdesk.retention import store
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import system

log = structlog.get_logger()

BATCH = 20
"""Cases in one turn of an office; the others have theirs in between."""
DAILY = timedelta(days=1)


async def erase_due(tenant_id: int, *, most: int = BATCH) -> int:
    """Erase the citizens of one office's cases whose time is over; answers how many were looked at.

    What is still on its way is looked at again a day later.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        if not await store.is_due(scope):
            return 0
        due: list[UUID] = []
        for kind, period in (await store.plan(scope)).periods.items():
            if period.months and len(due) < most:
                due += await store.over(scope, kind, period.months, most - len(due))
    await _each(tenant_id, due, _erase_by_id)
    if len(due) < most:
        async with tenant_scope(tenant_id) as scope:
            await store.look_next(scope, scope.now + DAILY)
    return max(len(due), 1)


async def look_again(tenant_id: int, *, most: int = BATCH) -> int:
    """Try again what could not go before; answers how many cases were looked at."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        due = await store.postponed(scope, most)
    await _each(tenant_id, due, _try_again)
    return len(due)


async def _each(tenant_id: int, due: Sequence[UUID], look: Callable[[Scope, UUID], Awaitable[None]]) -> None:
    """Look at each; one that cannot be erased, by a fault of ours, holds up no other."""
    for case_id in due:
        try:
            async with tenant_scope(tenant_id) as scope:
                await look(scope, case_id)
        except Exception as fault:
            log.warning("erasing_failed", case=str(case_id), error=type(fault).__name__)
            async with tenant_scope(tenant_id) as scope:
                await store.put_off(scope, case_id, Ground.RETENTION.value, scope.now + DAILY)


async def _erase_by_id(scope: Scope, case_id: UUID) -> None:
    await _erase(scope, await cases.load(scope, case_id))


async def _erase(scope: Scope, case: Case) -> None:
    """The case is held: what is true of it now is true until the end."""
    period = (await store.plan(scope)).periods.get(case.kind.value)
    if period is None or not period.months or case.state not in ENDED_STATES:
        return
    if not await store.is_over(scope, case.id, case.kind.value, period.months):
        return
    if await _must_wait(scope, case):
        await case_erasing.postpone(scope, case.id, Ground.RETENTION.value, scope.now + DAILY)
        return
    async with work_on(scope, system(scope.tenant_id), case) as work:
        await erasing.erase_held(work, Ground.RETENTION.value)


async def _must_wait(scope: Scope, case: Case) -> bool:
    last = await cases.load(scope, (await cases.merged_into(scope, case.id))[-1], hold=False)
    pending = await case_erasing.awaited(scope, case.id) or await store.on_its_way(scope, case.id)
    return pending or last.state not in ENDED_STATES


async def _try_again(scope: Scope, case_id: UUID) -> None:
    """The case first, as everywhere, then what is known of its erasing, then the hand-over."""
    case = await cases.load(scope, case_id)
    found = await store.take_up(scope, case_id)
    if found is None:
        return
    if found.link_id is None:
        await _erase(scope, case)
        return
    link = await links.link(scope, found.link_id)
    if link is not None and link.case_id != case_id:
        # Merged meanwhile: the case that survived answers for it.
        await case_erasing.postpone(scope, link.case_id, found.ground, scope.now, link.id)
    elif link is not None:
        async with work_on(scope, system(scope.tenant_id), case) as work:
            await links.save_link(scope, await erasing.answer_copy(work, link, found.ground))
