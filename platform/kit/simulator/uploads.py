"""A file that somebody sends with a form."""

import re
from typing import NamedTuple

from litestar.datastructures import UploadFile

LARGEST_FILE = 10_000_000
_MIME_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")


class Upload(NamedTuple):
    """What was sent; everything is empty when there was no file."""

    content: bytes = b""
    mime_type: str = ""
    name: str = ""

    @property
    def too_large(self) -> bool:
        return len(self.content) > LARGEST_FILE


async def upload(part: object) -> Upload:
    """The file of a form's part, read no further than it takes to know that it is too large."""
    if not isinstance(part, UploadFile):
        return Upload()
    content = await part.read(LARGEST_FILE + 1)
    given = (part.content_type or "").lower()
    mime_type = given if _MIME_TYPE.fullmatch(given) else "application/octet-stream"
    return Upload(content, mime_type, part.filename or "")
