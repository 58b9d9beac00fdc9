"""Files that lie in an office's store without having come from anybody."""

import hashlib
from uuid import UUID

from helpdesk.attachments import store
from helpdesk.attachments.model import AttachmentState
from helpdesk.attachments.store import Kept
from kit.files import FileStore, new_key
from kit.ids import uuid7
from tenants.doors import tenant_scope


async def a_file(
    tenant_id: int,
    files: FileStore,
    content: bytes,
    name: str = "surat.pdf",
    mime_type: str = "application/pdf",
    *,
    account_id: UUID | None = None,
    state: AttachmentState = AttachmentState.STORED,
) -> UUID:
    """Row and bytes of a file that belongs to no case yet."""
    kept = Kept(
        id=uuid7(),
        name=name,
        mime_type=mime_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        key=new_key(tenant_id),
        account_id=account_id,
    )
    await files.put(tenant_id, kept.key, content)
    async with tenant_scope(tenant_id) as scope:
        await store.add_kept(scope, kept)
        await store.are_here(scope, [kept.id], state)
    return kept.id
