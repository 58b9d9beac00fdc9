"""New cases: each gets its promises at the moment of receipt."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import store
from helpdesk.cases.model import Case
from helpdesk.sla import service as sla
from helpdesk.sla import store as clock_store
from helpdesk.sla.reactions import Clocks, is_late, next_due
from tenants.doors import Scope


async def open_cases(scope: Scope, cases: Sequence[Case]) -> list[Case]:
    """Insert cases and start their clocks; answers them with their nearest due time.

    Raises `NoRuleInForce` or a `CalendarFault` when the office's time settings cannot tell.
    """
    office = await sla.office_rules(scope)
    promised: dict[tuple[str, datetime], Clocks] = {}
    opened, clocks = [], list[tuple[UUID, Clocks]]()
    for case in cases:
        received = (case.kind, case.opened_at)  # messages of one commit were received at the same moment
        if received not in promised:
            promised[received] = office.clocks_at_receipt(*received)
        started = promised[received]
        opened.append(replace(case, due_at=next_due(started), late=is_late(started, scope.now)))
        clocks.append((case.id, started))
    await store.add(scope, opened)
    await clock_store.add(scope, clocks)
    return opened
