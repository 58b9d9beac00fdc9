"""The queries of intake that no other room asks: what letters name, and the brakes on letters."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from tenants.doors import Scope


async def cases_named(scope: Scope, keys: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """(account, name of a letter of ours) → the case it was sent from."""
    accounts, names = zip(*keys, strict=True) if keys else ((), ())
    rows = await scope.fetch(
        "SELECT d.account_id, d.external_id, d.case_id FROM delivery d"
        " JOIN unnest($2::uuid[], $3::text[]) AS k (account_id, external_id)"
        " ON d.account_id = k.account_id AND d.external_id = k.external_id AND d.external_id <> ''"
        " WHERE d.tenant_id = $1 AND d.case_id IS NOT NULL",
        scope.tenant_id,
        list(accounts),
        list(names),
    )
    return {(row["account_id"], row["external_id"]): row["case_id"] for row in rows}


async def opened_since(
    scope: Scope, conversations: Collection[UUID], channels: Collection[str], since: datetime
) -> dict[UUID, int]:
    """How many cases each conversation has opened on these channels."""
    rows = await scope.fetch(
        "SELECT conversation_id, count(*) AS many FROM cases WHERE tenant_id = $1"
        " AND conversation_id = ANY($2::uuid[]) AND channel = ANY($3::text[]) AND opened_at > $4"
        " GROUP BY conversation_id",
        scope.tenant_id,
        list(conversations),
        list(channels),
        since,
    )
    return {row["conversation_id"]: row["many"] for row in rows}


async def acknowledged_since(scope: Scope, conversations: Collection[UUID], since: datetime) -> set[UUID]:
    """Conversations that were told something automatically since then."""
    rows = await scope.fetch(
        "SELECT DISTINCT conversation_id FROM message WHERE tenant_id = $1"
        " AND conversation_id = ANY($2::uuid[]) AND automatic AND direction = 'out' AND at > $3",
        scope.tenant_id,
        list(conversations),
        since,
    )
    return {row["conversation_id"] for row in rows}
