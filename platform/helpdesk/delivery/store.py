"""The only queries on deliveries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.channels.model import OutboundMessage
from helpdesk.delivery.model import (
    LEASE_SECONDS,
    RANK,
    SETTLE_SECONDS,
    WAITS_MORNING,
    DeliveryState,
    Extra,
    Queued,
)
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_DELIVERIES = BulkTable(
    "delivery",
    ("id", "uuid"),
    ("case_id", "uuid"),
    ("message_id", "uuid"),
    ("notice_id", "uuid"),
    ("conversation_id", "uuid"),
    ("account_id", "uuid"),
    ("outbound", "bytea"),
    ("created_at", "timestamptz"),
    ("due_at", "timestamptz"),
    ("error_code", "text"),
    ("extra", "bytea"),
)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(OutboundMessage)
_extras = msgspec.json.Decoder(Extra)

# Walks what is due (delivery_due); a message goes when nothing of its conversation stands before it or is in
# flight (delivery_open); what waits for the morning or for its file holds up nothing. A sender that died is in
# flight until `abandoned` has given its message up.
# OFFSET 0 keeps the planner from joining the whole queue.
_CLAIM = """
    UPDATE delivery d SET state = 'sending', attempts = attempts + 1, lease_owner = $3, due_at = $4
    FROM (
        SELECT q.id, q.due_at AS was_due FROM delivery q
        WHERE q.tenant_id = $1 AND q.state = 'queued' AND q.due_at <= $2
          AND NOT EXISTS (SELECT FROM delivery o WHERE o.tenant_id = $1
              AND o.conversation_id = q.conversation_id AND o.state IN ('queued', 'sending')
              AND (o.created_at, o.id) < (q.created_at, q.id)
              AND NOT (o.error_code IN ('waits_morning', 'file_unchecked', 'file_away') AND o.due_at > $2) OFFSET 0)
          AND NOT EXISTS (SELECT FROM delivery o WHERE o.tenant_id = $1
              AND o.conversation_id = q.conversation_id AND o.state = 'sending' OFFSET 0)
        ORDER BY q.due_at, q.id LIMIT $5
    ) n
    WHERE d.tenant_id = $1 AND d.id = n.id AND d.state = 'queued' AND d.due_at <= $2
    RETURNING d.id, d.case_id, d.message_id, d.conversation_id, d.account_id, d.outbound, d.attempts, d.created_at,
        d.error_code, d.extra, n.was_due, d.notice_id IS NOT NULL AS notice,
        EXISTS (SELECT FROM account a WHERE a.tenant_id = $1 AND a.id = d.account_id AND a.blocked_code IS NOT NULL)
            AS blocked
"""
# When the time has come one message asks again, if possible one that was not refused itself; the others follow when
# it was let through.
_HOLD = """
    UPDATE delivery d SET due_at = greatest(a.blocked_until, $2) + interval '5 seconds' FROM account a
    WHERE a.tenant_id = $1 AND a.blocked_code IS NOT NULL
      AND d.tenant_id = $1 AND d.account_id = a.id AND d.state = 'queued' AND d.due_at <= $2
      AND (a.blocked_until > $2
        OR EXISTS (SELECT FROM delivery s WHERE s.tenant_id = $1 AND s.account_id = a.id AND s.state = 'sending')
        OR d.id <> (SELECT o.id FROM delivery o WHERE o.tenant_id = $1 AND o.account_id = a.id
            AND o.state = 'queued' ORDER BY o.error_code = a.blocked_code, o.created_at, o.id LIMIT 1))
"""
_BLOCK = """
    UPDATE account SET blocked_at = coalesce(blocked_at, $3), blocked_code = $4, blocked_until = $5
    WHERE tenant_id = $1 AND id = $2
"""
_LET_GO = """
    WITH freed AS (
        SELECT id, blocked_until FROM account WHERE tenant_id = $1 AND id = $2 AND blocked_code IS NOT NULL FOR UPDATE
    ), opened AS (
        UPDATE account a SET blocked_at = NULL, blocked_code = NULL, blocked_until = NULL FROM freed
        WHERE a.tenant_id = $1 AND a.id = freed.id
    )
    UPDATE delivery d SET due_at = $3 FROM freed WHERE d.tenant_id = $1 AND d.account_id = freed.id
        AND d.state = 'queued' AND d.due_at <= greatest(freed.blocked_until, $3) + interval '5 seconds'
        AND NOT (d.error_code = 'waits_morning' AND d.due_at > $3)
"""
_ABANDONED = """
    UPDATE delivery SET state = 'unknown', lease_owner = NULL, error_code = 'outcome_unknown', due_at = $3
    WHERE tenant_id = $1 AND state = 'sending' AND due_at <= $2
    RETURNING id, case_id, message_id
"""
_UNSETTLED = """
    UPDATE delivery SET due_at = NULL WHERE tenant_id = $1 AND state = 'unknown' AND due_at <= $2
    RETURNING id, case_id, message_id, conversation_id
"""


async def queue(scope: Scope, wanted: Sequence[Queued]) -> None:
    """Put messages on their way, in the caller's transaction."""
    await _DELIVERIES.insert(
        scope,
        [
            (
                each.outbound.id,
                each.case_id,
                each.message_id,
                each.notice_id,
                each.conversation_id,
                each.account_id,
                _encoder.encode(each.outbound),
                scope.now,
                each.morning or scope.now,
                WAITS_MORNING if each.morning else "",
                _encoder.encode(each.extra) if each.extra else None,
            )
            for each in wanted
        ],
    )


class Undelivered(msgspec.Struct, frozen=True):
    """A last delivery that failed, or of which nobody knows."""

    outbound: OutboundMessage
    extra: Extra | None
    awaited: bool
    """A status may still tell what became of it."""


async def last_undelivered(scope: Scope, message_id: UUID) -> Undelivered | None:
    """The last delivery of a message, held; none when that one is on its way or arrived."""
    row = await scope.fetchrow(
        "SELECT state, due_at, outbound, extra FROM delivery WHERE tenant_id = $1 AND message_id = $2"
        " ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE",
        scope.tenant_id,
        message_id,
    )
    if row is None or row["state"] not in (DeliveryState.FAILED.value, DeliveryState.UNKNOWN.value):
        return None
    return Undelivered(
        _decoder.decode(row["outbound"]), _extra(row["extra"]), awaited=row["due_at"] is not None
    )


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery this worker may send now, until its lease ends."""

    id: UUID
    case_id: UUID | None
    message_id: UUID | None
    conversation_id: UUID
    account_id: UUID
    outbound: OutboundMessage
    attempts: int
    created_at: datetime
    error_code: str
    """Why it was not sent the last time."""
    extra: Extra | None
    was_due: datetime
    notice: bool = False
    """It tells a colleague or a unit something, not a citizen."""
    blocked: bool
    """Its account was refused when it last sent; this message asks again."""


async def hold_blocked(scope: Scope) -> None:
    """What would go through an account that is left alone waits until that is asked again."""
    await scope.execute(_HOLD, scope.tenant_id, scope.now)


async def blocked_since(scope: Scope, account_id: UUID) -> datetime | None:
    """Since when the account is refused; none when it is not."""
    found: datetime | None = await scope.fetchval(
        "SELECT blocked_at FROM account WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
        scope.tenant_id,
        account_id,
    )
    return found


async def block(scope: Scope, account_id: UUID, code: str, until: datetime) -> None:
    """Leave the account alone until then."""
    await scope.execute(_BLOCK, scope.tenant_id, account_id, scope.now, code, until)


async def let_go(scope: Scope, account_id: UUID) -> None:
    """The account works: it is blocked no longer, and what waited for it is due now."""
    await scope.execute(_LET_GO, scope.tenant_id, account_id, scope.now)


async def claim(scope: Scope, owner: UUID, most: int) -> list[Claimed]:
    """Take due deliveries, oldest conversation first; at most one of each conversation."""
    lease_ends = scope.now + timedelta(seconds=LEASE_SECONDS)
    rows = await scope.fetch(_CLAIM, scope.tenant_id, scope.now, owner, lease_ends, most)
    return [_claimed(dict(row)) for row in rows]


def _claimed(fields: dict[str, Any]) -> Claimed:
    outbound, extra = _decoder.decode(fields.pop("outbound")), _extra(fields.pop("extra"))
    return Claimed(outbound=outbound, extra=extra, **fields)


def _extra(kept: bytes | None) -> Extra | None:
    return _extras.decode(kept) if kept else None


async def reword(scope: Scope, delivery_id: UUID, outbound: OutboundMessage) -> None:
    """It leaves with other words, and is no extra message any more."""
    await scope.execute(
        "UPDATE delivery SET outbound = $3, extra = NULL WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        delivery_id,
        _encoder.encode(outbound),
    )


async def abandoned(scope: Scope) -> list[Any]:
    """Deliveries whose sender died: their outcome is unknown until a status settles it."""
    settle_by = scope.now + timedelta(seconds=SETTLE_SECONDS)
    return await scope.fetch(_ABANDONED, scope.tenant_id, scope.now, settle_by)


async def unsettled(scope: Scope) -> list[Any]:
    """Unknown outcomes that no status settled in time: a person must look."""
    return await scope.fetch(_UNSETTLED, scope.tenant_id, scope.now)


async def mark_sent(scope: Scope, delivery_id: UUID, external_id: str) -> bool:
    """The remote has it, even when the answer came after our lease; false when a status said so before."""
    before: str = await scope.fetchval(
        "SELECT state FROM delivery WHERE tenant_id = $1 AND id = $2 FOR UPDATE", scope.tenant_id, delivery_id
    )
    moved = RANK[DeliveryState(before)] < RANK[DeliveryState.SENT]
    await scope.execute(
        "UPDATE delivery SET external_id = $3, sent_at = $4, lease_owner = NULL, due_at = NULL,"
        " state = CASE WHEN $5 THEN 'sent' ELSE state END,"
        " error_code = CASE WHEN $5 THEN '' ELSE error_code END"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        delivery_id,
        external_id,
        scope.now,
        moved,
    )
    return moved


async def mark_not_sent(
    scope: Scope,
    delivery_id: UUID,
    owner: UUID,
    state: DeliveryState,
    due_at: datetime | None,
    error_code: str,
    remote_code: str,
    *,
    attempts: int,
) -> bool:
    """How a send failed, and how many tries are used up; false when a status, or another worker after our lease, was
    quicker."""
    tag = await scope.execute(
        "UPDATE delivery SET state = $4, due_at = $5, error_code = $6, remote_code = $7, lease_owner = NULL,"
        " attempts = $8"
        " WHERE tenant_id = $1 AND id = $2 AND lease_owner = $3 AND state = 'sending'",
        scope.tenant_id,
        delivery_id,
        owner,
        state.value,
        due_at,
        error_code,
        remote_code,
        attempts,
    )
    return tag == "UPDATE 1"
