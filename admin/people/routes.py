"""Pages: the people of the office, somebody new, one person."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.frame.service import RIGHTS, Section, address, shell, visit_section
from admin.people import schemas, service
from admin.people.model import NewColleague, OneTimeLink, Standing
from admin.people.rules import standing_of
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, visit
from helpdesk.desk.service import unit_tree
from kit.errors import Conflict, Invalid, Refusal
from tenants.permissions.model import Role
from tenants.permissions.rules import require
from tenants.sign_in.pages import fields


@get("/")
async def list_people(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Everybody; somebody who may only read the audit log is led there."""
    here = await visit(request, slug)
    if not here.actor.may(RIGHTS[Section.PEOPLE]) and here.actor.may(RIGHTS[Section.AUDIT]):
        return onward(address(here, Section.AUDIT.value))
    require(here.actor, RIGHTS[Section.PEOPLE])
    found, now = await service.colleagues(here.actor)
    rows = [schemas.row(here, each, now) for each in found]
    return _page(here, "people", rows=rows, new_href=address(here, "people/new"), done=_done(here))


@get("/people/new")
async def new_person(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    here = await visit_section(request, slug, Section.PEOPLE)
    return await _form(here, NewColleague(email="", name="", roles=(Role.AGENT.value,), units=()))


@post("/people/new", status_code=200)
async def add_person(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Add somebody, and show their link this once."""
    here = await visit_section(request, slug, Section.PEOPLE)
    name, email = await fields(request, "name", "email")
    roles, units = await _ticked(request)
    typed = NewColleague(email=email, name=name, roles=roles, units=units)
    try:
        link = await service.add(here.actor, typed, here.runtime.settings.base_url)
    except (Invalid, Conflict) as refusal:
        return await _form(here, typed, refusal)
    return _link(here, link)


@get("/people/{member_id:uuid}")
async def show_person(request: AnyRequest, slug: FromPath[str], member_id: FromPath[UUID]) -> Answer:
    """One person, and what may be done."""
    return await _person(await visit_section(request, slug, Section.PEOPLE), member_id)


@post("/people/{member_id:uuid}", status_code=200)
async def save_person(request: AnyRequest, slug: FromPath[str], member_id: FromPath[UUID]) -> Answer:
    """Replace roles and units."""
    here = await visit_section(request, slug, Section.PEOPLE)
    roles, units = await _ticked(request)
    try:
        await service.change(here.actor, member_id, roles, units)
    except (Invalid, Conflict) as refusal:
        return await _person(here, member_id, refusal, roles=roles, units=units)
    return _back(here, member_id, "saved")


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
    return _back(here, member_id, "off")


@post("/people/{member_id:uuid}/reactivate", status_code=200)
async def let_in(request: AnyRequest, slug: FromPath[str], member_id: FromPath[UUID]) -> Answer:
    """Give the post back."""
    here = await visit_section(request, slug, Section.PEOPLE)
    await service.reactivate(here.actor, member_id)
    return _back(here, member_id, "on")


async def _ticked(request: AnyRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Values of the ticked boxes of roles and of units."""
    form = await request.form()
    roles, units = ([v for v in form.getall(name, []) if isinstance(v, str)] for name in ("roles", "units"))
    return tuple(roles), tuple(units)


async def _form(here: Visit, typed: NewColleague, refusal: Refusal | None = None) -> Answer:
    errors = schemas.field_errors(here, refusal)
    return _page(
        here,
        "person_new",
        status=422 if refusal else 200,
        typed=typed,
        errors=errors,
        wrong={error.field: error.text for error in errors},
        roles=schemas.role_options(here),
        units=schemas.unit_options(await unit_tree(here.actor)),
        to=address(here, "people/new"),
        back_href=address(here),
    )


async def _person(
    here: Visit,
    member_id: UUID,
    refusal: Refusal | None = None,
    *,
    roles: tuple[str, ...] | None = None,
    units: tuple[str, ...] | None = None,
) -> Answer:
    found, now = await service.colleague(here.actor, member_id)
    errors = schemas.field_errors(here, refusal)
    held = tuple(role.value for role in found.roles)
    inside = tuple(str(unit) for unit, _ in found.units)
    return _page(
        here,
        "person",
        status=422 if refusal else 200,
        person=schemas.row(here, found, now),
        active=standing_of(found, now) is Standing.ACTIVE,
        refusal=schemas.sentence(here, refusal),
        errors=errors,
        wrong={error.field: error.text for error in errors},
        roles=schemas.role_options(here),
        chosen_roles=held if roles is None else roles,
        units=schemas.unit_options(await unit_tree(here.actor)),
        chosen_units=inside if units is None else units,
        done=_done(here),
        to=address(here, f"people/{member_id}"),
        back_href=address(here),
    )


def _link(here: Visit, link: OneTimeLink) -> Answer:
    return _page(here, "person_link", link=link, back_href=address(here))


def _back(here: Visit, member_id: UUID, done: str) -> Answer:
    return onward(f"{address(here, f'people/{member_id}')}?done={done}")


def _done(here: Visit) -> str:
    said = schemas.DONE.get(here.request.query_params.get("done", ""))
    return here.say(said) if said else ""


def _page(here: Visit, template: str, *, status: int = 200, **values: Any) -> Answer:
    return page(here, f"admin/{template}.html", shell(here, Section.PEOPLE), status=status, **values)


people_pages = [list_people, new_person, add_person, show_person, save_person, make_link, shut_out, let_in]
