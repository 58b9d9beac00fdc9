"""Pages: who acts here and whom this office lends, a new request, one delegation."""

from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.delegations import schemas
from admin.frame.service import (
    Section,
    address,
    back_to,
    by_name,
    done_words,
    refusal_shown,
    refused_words,
    section_page,
    ticked,
    visit_section,
)
from helpdesk.desk.pages import Answer, AnyRequest, Visit
from kit.errors import Conflict, Invalid, Refusal
from tenants.delegations import service
from tenants.delegations.model import Typed

_page = partial(section_page, Section.DELEGATIONS)
_TYPED = ("home", "email", "role", "reason", "begins_day", "begins_time", "ends_day", "ends_time")


@get("/delegations")
async def list_delegations(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Both directions."""
    here = await visit_section(request, slug, Section.DELEGATIONS)
    guests, lent, now = await service.both_sides(here.actor)
    names = await service.office_names()
    return _page(
        here,
        "delegations",
        guests=[schemas.row(here, each, now, names) for each in guests],
        lent=[schemas.row(here, each, now, names) for each in lent],
        new_href=address(here, "delegations/new"),
        done=done_words(here, schemas.DONE),
    )


@get("/delegations/new")
async def new_delegation(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The form, with a shift that begins at the next full hour."""
    here = await visit_section(request, slug, Section.DELEGATIONS)
    _, _, now = await service.both_sides(here.actor)
    return await _form(here, schemas.first_typed(here, now))


@post("/delegations/new", status_code=200)
async def ask(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Ask the other office and its person."""
    here = await visit_section(request, slug, Section.DELEGATIONS)
    typed = Typed(units=await ticked(request, "units"), **await by_name(request, _TYPED))
    try:
        await service.ask(here.actor, typed)
    except (Invalid, Conflict) as refusal:
        return await _form(here, typed, refusal)
    here.runtime.bell.ring("delegation")
    return back_to(here, "delegations", "asked")


@get("/delegations/{delegation_id:uuid}")
async def show_delegation(request: AnyRequest, slug: FromPath[str], delegation_id: FromPath[UUID]) -> Answer:
    """One delegation, and what may be done."""
    return await _one(await visit_section(request, slug, Section.DELEGATIONS), delegation_id)


@post("/delegations/{delegation_id:uuid}/allow", status_code=200)
async def allow(request: AnyRequest, slug: FromPath[str], delegation_id: FromPath[UUID]) -> Answer:
    """Lend one's own person."""
    here = await visit_section(request, slug, Section.DELEGATIONS)
    try:
        await service.accept(here.actor, delegation_id)
    except Conflict as refusal:
        return await _one(here, delegation_id, refusal)
    here.runtime.bell.ring("delegation")
    return back_to(here, f"delegations/{delegation_id}", "allowed")


@post("/delegations/{delegation_id:uuid}/close", status_code=200)
async def close(request: AnyRequest, slug: FromPath[str], delegation_id: FromPath[UUID]) -> Answer:
    """Take back, refuse or end it: it holds from this moment."""
    here = await visit_section(request, slug, Section.DELEGATIONS)
    try:
        await service.close(here.actor, delegation_id)
    except Conflict as refusal:
        return await _one(here, delegation_id, refusal)
    for topic in ("outbox", "delegation"):
        here.runtime.bell.ring(topic)
    return back_to(here, f"delegations/{delegation_id}", "closed")


async def _form(here: Visit, typed: Typed, refusal: Refusal | None = None) -> Answer:
    return _page(
        here,
        "delegation_new",
        status=422 if refusal else 200,
        typed=typed,
        **refusal_shown(here, refusal, schemas.WRONG, schemas.FIELDS, schemas.REFUSED),
        to=address(here, "delegations/new"),
        back_href=address(here, "delegations"),
        **await schemas.choices(here),
    )


async def _one(here: Visit, delegation_id: UUID, refusal: Refusal | None = None) -> Answer:
    found, now = await service.one(here.actor, delegation_id)
    names = await service.office_names()
    return _page(
        here,
        "delegation",
        status=422 if refusal else 200,
        row=schemas.whole(here, found, now, names),
        refusal=refused_words(here, refusal, schemas.REFUSED),
        done=done_words(here, schemas.DONE),
        to=address(here, f"delegations/{delegation_id}"),
        back_href=address(here, "delegations"),
    )


delegation_pages = [list_delegations, new_delegation, ask, show_delegation, allow, close]
