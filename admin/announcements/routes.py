"""Pages: the office's announcements, a new one, one of them with who has read it."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from msgspec.structs import replace

from admin.announcements import schemas
from admin.announcements.schemas import AnnouncementForm
from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    ticked,
    typed_as,
    visit_section,
)
from helpdesk.announcements import service
from helpdesk.announcements.model import State
from helpdesk.announcements.rules import state_of
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from kit.errors import Conflict, Invalid, Refusal, Stale
from tenants.sign_in.pages import fields

_page = partial(section_page, Section.ANNOUNCEMENTS)
_MOST_BYTES = 64 * 1024
"""Of a form in which every office of the country may be ticked."""


@get("/announcements")
async def list_announcements(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All of them, the newest first."""
    here = await visit_section(request, slug, Section.ANNOUNCEMENTS)
    found, now = await service.written_here(here.actor)
    return _page(
        here,
        "announcements",
        rows=[schemas.row(here, each, now) for each in found],
        new_href=address(here, "announcements/new") if await service.has_below(here.actor) else "",
        done=done_words(here, schemas.DONE),
    )


@get("/announcements/new")
async def new_announcement(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    here = await visit_section(request, slug, Section.ANNOUNCEMENTS)
    _, now = await service.written_here(here.actor)
    return await _form(here, schemas.empty(here, now), ())


@post("/announcements/new", status_code=200, request_max_body_size=_MOST_BYTES)
async def add_announcement(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Tell it."""
    here = await visit_section(request, slug, Section.ANNOUNCEMENTS)
    typed, chosen = await typed_as(request, AnnouncementForm), await ticked(request, "offices")
    try:
        below = await service.addressees(here.actor)
        await service.announce(here.actor, schemas.read(typed, chosen, below))
    except (Invalid, Conflict) as refusal:
        return await _form(here, typed, chosen, refusal)
    return back_to(here, "announcements", "added")


@get("/announcements/{announcement_id:uuid}")
async def show_announcement(
    request: AnyRequest, slug: FromPath[str], announcement_id: FromPath[UUID]
) -> Answer:
    """One of them, and how far each office has read it."""
    return await _one(await visit_section(request, slug, Section.ANNOUNCEMENTS), announcement_id)


@post("/announcements/{announcement_id:uuid}", status_code=200)
async def save_announcement(
    request: AnyRequest, slug: FromPath[str], announcement_id: FromPath[UUID]
) -> Answer:
    """Change its words, its importance or its last day."""
    here = await visit_section(request, slug, Section.ANNOUNCEMENTS)
    typed = await typed_as(request, AnnouncementForm)
    it, _, _ = await service.one_of_ours(here.actor, announcement_id)
    was = schemas.written(here, it)
    try:
        written = schemas.read(replace(typed, since=was.since, audience=was.audience), (), ())
        await service.reword(here.actor, announcement_id, written, version=version_of(typed.version))
    except (Invalid, Conflict, Stale) as refusal:
        return await _one(here, announcement_id, refusal, typed)
    return back_to(here, f"announcements/{announcement_id}", "saved")


@post("/announcements/{announcement_id:uuid}/withdraw", status_code=200)
async def withdraw_announcement(
    request: AnyRequest, slug: FromPath[str], announcement_id: FromPath[UUID]
) -> Answer:
    """Show it to nobody any more."""
    here = await visit_section(request, slug, Section.ANNOUNCEMENTS)
    [version] = await fields(request, "version")
    try:
        await service.take_back(here.actor, announcement_id, version=version_of(version))
    except Stale as refusal:
        return await _one(here, announcement_id, refusal)
    return back_to(here, "announcements", "withdrawn")


async def _form(
    here: Visit, typed: AnnouncementForm, chosen: Sequence[str], refusal: Refusal | None = None
) -> Answer:
    return _page(
        here,
        "announcement_new",
        status=status_of(refusal),
        typed=typed,
        chosen=chosen,
        to=address(here, "announcements/new"),
        importances=schemas.importances(here),
        **schemas.choices(here, await service.addressees(here.actor)),
        **_around(here, refusal),
    )


async def _one(
    here: Visit, announcement_id: UUID, refusal: Refusal | None = None, typed: AnnouncementForm | None = None
) -> Answer:
    it, found, now = await service.one_of_ours(here.actor, announcement_id)
    keeps = typed is not None and isinstance(refusal, Invalid)
    living = state_of(it, now) in (State.COMING, State.RUNNING)
    return _page(
        here,
        "announcement_one",
        status=status_of(refusal),
        it=schemas.row(here, it, now),
        text=it.text,
        typed=typed if keeps else schemas.written(here, it),
        version=it.version,
        living=living,
        readings=[schemas.reading(here, each) for each in found],
        reached=[schemas.reached(here, each) for each in await service.reached(here.actor, announcement_id)],
        offices_read=sum(each.readers > 0 for each in found),
        to=address(here, f"announcements/{announcement_id}"),
        done=done_words(here, schemas.DONE),
        importances=schemas.importances(here),
        **_around(here, refusal),
    )


def _around(here: Visit, refusal: Refusal | None) -> dict[str, Any]:
    return {
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        "back_href": address(here, "announcements"),
    }


announcement_pages = [
    list_announcements,
    new_announcement,
    add_announcement,
    show_announcement,
    save_announcement,
    withdraw_announcement,
]
