"""The only queries on clocks, calendars and rule sets."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.sla.model import Calendar, Clock, TargetKind
from helpdesk.sla.reactions import Clocks
from helpdesk.sla.targets import RuleSet
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_COLUMNS = (
    ("case_id", "uuid"),
    ("kind", "text"),
    ("state", "text"),
    ("due_at", "timestamptz"),
    ("warn_at", "timestamptz"),
    ("breached_at", "timestamptz"),
    ("announced_at", "timestamptz"),
    ("value", "bytea"),
)
_NEW = BulkTable("clock", *_COLUMNS)
_CLOCKS = BulkTable(
    "clock",
    *_COLUMNS,
    on_conflict="ON CONFLICT (tenant_id, case_id, kind) DO UPDATE SET state = excluded.state,"
    " due_at = excluded.due_at, warn_at = excluded.warn_at, breached_at = excluded.breached_at,"
    " value = excluded.value, announced_at = CASE"
    " WHEN excluded.breached_at IS NULL THEN NULL ELSE coalesce(clock.announced_at, excluded.announced_at) END",
)
_decoder = msgspec.json.Decoder(Clock)
_encoder = msgspec.json.Encoder()


async def add(scope: Scope, clocks: Iterable[tuple[UUID, Clock]]) -> None:
    """Insert the clocks of new cases: a third of the cost of `save`, which looks for existing ones."""
    await _NEW.insert(scope, [_row(case_id, clock, scope.now) for case_id, clock in clocks])


async def save(scope: Scope, clocks: Iterable[tuple[UUID, Clock]]) -> None:
    """Insert or replace clocks of cases; whoever saves a missed one announces it."""
    await _CLOCKS.insert(scope, [_row(case_id, clock, scope.now) for case_id, clock in clocks])


def _row(case_id: UUID, c: Clock, now: datetime) -> tuple[Any, ...]:
    announced_at = now if c.breached_at is not None else None
    value = _encoder.encode(c)
    return (case_id, c.kind.value, c.state.value, c.due_at, c.warn_at, c.breached_at, announced_at, value)


async def load(scope: Scope, case_id: UUID) -> Clocks:
    """All clocks of a case."""
    return (await load_many(scope, [case_id])).get(case_id, {})


async def load_many(scope: Scope, case_ids: Sequence[UUID]) -> dict[UUID, Clocks]:
    """All clocks of several cases."""
    rows = await scope.fetch(
        "SELECT case_id, value FROM clock WHERE tenant_id = $1 AND case_id = ANY($2::uuid[])",
        scope.tenant_id,
        case_ids,
    )
    found: dict[UUID, Clocks] = {}
    for row in rows:
        clock = _decoder.decode(row["value"])
        found.setdefault(row["case_id"], {})[TargetKind(clock.kind)] = clock
    return found


async def due(scope: Scope, most: int) -> list[tuple[UUID, Clock]]:
    """Clocks whose due time has passed and was not announced, held with their cases; oldest first.

    A case that somebody works on now is passed over: whoever waits for two things at once can block both.
    """
    rows = await scope.fetch(
        "SELECT c.case_id, c.value FROM clock c JOIN cases k ON k.tenant_id = c.tenant_id AND k.id = c.case_id"
        " WHERE c.tenant_id = $1 AND c.state = 'running' AND c.announced_at IS NULL AND c.due_at < $2"
        " ORDER BY c.due_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED",
        scope.tenant_id,
        scope.now,
        most,
    )
    return [(row["case_id"], _decoder.decode(row["value"])) for row in rows]


async def mark_announced(scope: Scope, clocks: Sequence[tuple[UUID, Clock]]) -> None:
    """Write the breach onto clocks that go on running; each is announced once per round."""
    await scope.execute(
        "UPDATE clock c SET breached_at = n.breached_at, value = n.value, announced_at = $2"
        " FROM unnest($3::uuid[], $4::text[], $5::timestamptz[], $6::bytea[])"
        " AS n (case_id, kind, breached_at, value)"
        " WHERE c.tenant_id = $1 AND c.case_id = n.case_id AND c.kind = n.kind",
        scope.tenant_id,
        scope.now,
        [case_id for case_id, _ in clocks],
        [clock.kind.value for _, clock in clocks],
        [clock.breached_at for _, clock in clocks],
        [_encoder.encode(clock) for _, clock in clocks],
    )


async def rule_sets(scope: Scope) -> list[RuleSet]:
    """Every rule set of the office."""
    rows = await scope.fetch(
        "SELECT rules::text AS rules FROM rule_set WHERE tenant_id = $1", scope.tenant_id
    )
    return [msgspec.json.decode(row["rules"], type=RuleSet) for row in rows]


async def calendars(scope: Scope) -> dict[str, Calendar]:
    """Every calendar of the office, by key."""
    rows = await scope.fetch(
        "SELECT key, calendar::text AS calendar FROM calendar WHERE tenant_id = $1", scope.tenant_id
    )
    return {row["key"]: msgspec.json.decode(row["calendar"], type=Calendar) for row in rows}


async def add_calendar(scope: Scope, key: str, name: str, calendar: Calendar) -> None:
    """Add or replace a calendar."""
    await scope.execute(
        "INSERT INTO calendar (tenant_id, key, name, calendar) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id, key) DO UPDATE SET name = excluded.name, calendar = excluded.calendar",
        scope.tenant_id,
        key,
        name,
        msgspec.json.encode(calendar).decode(),
    )


async def add_rule_set(scope: Scope, rule_set: RuleSet) -> None:
    """Add a version; versions are never changed."""
    await scope.execute(
        "INSERT INTO rule_set (tenant_id, version, effective_from, rules) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT DO NOTHING",
        scope.tenant_id,
        rule_set.version,
        rule_set.effective_from,
        msgspec.json.encode(rule_set).decode(),
    )
