"""Files of messages that were just taken in: the only statements on what still lies at a remote."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.attachments.model import AttachmentState
from helpdesk.attachments.store import LEASE
from helpdesk.channels.model import MediaRef
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_WAITING = BulkTable(
    "attachment",
    ("id", "uuid"),
    ("case_id", "uuid"),
    ("message_id", "uuid"),
    ("account_id", "uuid"),
    ("name", "text"),
    ("mime_type", "text"),
    ("sha256", "text"),
    ("state", "text"),
    ("source", "jsonb"),
    ("due_at", "timestamptz"),
    ("created_at", "timestamptz"),
)


class Arriving(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a message that was just taken in: still at the remote, or stored with the form."""

    case_id: UUID
    message_id: UUID | None
    """None where no message of the case holds it: it hangs on what was said in a register."""
    account_id: UUID
    media: MediaRef


async def add_arriving(scope: Scope, files: Sequence[Arriving]) -> None:
    """Note files that are to be fetched; bind those that were stored beforehand to their message."""
    rows = [_waiting(scope, file) for file in files if file.media.stored_id is None]
    await _WAITING.insert(scope, rows)
    for file in files:
        if file.media.stored_id is not None:
            await scope.execute(
                "UPDATE attachment SET case_id = $3, message_id = $4 WHERE tenant_id = $1 AND id = $2"
                " AND case_id IS NULL",
                scope.tenant_id,
                file.media.stored_id,
                file.case_id,
                file.message_id,
            )


def _waiting(scope: Scope, file: Arriving) -> tuple[Any, ...]:
    source = msgspec.json.encode(file.media).decode()
    return (
        uuid7(),
        file.case_id,
        file.message_id,
        file.account_id,
        file.media.name or file.media.kind,
        file.media.mime_type,
        file.media.sha256,
        AttachmentState.WAITING.value,
        source,
        scope.now,
        scope.now,
    )


async def claim(scope: Scope, key: str) -> Any:
    """The next file to fetch, leased: id, account_id, source (JSON text), name, attempts, storage_key; or none.

    `key`: where its bytes will lie, unless an earlier try has chosen a place.
    """
    return await scope.fetchrow(
        "UPDATE attachment a SET due_at = $3, attempts = a.attempts + 1,"
        " storage_key = coalesce(nullif(a.storage_key, ''), $4)"
        " WHERE a.tenant_id = $1 AND a.id = (SELECT id FROM attachment"
        " WHERE tenant_id = $1 AND state = 'waiting' AND due_at <= $2"
        " ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING a.id, a.account_id, a.source::text AS source, a.name, a.attempts, a.storage_key",
        scope.tenant_id,
        scope.now,
        scope.now + LEASE,
        key,
    )


async def mark_stored(
    scope: Scope,
    attachment_id: UUID,
    name: str,
    mime_type: str,
    size: int,
    sha256: str,
    state: AttachmentState,
) -> None:
    """The bytes are here, unless another worker was quicker."""
    await scope.execute(
        "UPDATE attachment SET state = $7, name = $3, mime_type = $4, size = $5, sha256 = $6, attempts = 0,"
        " reason = '', due_at = $8 WHERE tenant_id = $1 AND id = $2 AND state = 'waiting'",
        scope.tenant_id,
        attachment_id,
        name,
        mime_type,
        size,
        sha256,
        state.value,
        scope.now if state is AttachmentState.SCANNING else None,
    )


async def mark(
    scope: Scope,
    attachment_id: UUID,
    state: AttachmentState,
    reason: str,
    wait: timedelta | None,
    *,
    counts: bool = True,
) -> None:
    """It did not come: later again, refused for what it is, or given up. `counts`: the try is used up."""
    await scope.execute(
        "UPDATE attachment SET state = $3, reason = $4, due_at = $5, attempts = attempts - $6::int"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'waiting'",
        scope.tenant_id,
        attachment_id,
        state.value,
        reason,
        scope.now + wait if wait else None,
        0 if counts else 1,
    )
