"""The only queries on what an office files by itself, and on what citizens said about it."""

from uuid import UUID

from helpdesk.cases.model import CaseKind
from helpdesk.registers.model import Consent, FilingRule
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.permissions.model import Actor


async def rule(scope: Scope) -> FilingRule:
    """The office's rule; one that is off where nobody made any."""
    row = await scope.fetchrow(
        "SELECT active, kinds, topics, version FROM register_rule WHERE tenant_id = $1", scope.tenant_id
    )
    if row is None:
        return FilingRule()
    return FilingRule(
        active=row["active"],
        kinds=frozenset(CaseKind(each) for each in row["kinds"]),
        topics=frozenset(row["topics"]),
        version=row["version"],
    )


async def save_rule(scope: Scope, changed: FilingRule) -> bool:
    """Write it; false when somebody changed it since `changed.version`."""
    written = await scope.fetchval(
        "INSERT INTO register_rule (tenant_id, active, kinds, topics, version, changed_at)"
        " SELECT $1, $2, $3, $4, 1, $6::timestamptz WHERE $5 = 0 OR EXISTS"
        " (SELECT FROM register_rule WHERE tenant_id = $1)"
        " ON CONFLICT (tenant_id) DO UPDATE SET active = $2, kinds = $3, topics = $4, changed_at = $6,"
        " version = register_rule.version + 1 WHERE register_rule.version = $5 RETURNING version",
        scope.tenant_id,
        changed.active,
        sorted(changed.kinds),
        sorted(changed.topics),
        changed.version,
        scope.now,
    )
    return written is not None


async def consent(scope: Scope, case_id: UUID) -> Consent | None:
    """What the citizen said last about this case; none when nobody asked."""
    row = await scope.fetchrow(
        "SELECT given, contact, how, actor_name, at FROM register_consent WHERE tenant_id = $1 AND case_id = $2"
        " ORDER BY at DESC, id DESC LIMIT 1",
        scope.tenant_id,
        case_id,
    )
    return Consent(**dict(row)) if row else None


async def add_consent(
    scope: Scope, case_id: UUID, actor: Actor, *, given: bool, contact: bool, how: str
) -> None:
    """Append what was said."""
    await scope.execute(
        "INSERT INTO register_consent (tenant_id, id, case_id, given, how, actor_id, actor_name, at, contact)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        scope.tenant_id,
        uuid7(),
        case_id,
        given,
        how,
        actor.id,
        actor.name,
        scope.now,
        contact,
    )
