"""A file of unknown origin is read by a child process: what bursts there bursts alone."""

import msgspec

from helpdesk.sheets.model import Workbook
from helpdesk.sheets.reader import Answer
from kit.confined import Bounds, CallFailed, Confined
from kit.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
_BOUNDS = Bounds(
    cpu_seconds=20, memory_bytes=768 * 1024 * 1024, wall_seconds=60, answer_bytes=64 * 1024 * 1024
)


async def workbook_of(content: bytes) -> Workbook:
    """What a file holds; raises `Invalid` for its field `file`, with what is wrong with it as code."""
    if not content.strip():
        raise Invalid("invalid", fields={"file": "required"})
    if len(content) > MOST_BYTES:
        raise Invalid("invalid", fields={"file": "too_large"})
    async with Confined("helpdesk.sheets.reader:read_bytes", _BOUNDS) as child:
        try:
            answer = msgspec.json.decode(await child.call(content), type=Answer)
        except CallFailed:
            raise Invalid("invalid", fields={"file": "too_large"}) from None
    if answer.workbook is None:
        raise Invalid("invalid", fields={"file": answer.code})
    return answer.workbook
