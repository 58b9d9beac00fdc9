"""The only queries on attachments."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.attachments.model import ORIGINAL, Attachment, AttachmentState
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
LEASE = timedelta(seconds=90)

# A form that was received and still waits to be understood will bind its files yet.
_TAKE_ORPHANS = """
    DELETE FROM attachment WHERE tenant_id = $1 AND id IN (
        SELECT a.id FROM attachment a
        WHERE a.tenant_id = $1 AND a.case_id IS NULL AND a.draft_id IS NULL
          AND a.created_at < $2::timestamptz - interval '1 day' AND a.mime_type <> 'message/rfc822'
          AND NOT EXISTS (SELECT FROM inbox_entry e WHERE e.tenant_id = $1 AND e.state = 'new'
              AND e.received_at >= a.created_at AND e.received_at < a.created_at + interval '1 hour')
        ORDER BY a.created_at LIMIT $3)
    AND case_id IS NULL AND draft_id IS NULL RETURNING storage_key
"""


class Arriving(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a message that was just taken in: still at the remote, or stored with the form."""

    case_id: UUID
    message_id: UUID
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


async def add_stored(
    scope: Scope,
    attachment_id: UUID,
    name: str,
    mime_type: str,
    size: int,
    sha256: str,
    key: str,
    *,
    account_id: UUID | None = None,
) -> None:
    """A file that is stored before what it came with: a form, or a letter to an account."""
    await scope.execute(
        "INSERT INTO attachment (tenant_id, id, account_id, name, mime_type, size, sha256, storage_key, state,"
        " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'stored', $9)",
        scope.tenant_id,
        attachment_id,
        account_id,
        name,
        mime_type,
        size,
        sha256,
        key,
        scope.now,
    )


async def original_key(scope: Scope, attachment_id: UUID) -> str | None:
    """Where the bytes of an original lie; none when it was forgotten."""
    found: str | None = await scope.fetchval(
        "SELECT storage_key FROM attachment WHERE tenant_id = $1 AND id = $2 AND mime_type = $3",
        scope.tenant_id,
        attachment_id,
        ORIGINAL,
    )
    return found


async def original_set_aside(scope: Scope, account_id: UUID, attachment_id: UUID) -> Any:
    """A letter that belongs to no case: name, mime_type, storage_key; or none."""
    return await scope.fetchrow(
        "SELECT name, mime_type, storage_key FROM attachment WHERE tenant_id = $1 AND id = $2"
        " AND account_id = $3 AND mime_type = $4 AND case_id IS NULL",
        scope.tenant_id,
        attachment_id,
        account_id,
        ORIGINAL,
    )


async def take_old_originals(scope: Scope, most: int) -> list[str]:
    """Delete letters older than ninety days; answers the keys of their bytes."""
    rows = await scope.fetch(
        "DELETE FROM attachment WHERE tenant_id = $1 AND id IN (SELECT id FROM attachment"
        " WHERE tenant_id = $1 AND mime_type = 'message/rfc822' AND created_at < $2::timestamptz - interval '90 days'"
        " ORDER BY created_at LIMIT $3) RETURNING storage_key",
        scope.tenant_id,
        scope.now,
        most,
    )
    return [row["storage_key"] for row in rows]


async def claim(scope: Scope) -> Any:
    """The next file to fetch, leased: id, account_id, source (JSON text), name, attempts; or none."""
    return await scope.fetchrow(
        "UPDATE attachment a SET due_at = $3, attempts = a.attempts + 1"
        " WHERE a.tenant_id = $1 AND a.id = (SELECT id FROM attachment"
        " WHERE tenant_id = $1 AND state = 'waiting' AND due_at <= $2"
        " ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING a.id, a.account_id, a.source::text AS source, a.name, a.attempts",
        scope.tenant_id,
        scope.now,
        scope.now + LEASE,
    )


async def mark_stored(
    scope: Scope, attachment_id: UUID, name: str, mime_type: str, size: int, sha256: str, key: str
) -> bool:
    """The file is here; false when another worker was quicker."""
    tag = await scope.execute(
        "UPDATE attachment SET state = 'stored', name = $3, mime_type = $4, size = $5, sha256 = $6,"
        " storage_key = $7, due_at = NULL WHERE tenant_id = $1 AND id = $2 AND state = 'waiting'",
        scope.tenant_id,
        attachment_id,
        name,
        mime_type,
        size,
        sha256,
        key,
    )
    return tag == "UPDATE 1"


async def mark(
    scope: Scope, attachment_id: UUID, state: AttachmentState, reason: str, wait: timedelta | None
) -> None:
    """It did not come: later again, refused for what it is, or given up."""
    await scope.execute(
        "UPDATE attachment SET state = $3, reason = $4, due_at = $5"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'waiting'",
        scope.tenant_id,
        attachment_id,
        state.value,
        reason,
        scope.now + wait if wait else None,
    )


async def of_case(scope: Scope, case_id: UUID) -> list[Attachment]:
    """The files of a case, oldest first."""
    rows = await scope.fetch(
        "SELECT id, message_id, name, mime_type, size, state, reason, created_at FROM attachment"
        " WHERE tenant_id = $1 AND case_id = $2 ORDER BY created_at, id",
        scope.tenant_id,
        case_id,
    )
    return [Attachment(**(dict(row) | {"state": AttachmentState(row["state"])})) for row in rows]


async def of_draft(scope: Scope, draft_id: UUID) -> list[Attachment]:
    """The files that wait with a draft, oldest first."""
    rows = await scope.fetch(
        "SELECT id, message_id, name, mime_type, size, state, reason, created_at FROM attachment"
        " WHERE tenant_id = $1 AND draft_id = $2 ORDER BY created_at, id",
        scope.tenant_id,
        draft_id,
    )
    return [Attachment(**(dict(row) | {"state": AttachmentState(row["state"])})) for row in rows]


async def keep_with_draft(scope: Scope, attachment_ids: Sequence[UUID], draft_id: UUID) -> None:
    """Let files that belong to nothing yet wait with a draft."""
    await scope.execute(
        "UPDATE attachment SET draft_id = $3 WHERE tenant_id = $1 AND id = ANY ($2) AND case_id IS NULL",
        scope.tenant_id,
        list(attachment_ids),
        draft_id,
    )


async def move_draft(scope: Scope, draft_id: UUID, to: UUID | None) -> None:
    """The files of one draft go with another; with none they belong to nothing and are forgotten later."""
    await scope.execute(
        "UPDATE attachment SET draft_id = $3 WHERE tenant_id = $1 AND draft_id = $2",
        scope.tenant_id,
        draft_id,
        to,
    )


async def leave_draft(scope: Scope, draft_id: UUID, attachment_id: UUID) -> bool:
    """Take one file out of a draft; false when it is not in it."""
    tag = await scope.execute(
        "UPDATE attachment SET draft_id = NULL WHERE tenant_id = $1 AND draft_id = $2 AND id = $3",
        scope.tenant_id,
        draft_id,
        attachment_id,
    )
    return tag == "UPDATE 1"


async def bind(scope: Scope, attachment_ids: Sequence[UUID], case_id: UUID, message_id: UUID) -> None:
    """Stored files go out with a message of a case."""
    if not attachment_ids:
        return
    await scope.execute(
        "UPDATE attachment SET case_id = $3, message_id = $4, draft_id = NULL"
        " WHERE tenant_id = $1 AND id = ANY ($2) AND case_id IS NULL",
        scope.tenant_id,
        list(attachment_ids),
        case_id,
        message_id,
    )


async def stored(scope: Scope, case_id: UUID, attachment_id: UUID) -> Any:
    """One stored file of a case: name, mime_type, size, storage_key, message_id; or none."""
    return await scope.fetchrow(
        "SELECT name, mime_type, size, storage_key, message_id FROM attachment"
        " WHERE tenant_id = $1 AND case_id = $2 AND id = $3 AND state = 'stored'",
        scope.tenant_id,
        case_id,
        attachment_id,
    )


async def take_orphans(scope: Scope, most: int) -> list[str]:
    """Delete files that belong to no case a day after they came; answers the keys of their bytes."""
    rows = await scope.fetch(_TAKE_ORPHANS, scope.tenant_id, scope.now, most)
    return [row["storage_key"] for row in rows]


async def take_unbound(scope: Scope, attachment_ids: Sequence[UUID]) -> list[str]:
    """Delete these files unless they belong to something; answers the keys of their bytes."""
    rows = await scope.fetch(
        "DELETE FROM attachment WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND case_id IS NULL"
        " AND draft_id IS NULL RETURNING storage_key",
        scope.tenant_id,
        list(attachment_ids),
    )
    return [row["storage_key"] for row in rows]
