"""The only queries on recounts, and those on many cases that only they ask."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.cases.model import Case
from tenants.doors import Scope

_COLUMNS = "id, why, asked_by, asked_at, total, done, changed, failed, reached, round, finished_at"


class Recount(msgspec.Struct, frozen=True, kw_only=True):
    """Open cases being counted anew, and how far it is."""

    id: UUID
    why: str
    """`rules` or `hours`."""
    asked_by: str
    asked_at: datetime
    total: int
    """Open cases when it was asked for."""
    done: int
    changed: int
    """Cases of which a due time moved."""
    failed: int
    """Cases whose due times the settings cannot tell; they keep the old ones."""
    reached: UUID
    round: int
    """In the second one only what was worked on meanwhile is counted once more."""
    finished_at: datetime | None


class Onward(msgspec.Struct, frozen=True):
    """Where and when the next batch begins; without a time all is counted."""

    round: int
    reached: UUID
    look_at: datetime | None


BEGINNING = UUID(int=0)
"""Before every case."""


async def add(scope: Scope, recount_id: UUID, why: str, asked_by: str) -> None:
    """Queue one."""
    await scope.execute(
        "INSERT INTO recount (tenant_id, id, why, asked_by, asked_at, due_at, total) VALUES ($1, $2, $3, $4,"
        " $5, $5, (SELECT count(*) FROM cases WHERE tenant_id = $1 AND closed_at IS NULL))",
        scope.tenant_id,
        recount_id,
        why,
        asked_by,
        scope.now,
    )


async def supersede(scope: Scope) -> None:
    """End those that are not finished."""
    await scope.execute(
        "UPDATE recount SET due_at = NULL, finished_at = $2 WHERE tenant_id = $1 AND due_at IS NOT NULL",
        scope.tenant_id,
        scope.now,
    )


async def hold_next(scope: Scope) -> Recount | None:
    """The one that is due, held; none when there is none or another worker has it."""
    row = await scope.fetchrow(
        f"SELECT {_COLUMNS} FROM recount WHERE tenant_id = $1 AND due_at <= $2"  # noqa: S608
        " ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
        scope.tenant_id,
        scope.now,
    )
    return Recount(**dict(row)) if row else None


async def open_after(scope: Scope, reached: UUID, most: int) -> list[UUID]:
    """The next open cases by id."""
    rows = await scope.fetch(
        "SELECT id FROM cases WHERE tenant_id = $1 AND id > $2 AND closed_at IS NULL ORDER BY id LIMIT $3",
        scope.tenant_id,
        reached,
        most,
    )
    return [row["id"] for row in rows]


async def touched_after(scope: Scope, reached: UUID, since: datetime, most: int) -> list[UUID]:
    """The next open cases by id to which something happened since then; a due time that moved is no such thing."""
    rows = await scope.fetch(
        "SELECT c.id FROM cases c WHERE c.tenant_id = $1 AND c.id > $2 AND c.closed_at IS NULL AND EXISTS"
        " (SELECT FROM case_event e WHERE e.tenant_id = $1 AND e.case_id = c.id AND e.at >= $3"
        " AND e.kind <> 'clock.promised') ORDER BY c.id LIMIT $4",
        scope.tenant_id,
        reached,
        since,
        most,
    )
    return [row["id"] for row in rows]


async def go_on(scope: Scope, job: Recount, onward: Onward, *, done: int, changed: int, failed: int) -> None:
    """Note how far it is. The first round is what is counted."""
    counts = (done, changed, failed) if job.round == 1 else (0, 0, 0)
    await scope.execute(
        "UPDATE recount SET done = done + $3, changed = changed + $4, failed = failed + $5, round = $6,"
        " reached = $7, due_at = $8, finished_at = CASE WHEN $8::timestamptz IS NULL THEN $9::timestamptz END"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        job.id,
        *counts,
        onward.round,
        onward.reached,
        onward.look_at,
        scope.now,
    )


async def set_due(scope: Scope, cases: Sequence[Case]) -> None:
    """Write due times that moved; nobody's edit is overtaken by that, so versions stay."""
    await scope.execute(
        "UPDATE cases c SET due_at = n.due_at, soon_at = n.soon_at, lapor_soon_at = n.lapor_soon_at"
        " FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])"
        " AS n (id, due_at, soon_at, lapor_soon_at)"
        " WHERE c.tenant_id = $1 AND c.id = n.id",
        scope.tenant_id,
        [case.id for case in cases],
        [case.due_at for case in cases],
        [case.soon_at for case in cases],
        [case.lapor_soon_at for case in cases],
    )


async def latest(scope: Scope, most: int) -> list[Recount]:
    """The latest ones, newest first."""
    rows = await scope.fetch(
        f"SELECT {_COLUMNS} FROM recount WHERE tenant_id = $1 ORDER BY asked_at DESC, id DESC LIMIT $2",  # noqa: S608
        scope.tenant_id,
        most,
    )
    return [Recount(**dict(row)) for row in rows]
