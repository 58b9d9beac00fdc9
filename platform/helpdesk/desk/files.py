"""Files of a case: always as a download that can do nothing (decision 28)."""

import asyncio
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from helpdesk.desk.pages import AnyRequest, visit
from helpdesk.desk.service import KeptFile, file_of_case

_POLICY = "sandbox; default-src 'none'"


@get("/cases/{number:str}/files/{file_id:uuid}")
async def send_file(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], file_id: FromPath[UUID]
) -> Response[bytes]:
    """One file, at most 25 MB; `Missing` for a file of a case that the reader does not see."""
    here = await visit(request, slug)
    file = await file_of_case(here.actor, number, file_id, here.runtime.files)
    return await asyncio.to_thread(download, file)


def download(file: KeptFile) -> Response[bytes]:
    """A stored file as an answer that no browser opens in our place."""
    return Response(
        content=file.path.read_bytes(),
        media_type=file.mime_type,
        headers={
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
