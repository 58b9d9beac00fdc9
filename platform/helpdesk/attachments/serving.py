"""Hand out files: always to be saved, never shown in our place, never able to run (T44, decision 28)."""

from typing import Any, Protocol
from urllib.parse import quote

from litestar import Response
from litestar.response import Redirect, Stream

from helpdesk.attachments.links import FileLinks
from helpdesk.attachments.model import KeptFile
from kit.files import FileStore, OpenFile

STREAMED = {"streamed": True}
"""For routes that hand out files: photos and papers are packed already."""

_POLICY = "default-src 'none'; sandbox"


class Runtime(Protocol):
    """What handing out needs of `app.state.runtime`."""

    @property
    def files(self) -> FileStore: ...
    @property
    def file_links(self) -> FileLinks: ...


async def hand_out(file: KeptFile, runtime: Runtime) -> Response[Any]:
    """A file for somebody whose right to it was just judged: its bytes, or the way to where files have an origin of
    their own. Raises `FileMissing`, `FilesAway`."""
    if runtime.file_links.apart:
        address, _ = runtime.file_links.to_file(file.tenant_id, file.id, file.now)
        return Redirect(address, status_code=303)
    return saved(file, await runtime.files.open(file.tenant_id, file.key))


def saved(file: KeptFile, opened: OpenFile) -> Response[Any]:
    """The bytes, piece by piece, as an answer that no browser opens in our place."""
    return Stream(
        opened.chunks,
        media_type=file.mime_type,
        headers={
            "Content-Length": str(opened.size),
            "Content-Disposition": disposition(file.name),
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
        },
    )


def disposition(name: str) -> str:
    """`attachment` with the name in both forms of RFC 6266: plain for old readers, UTF-8 for all others."""
    plain = "".join(
        sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
