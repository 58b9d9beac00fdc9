"""Files that somebody else wrote go to the citizen as copies: each message has files of its own."""

from collections.abc import Sequence

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import Attachment, AttachmentState
from helpdesk.attachments.service import keep_uploads
from helpdesk.channels.model import MediaRef
from kit.errors import Conflict
from kit.files import FileMissing, FileStore
from tenants.doors import tenant_scope


async def copied(tenant_id: int, rows: Sequence[Attachment], files: FileStore) -> tuple[MediaRef, ...]:
    """Copies that belong to nothing yet; raises `Conflict` (`files_unchecked`) while one cannot be handed out."""
    if any(file.state in (AttachmentState.WAITING, AttachmentState.SCANNING) for file in rows):
        raise Conflict("files_unchecked")
    async with tenant_scope(tenant_id, read_only=True) as scope:
        kept = [await attachments.handed_out(scope, file.id) for file in rows]
    try:
        contents = [(each.name, await files.read(tenant_id, each.key)) for each in kept if each is not None]
    except FileMissing:
        raise Conflict("files_unchecked") from None
    return await keep_uploads(tenant_id, contents, files)
