"""The only queries on attachments."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.attachments.model import ORIGINAL, Attachment, AttachmentState, KeptFile
from helpdesk.channels.model import MediaRef
from tenants.doors import Scope

LEASE = timedelta(seconds=90)
_LISTED = "SELECT id, message_id, name, mime_type, size, state, reason, created_at FROM attachment WHERE tenant_id = $1"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is stored before what it came with: a form, or a letter to an account."""

    id: UUID
    name: str
    mime_type: str
    size: int
    sha256: str
    key: str
    account_id: UUID | None = None

    @property
    def media(self) -> MediaRef:
        """How what it came with speaks of it."""
        return MediaRef(
            remote_id="",
            kind=self.mime_type.split("/")[0],
            mime_type=self.mime_type,
            name=self.name,
            sha256=self.sha256,
            stored_id=self.id,
        )


async def add_kept(scope: Scope, kept: Kept) -> None:
    """Its row, which waits for its bytes: nobody fetches it, scans it or hands it out before `are_here`."""
    await scope.execute(
        "INSERT INTO attachment (tenant_id, id, account_id, name, mime_type, size, sha256, storage_key, state,"
        " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        scope.tenant_id,
        kept.id,
        kept.account_id,
        kept.name,
        kept.mime_type,
        kept.size,
        kept.sha256,
        kept.key,
        AttachmentState.WAITING.value,
        scope.now,
    )


async def to_copy(scope: Scope, attachment_ids: Sequence[UUID]) -> list[Any]:
    """Files that are to go along to another office: id, name, mime_type, sha256, storage_key, state."""
    return await scope.fetch(
        "SELECT id, name, mime_type, sha256, storage_key, state FROM attachment"
        " WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY created_at, id",
        scope.tenant_id,
        list(attachment_ids),
    )


async def claim_copy(scope: Scope, kept: Kept) -> str | None:
    """The row of a copy, once: where its bytes belong as long as they are not there, else none."""
    found = await scope.fetchrow(
        "SELECT storage_key, state FROM attachment WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
        scope.tenant_id,
        kept.id,
    )
    if found is None:
        await add_kept(scope, kept)
        return kept.key
    waits = found["state"] == AttachmentState.WAITING.value
    return str(found["storage_key"]) if waits else None


async def are_here(scope: Scope, attachment_ids: Sequence[UUID], state: AttachmentState) -> None:
    """The bytes of these are stored."""
    await scope.execute(
        "UPDATE attachment SET state = $3, due_at = $4 WHERE tenant_id = $1 AND id = ANY ($2) AND state = 'waiting'",
        scope.tenant_id,
        list(attachment_ids),
        state.value,
        scope.now if state is AttachmentState.SCANNING else None,
    )


async def fetchable(scope: Scope, attachment_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these files that may be handed out."""
    rows = await scope.fetch(
        "SELECT id FROM attachment WHERE tenant_id = $1 AND id = ANY ($2) AND state = 'stored'",
        scope.tenant_id,
        list(attachment_ids),
    )
    return frozenset(row["id"] for row in rows)


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
    """A letter that belongs to no case, as `kept_file` takes it; none also while nobody may have it."""
    return await scope.fetchrow(
        "SELECT id, name, mime_type, size, storage_key FROM attachment WHERE tenant_id = $1 AND id = $2"
        " AND account_id = $3 AND mime_type = $4 AND case_id IS NULL AND state = 'stored'",
        scope.tenant_id,
        attachment_id,
        account_id,
        ORIGINAL,
    )


async def of_case(scope: Scope, case_id: UUID) -> list[Attachment]:
    """The files of a case, oldest first."""
    return await _listed(scope, f"{_LISTED} AND case_id = $2 ORDER BY created_at, id", case_id)


async def of_draft(scope: Scope, draft_id: UUID) -> list[Attachment]:
    """The files that wait with a draft, oldest first."""
    return await _listed(scope, f"{_LISTED} AND draft_id = $2 ORDER BY created_at, id", draft_id)


async def _listed(scope: Scope, sql: str, of: UUID) -> list[Attachment]:
    rows = await scope.fetch(sql, scope.tenant_id, of)
    return [Attachment(**(dict(row) | {"state": AttachmentState(row["state"])})) for row in rows]


async def unbound(scope: Scope, attachment_ids: Sequence[UUID]) -> list[Attachment]:
    """Files that are stored and belong to nothing yet, in their order."""
    rows = await scope.fetch(
        "SELECT id, message_id, name, mime_type, size, state, reason, created_at FROM attachment"
        " WHERE tenant_id = $1 AND id = ANY ($2) AND case_id IS NULL ORDER BY created_at, id",
        scope.tenant_id,
        list(attachment_ids),
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
    """One file of a case that may be handed out, as `kept_file` takes it, and its message_id; or none."""
    return await scope.fetchrow(
        "SELECT id, name, mime_type, size, storage_key, message_id FROM attachment"
        " WHERE tenant_id = $1 AND case_id = $2 AND id = $3 AND state = 'stored'",
        scope.tenant_id,
        case_id,
        attachment_id,
    )


async def outgoing(scope: Scope, case_id: UUID | None, attachment_id: UUID) -> Any:
    """One file of a case on its way out: state, storage_key, mime_type; or none."""
    return await scope.fetchrow(
        "SELECT state, storage_key, mime_type FROM attachment WHERE tenant_id = $1 AND case_id = $2 AND id = $3",
        scope.tenant_id,
        case_id,
        attachment_id,
    )


async def handed_out(scope: Scope, attachment_id: UUID) -> KeptFile | None:
    """Any file that may be handed out, for whoever has shown a right to it; none for all others."""
    row = await scope.fetchrow(
        "SELECT id, name, mime_type, size, storage_key FROM attachment"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'stored'",
        scope.tenant_id,
        attachment_id,
    )
    return kept_file(scope, row) if row else None


def kept_file(scope: Scope, row: Any) -> KeptFile:
    """A row of those above as a file that may be handed out."""
    return KeptFile(
        id=row["id"],
        tenant_id=scope.tenant_id,
        name=row["name"],
        mime_type=row["mime_type"],
        size=row["size"],
        key=row["storage_key"],
        now=scope.now,
    )
