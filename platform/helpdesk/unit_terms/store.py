"""The only queries on the terms of units."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from helpdesk.unit_terms.model import UnitTerms
from tenants.doors import Scope

_FIELDS = (
    "t.unit_id, t.phone, t.email, t.sees_files, t.answers_directly, t.calendar, t.version, t.reach_since"
)
_OF_ACTIVE = (
    f"SELECT {_FIELDS} FROM unit_terms t JOIN unit u ON u.tenant_id = t.tenant_id AND u.id = t.unit_id"  # noqa: S608
    " WHERE t.tenant_id = $1 AND u.active"
)


async def terms_of(scope: Scope, unit_id: UUID) -> UnitTerms:
    """The unit's; the usual ones while nobody has said anything."""
    row = await scope.fetchrow(
        f"SELECT {_FIELDS} FROM unit_terms t WHERE tenant_id = $1 AND unit_id = $2",  # noqa: S608
        scope.tenant_id,
        unit_id,
    )
    return _terms(row) if row else UnitTerms(unit_id=unit_id)


async def all_terms(scope: Scope) -> dict[UUID, UnitTerms]:
    """Those of every active unit that has some."""
    return {row["unit_id"]: _terms(row) for row in await scope.fetch(_OF_ACTIVE, scope.tenant_id)}


async def by_address(scope: Scope, phones: Iterable[str], emails: Iterable[str]) -> list[UnitTerms]:
    """The terms of active units that stand with one of these numbers or mailboxes; several units may share one."""
    sql = (
        f"{_OF_ACTIVE} AND ((t.phone = ANY ($2) AND t.phone <> '') OR (t.email = ANY ($3) AND t.email <> ''))"
    )
    rows = await scope.fetch(sql, scope.tenant_id, list(phones), list(emails))
    return [_terms(row) for row in rows]


async def save(scope: Scope, terms: UnitTerms) -> bool:
    """Write them, unless somebody changed them since `version`."""
    written = await scope.fetchval(
        "INSERT INTO unit_terms (tenant_id, unit_id, phone, email, sees_files, answers_directly, calendar,"
        " reach_since) SELECT $1, $2, $3, $4, $5, $6, $8, $9 WHERE $7 = 0"
        " ON CONFLICT DO NOTHING RETURNING version"
        if terms.version == 0
        else "UPDATE unit_terms SET phone = $3, email = $4, sees_files = $5, answers_directly = $6,"
        " calendar = $8, version = version + 1,"
        " reach_since = CASE WHEN phone = $3 AND email = $4 THEN reach_since ELSE $9 END"
        " WHERE tenant_id = $1 AND unit_id = $2 AND version = $7"
        " RETURNING version",
        scope.tenant_id,
        terms.unit_id,
        terms.phone,
        terms.email,
        terms.sees_files,
        terms.answers_directly,
        terms.version,
        terms.calendar,
        scope.now,
    )
    return written is not None


def _terms(row: Any) -> UnitTerms:
    return UnitTerms(**dict(row))
