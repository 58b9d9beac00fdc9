"""The only queries on inbox entries, besides `receive`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from helpdesk.channels.model import UNKNOWN_TIME, Arrival, ChannelKind, MessageArrived, StatusArrived
from helpdesk.inbox.service import arrival_of
from tenants.doors import Scope, tenant_scope

HANDOVER_UNKNOWN = "handover_unknown"
"""Why a letter was set aside: the offer of its hand-over never came."""


class Entry(NamedTuple):
    """An arrival that waits to be understood."""

    id: UUID
    account_id: UUID
    channel: ChannelKind
    arrival: Arrival
    received_at: datetime
    attempts: int
    address: str = ""
    """Of the account; empty for one without a remote behind it."""


async def claim(scope: Scope, most: int, only: Sequence[UUID] = ()) -> list[Entry]:
    """Due entries of the tenant (or the named ones), oldest first, held until the transaction ends."""
    rows = await scope.fetch(
        "SELECT e.id, e.account_id, a.kind, e.arrival, e.received_at, e.attempts, a.address"
        " FROM inbox_entry e JOIN account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id"
        " WHERE e.tenant_id = $1 AND e.state = 'new'"
        " AND CASE WHEN $4::uuid[] = '{}' THEN e.due_at <= $2 ELSE e.id = ANY($4) END"
        " ORDER BY e.due_at, e.id LIMIT $3 FOR UPDATE OF e SKIP LOCKED",
        scope.tenant_id,
        scope.now,
        max(most, len(only)),
        list(only),
    )
    return [_entry(row) for row in rows]


async def with_prefix(scope: Scope, account_id: UUID, prefix: str) -> list[Entry]:
    """Waiting messages of an account whose names begin so, oldest first, held."""
    rows = await scope.fetch(
        "SELECT e.id, e.account_id, a.kind, e.arrival, e.received_at, e.attempts, a.address"
        " FROM inbox_entry e JOIN account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id"
        " WHERE e.tenant_id = $1 AND e.account_id = $2 AND e.kind = 'message' AND e.state = 'new'"
        " AND starts_with(e.external_id, $3) AND e.external_id >= $3 AND e.external_id < $3 || '~'"
        " ORDER BY e.received_at, e.id FOR UPDATE OF e",
        scope.tenant_id,
        account_id,
        prefix,
    )
    return [_entry(row) for row in rows]


async def wait_until(scope: Scope, ids: Sequence[UUID], due_at: datetime) -> None:
    """Look at entries again then; it is no failed attempt."""
    await scope.execute(
        "UPDATE inbox_entry SET due_at = $2 WHERE tenant_id = $1 AND id = ANY($3::uuid[])",
        scope.tenant_id,
        due_at,
        ids,
    )


def _entry(row: Any) -> Entry:
    """A row as a value; what the remote told no time of happened when it came."""
    arrival = arrival_of(row["arrival"])
    if isinstance(arrival, MessageArrived | StatusArrived) and arrival.at == UNKNOWN_TIME:
        arrival = replace(arrival, at=row["received_at"])
    kind = ChannelKind(row["kind"])
    return Entry(row["id"], row["account_id"], kind, arrival, row[4], row[5], row["address"])


async def waiting(scope: Scope, most: int) -> list[UUID]:
    """Ids of due entries, oldest first, without reading what they say."""
    rows = await scope.fetch(
        "SELECT id FROM inbox_entry WHERE tenant_id = $1 AND state = 'new' AND due_at <= $2"
        " ORDER BY due_at, id LIMIT $3",
        scope.tenant_id,
        scope.now,
        most,
    )
    return [row["id"] for row in rows]


class Verdict(NamedTuple):
    """What became of an entry."""

    entry_id: UUID
    state: str
    reason: str = ""
    case_id: UUID | None = None


async def settle(scope: Scope, verdicts: Sequence[Verdict]) -> None:
    """Write what became of entries."""
    if verdicts:
        ids, states, reasons, cases = zip(*verdicts, strict=True)
        await scope.execute(
            "UPDATE inbox_entry e SET state = v.state, reason = v.reason, case_id = v.case_id"
            " FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[]) AS v (id, state, reason, case_id)"
            " WHERE e.tenant_id = $1 AND e.id = v.id",
            scope.tenant_id,
            ids,
            states,
            reasons,
            cases,
        )


async def postpone(scope: Scope, ids: Sequence[UUID]) -> None:
    """Try again later, with growing distance: what they speak of is not here yet."""
    await scope.execute(
        "UPDATE inbox_entry SET attempts = attempts + 1,"
        " due_at = $2::timestamptz + make_interval(secs => 2 ^ least(attempts, 12))"
        " WHERE tenant_id = $1 AND id = ANY($3::uuid[])",
        scope.tenant_id,
        scope.now,
        ids,
    )


async def put_aside(scope: Scope, ids: Sequence[UUID], seconds: int) -> None:
    """Leave entries to whoever has them in hand; after so long they are due again."""
    await scope.execute(
        "UPDATE inbox_entry SET attempts = attempts + 1, due_at = $2::timestamptz + make_interval(secs => $4)"
        " WHERE tenant_id = $1 AND id = ANY($3::uuid[])",
        scope.tenant_id,
        scope.now,
        ids,
        seconds,
    )


async def postpone_failed(scope: Scope, entry_id: UUID, reason: str, most_attempts: int) -> None:
    """An entry that could not be taken in: again later, and in the end set aside for a person."""
    await scope.execute(
        "UPDATE inbox_entry SET attempts = attempts + 1, reason = $3,"
        " state = CASE WHEN attempts + 1 >= $4 THEN 'failed' ELSE state END,"
        " due_at = $5::timestamptz + make_interval(secs => 2 ^ least(attempts, 12))"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        entry_id,
        reason,
        most_attempts,
        scope.now,
    )


async def wake_followers(scope: Scope) -> None:
    """Letters that were set aside because nobody here knew their hand-over are looked at anew: it may be known now."""
    await scope.execute(
        "UPDATE inbox_entry SET state = 'new', attempts = 0, reason = '', due_at = $2"
        " WHERE tenant_id = $1 AND state = 'failed' AND reason = $3",
        scope.tenant_id,
        scope.now,
        HANDOVER_UNKNOWN,
    )


async def entry_of(scope: Scope, account_id: UUID, kind: str, external_id: str) -> UUID:
    """The entry under which an arrival is stored."""
    entry_id: UUID = await scope.fetchval(
        "SELECT id FROM inbox_entry WHERE tenant_id = $1 AND account_id = $2 AND kind = $3"
        " AND external_id = $4",
        scope.tenant_id,
        account_id,
        kind,
        external_id,
    )
    return entry_id


async def known(scope: Scope, account_id: UUID, external_ids: Sequence[str]) -> set[str]:
    """Which of these came to the account before, in whatever kind."""
    rows = await scope.fetch(
        "SELECT external_id FROM inbox_entry WHERE tenant_id = $1 AND account_id = $2"
        " AND kind IN ('message', 'ignored') AND external_id = ANY($3::text[])",
        scope.tenant_id,
        account_id,
        external_ids,
    )
    return {row["external_id"] for row in rows}


async def mailbox_named(scope: Scope, kind: str, name: str) -> UUID | None:
    """The account of a kind with this name or address, one that works before one that is switched off."""
    found: UUID | None = await scope.fetchval(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = $2 AND address <> '' AND (name = $3 OR address = $3)"
        " ORDER BY active DESC, created_at, id LIMIT 1",
        scope.tenant_id,
        kind,
        name,
    )
    return found


class Turn(NamedTuple):
    """A mailbox that is ours to look into until the lease ends."""

    account_id: UUID
    cursor: str
    fails: int
    lease_ends: datetime


async def take_turn(scope: Scope, lease_ends: datetime) -> Turn | None:
    """The mailbox that waited longest, taken; nobody else looks into it before the lease ends."""
    row = await scope.fetchrow(
        "UPDATE account SET look_at = $3 WHERE tenant_id = $1 AND id = (SELECT id FROM account"
        " WHERE tenant_id = $1 AND active AND look_at <= $2 ORDER BY look_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING id, look_cursor, look_fails, look_at",
        scope.tenant_id,
        scope.now,
        lease_ends,
    )
    return Turn(*row) if row else None


async def end_turn(scope: Scope, turn: Turn, cursor: str, next_at: datetime, code: str | None) -> bool:
    """Remember how far it was read and look again then; false when somebody else's turn it is by now."""
    written = await scope.execute(
        "UPDATE account SET look_at = $4, look_cursor = $5, look_code = $6,"
        " look_fails = CASE WHEN $6::text IS NULL THEN 0 ELSE least(look_fails + 1, 100) END,"
        " listen_at = CASE WHEN $6::text IS NULL THEN coalesce(listen_at, $7) ELSE listen_at END"
        " WHERE tenant_id = $1 AND id = $2 AND look_at = $3",
        scope.tenant_id,
        turn.account_id,
        turn.lease_ends,
        next_at,
        cursor,
        code,
        scope.now,
    )
    return written == "UPDATE 1"


async def empty(scope: Scope, ids: Sequence[UUID]) -> None:
    """Forget what settled entries said; they stay, so that none comes twice."""
    await scope.execute(
        "UPDATE inbox_entry SET arrival = '' WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND state <> 'new'",
        scope.tenant_id,
        ids,
    )


async def empty_letters(scope: Scope, case_id: UUID) -> None:
    """Forget what the letters of a case said that were taken in or refused; they stay, so that none comes twice."""
    await scope.execute(
        "UPDATE inbox_entry SET arrival = '' WHERE tenant_id = $1 AND case_id = $2 AND kind = 'letter'"
        " AND state IN ('taken', 'ignored') AND arrival <> ''",
        scope.tenant_id,
        case_id,
    )


async def empty_old(tenant_id: int, most: int) -> int:
    """Empty arrivals settled and older than 90 days; the entry stays, so that none comes twice. Answers how many."""
    async with tenant_scope(tenant_id) as scope:
        tag = await scope.execute(
            "UPDATE inbox_entry SET arrival = '' WHERE tenant_id = $1 AND id IN (SELECT id FROM inbox_entry"
            " WHERE tenant_id = $1 AND state IN ('taken', 'ignored') AND arrival <> ''"
            " AND received_at < $2::timestamptz - interval '90 days' ORDER BY received_at LIMIT $3)",
            tenant_id,
            scope.now,
            most,
        )
    return int(tag.split()[-1])
