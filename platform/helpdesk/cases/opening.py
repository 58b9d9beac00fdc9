"""New cases: each gets its promises at the moment of receipt."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import store
from helpdesk.cases.model import Case
from helpdesk.cases.promises import traits_of, with_promises
from helpdesk.events import CaseOpened, Pledge
from helpdesk.sla import service as sla
from helpdesk.sla import store as clock_store
from helpdesk.sla.reactions import Clocks
from helpdesk.sla.targets import Traits
from helpdesk.sla.terms import CaseTerms
from tenants.doors import Scope

_Promised = tuple[Clocks, tuple[Pledge, ...]]


async def open_cases(scope: Scope, cases: Sequence[Case]) -> list[tuple[Case, CaseOpened]]:
    """Insert cases and start their clocks; answers each with its nearest due time, and the fact to be told.

    Raises `NoRuleInForce` or a `CalendarFault` when the office's time settings cannot tell.
    """
    office = await sla.office_rules(scope)
    promised: dict[tuple[Traits, datetime], _Promised] = {}
    opened, clocks = [], list[tuple[UUID, Clocks]]()
    for case in cases:
        received = (traits_of(case), case.opened_at)  # messages of one commit were received at one moment
        if received not in promised:
            begun = CaseTerms(office, *received).at_receipt()
            promised[received] = begun, _pledges(begun)
        started, pledges = promised[received]
        known = with_promises(case, started)
        known = replace(known, late=known.is_late(scope.now))
        opened.append((known, _opened(known, scope.now, pledges)))
        clocks.append((case.id, started))
    await store.add(scope, [case for case, _ in opened])
    await clock_store.add(scope, clocks)
    return opened


def _pledges(clocks: Clocks) -> tuple[Pledge, ...]:
    return tuple(Pledge(kind.value, clock.due_at, clock.rule, clock.line) for kind, clock in clocks.items())


def _opened(case: Case, at: datetime, pledges: tuple[Pledge, ...]) -> CaseOpened:
    return CaseOpened(case_id=case.id, at=at, kind=case.kind.value, channel=case.channel, promises=pledges)
