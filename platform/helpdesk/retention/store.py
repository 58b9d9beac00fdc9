"""The only queries on how long citizens' data are kept, and on the cases whose time is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from helpdesk.retention.model import Advice, Period, Plan, Toll
from helpdesk.retention.rules import SOON_DAYS
from tenants.doors import Scope

_periods = msgspec.json.Decoder(dict[str, Period])
_PLAN = "SELECT periods::text AS periods, advised, version FROM retention_plan WHERE tenant_id = $1"
_OVER = """
    c.tenant_id = $1 AND c.kind = $2 AND NOT c.erased AND NOT c.withdrawn
    AND c.closed_at <= $3::timestamptz - make_interval(months => $4)
    AND NOT EXISTS (SELECT FROM case_erasure e WHERE e.tenant_id = $1 AND e.case_id = c.id
        AND (e.law <> '' OR e.look_at IS NOT NULL))
    AND NOT EXISTS (SELECT FROM cases o WHERE o.tenant_id = $1 AND o.id = c.duplicate_of AND o.closed_at IS NULL)
"""
"""Of one kind: ended long enough ago, kept by no law, not looked at again at another time, and merged into none that
is worked on."""
_TOLL = f"""
    SELECT count(*) FILTER (WHERE c.closed_at <= $5::timestamptz - make_interval(months => $4)) AS now, count(*) AS all
    FROM cases c WHERE {_OVER}
"""  # noqa: S608 - words of ours
_DUE = f"SELECT c.id FROM cases c WHERE {_OVER} ORDER BY c.closed_at, c.id LIMIT $5"  # noqa: S608
_IS_OVER = f"SELECT EXISTS (SELECT FROM cases c WHERE {_OVER} AND c.id = $5)"  # noqa: S608
_ON_ITS_WAY = """
    SELECT EXISTS (SELECT FROM link l WHERE l.tenant_id = $1 AND l.case_id = $2
            AND (l.state IN ('offered', 'accepted', 'in_progress', 'answered') OR EXISTS (SELECT FROM letter t
                WHERE t.tenant_id = $1 AND t.link_id = l.id AND t.state IN ('waiting', 'dead'))))
        OR EXISTS (SELECT FROM attachment WHERE tenant_id = $1 AND case_id = $2
            AND state IN ('waiting', 'scanning') AND due_at IS NOT NULL)
        OR EXISTS (SELECT FROM approval_request WHERE tenant_id = $1 AND case_id = $2 AND state = 'waiting')
"""


class Postponed(NamedTuple):
    """A case that is to be looked at again."""

    case_id: UUID
    ground: str
    link_id: UUID | None
    """The hand-over whose other office waits to hear what became of our copy."""


async def plan(scope: Scope, *, hold: bool = False) -> Plan:
    """What the office has set; `hold`: until the transaction ends."""
    row = await scope.fetchrow(f"{_PLAN} FOR UPDATE" if hold else _PLAN, scope.tenant_id)
    if row is None:
        return Plan()
    return Plan(periods=_periods.decode(row["periods"]), advised=row["advised"], version=row["version"])


async def put_plan(scope: Scope, periods: Mapping[str, Period], *, advised: bool) -> None:
    """Set it, or replace it by its next version; what is over is looked for now."""
    looks = any(period.months for period in periods.values())
    await scope.execute(
        "INSERT INTO retention_plan (tenant_id, periods, advised, due_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id) DO UPDATE SET periods = $2, advised = $3, due_at = $4,"
        " version = retention_plan.version + 1",
        scope.tenant_id,
        msgspec.json.encode(periods).decode(),
        advised,
        scope.now if looks else None,
    )


async def advice(scope: Scope) -> Advice | None:
    """What the nearest office above advises, or none."""
    row = await scope.fetchrow("SELECT office_id, periods::text AS periods FROM retention_above()")
    return Advice(office_id=row["office_id"], periods=_periods.decode(row["periods"])) if row else None


async def toll(scope: Scope, kind: str, months: int) -> Toll:
    """How many cases of a kind such a period would empty."""
    until = scope.now + timedelta(days=SOON_DAYS)
    row: Any = await scope.fetchrow(_TOLL, scope.tenant_id, kind, until, months, scope.now)
    return Toll(now=row["now"], soon=row["all"] - row["now"])


async def is_due(scope: Scope) -> bool:
    """Whether it is time to look."""
    sql = "SELECT EXISTS (SELECT FROM retention_plan WHERE tenant_id = $1 AND due_at <= $2)"
    return bool(await scope.fetchval(sql, scope.tenant_id, scope.now))


async def over(scope: Scope, kind: str, months: int, most: int) -> list[UUID]:
    """The cases of a kind whose time is over, the longest ended first; holds none."""
    rows = await scope.fetch(_DUE, scope.tenant_id, kind, scope.now, months, most)
    return [row["id"] for row in rows]


async def is_over(scope: Scope, case_id: UUID, kind: str, months: int) -> bool:
    """The same of one case."""
    return bool(await scope.fetchval(_IS_OVER, scope.tenant_id, kind, scope.now, months, case_id))


async def on_its_way(scope: Scope, case_id: UUID) -> bool:
    """Whether something between offices, a file or an approval of the case is still to come."""
    return bool(await scope.fetchval(_ON_ITS_WAY, scope.tenant_id, case_id))


async def look_next(scope: Scope, at: datetime) -> None:
    """Nothing more is over now; a change of the plan in between makes it due at once all the same."""
    await scope.execute(
        "UPDATE retention_plan SET due_at = $3 WHERE tenant_id = $1 AND due_at <= $2",
        scope.tenant_id,
        scope.now,
        at,
    )


async def postponed(scope: Scope, most: int) -> list[UUID]:
    """Cases that are to be looked at again now; holds none."""
    rows = await scope.fetch(
        "SELECT case_id FROM case_erasure WHERE tenant_id = $1 AND look_at <= $2 ORDER BY look_at LIMIT $3",
        scope.tenant_id,
        scope.now,
        most,
    )
    return [row["case_id"] for row in rows]


async def take_up(scope: Scope, case_id: UUID) -> Postponed | None:
    """Look at one now and, unless it is postponed anew, never again; none when somebody else did meanwhile."""
    row = await scope.fetchrow(
        "UPDATE case_erasure e SET look_at = NULL, link_id = NULL FROM (SELECT case_id, ground, link_id"
        " FROM case_erasure WHERE tenant_id = $1 AND case_id = $2 AND look_at <= $3 FOR UPDATE) was"
        " WHERE e.tenant_id = $1 AND e.case_id = was.case_id RETURNING was.case_id, was.ground, was.link_id",
        scope.tenant_id,
        case_id,
        scope.now,
    )
    return Postponed(*row) if row else None


async def put_off(scope: Scope, case_id: UUID, ground: str, until: datetime) -> None:
    """Look at a case again then, for the ground that is known of it already, or for this one."""
    await scope.execute(
        "INSERT INTO case_erasure (tenant_id, case_id, ground, look_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id, case_id) DO UPDATE SET look_at = $4",
        scope.tenant_id,
        case_id,
        ground,
        until,
    )
