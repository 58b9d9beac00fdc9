"""Which cases somebody may see: one predicate for lists, counts, search, pages, exports (reliability.md T2).

Every statement that reads cases for a person joins `ASKER` to `cases c` and keeps `VISIBLE`; its first
values are those of `asker_values`. `require_unit` says the same of a single case in hand.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from helpdesk.cases.folders import BESIDE
from helpdesk.cases.model import Case
from helpdesk.cases.path import parts
from helpdesk.cases.rules import may_be_given
from tenants.doors import Scope
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import permissions_of

ASKER = (
    "(SELECT $1::int AS tenant_id, $2::uuid[] AS seen_units, $3::uuid AS me, $4::uuid[] AS own_units,"
    " $5::timestamptz AS now) AS asker"
)
"""Who asks, as a row of one; the planner folds it into the conditions."""

VISIBLE = "c.tenant_id = asker.tenant_id AND (asker.seen_units IS NULL OR c.unit_id = ANY(asker.seen_units))"
"""The whole office for those who may read all units, else the cases that are with the asker's units."""

READABLE = "{whose} AND (asker.seen_units IS NULL OR c.unit_id = ANY(asker.seen_units) OR {beside})".format(
    whose="c.tenant_id = asker.tenant_id",
    beside=BESIDE.format(role="<> 'lead'", unit="p.unit_id = ANY(asker.seen_units)"),
)
"""What is read besides: cases that a unit of the asker helps with or has a copy of. Acting on one, its clocks, its
citizen and every report of the unit stay with who leads (`VISIBLE`)."""


async def may_be_read(scope: Scope, case: Case, roles: Collection[str], unit_ids: Collection[UUID]) -> bool:
    """The same of a case in hand and a colleague: with these roles and units, do they read it?"""
    if may_be_given(case, roles, unit_ids):
        return True
    reads = Permission.READ_CASES in permissions_of(roles)
    return reads and any(part.unit_id in unit_ids for part in await parts(scope, case.id))


def asker_values(scope: Scope, actor: Actor) -> tuple[Any, ...]:
    """The first five values of every statement with `ASKER`."""
    own = sorted(actor.unit_ids)
    me = actor.id if actor.kind is ActorKind.STAFF else None
    return (scope.tenant_id, seen_units(actor), me, own, scope.now)


def seen_units(actor: Actor) -> list[UUID] | None:
    """The units whose cases the actor sees; none means every case of the office, also those with no unit."""
    return None if actor.may(Permission.READ_ALL_UNITS) else sorted(actor.unit_ids)
