"""Letters as they came, byte by byte: beside the message that was made of them, for ninety days."""

import asyncio
import hashlib
from collections.abc import Mapping
from uuid import UUID

from helpdesk.attachments import store
from helpdesk.attachments.model import ORIGINAL
from helpdesk.channels.model import MediaRef
from kit.files import FileStore
from kit.ids import uuid7
from tenants.doors import Scope

NAME = "surat-asli.eml"
KIND = "original"
"""Of the file among those of its message."""


async def put_down(tenant_id: int, contents: Mapping[str, bytes], files: FileStore) -> dict[str, str]:
    """Keep bytes before their transaction begins: name → storage key."""
    return {
        name: await asyncio.to_thread(files.put, tenant_id, content) for name, content in contents.items()
    }


async def add(scope: Scope, account_id: UUID, content: bytes, key: str) -> MediaRef:
    """Note an original in the caller's transaction; it waits for its message."""
    attachment_id, digest = uuid7(), hashlib.sha256(content).hexdigest()
    await store.add_stored(
        scope, attachment_id, NAME, ORIGINAL, len(content), digest, key, account_id=account_id
    )
    return MediaRef(
        remote_id="", kind=KIND, mime_type=ORIGINAL, name=NAME, sha256=digest, stored_id=attachment_id
    )
