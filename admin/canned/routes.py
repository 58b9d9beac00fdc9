"""Pages: the canned replies, a new one, one of them."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.canned import schemas
from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    field_errors,
    refused_words,
    section_page,
    status_of,
    visit_section,
)
from helpdesk.canned import service
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from kit.errors import Conflict, Invalid, Refusal, Stale
from tenants.sign_in.pages import fields
from ui.model import wrong_of

_page = partial(section_page, Section.CANNED)


@get("/canned")
async def list_replies(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All of them, those that are offered first."""
    here = await visit_section(request, slug, Section.CANNED)
    rows = [schemas.row(here, each) for each in await service.all_canned_replies(here.actor)]
    done, new_href = done_words(here, schemas.DONE), address(here, "canned/new")
    return _page(here, "canned", rows=rows, new_href=new_href, done=done)


@get("/canned/new")
async def new_reply(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    return _form(await visit_section(request, slug, Section.CANNED), "", "")


@post("/canned/new", status_code=200)
async def add_reply(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Add one."""
    here = await visit_section(request, slug, Section.CANNED)
    title, text = await fields(request, "title", "text")
    try:
        await service.add_canned_reply(here.actor, title, text)
    except (Invalid, Conflict) as refusal:
        return _form(here, title, text, refusal)
    return back_to(here, "canned", "added")


@get("/canned/{reply_id:uuid}")
async def show_reply(request: AnyRequest, slug: FromPath[str], reply_id: FromPath[UUID]) -> Answer:
    """One reply, and what may be done."""
    return await _reply(await visit_section(request, slug, Section.CANNED), reply_id)


@post("/canned/{reply_id:uuid}", status_code=200)
async def save_reply(request: AnyRequest, slug: FromPath[str], reply_id: FromPath[UUID]) -> Answer:
    """Replace title and text."""
    here = await visit_section(request, slug, Section.CANNED)
    title, text, version = await fields(request, "title", "text", "version")
    try:
        await service.change_canned_reply(here.actor, reply_id, title, text, version=version_of(version))
    except (Invalid, Stale) as refusal:
        return await _reply(here, reply_id, refusal, typed=(title, text))
    return back_to(here, f"canned/{reply_id}", "saved")


@post("/canned/{reply_id:uuid}/retire", status_code=200)
async def retire_reply(request: AnyRequest, slug: FromPath[str], reply_id: FromPath[UUID]) -> Answer:
    """Offer it no more."""
    here = await visit_section(request, slug, Section.CANNED)
    [version] = await fields(request, "version")
    try:
        await service.retire_canned_reply(here.actor, reply_id, version=version_of(version))
    except Stale as refusal:
        return await _reply(here, reply_id, refusal)
    return back_to(here, "canned", "off")


@post("/canned/{reply_id:uuid}/restore", status_code=200)
async def restore_reply(request: AnyRequest, slug: FromPath[str], reply_id: FromPath[UUID]) -> Answer:
    """Offer it again."""
    here = await visit_section(request, slug, Section.CANNED)
    [version] = await fields(request, "version")
    try:
        await service.restore_canned_reply(here.actor, reply_id, version=version_of(version))
    except (Stale, Invalid, Conflict) as refusal:
        return await _reply(here, reply_id, refusal)
    return back_to(here, f"canned/{reply_id}", "on")


def _form(here: Visit, title: str, text: str, refusal: Refusal | None = None) -> Answer:
    return _page(
        here,
        "canned_new",
        status=422 if refusal else 200,
        title_now=title,
        text_now=text,
        to=address(here, "canned/new"),
        **_around(here, refusal),
    )


async def _reply(
    here: Visit, reply_id: UUID, refusal: Refusal | None = None, *, typed: tuple[str, str] | None = None
) -> Answer:
    reply = await service.canned_reply(here.actor, reply_id)
    stale = isinstance(refusal, Stale)
    title, text = typed if typed and not stale else (reply.title, reply.text)
    return _page(
        here,
        "canned_one",
        status=status_of(refusal),
        reply=reply,
        title_now=title,
        text_now=text,
        lost=typed[1] if typed and stale else "",
        preview=schemas.preview(here, reply.text),
        done=done_words(here, schemas.DONE),
        to=address(here, f"canned/{reply_id}"),
        **_around(here, refusal),
    )


def _around(here: Visit, refusal: Refusal | None) -> dict[str, Any]:
    errors = field_errors(here, refusal, schemas.WRONG, schemas.ORDER)
    errors = schemas.unknown_first(here, errors, refusal)
    return {
        "errors": errors,
        "wrong": wrong_of(errors),
        "refusal": refused_words(here, refusal, schemas.REFUSED),
        "variables": schemas.variables(here),
        "back_href": address(here, "canned"),
    }


canned_pages = [list_replies, new_reply, add_reply, show_reply, save_reply, retire_reply, restore_reply]
