"""The worker looks again at what is due."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from helpdesk.reminders import store
from helpdesk.reminders.model import Matter, Reminder
from tenants.doors import Scope, tenant_scope

log = structlog.get_logger()

LATER = timedelta(hours=1)
Hand = Callable[[Scope, Reminder], Awaitable[None]]
"""Holds the case, then takes the reminder (`store.take`): in the order in which acts do, so that none waits for the
other. It may put the next one."""


async def remind_due(tenant_id: int, hands: Mapping[Matter, Hand], *, most: int = 100) -> int:
    """Look at what is due in one office, each in a transaction of its own; answers how many there were.

    One that fails is looked at again in an hour, and holds up none of the others.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        found = await store.due(scope, most)
    for reminder in found:
        try:
            async with tenant_scope(tenant_id) as scope:
                await hands[reminder.matter](scope, reminder)
        except Exception as fault:
            log.error("reminder_failed", matter=reminder.matter.value, error=type(fault).__name__)
            async with tenant_scope(tenant_id) as scope:
                await store.put_off(scope, reminder, scope.now + LATER)
    return len(found)
