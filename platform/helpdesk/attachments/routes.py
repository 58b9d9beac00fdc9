"""`/files/…`: a file for whoever holds a link to it. No session is asked, no cookie is read or set."""

from typing import Any, cast

from litestar import MediaType, Request, Response, get
from litestar.params import FromPath

from helpdesk.attachments import store
from helpdesk.attachments.links import PATH
from helpdesk.attachments.serving import STREAMED, Runtime, saved
from kit.files import FileMissing, FilesAway
from tenants.doors import tenant_scope
from ui.i18n import LANGUAGES, N_, translate

_OVER = N_("Tautan berkas ini sudah berakhir. Buka lagi dari laporannya.")
_NOTHING = N_("Tidak ada berkas di tautan ini.")
_AWAY = N_("Berkas ini sedang tidak dapat diambil. Cobalah sebentar lagi.")


@get(f"{PATH}/{{token:str}}", include_in_schema=False, opt=STREAMED)
async def send_linked(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    """One file: 410 when the link's time is over, 404 for anything else that opens nothing now."""
    runtime = cast(Runtime, request.app.state.runtime)
    ticket = runtime.file_links.read(token)
    if ticket is None:
        return _told(404, _NOTHING)
    async with tenant_scope(ticket.tenant_id, read_only=True) as scope:
        if ticket.expires_at <= scope.now:
            return _told(410, _OVER)
        file = await store.handed_out(scope, ticket.file_id)
    try:
        return (
            saved(file, await runtime.files.open(file.tenant_id, file.key)) if file else _told(404, _NOTHING)
        )
    except FileMissing:
        return _told(404, _NOTHING)
    except FilesAway as fault:
        return _told(503, _AWAY, {"Retry-After": str(fault.details["retry_after"])})


def _told(status: int, text: str, headers: dict[str, str] | None = None) -> Response[str]:
    """In every language, as plain text: files may have a host of their own, where no page and no style stands."""
    lines = "".join(f"{translate(language, text)}\n" for language in LANGUAGES)
    return Response(lines, status_code=status, media_type=MediaType.TEXT, headers=headers)


FILE_ROUTES = [send_linked]
