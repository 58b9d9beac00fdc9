"""The queries of intake that no other room asks: its turn, what letters name, and the brake on floods of them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tenants.doors import Scope, tenant_scope


async def take_turn(scope: Scope, *, wait: bool) -> bool:
    """Be the only one who looks for people and cases of this office until the transaction ends; false when somebody
    else is, and nobody waits. Two at once could open two cases for one person."""
    if wait:
        await scope.execute("SELECT pg_advisory_xact_lock(7711003, $1)", scope.tenant_id)
        return True
    mine: bool = await scope.fetchval("SELECT pg_try_advisory_xact_lock(7711003, $1)", scope.tenant_id)
    return mine


async def cases_named(scope: Scope, keys: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """(account, name of a letter of ours) → the case it was sent from."""
    accounts, names = zip(*keys, strict=True) if keys else ((), ())
    rows = await scope.fetch(
        "SELECT d.account_id, d.external_id, d.case_id FROM delivery d"
        " JOIN unnest($2::uuid[], $3::text[]) AS k (account_id, external_id)"
        " ON d.account_id = k.account_id AND d.external_id = k.external_id AND d.external_id <> ''"
        " WHERE d.tenant_id = $1 AND d.case_id IS NOT NULL AND d.notice_id IS NULL",
        scope.tenant_id,
        list(accounts),
        list(names),
    )
    return {(row["account_id"], row["external_id"]): row["case_id"] for row in rows}


async def opened_since(
    scope: Scope, mailboxes: Collection[str], channels: Collection[str], since: datetime
) -> dict[str, int]:
    """How many cases each mailbox has opened on these channels."""
    rows = await scope.fetch(
        "SELECT o.mailbox, count(*) AS many FROM cases c"
        " JOIN conversation o ON o.tenant_id = c.tenant_id AND o.id = c.conversation_id"
        " WHERE c.tenant_id = $1 AND o.mailbox = ANY($2::text[]) AND c.channel = ANY($3::text[])"
        " AND c.opened_at > $4 GROUP BY o.mailbox",
        scope.tenant_id,
        list(mailboxes),
        list(channels),
        since,
    )
    return {row["mailbox"]: row["many"] for row in rows}


async def count_unasked(scope: Scope, wanted: Mapping[bytes, int]) -> dict[bytes, int]:
    """Count mails for marks of addresses, over all offices; answers how many each has within its day by now."""
    rows = await scope.fetch(
        "SELECT mark_out, many_out FROM count_unasked_mail($1::bytea[], $2::int[])",
        list(wanted),
        list(wanted.values()),
    )
    return {row["mark_out"]: row["many_out"] for row in rows}


async def forget_unasked(tenant_id: int) -> int:
    """Remove counts whose day is over; answers how many."""
    async with tenant_scope(tenant_id) as scope:
        gone: int = await scope.fetchval("SELECT forget_unasked_mail()")
    return gone


class OwnHands(NamedTuple):
    """Whose addresses the office itself knows among those that wrote."""

    colleagues: dict[str, UUID]
    """Number → membership of somebody who works for the office now."""
    units: bool
    """Some belong to units; their terms say to which."""


async def own_hands(scope: Scope, phones: Iterable[str], emails: Iterable[str]) -> OwnHands:
    """Which of these numbers and mailboxes are colleagues' and units': asked at once, for nearly all are citizens'."""
    rows = await scope.fetch(
        "SELECT phone, id FROM membership WHERE tenant_id = $1 AND phone = ANY ($2) AND phone <> ''"
        " AND active AND (valid_until IS NULL OR valid_until > $4) UNION ALL"
        " SELECT '', unit_id FROM unit_terms WHERE tenant_id = $1"
        " AND ((phone = ANY ($2) AND phone <> '') OR (email = ANY ($3) AND email <> ''))",
        scope.tenant_id,
        list(phones),
        list(emails),
        scope.now,
    )
    return OwnHands(
        {row["phone"]: row["id"] for row in rows if row["phone"]}, any(not row["phone"] for row in rows)
    )
