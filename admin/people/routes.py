"""Pages: the people of the office, somebody new, one person."""

from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    field_errors,
    refusal_shown,
    section_page,
    ticked,
    visit_section,
)
from admin.people import schemas, service
from admin.people.model import NewColleague, OneTimeLink, Standing, Typed
from admin.people.rules import standing_of
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward
from helpdesk.desk.service import unit_options, unit_tree
from kit.errors import Conflict, Invalid, Refusal
from tenants.permissions.model import Role
from tenants.sign_in.pages import fields
from ui.model import wrong_of

_FIELDS = ("name", "email", "phone", "roles", "units")
_page = partial(section_page, Section.PEOPLE)


@get("/people")
async def list_people(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Everybody."""
    here = await visit_section(request, slug, Section.PEOPLE)
    found, now = await service.colleagues(here.actor)
    rows = [schemas.row(here, each, now) for each in found]
    done, new_href = done_words(here, schemas.DONE), address(here, "people/new")
    return _page(here, "people", rows=rows, new_href=new_href, done=done)


@get("/people/new")
async def new_person(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    here = await visit_section(request, slug, Section.PEOPLE)
    return await _form(here, NewColleague(email="", name="", roles=(Role.AGENT.value,), units=()))


@post("/people/new", status_code=200)
async def add_person(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Add somebody, and show their link this once."""
    here = await visit_section(request, slug, Section.PEOPLE)
    name, email, phone = await fields(request, "name", "email", "phone")
    roles, units = await ticked(request, "roles"), await ticked(request, "units")
    typed = NewColleague(email=email, name=name, roles=roles, units=units, phone=phone)
    try:
        link = await service.add(here.actor, typed, here.runtime.settings.base_url)
    except (Invalid, Conflict) as refusal:
        return await _form(here, typed, refusal)
    return _link(here, link)


@get("/people/{member_id:uuid}")
async def show_person(request: AnyRequest, slug: FromPath[str], member_id: FromPath[UUID]) -> Answer:
    """One person, and what may be done; a guest is shown as the delegation."""
    here = await visit_section(request, slug, Section.PEOPLE)
    found, _ = await service.colleague(here.actor, member_id)
    if found.delegation_id is not None:
        return onward(address(here, f"delegations/{found.delegation_id}"))
    return await _person(here, member_id)


@post("/people/{member_id:uuid}", status_code=200)
async def save_person(request: AnyRequest, slug: FromPath[str], member_id: FromPath[UUID]) -> Answer:
    """Replace roles and units, and the telephone number."""
    here = await visit_section(request, slug, Section.PEOPLE)
    (phone,) = await fields(request, "phone")
    roles, units = await ticked(request, "roles"), await ticked(request, "units")
    typed = Typed(roles=roles, units=units, phone=phone)
    try:
        await service.change(here.actor, member_id, typed)
    except (Invalid, Conflict) as refusal:
        return await _person(here, member_id, refusal, typed)
    return back_to(here, f"people/{member_id}", "saved")


@post("/people/{member_id:uuid}/link", status_code=200)
async def make_link(request: AnyRequest, slug: FromPath[str], member_id: FromPath[UUID]) -> Answer:
    """A link for a new password, shown this once."""
    here = await visit_section(request, slug, Section.PEOPLE)
    try:
        return _link(here, await service.give_link(here.actor, member_id, here.runtime.settings.base_url))
    except Conflict as refusal:
        return await _person(here, member_id, refusal)


@post("/people/{member_id:uuid}/deactivate", status_code=200)
async def shut_out(request: AnyRequest, slug: FromPath[str], member_id: FromPath[UUID]) -> Answer:
    """End the post and its sessions."""
    here = await visit_section(request, slug, Section.PEOPLE)
    try:
        await service.deactivate(here.actor, member_id)
    except Conflict as refusal:
        return await _person(here, member_id, refusal)
    return back_to(here, f"people/{member_id}", "off")


@post("/people/{member_id:uuid}/reactivate", status_code=200)
async def let_in(request: AnyRequest, slug: FromPath[str], member_id: FromPath[UUID]) -> Answer:
    """Give the post back."""
    here = await visit_section(request, slug, Section.PEOPLE)
    await service.reactivate(here.actor, member_id)
    return back_to(here, f"people/{member_id}", "on")


async def _form(here: Visit, typed: NewColleague, refusal: Refusal | None = None) -> Answer:
    errors = field_errors(here, refusal, schemas.WRONG, _FIELDS)
    return _page(
        here,
        "person_new",
        status=422 if refusal else 200,
        typed=typed,
        errors=errors,
        wrong=wrong_of(errors),
        roles=schemas.role_options(here),
        units=unit_options(await unit_tree(here.actor)),
        to=address(here, "people/new"),
        back_href=address(here, Section.PEOPLE.value),
    )


async def _person(
    here: Visit,
    member_id: UUID,
    refusal: Refusal | None = None,
    typed: Typed | None = None,
) -> Answer:
    found, now = await service.colleague(here.actor, member_id)
    typed = typed or schemas.as_typed(found)
    return _page(
        here,
        "person",
        status=422 if refusal else 200,
        person=schemas.row(here, found, now),
        active=standing_of(found, now) is Standing.ACTIVE,
        **refusal_shown(here, refusal, schemas.WRONG, _FIELDS, schemas.REFUSED),
        roles=schemas.role_options(here),
        chosen_roles=typed.roles,
        units=unit_options(await unit_tree(here.actor)),
        chosen_units=typed.units,
        phone=typed.phone,
        done=done_words(here, schemas.DONE),
        to=address(here, f"people/{member_id}"),
        back_href=address(here, Section.PEOPLE.value),
    )


def _link(here: Visit, link: OneTimeLink) -> Answer:
    back_href, new_href = address(here, Section.PEOPLE.value), address(here, "people/new")
    return _page(here, "person_link", link=link, back_href=back_href, new_href=new_href)


people_pages = [list_people, new_person, add_person, show_person, save_person, make_link, shut_out, let_in]
