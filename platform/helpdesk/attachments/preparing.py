"""Files on their way in, whoever sent them: judged by their bytes; pictures are drawn anew, one at a time, in a thread
of its own.

Browsers with our script send them small already; this is for all the others, and for what is written in them.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from helpdesk.attachments.model import MOST_BYTES
from helpdesk.attachments.pictures import drawn_anew, is_picture
from helpdesk.attachments.rules import mime_type_of, must_fit, safe_name
from kit.errors import Invalid

Uploads = Sequence[tuple[str, bytes]]
"""Names as they were sent, and bytes."""

_hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
"""One at a time: an unpacked photo takes up to a hundred megabytes."""


async def prepared(name: str, content: bytes) -> tuple[str, str, bytes]:
    """Name, type and bytes of a file as they are kept.

    Raises `Invalid` (`files`: too_large, type_not_taken, broken_picture, too_many_pixels), with the file's
    `name` in the details.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("invalid", fields={"files": "too_large"}, name=name)
    mime_type = mime_type_of(content)
    if mime_type is None:
        raise Invalid("invalid", fields={"files": "type_not_taken"}, name=name)
    if not is_picture(mime_type):
        return safe_name(name, mime_type), mime_type, content
    loop = asyncio.get_running_loop()
    try:
        drawn, kind = await loop.run_in_executor(_hand, drawn_anew, content, mime_type)
    except Invalid as fault:
        raise Invalid("invalid", **{**fault.details, "name": name}) from None
    return safe_name(_bare(name, mime_type) if kind != mime_type else name, kind), kind, drawn


async def all_prepared(uploads: Uploads) -> list[tuple[str, bytes]]:
    """Names and bytes of the files of one form; raises `Invalid` as above, or for too many."""
    must_fit(len(uploads))
    ready = [await prepared(name, content) for name, content in uploads]
    return [(name, content) for name, _, content in ready]


def _bare(name: str, mime_type: str) -> str:
    """The name without the ending that fits no more."""
    stem = safe_name(name, mime_type).rsplit(".", 1)[0]
    return stem.removesuffix(".jpeg") or stem
