"""The only queries on plans, rounds and their lines."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.channels.model import ChannelKind
from helpdesk.rounds.model import KeptPlan, Line, LineKind, LineState, Plan, Round
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable
from tenants.permissions.model import Actor

_plan = msgspec.json.Decoder(Plan)
_ROUNDS = BulkTable(
    "monitoring_round",
    ("id", "uuid"),
    ("day", "date"),
    ("place", "int2"),
    ("begins_at", "timestamptz"),
    ("ends_at", "timestamptz"),
)
_LINES = BulkTable(
    "round_line",
    ("id", "uuid"),
    ("round_id", "uuid"),
    ("place", "int2"),
    ("kind", "text"),
    ("name", "text"),
    ("channel", "text"),
    ("account_id", "uuid"),
)
_PLAN = "SELECT plan::text AS plan, active, version, since, due_at FROM round_plan WHERE tenant_id = $1"
_FIELDS = (
    *("id", "day", "place", "begins_at", "ends_at", "reminders", "missed_at", "alarmed_at"),
    *("finished_at", "finished_name", "handover", "excused_at", "excused_name", "excuse"),
    *("signed_at", "signed_name"),
)
_ROUND = (
    f"SELECT {', '.join(f'r.{name}' for name in _FIELDS)}, n.lines, n.checked, n.found, n.problems"  # noqa: S608
    " FROM monitoring_round r, LATERAL (SELECT count(*) AS lines,"
    " count(*) FILTER (WHERE l.state <> 'open') AS checked, coalesce(sum(l.found), 0) AS found,"
    " count(*) FILTER (WHERE l.state = 'problem') AS problems FROM round_line l"
    " WHERE l.tenant_id = r.tenant_id AND l.round_id = r.id) n WHERE r.tenant_id = $1"
)
_LINE = (
    "SELECT id, round_id, place, kind, name, channel, account_id, state, found, note, checked_at, checked_name,"
    " version FROM round_line WHERE tenant_id = $1"
)


async def plan(scope: Scope, *, hold: bool = False) -> KeptPlan | None:
    """The office's plan; `hold`: until the transaction ends, waiting for whoever has it."""
    row = await scope.fetchrow(f"{_PLAN}{' FOR UPDATE' if hold else ''}", scope.tenant_id)
    return _kept(row) if row else None


async def plan_if_free(scope: Scope) -> KeptPlan | None:
    """The plan, held; none also when another worker holds it."""
    row = await scope.fetchrow(f"{_PLAN} FOR UPDATE SKIP LOCKED", scope.tenant_id)
    return _kept(row) if row else None


async def put_plan(scope: Scope, plan: Plan, since: datetime, *, active: bool = True) -> None:
    """Add the plan or replace it by its next version; work on it is due at once."""
    await scope.execute(
        "INSERT INTO round_plan (tenant_id, plan, since, due_at, active) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant_id) DO UPDATE SET plan = excluded.plan, since = excluded.since,"
        " due_at = excluded.due_at, active = excluded.active, version = round_plan.version + 1",
        scope.tenant_id,
        msgspec.json.encode(plan).decode(),
        since,
        scope.now,
        active,
    )


async def put_off(scope: Scope, since: datetime, due_at: datetime | None) -> None:
    """Note how far rounds are made, and when something is to be done next."""
    await scope.execute(
        "UPDATE round_plan SET since = $2, due_at = $3 WHERE tenant_id = $1", scope.tenant_id, since, due_at
    )


async def add_rounds(scope: Scope, rounds: Sequence[Round], lines: Sequence[Line]) -> None:
    """Insert rounds with their lines."""
    await _ROUNDS.insert(scope, [(r.id, r.day, r.place, r.begins_at, r.ends_at) for r in rounds])
    for each in rounds:
        if each.reminders:
            await set_reminders(scope, each.id, each.reminders)
    await _LINES.insert(
        scope,
        [
            (
                line.id,
                line.round_id,
                line.place,
                line.kind.value,
                line.name,
                line.channel.value if line.channel else "",
                line.account_id,
            )
            for line in lines
        ],
    )


async def accounts(scope: Scope) -> list[Any]:
    """Active accounts of the office, the oldest first: id, kind, name."""
    return await scope.fetch(
        "SELECT id, kind, name FROM account WHERE tenant_id = $1 AND active ORDER BY created_at, id",
        scope.tenant_id,
    )


async def unsettled(scope: Scope) -> list[Round]:
    """Rounds neither finished nor excused of which nobody was told yet that they were missed, the oldest first."""
    rows = await scope.fetch(
        f"{_ROUND} AND r.finished_at IS NULL AND r.excused_at IS NULL AND r.alarmed_at IS NULL ORDER BY r.ends_at",
        scope.tenant_id,
    )
    return [_round(row) for row in rows]


async def unexcused(scope: Scope) -> list[UUID]:
    """Rounds that ended unfinished and lack a reason, the oldest first."""
    rows = await scope.fetch(
        "SELECT id FROM monitoring_round WHERE tenant_id = $1 AND finished_at IS NULL AND excused_at IS NULL"
        " AND ends_at <= $2 ORDER BY ends_at",
        scope.tenant_id,
        scope.now,
    )
    return [row["id"] for row in rows]


async def mark_missed(scope: Scope, ids: Sequence[UUID]) -> None:
    """Judge rounds as missed."""
    await scope.execute(
        "UPDATE monitoring_round SET missed_at = $3 WHERE tenant_id = $1 AND id = ANY ($2) AND missed_at IS NULL",
        scope.tenant_id,
        list(ids),
        scope.now,
    )


async def mark_alarmed(scope: Scope, ids: Sequence[UUID]) -> None:
    """Note that supervisors were told."""
    await scope.execute(
        "UPDATE monitoring_round SET alarmed_at = $3 WHERE tenant_id = $1 AND id = ANY ($2)",
        scope.tenant_id,
        list(ids),
        scope.now,
    )


async def set_reminders(scope: Scope, round_id: UUID, minutes: Sequence[int]) -> None:
    """Which reminders are still to be told."""
    await scope.execute(
        "UPDATE monitoring_round SET reminders = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        round_id,
        list(minutes),
    )


async def round_of(scope: Scope, round_id: UUID, *, hold: bool = False) -> Round | None:
    """One round with the counts of its lines; `hold`: until the transaction ends."""
    if hold:
        await scope.execute(
            "SELECT FROM monitoring_round WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
            scope.tenant_id,
            round_id,
        )
    row = await scope.fetchrow(f"{_ROUND} AND r.id = $2", scope.tenant_id, round_id)
    return _round(row) if row else None


async def before(scope: Scope, begins_at: datetime) -> Round | None:
    """The round that began last before a moment."""
    row = await scope.fetchrow(
        f"{_ROUND} AND r.begins_at < $2 ORDER BY r.begins_at DESC LIMIT 1", scope.tenant_id, begins_at
    )
    return _round(row) if row else None


async def between(scope: Scope, first: date, end: date) -> list[Round]:
    """Rounds whose day lies from `first` to before `end`, the earliest first."""
    rows = await scope.fetch(
        f"{_ROUND} AND r.day >= $2 AND r.day < $3 ORDER BY r.begins_at", scope.tenant_id, first, end
    )
    return [_round(row) for row in rows]


async def lines_of(scope: Scope, round_ids: Iterable[UUID]) -> list[Line]:
    """The lines of rounds, in their order."""
    rows = await scope.fetch(
        f"{_LINE} AND round_id = ANY ($2) ORDER BY round_id, place", scope.tenant_id, list(round_ids)
    )
    return [_line(row) for row in rows]


async def line_of(scope: Scope, line_id: UUID) -> Line | None:
    """One line."""
    row = await scope.fetchrow(f"{_LINE} AND id = $2", scope.tenant_id, line_id)
    return _line(row) if row else None


async def check(
    scope: Scope, line: Line, actor: Actor, state: LineState, found: int, note: str, version: int
) -> bool:
    """Write what was found at a line, and by whom; false when somebody wrote since `version`."""
    written = await scope.fetchval(
        "UPDATE round_line SET state = $4, found = $5, note = $6, checked_at = $7, checked_by = $8,"
        " checked_name = $9, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $3"
        " RETURNING version",
        scope.tenant_id,
        line.id,
        version,
        state.value,
        found,
        note,
        scope.now,
        actor.id,
        actor.name,
    )
    return written is not None


async def finish(scope: Scope, round_id: UUID, actor: Actor, handover: str) -> None:
    """Close a round, with what the next shift should know."""
    await scope.execute(
        "UPDATE monitoring_round SET finished_at = $3, finished_by = $4, finished_name = $5, handover = $6,"
        " reminders = '{}' WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        round_id,
        scope.now,
        actor.id,
        actor.name,
        handover,
    )


async def sign(scope: Scope, round_id: UUID, actor: Actor) -> None:
    """Note a supervisor's signature."""
    await scope.execute(
        "UPDATE monitoring_round SET signed_at = $3, signed_by = $4, signed_name = $5"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        round_id,
        scope.now,
        actor.id,
        actor.name,
    )


async def excuse(scope: Scope, round_ids: Sequence[UUID], actor: Actor, reason: str) -> None:
    """Give missed rounds their reason."""
    await scope.execute(
        "UPDATE monitoring_round SET excused_at = $3, excused_by = $4, excused_name = $5, excuse = $6,"
        " missed_at = coalesce(missed_at, $3) WHERE tenant_id = $1 AND id = ANY ($2)",
        scope.tenant_id,
        list(round_ids),
        scope.now,
        actor.id,
        actor.name,
        reason,
    )


def _kept(row: Any) -> KeptPlan:
    return KeptPlan(**{**dict(row), "plan": _plan.decode(row["plan"])})


def _round(row: Any) -> Round:
    return Round(**{**dict(row), "reminders": tuple(row["reminders"])})


def _line(row: Any) -> Line:
    fields = dict(row)
    channel = fields.pop("channel")
    kind, state = LineKind(fields.pop("kind")), LineState(fields.pop("state"))
    return Line(kind=kind, state=state, channel=ChannelKind(channel) if channel else None, **fields)
