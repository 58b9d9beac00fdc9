"""Clocks, calendars and rule sets, saved and loaded; the looks of the watch are in `looks`."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.sla.holidays import HolidayKind, NationalDay
from helpdesk.sla.hours import OfficeHours
from helpdesk.sla.model import Clock
from helpdesk.sla.reactions import Clocks, next_look
from helpdesk.sla.targets import RuleSet
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_COLUMNS = (("case_id", "uuid"), ("look_at", "timestamptz"), ("value", "json"))
_NEW = BulkTable("clock", *_COLUMNS)
_CLOCKS = BulkTable(
    "clock",
    *_COLUMNS,
    on_conflict="ON CONFLICT (tenant_id, case_id) DO UPDATE"
    " SET look_at = excluded.look_at, value = excluded.value, foreseen_at = NULL, foreseen_kind = NULL,"
    " foreseen_fact = NULL, foreseen_look_at = NULL, foreseen_value = NULL",
)
_OF_CASES = "SELECT case_id, value FROM clock WHERE tenant_id = $1 AND case_id = ANY($2::uuid[])"
_HOLD = " FOR NO KEY UPDATE"
_decoder = msgspec.json.Decoder(list[Clock])
_encoder = msgspec.json.Encoder()


async def add(scope: Scope, clocks: Sequence[tuple[UUID, Clocks]]) -> None:
    """Insert the clocks of new cases: a third of the cost of `save`, which looks for existing ones."""
    known: dict[int, tuple[Any, ...]] = {}  # cases received at the same moment share their clocks
    for _, each in clocks:
        if id(each) not in known:
            known[id(each)] = written(each)
    await _NEW.insert(scope, [(case_id, *known[id(each)]) for case_id, each in clocks])


async def save(scope: Scope, clocks: Iterable[tuple[UUID, Clocks]]) -> None:
    """Insert or replace the clocks of cases; whoever saves a missed one announces it."""
    await _CLOCKS.insert(scope, [(case_id, *written(each)) for case_id, each in clocks])


def written(clocks: Clocks) -> tuple[Any, ...]:
    """When they are looked at next, and what is kept of them."""
    return next_look(clocks), _encoder.encode(list(clocks.values())).decode()


async def load(scope: Scope, case_id: UUID, *, hold: bool = False) -> Clocks:
    """All clocks of a case; `hold` as in `load_many`."""
    return (await load_many(scope, [case_id], hold=hold)).get(case_id, {})


async def load_many(scope: Scope, case_ids: Sequence[UUID], *, hold: bool = False) -> dict[UUID, Clocks]:
    """All clocks of several cases.

    Whoever will save them holds them, and their cases before: what was foreseen takes place without the case.
    """
    rows = await scope.fetch(_OF_CASES + _HOLD if hold else _OF_CASES, scope.tenant_id, case_ids)
    return {row["case_id"]: read(row["value"]) for row in rows}


def read(value: str) -> Clocks:
    """Clocks as they are kept."""
    return {clock.kind: clock for clock in _decoder.decode(value)}


async def rule_sets(scope: Scope) -> list[RuleSet]:
    """Every rule set of the office."""
    rows = await scope.fetch(
        "SELECT rules::text AS rules FROM rule_set WHERE tenant_id = $1", scope.tenant_id
    )
    return [msgspec.json.decode(row["rules"], type=RuleSet) for row in rows]


async def hours(scope: Scope) -> dict[str, OfficeHours]:
    """The office's hours, by key."""
    rows = await scope.fetch(
        "SELECT key, hours::text AS hours FROM calendar WHERE tenant_id = $1", scope.tenant_id
    )
    return {row["key"]: msgspec.json.decode(row["hours"], type=OfficeHours) for row in rows}


async def national_days(scope: Scope) -> tuple[NationalDay, ...]:
    """The free days of the country, as this installation knows them."""
    rows = await scope.fetch(
        "SELECT date, name, kind, decree FROM national_day WHERE NOT revoked ORDER BY date, kind"
    )
    return tuple(
        NationalDay(row["date"], row["name"], HolidayKind(row["kind"]), row["decree"]) for row in rows
    )


async def put_hours(scope: Scope, key: str, name: str, given: OfficeHours) -> None:
    """Add or replace hours."""
    await scope.execute(
        "INSERT INTO calendar (tenant_id, key, name, hours) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id, key) DO UPDATE"
        " SET name = excluded.name, hours = excluded.hours, version = calendar.version + 1",
        scope.tenant_id,
        key,
        name,
        msgspec.json.encode(given).decode(),
    )


async def add_rule_set(scope: Scope, rule_set: RuleSet, saved_by: str = "") -> None:
    """Add a version; versions are never changed. Without a name it came with the office."""
    await scope.execute(
        "INSERT INTO rule_set (tenant_id, version, effective_from, rules, saved_by, saved_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        scope.tenant_id,
        rule_set.version,
        rule_set.effective_from,
        msgspec.json.encode(rule_set).decode(),
        saved_by,
        scope.now,
    )
