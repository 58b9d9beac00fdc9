"""The queries on deliveries by what their remote calls them, and on what it says became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.delivery.model import DeliveryState
from tenants.doors import Scope


async def held_by_status(
    scope: Scope, keys: Sequence[tuple[UUID, str, UUID | None]]
) -> dict[tuple[UUID, str, UUID | None], Any]:
    """(account, remote message id, our id) → the delivery a status speaks of, held; ours wins."""
    accounts, externals, ours = zip(*keys, strict=True) if keys else ((), (), ())
    rows = await scope.fetch(
        "SELECT k.n, d.id, d.state, d.case_id, d.message_id, d.conversation_id FROM"
        " unnest($2::uuid[], $3::text[], $4::uuid[]) WITH ORDINALITY AS k (account_id, external_id, our_id, n)"
        " JOIN delivery d ON d.tenant_id = $1 AND d.account_id = k.account_id"
        " AND (d.external_id = k.external_id OR d.id = k.our_id) ORDER BY d.id FOR UPDATE OF d",
        scope.tenant_id,
        accounts,
        externals,
        ours,
    )
    held: dict[tuple[UUID, str, UUID | None], Any] = {}
    for row in rows:
        key = keys[row["n"] - 1]
        if key not in held or row["id"] == key[2]:
            held[key] = row
    return held


async def noticed_case(scope: Scope, account_id: UUID, external_id: str) -> UUID | None:
    """The case that a notice spoke of, by what the remote calls it."""
    found: UUID | None = await scope.fetchval(
        "SELECT case_id FROM delivery WHERE tenant_id = $1 AND account_id = $2 AND external_id = $3"
        " AND external_id <> '' AND notice_id IS NOT NULL",
        scope.tenant_id,
        account_id,
        external_id,
    )
    return found


async def progress(
    scope: Scope, moved: Sequence[tuple[UUID, DeliveryState, datetime, str, str, str]]
) -> None:
    """Write what statuses said: (delivery, state, at, remote message id, our code, remote's code)."""
    if moved:
        columns = [list(column) for column in zip(*moved, strict=True)]
        columns[1] = [state.value for state in columns[1]]
        await scope.execute(
            "UPDATE delivery d SET state = p.state, progress_at = p.at, due_at = NULL,"
            " external_id = CASE WHEN d.external_id = '' THEN p.external_id ELSE d.external_id END,"
            " error_code = p.code, remote_code = p.remote_code"
            " FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[])"
            " AS p (id, state, at, external_id, code, remote_code)"
            " WHERE d.tenant_id = $1 AND d.id = p.id",
            scope.tenant_id,
            *columns,
        )
