"""Files that somebody else wrote go to the citizen as copies: each message has files of its own."""

from collections.abc import Sequence
from uuid import UUID

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import Attachment, AttachmentState
from helpdesk.attachments.service import keep_uploads
from helpdesk.channels.model import MediaRef
from kit.errors import Conflict
from kit.files import FileMissing, FileStore
from tenants.doors import Scope, tenant_scope


async def copied(tenant_id: int, case_id: UUID, message_id: UUID, files: FileStore) -> tuple[MediaRef, ...]:
    """Copies of a message's files that belong to nothing yet.

    Raises `Conflict` (`files_unchecked`) while one of them cannot be handed out.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        rows = [each for each in await attachments.of_case(scope, case_id) if each.message_id == message_id]
        if any(file.state in (AttachmentState.WAITING, AttachmentState.SCANNING) for file in rows):
            raise Conflict("files_unchecked")
        kept = [await attachments.handed_out(scope, file.id) for file in rows]
    try:
        contents = [(each.name, await files.read(tenant_id, each.key)) for each in kept if each is not None]
    except FileMissing:
        raise Conflict("files_unchecked") from None
    return await keep_uploads(tenant_id, contents, files)


async def rows_of(scope: Scope, copies: Sequence[MediaRef]) -> tuple[Attachment, ...]:
    """The rows of such copies, for the message that they go with."""
    ids = [each.stored_id for each in copies if each.stored_id]
    return tuple(await attachments.unbound(scope, ids)) if ids else ()
