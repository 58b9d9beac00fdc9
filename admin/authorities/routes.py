"""Pages: the list, a new authority, one of them."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.authorities import schemas
from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    visit_section,
)
from helpdesk.authorities import service
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from kit.errors import Conflict, Invalid, Refusal, Stale
from tenants.sign_in.pages import fields

_page = partial(section_page, Section.AUTHORITIES)


@get("/authorities")
async def list_authorities(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All of them by name, those that are offered first."""
    here = await visit_section(request, slug, Section.AUTHORITIES)
    rows = [schemas.row(here, each) for each in await service.all_authorities(here.actor)]
    done, new_href = done_words(here, schemas.DONE), address(here, "authorities/new")
    return _page(here, "authorities", rows=rows, new_href=new_href, done=done)


@get("/authorities/new")
async def new_authority(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    return _form(await visit_section(request, slug, Section.AUTHORITIES), "", "")


@post("/authorities/new", status_code=200)
async def add_authority(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Put one on the list."""
    here = await visit_section(request, slug, Section.AUTHORITIES)
    name, reach = await fields(request, "name", "reach")
    try:
        await service.add_authority(here.actor, name, reach)
    except (Invalid, Conflict) as refusal:
        return _form(here, name, reach, refusal)
    return back_to(here, "authorities", "added")


@get("/authorities/{authority_id:uuid}")
async def show_authority(request: AnyRequest, slug: FromPath[str], authority_id: FromPath[UUID]) -> Answer:
    """One authority, and what may be done."""
    return await _authority(await visit_section(request, slug, Section.AUTHORITIES), authority_id)


@post("/authorities/{authority_id:uuid}", status_code=200)
async def save_authority(request: AnyRequest, slug: FromPath[str], authority_id: FromPath[UUID]) -> Answer:
    """Put its name or how it is reached right."""
    here = await visit_section(request, slug, Section.AUTHORITIES)
    name, reach, version = await fields(request, "name", "reach", "version")
    try:
        await service.change_authority(here.actor, authority_id, name, reach, version=version_of(version))
    except (Invalid, Stale, Conflict) as refusal:
        return await _authority(here, authority_id, refusal, typed=(name, reach))
    return back_to(here, "authorities", "saved")


@post("/authorities/{authority_id:uuid}/retire", status_code=200)
async def retire_authority(request: AnyRequest, slug: FromPath[str], authority_id: FromPath[UUID]) -> Answer:
    """Offer it no more."""
    return await _switch(request, slug, authority_id, active=False)


@post("/authorities/{authority_id:uuid}/restore", status_code=200)
async def restore_authority(request: AnyRequest, slug: FromPath[str], authority_id: FromPath[UUID]) -> Answer:
    """Offer it again."""
    return await _switch(request, slug, authority_id, active=True)


async def _switch(request: AnyRequest, slug: str, authority_id: UUID, *, active: bool) -> Answer:
    here = await visit_section(request, slug, Section.AUTHORITIES)
    [version] = await fields(request, "version")
    try:
        await service.switch(here.actor, authority_id, version=version_of(version), active=active)
    except (Stale, Invalid, Conflict) as refusal:
        return await _authority(here, authority_id, refusal)
    return back_to(here, "authorities", "on" if active else "off")


def _form(here: Visit, name: str, reach: str, refusal: Refusal | None = None) -> Answer:
    to = address(here, "authorities/new")
    values = {"name_now": name, "reach_now": reach, "to": to}
    return _page(here, "authority_new", status=status_of(refusal), **values, **_around(here, refusal))


async def _authority(
    here: Visit, authority_id: UUID, refusal: Refusal | None = None, *, typed: tuple[str, str] = ("", "")
) -> Answer:
    authority = await service.authority(here.actor, authority_id)
    shown = typed if isinstance(refusal, Invalid) and authority.active else (authority.name, authority.reach)
    return _page(
        here,
        "authority",
        status=status_of(refusal),
        authority=authority,
        name_now=shown[0],
        reach_now=shown[1],
        to=address(here, f"authorities/{authority_id}"),
        **_around(here, refusal),
    )


def _around(here: Visit, refusal: Refusal | None) -> dict[str, Any]:
    return {
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        "back_href": address(here, "authorities"),
    }


authority_pages = [
    *(list_authorities, new_authority, add_authority, show_authority, save_authority),
    *(retire_authority, restore_authority),
]
