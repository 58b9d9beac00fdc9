"""Files of a case: always as a download that can do nothing (decision 28)."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from helpdesk.attachments.serving import STREAMED, hand_out
from helpdesk.casefile.service import file_of_case
from helpdesk.desk.pages import AnyRequest, visit


@get("/cases/{number:str}/files/{file_id:uuid}", opt=STREAMED)
async def send_file(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], file_id: FromPath[UUID]
) -> Response[Any]:
    """One file; `Missing` for a file of a case that the reader does not see, and for one that waits to be scanned."""
    here = await visit(request, slug)
    return await hand_out(await file_of_case(here.actor, number, file_id), here.runtime)
