"""The only queries on alerts: who is to hear of which promise, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.notifications.model import Alert
from tenants.doors import Scope, tenant_scope

_FIELDS = "id, membership_id, case_id, office, number, target, percent, promised_at"
_ADD = f"""
    INSERT INTO alert (tenant_id, {_FIELDS}, state, made_at, due_at)
    SELECT $1, n.*, $10, $11, $12 FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[],
        $7::text[], $8::smallint[], $9::timestamptz[]) AS n
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - column names of ours

_DUE = (
    f"SELECT {_FIELDS} FROM alert WHERE tenant_id = $1 AND state = $2 AND due_at <= $3"  # noqa: S608
    " ORDER BY due_at, id LIMIT $4"
)
_HOLD = f"{_DUE} FOR UPDATE SKIP LOCKED"


async def add(scope: Scope, alerts: Sequence[Alert], due_at: datetime, *, outward: bool = False) -> None:
    """Insert alerts to be told then, or carried to the office above; one that is known already stays as it is."""
    rows = [[getattr(alert, field) for field in _FIELDS.split(", ")] for alert in alerts]
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else []
    if columns:
        state = "outward" if outward else "waiting"
        await scope.execute(_ADD, scope.tenant_id, *columns, state, scope.now, due_at)


async def outward_due(scope: Scope, most: int) -> list[Alert]:
    """Alerts for the office above."""
    return [_alert(row) for row in await scope.fetch(_DUE, scope.tenant_id, "outward", scope.now, most)]


async def hold_due(scope: Scope, most: int) -> list[Alert]:
    """Alerts for members, held until the transaction ends; those another worker has are passed over."""
    return [_alert(row) for row in await scope.fetch(_HOLD, scope.tenant_id, "waiting", scope.now, most)]


async def settle(scope: Scope, ids: Sequence[UUID], *, told: bool = True) -> None:
    """They were told, or there is nothing to tell any more."""
    await scope.execute(
        "UPDATE alert SET state = $3, due_at = NULL, told_at = $4 WHERE tenant_id = $1 AND id = ANY($2::uuid[])",
        scope.tenant_id,
        list(ids),
        "told" if told else "dropped",
        scope.now,
    )


async def forget_told(tenant_id: int, most: int) -> int:
    """Remove alerts that were settled 90 days ago; answers how many."""
    async with tenant_scope(tenant_id) as scope:
        rows = await scope.fetch(
            "DELETE FROM alert WHERE tenant_id = $1 AND id IN (SELECT id FROM alert WHERE tenant_id = $1"
            " AND told_at < $2::timestamptz - interval '90 days' LIMIT $3) RETURNING id",
            scope.tenant_id,
            scope.now,
            most,
        )
    return len(rows)


def _alert(row: Any) -> Alert:
    return Alert(**dict(row))
