"""Pages: what the offices above tell this one, and that one has read it."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from helpdesk.announcements import service
from helpdesk.announcements.model import Heard, Importance
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, shell_at, version_of, visit
from kit.errors import Stale
from tenants.sign_in.pages import fields
from ui import formats
from ui.i18n import N_

_DONE = {
    "read": N_("Tercatat bahwa Anda sudah membacanya."),
    "changed": N_("Pengumuman ini baru saja diubah. Baca lagi yang terbaru di bawah ini."),
}


@get("/announcements")
async def announcements_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All that is told now; everybody of the office may read it."""
    here = await visit(request, slug)
    said = _DONE.get(request.query_params.get("done", ""))
    return page(
        here,
        "desk/announcements.html",
        await shell_at(here, "announcements"),
        rows=[_row(here, each) for each in await service.heard(here.actor)],
        done=here.say(said) if said else "",
    )


@post("/announcements/{announcement_id:uuid}/read")
async def confirm_reading(
    request: AnyRequest, slug: FromPath[str], announcement_id: FromPath[UUID]
) -> Answer:
    """The reader says to have read these words."""
    here = await visit(request, slug)
    [version] = await fields(request, "version")
    try:
        await service.confirm(here.actor, announcement_id, version_of(version))
    except Stale:
        return onward(f"{here.path}/announcements?done=changed#{announcement_id}")
    return onward(f"{here.path}/announcements?done=read#{announcement_id}")


def _row(here: Visit, told: Heard) -> dict[str, Any]:
    zone, language = here.office.timezone, here.language
    return {
        "id": str(told.id),
        "title": told.title,
        "text": told.text,
        "office": told.office,
        "via": told.via,
        "important": told.importance is Importance.IMPORTANT,
        "since": formats.date_time(told.begins_at, zone, language=language),
        "until": formats.date_time(told.ends_at, zone, language=language),
        "read": told.read,
        "version": told.version,
        "to": f"{here.path}/announcements/{told.id}/read",
    }


ANNOUNCEMENT_ROUTES = [announcements_page, confirm_reading]
