"""A unit closes: its open cases are passed to another one, each with its own history and facts."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import path, store
from helpdesk.cases.model import Case
from helpdesk.cases.rules import Outcome
from helpdesk.cases.work import work_on
from helpdesk.events import CaseDisposed
from tenants.doors import Scope
from tenants.permissions.model import Actor

_OPEN = """
    SELECT id FROM cases WHERE tenant_id = $1 AND unit_id = $2 AND closed_at IS NULL ORDER BY id
"""


async def rehome(scope: Scope, actor: Actor, from_unit: UUID, to_unit: UUID) -> int:
    """Pass every open case of a unit on, in the caller's transaction; answers how many. Due times stay."""
    ids = [row["id"] for row in await scope.fetch(_OPEN, scope.tenant_id, from_unit)]
    cases = await store.load_many(scope, ids)
    moved = [case for case in cases.values() if case.unit_id == from_unit and case.closed_at is None]
    for case in moved:
        async with work_on(scope, actor, case) as work:
            work.apply(_passed_on(case, to_unit, scope.now))
            await path.add_disposition(scope, case.id, from_unit, to_unit, "", None, actor)
    return len(moved)


def _passed_on(case: Case, unit_id: UUID, now: datetime) -> Outcome:
    """In the state it is in: nobody took it up anew, so an answered case stays answered."""
    told = CaseDisposed(case_id=case.id, at=now, unit_id=unit_id, from_unit_id=case.unit_id)
    return replace(case, unit_id=unit_id, assignee_id=None), [told]
