"""New cases: each gets its promises at the moment of receipt."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import store
from helpdesk.cases.model import Case
from helpdesk.cases.promises import traits_of
from helpdesk.events import CaseOpened, Pledge
from helpdesk.sla import service as sla
from helpdesk.sla import store as clock_store
from helpdesk.sla.reactions import Clocks, next_due, next_soon
from helpdesk.sla.targets import Traits
from helpdesk.sla.terms import CaseTerms
from tenants.doors import Scope


class _Promised(NamedTuple):
    """What all cases of these traits and this moment are promised."""

    clocks: Clocks
    pledges: tuple[Pledge, ...]
    due_at: datetime | None
    soon_at: datetime | None


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
            promised[received] = _promised(CaseTerms(office, *received).at_receipt())
        begun = promised[received]
        known = replace(case, due_at=begun.due_at, soon_at=begun.soon_at)
        known = replace(known, late=known.is_late(scope.now))
        opened.append((known, _opened(known, scope.now, begun.pledges)))
        clocks.append((case.id, begun.clocks))
    await store.add(scope, [case for case, _ in opened])
    await clock_store.add(scope, clocks)
    return opened


def _promised(clocks: Clocks) -> _Promised:
    pledges = tuple([Pledge(kind.value, each.due_at, each.rule, each.line) for kind, each in clocks.items()])
    return _Promised(clocks, pledges, next_due(clocks), next_soon(clocks))


def _opened(case: Case, at: datetime, pledges: tuple[Pledge, ...]) -> CaseOpened:
    return CaseOpened(case_id=case.id, at=at, kind=case.kind.value, channel=case.channel, promises=pledges)
