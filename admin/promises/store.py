"""The only queries of the administration on rule sets, and on how many cases one would judge."""

from datetime import datetime

import msgspec

from admin.promises.model import Affected, Choices, Version
from helpdesk.sla.targets import RuleSet
from helpdesk.topics import store as topics
from tenants.doors import Scope


async def hold(scope: Scope) -> None:
    """Let nobody else save a version until the transaction ends."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711009, $1)", scope.tenant_id)


async def versions(scope: Scope) -> tuple[Version, ...]:
    """Every version of the office, the newest first."""
    rows = await scope.fetch(
        "SELECT rules::text AS rules, saved_by, saved_at FROM rule_set WHERE tenant_id = $1", scope.tenant_id
    )
    found = [
        Version(msgspec.json.decode(row["rules"], type=RuleSet), row["saved_by"], row["saved_at"])
        for row in rows
    ]
    return tuple(sorted(found, key=lambda version: version.rule_set.number, reverse=True))


async def choices(scope: Scope) -> Choices:
    """The units, topics and calendars of the office."""
    units = await scope.fetch(
        "SELECT id::text, name, active FROM unit WHERE tenant_id = $1 ORDER BY position, lower(name), id",
        scope.tenant_id,
    )
    calendars = await scope.fetch(
        "SELECT key, name FROM calendar WHERE tenant_id = $1 ORDER BY key <> 'office', lower(name), key",
        scope.tenant_id,
    )
    return Choices(
        units=tuple((row["id"], row["name"]) for row in units),
        closed_units=frozenset(row["id"] for row in units if not row["active"]),
        topics=tuple((str(each.id), each.name) for each in await topics.topics(scope, active_only=False)),
        calendars=tuple((row["key"], row["name"]) for row in calendars),
    )


async def affected(scope: Scope, since: datetime, until: datetime | None) -> Affected:
    """Open cases, and those of them that were received from one moment up to the other."""
    row = await scope.fetchrow(
        "SELECT count(*) AS open,"
        " count(*) FILTER (WHERE opened_at >= $2 AND ($3::timestamptz IS NULL OR opened_at < $3)) AS judged"
        " FROM cases WHERE tenant_id = $1 AND closed_at IS NULL",
        scope.tenant_id,
        since,
        until,
    )
    return Affected(row["open"], row["judged"]) if row else Affected(0, 0)
