"""Page: how far the office is, and what comes next."""

from typing import Any

from litestar import get
from litestar.params import FromPath

from admin.frame.service import RIGHTS, Section, address, shell
from admin.start import service
from admin.start.model import Readiness
from admin.start.rules import Step, way
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, visit
from tenants.permissions.rules import require
from ui.i18n import N_


@get("/")
async def show_start(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The way of a new office; somebody who may only read the audit log is led there."""
    here = await visit(request, slug)
    if not here.actor.may(RIGHTS[Section.START]) and here.actor.may(RIGHTS[Section.AUDIT]):
        return onward(address(here, Section.AUDIT.value))
    require(here.actor, RIGHTS[Section.START])
    ready = await service.readiness(here.actor, here.book)
    steps = way(ready)
    next_step = next((step for step in steps if not step.done), None)
    return page(
        here,
        "admin/start.html",
        shell(here, Section.START),
        steps=[_drawn(here, step, next_step) for step in steps],
        following=_button(here, next_step) if next_step and next_step.button else None,
        blocked=ready.blocked,
        unchecked=ready.unchecked,
        channels_href=address(here, Section.CHANNELS.value),
        waiting=here.say(next_step.title) if next_step else "",
        figures=_figures(here, ready),
        links=_links(here, ready),
    )


def _drawn(here: Visit, step: Step, following: Step | None) -> dict[str, str]:
    state = "done" if step.done else "current" if step is following else "todo"
    return {"title": here.say(step.title), "state": state, "text": here.say(step.text)}


def _button(here: Visit, step: Step) -> tuple[str, str]:
    return here.say(step.button), address(here, step.path)


def _figures(here: Visit, ready: Readiness) -> list[dict[str, Any]]:
    invited = here.say(N_("%(num)s belum pernah masuk"), num=ready.invited) if ready.invited else ""
    return [
        {"label": here.say(N_("Unit aktif")), "value": ready.units},
        {"label": here.say(N_("Yang dapat menjawab warga")), "value": ready.answerers, "note": invited},
        {"label": here.say(N_("Akun kanal aktif")), "value": ready.accounts},
        {"label": here.say(N_("Balasan siap pakai")), "value": ready.replies},
        {"label": here.say(N_("Templat disetujui")), "value": ready.templates},
    ]


def _links(here: Visit, ready: Readiness) -> list[tuple[str, str, str, str]]:
    """Worth a look, though the desk works without: title, text, address, icon."""
    found = []
    if ready.accounts and not ready.templates:
        said = N_("Tanpa templat, petugas tidak dapat menulis lagi setelah 24 jam.")
        found.append(
            (here.say(N_("Ambil templat WhatsApp")), here.say(said), address(here, "templates"), "file-text")
        )
    said = N_("Sunting teks yang akan sering dipakai petugas.")
    found.append(
        (
            here.say(N_("Periksa balasan siap pakai")),
            here.say(said),
            address(here, "canned"),
            "message-square-text",
        )
    )
    return found


start_pages = [show_start]
