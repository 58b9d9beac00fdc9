"""What the history of a case says of its time: each due time that was given, and who held the case when."""

from collections.abc import Sequence

import msgspec

from helpdesk.cases import history
from helpdesk.cases.helping import Stretch, stretches
from helpdesk.cases.legs import Leg, legs
from helpdesk.cases.model import Case
from helpdesk.events import CaseEvent, CaseOpened, PromiseGiven
from tenants.doors import tenant_scope


class Timekeeping(msgspec.Struct, frozen=True, kw_only=True):
    """The record of promises, oldest first, and the legs of the case."""

    promised: tuple[PromiseGiven, ...]
    legs: tuple[Leg, ...]
    help: tuple[Stretch, ...]
    """Of units beside the one that leads."""


async def timekeeping(tenant_id: int, case: Case) -> Timekeeping:
    """Read the record of a case that the caller was let in to."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        facts = await history.facts_of_time(scope, case.id)
    return Timekeeping(promised=_promised(facts), legs=legs(facts, case.opened_at), help=stretches(facts))


def _promised(facts: Sequence[CaseEvent]) -> tuple[PromiseGiven, ...]:
    """Promises at receipt stand in the fact of the opening."""
    found: list[PromiseGiven] = []
    for fact in facts:
        if isinstance(fact, CaseOpened):
            found += [
                PromiseGiven(
                    case_id=fact.case_id,
                    at=fact.at,
                    target=pledge.target,
                    due_at=pledge.due_at,
                    rule=pledge.rule,
                    line=pledge.line,
                    why="case.opened",
                )
                for pledge in fact.promises
            ]
        elif isinstance(fact, PromiseGiven):
            found.append(fact)
    return tuple(found)
