"""Pages: connections with offices of other installations."""

from functools import partial
from typing import cast
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.elsewhere import schemas
from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    field_errors,
    refusal_shown,
    refused_words,
    section_page,
    status_of,
    visit_section,
)
from helpdesk.conversations.rules import cleaned
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward
from helpdesk.elsewhere import service
from helpdesk.relay.far import FarPost
from kit.errors import Conflict, Invalid, Refusal
from tenants.sign_in.pages import fields
from ui.model import wrong_of

_page = partial(section_page, Section.RELATIONS)
_SILENT = "silent."


@get("/elsewhere")
async def list_far(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All connections, and the two ways to a new one."""
    here = await visit_section(request, slug, Section.RELATIONS)
    found = await service.connections(here.actor, _post(here).sealer)
    return _page(
        here,
        "far_offices",
        rows=[schemas.row(here, each) for each in found],
        invite_href=address(here, "elsewhere/invite"),
        accept_href=address(here, "elsewhere/accept"),
        back_href=address(here, "relations"),
        done=done_words(here, schemas.DONE),
    )


@get("/elsewhere/invite")
async def invite_form(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Whom to invite."""
    return _form(await visit_section(request, slug, Section.RELATIONS), "invite")


@post("/elsewhere/invite", status_code=200)
async def invite(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Make an invitation; its code stands on this one page only."""
    here = await visit_section(request, slug, Section.RELATIONS)
    [typed] = await fields(request, "name")
    try:
        name = cleaned(typed, "name", schemas.MOST_NAME)
    except Invalid as refusal:
        return _form(here, "invite", refusal, typed)
    far, code = await _post(here).invite(here.actor, name)
    return _page(
        here, "far_code", far=schemas.row(here, far), code=code, back_href=address(here, "elsewhere")
    )


@get("/elsewhere/accept")
async def accept_form(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Where a code from elsewhere is put in."""
    return _form(await visit_section(request, slug, Section.RELATIONS), "accept")


@post("/elsewhere/accept", status_code=200)
async def accept(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Use a code; the other side hears of it at once, or later when it cannot be reached."""
    here = await visit_section(request, slug, Section.RELATIONS)
    [code] = await fields(request, "code")
    try:
        far = await _post(here).accept(here.actor, code)
    except (Invalid, Conflict) as refusal:
        return _form(here, "accept", refusal, code)
    failed = await _post(here).greet(here.actor, far.id)
    return _onward(here, far.id, failed, "connected")


@get("/elsewhere/{far_id:uuid}")
async def show_far(request: AnyRequest, slug: FromPath[str], far_id: FromPath[UUID]) -> Answer:
    """One connection: how it stands, and what can be done."""
    return await _one(await visit_section(request, slug, Section.RELATIONS), far_id)


@post("/elsewhere/{far_id:uuid}/test", status_code=200)
async def test_far(request: AnyRequest, slug: FromPath[str], far_id: FromPath[UUID]) -> Answer:
    """Call it, and hear whether it answers."""
    here = await visit_section(request, slug, Section.RELATIONS)
    try:
        failed = await _post(here).greet(here.actor, far_id)
    except Conflict as refusal:
        return await _one(here, far_id, refusal)
    return _onward(here, far_id, failed, "answers")


@post("/elsewhere/{far_id:uuid}/key", status_code=200)
async def change_key(request: AnyRequest, slug: FromPath[str], far_id: FromPath[UUID]) -> Answer:
    """Change the key that we sign with."""
    here = await visit_section(request, slug, Section.RELATIONS)
    try:
        failed = await _post(here).change_key(here.actor, far_id)
    except Conflict as refusal:
        return await _one(here, far_id, refusal)
    return _onward(here, far_id, failed, "key_changed")


@post("/elsewhere/{far_id:uuid}/place", status_code=200)
async def place(request: AnyRequest, slug: FromPath[str], far_id: FromPath[UUID]) -> Answer:
    """Say how the office there stands to ours; it hears so at once, or when the connection is tested."""
    here = await visit_section(request, slug, Section.RELATIONS)
    [typed] = await fields(request, "kin")
    try:
        far = await service.place(here.actor, far_id, schemas.kin_of(typed), _post(here).sealer)
        failed = await _post(here).greet(here.actor, far.id)
    except (Conflict, Invalid) as refusal:
        return await _one(here, far_id, refusal)
    return _onward(here, far_id, failed, "placed")


@post("/elsewhere/{far_id:uuid}/cut", status_code=200)
async def cut(request: AnyRequest, slug: FromPath[str], far_id: FromPath[UUID]) -> Answer:
    """End it."""
    here = await visit_section(request, slug, Section.RELATIONS)
    await service.cut(here.actor, far_id, _post(here).sealer)
    return back_to(here, "elsewhere", "cut")


async def _one(here: Visit, far_id: UUID, refusal: Refusal | None = None) -> Answer:
    far = await service.connection(here.actor, far_id, _post(here).sealer)
    silent = here.request.query_params.get("done", "").startswith(_SILENT)
    return _page(
        here,
        "far_office",
        status=status_of(refusal),
        far=schemas.row(here, far),
        told=schemas.told(here, await service.telling(here.actor, far)),
        kins=schemas.kins(here),
        to=address(here, f"elsewhere/{far.id}"),
        back_href=address(here, "elsewhere"),
        done=done_words(here, schemas.DONE),
        wrong=wrong_of(field_errors(here, refusal, schemas.WRONG, ("kin",))),
        silent=schemas.silent_words(here, far.last_error) if silent and far.last_error else "",
        refusal=refused_words(here, refusal, schemas.REFUSED),
    )


def _form(here: Visit, way: str, refusal: Refusal | None = None, typed: str = "") -> Answer:
    return _page(
        here,
        f"far_{way}",
        status=status_of(refusal),
        typed=typed if refusal else "",
        to=address(here, f"elsewhere/{way}"),
        back_href=address(here, "elsewhere"),
        **refusal_shown(here, refusal, schemas.WRONG, ("name", "code"), schemas.REFUSED),
    )


def _onward(here: Visit, far_id: UUID, failed: str, done: str) -> Answer:
    """What came of a call stands on the connection's page."""
    return onward(address(here, f"elsewhere/{far_id}?done={_SILENT + failed if failed else done}"))


def _post(here: Visit) -> FarPost:
    return cast(FarPost, here.runtime.far)


elsewhere_pages = [
    list_far,
    invite_form,
    invite,
    accept_form,
    accept,
    show_far,
    test_far,
    change_key,
    place,
    cut,
]
