"""Pages: the tree of units, a new one, one unit."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    typed_as,
    visit_section,
)
from admin.units import schemas, service
from admin.units.model import OfficeUnit, TypedUnit
from admin.units.rules import MOST_MOVED, tree
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, version_of
from kit.errors import Conflict, Invalid, Missing, Refusal, Stale
from tenants.sign_in.pages import fields

_page = partial(section_page, Section.UNITS)


@get("/units")
async def list_units(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The tree."""
    here = await visit_section(request, slug, Section.UNITS)
    rows = [schemas.row(here, each) for each in tree(await service.units(here.actor))]
    done, new_href = done_words(here, schemas.DONE), address(here, "units/new")
    posters = address(here, "units/posters") if any(row["facility"] and row["active"] for row in rows) else ""
    return _page(here, "units", rows=rows, new_href=new_href, posters_href=posters, done=done)


@get("/units/new")
async def new_unit(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form; the address may name the unit above."""
    here = await visit_section(request, slug, Section.UNITS)
    return await _form(here, TypedUnit(parent=here.query.get("parent", "")))


@post("/units/new", status_code=200)
async def add_unit(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Add one."""
    here = await visit_section(request, slug, Section.UNITS)
    typed, (more,) = await typed_as(request, TypedUnit), await fields(request, "more")
    try:
        await service.add(here.actor, typed)
    except (Invalid, Conflict) as refusal:
        return await _form(here, typed, refusal)
    again = f"{address(here, 'units/new')}?{urlencode({'done': 'added', 'parent': typed.parent})}"
    return onward(again) if more else back_to(here, "units", "added")


@get("/units/{unit_id:uuid}")
async def show_unit(request: AnyRequest, slug: FromPath[str], unit_id: FromPath[UUID]) -> Answer:
    """One unit, and what may be done."""
    return await _unit(await visit_section(request, slug, Section.UNITS), unit_id)


@post("/units/{unit_id:uuid}", status_code=200)
async def save_unit(request: AnyRequest, slug: FromPath[str], unit_id: FromPath[UUID]) -> Answer:
    """Rename, move, describe anew."""
    here = await visit_section(request, slug, Section.UNITS)
    typed = await typed_as(request, TypedUnit)
    [version] = await fields(request, "version")
    try:
        await service.change(here.actor, unit_id, typed, version=version_of(version))
    except Stale as refusal:
        return await _unit(here, unit_id, refusal)
    except Invalid as refusal:
        return await _unit(here, unit_id, refusal, typed)
    return back_to(here, f"units/{unit_id}", "saved")


@post("/units/{unit_id:uuid}/deactivate", status_code=200)
async def close_unit(request: AnyRequest, slug: FromPath[str], unit_id: FromPath[UUID]) -> Answer:
    """Close it; its open cases go where the form says."""
    here = await visit_section(request, slug, Section.UNITS)
    version, move_to = await fields(request, "version", "move_to")
    try:
        moved = await service.deactivate(here.actor, unit_id, version=version_of(version), move_to=move_to)
    except (Stale, Conflict, Invalid) as refusal:
        return await _unit(here, unit_id, refusal)
    here.ring()
    return back_to(here, "units", "moved" if moved else "off")


@post("/units/{unit_id:uuid}/reactivate", status_code=200)
async def open_unit(request: AnyRequest, slug: FromPath[str], unit_id: FromPath[UUID]) -> Answer:
    """Open it again."""
    here = await visit_section(request, slug, Section.UNITS)
    [version] = await fields(request, "version")
    try:
        await service.reactivate(here.actor, unit_id, version=version_of(version))
    except (Stale, Conflict, Invalid) as refusal:
        return await _unit(here, unit_id, refusal)
    return back_to(here, f"units/{unit_id}", "on")


async def _form(here: Visit, typed: TypedUnit, refusal: Refusal | None = None) -> Answer:
    units = await service.units(here.actor)
    return _page(
        here,
        "unit_new",
        status=422 if refusal else 200,
        typed=typed,
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        done="" if refusal else done_words(here, schemas.DONE),
        kinds=schemas.kind_options(here),
        parents=schemas.parent_options(units),
        to=address(here, "units/new"),
        back_href=address(here, "units"),
    )


async def _unit(
    here: Visit, unit_id: UUID, refusal: Refusal | None = None, typed: TypedUnit | None = None
) -> Answer:
    units = await service.units(here.actor)
    unit = _one(units, unit_id)
    parent = str(unit.parent_id) if unit.parent_id else ""
    stands = TypedUnit(name=unit.name, kind=unit.kind, parent=parent, address=unit.address)
    return _page(
        here,
        "unit",
        status=status_of(refusal),
        unit=unit,
        typed=typed or stands,
        below=[each for each in units if each.active and each.parent_id == unit_id],
        too_many=unit.open_cases > MOST_MOVED,
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        kinds=schemas.kind_options(here, unit.kind),
        parents=schemas.parent_options(units, unit_id),
        others=[each for each in schemas.parent_options(units) if each.value != str(unit_id)],
        done=done_words(here, schemas.DONE),
        to=address(here, f"units/{unit_id}"),
        new_href=f"{address(here, 'units/new')}?parent={unit_id}",
        poster_href=address(here, f"units/{unit_id}/poster"),
        back_href=address(here, "units"),
    )


def _one(units: list[OfficeUnit], unit_id: UUID) -> OfficeUnit:
    for unit in units:
        if unit.id == unit_id:
            return unit
    raise Missing("unit_missing")


unit_pages = [list_units, new_unit, add_unit, show_unit, save_unit, close_unit, open_unit]
