"""By when a unit should have answered, so that the office keeps what it promised; and which promise says so."""

from datetime import datetime

import msgspec

from helpdesk.cases.model import Case
from helpdesk.cases.promises import traits_of
from helpdesk.sla import service as sla
from helpdesk.sla.model import Clock, TargetKind
from tenants.doors import Scope

_TO_CITIZENS = (TargetKind.FIRST_RESPONSE, TargetKind.NEXT_RESPONSE, TargetKind.RESOLUTION)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A due time for a unit: what the office gives its units, but not later than what a citizen was promised."""

    due_at: datetime
    by: Clock
    """The promise that decides."""
    given: Clock | None
    """What the office gives its units, where it says so."""


async def proposal(scope: Scope, case: Case) -> Proposal | None:
    """For a disposition at this moment; none when the office promises nothing that is still to come."""
    given = await sla.begun_at(scope, TargetKind.DISPOSITION, traits_of(case), case.opened_at, scope.now)
    running = (await sla.clocks_of(scope, case.id)).values()
    binding = [clock for clock in running if clock.kind in _TO_CITIZENS and clock.runs]
    coming = {
        clock.due_at: clock
        for clock in (*binding, *((given,) if given else ()))
        if clock.due_at and clock.due_at > scope.now
    }
    due = min(coming, default=None)
    return Proposal(due_at=due, by=coming[due], given=given) if due else None
