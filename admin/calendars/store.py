"""The only queries of the administration on calendars."""

from typing import Any

import msgspec

from admin.calendars.model import KnownCalendar, Wanted
from helpdesk.sla.hours import OfficeHours
from tenants.doors import Scope

_CALENDARS = """
    SELECT c.key, c.name, c.version, c.hours::text AS hours, EXISTS (
        SELECT FROM rule_set r WHERE r.tenant_id = $1
        AND jsonb_path_exists(r.rules, '$.**.calendar_key ? (@ == $key)', jsonb_build_object('key', c.key))
    ) AS promised
    FROM calendar c WHERE c.tenant_id = $1 ORDER BY c.key <> 'office', lower(c.name), c.key
"""
_ADD = "INSERT INTO calendar (tenant_id, key, name, hours) VALUES ($1, $2, $3, $4)"
_CHANGE = """
    UPDATE calendar SET name = $4, hours = $5, version = version + 1
    WHERE tenant_id = $1 AND key = $2 AND version = $3 RETURNING version
"""
_REMOVE = "DELETE FROM calendar WHERE tenant_id = $1 AND key = $2 AND version = $3 RETURNING version"
_OPEN_CASES = """
    SELECT count(*) FROM clock c JOIN cases k ON k.tenant_id = c.tenant_id AND k.id = c.case_id
    WHERE c.tenant_id = $1 AND k.closed_at IS NULL AND EXISTS (
        SELECT FROM json_to_recordset(c.value) AS p (calendar text, state text, budget json)
        WHERE p.calendar = $2 AND p.state IN ('running', 'paused')
        AND p.budget->>'unit' IN ('seconds', 'working_days')
    )
"""


async def hold(scope: Scope) -> None:
    """Let nobody else change the office's calendars until the transaction ends."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711008, $1)", scope.tenant_id)


async def calendars(scope: Scope) -> list[KnownCalendar]:
    """Every calendar, the one that each office has first."""
    return [_calendar(row) for row in await scope.fetch(_CALENDARS, scope.tenant_id)]


async def add(scope: Scope, key: str, wanted: Wanted) -> None:
    """Insert a further one."""
    await scope.execute(_ADD, scope.tenant_id, key, wanted.name, _written(wanted))


async def change(scope: Scope, key: str, version: int, wanted: Wanted) -> bool:
    """Write it, unless somebody changed it since `version`."""
    values = (scope.tenant_id, key, version, wanted.name, _written(wanted))
    return await scope.fetchval(_CHANGE, *values) is not None


async def remove(scope: Scope, key: str, version: int) -> bool:
    """Delete it, unless somebody changed it since `version`."""
    return await scope.fetchval(_REMOVE, scope.tenant_id, key, version) is not None


async def open_cases(scope: Scope, key: str) -> int:
    """Open cases with an open promise that counts opening hours or working days of this calendar."""
    found: int = await scope.fetchval(_OPEN_CASES, scope.tenant_id, key)
    return found


def _written(wanted: Wanted) -> str:
    return msgspec.json.encode(wanted.hours).decode()


def _calendar(row: Any) -> KnownCalendar:
    hours = msgspec.json.decode(row["hours"], type=OfficeHours)
    return KnownCalendar(
        key=row["key"], name=row["name"], version=row["version"], hours=hours, promised=row["promised"]
    )
