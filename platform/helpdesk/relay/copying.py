"""Files that go along with a letter: their bytes are copied into the other office's store, never linked."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid5

import structlog
from msgspec.structs import replace

from helpdesk.attachments import store
from helpdesk.attachments.model import AttachmentState
from helpdesk.attachments.service import first_state
from helpdesk.attachments.store import Kept
from helpdesk.escalation.letter import Enclosed
from kit.files import FileMissing, FileStore, new_key
from tenants.doors import tenant_scope

log = structlog.get_logger()

PATIENCE = 10
"""Tries for which a letter waits for a file that is still being fetched or scanned: about a quarter of an hour."""
_COMING = (AttachmentState.WAITING.value, AttachmentState.SCANNING.value)


class FilesNotReady(Exception):
    """A file of the letter is still on its way, or the virus scanner has not looked at it."""


Put = Callable[[UUID, Kept, bytes], Awaitable[bool]]
"""Lay a copy of a file down at the recipient's; false when it is not taken there."""


async def copied(
    sender: int, letter_id: UUID, wanted: Sequence[UUID], files: FileStore, tries: int, put: Put
) -> tuple[Enclosed, ...]:
    """Copy files to the recipient; a copy is made once, however often the letter is carried.

    Raises `FilesNotReady` while one of them may still come, and `FilesAway`. What nobody may have, and what is not
    what it was when it was stored, stays at home.
    """
    if not wanted:
        return ()
    async with tenant_scope(sender, read_only=True) as scope:
        rows = await store.to_copy(scope, wanted)
    if tries < PATIENCE and any(row["state"] in _COMING for row in rows):
        raise FilesNotReady
    found = [await _copied(sender, letter_id, row, files, put) for row in rows]
    return tuple(each for each in found if each is not None)


async def _copied(sender: int, letter_id: UUID, row: Any, files: FileStore, put: Put) -> Enclosed | None:
    if row["state"] != AttachmentState.STORED.value:
        return None
    try:
        content = await files.read(sender, row["storage_key"])
    except FileMissing:
        log.warning("file_not_copied", file=str(row["id"]), error="missing")
        return None
    if hashlib.sha256(content).hexdigest() != row["sha256"]:
        log.warning("file_not_copied", file=str(row["id"]), error="damaged")
        return None
    kept = Kept(
        id=uuid5(letter_id, str(row["id"])),
        name=row["name"],
        mime_type=row["mime_type"],
        size=len(content),
        sha256=row["sha256"],
        key="",
    )
    taken = await put(row["id"], kept, content)
    return Enclosed(of=row["id"], id=kept.id) if taken else None


async def put_next_door(recipient: int, files: FileStore, of: UUID, kept: Kept, content: bytes) -> bool:
    """Into the store of another office of this installation."""
    await put_here(recipient, replace(kept, key=new_key(recipient)), content, files)
    return True


async def put_here(recipient: int, kept: Kept, content: bytes, files: FileStore) -> None:
    """The row first, then the bytes; what died in between goes on where it was."""
    async with tenant_scope(recipient) as scope:
        key = await store.claim_copy(scope, kept)
    if key is None:
        return
    await files.put(recipient, key, content)
    async with tenant_scope(recipient) as scope:
        await store.are_here(scope, [kept.id], first_state(files))
