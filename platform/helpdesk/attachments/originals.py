"""Letters as they came, byte by byte: beside the message that was made of them, for ninety days."""

from collections.abc import Mapping
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments import service
from helpdesk.attachments.model import ORIGINAL
from helpdesk.channels.model import MediaRef
from kit.files import FileStore

NAME = "surat-asli.eml"
KIND = "original"
"""Of the file among those of its message."""


async def put_down(
    tenant_id: int, account_id: UUID, contents: Mapping[str, bytes], files: FileStore
) -> dict[str, MediaRef]:
    """Keep letters before they are taken: name → original. They belong to nothing yet.

    Raises `FilesAway`, and keeps none then.
    """
    if not contents:
        return {}
    kept = {
        name: service.a_kept(tenant_id, NAME, ORIGINAL, content, account_id)
        for name, content in contents.items()
    }
    await service.put_down(tenant_id, [(kept[name], contents[name]) for name in kept], files)
    return {name: replace(each.media, kind=KIND) for name, each in kept.items()}
