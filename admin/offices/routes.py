"""Pages: the offices below this one, and a new one in one flow – write, read what will be, open."""

from functools import partial

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from msgspec.structs import replace

from admin.frame.service import (
    Section,
    address,
    field_errors,
    refused_words,
    section_page,
    status_of,
    typed_as,
    visit_section,
)
from admin.offices import schemas, service
from admin.offices.model import TypedOffice
from admin.offices.rules import FIRST_UNITS, ORDER
from helpdesk.desk.pages import Answer, AnyRequest, Visit
from kit.errors import Conflict, Invalid, Refusal
from tenants.sign_in.pages import fields
from ui.model import FieldError, wrong_of

_page = partial(section_page, Section.OFFICES)
_MOST_BYTES = 2 * 1024 * 1024


@get("/offices")
async def list_offices(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Which there are."""
    here = await visit_section(request, slug, Section.OFFICES)
    rows = schemas.rows(here, await service.below(here.actor))
    return _page(here, "offices", rows=rows, new_href=address(here, "offices/new"))


@get("/offices/new")
async def new_office(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    here = await visit_section(request, slug, Section.OFFICES)
    await service.below(here.actor)
    return _form(here, TypedOffice(units=FIRST_UNITS))


@post("/offices/new", status_code=200, request_max_body_size=_MOST_BYTES)
async def write_office(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Show what will be opened; open it when the form says that this was seen."""
    here = await visit_section(request, slug, Section.OFFICES)
    typed, (step,) = await typed_as(request, TypedOffice), await fields(request, "step")
    try:
        if units := await _file(request):
            typed = replace(typed, units=units)
        if step == "open":
            book, base_url = here.runtime.accounts, here.runtime.settings.base_url
            link = await service.open_below(here.actor, typed, book, base_url)
            return _page(here, "office_opened", link=link, back_href=address(here, "offices"))
        if step == "write":
            return _form(here, typed)
        plan = await service.plan(here.actor, typed)
    except (Invalid, Conflict) as refusal:
        return _form(here, typed, refusal)
    return _page(
        here,
        "office_plan",
        facts=schemas.facts(here, plan),
        units=schemas.units(here, plan),
        hidden=schemas.hidden(typed),
        to=address(here, "offices/new"),
    )


async def _file(request: AnyRequest) -> str:
    """The spreadsheet that was chosen, as text; empty for none. Raises `Invalid`."""
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return ""
    return await service.units_text(await file.read())


def _form(here: Visit, typed: TypedOffice, refusal: Refusal | None = None) -> Answer:
    errors = [*field_errors(here, refusal, schemas.WRONG, [each for each in ORDER if each != "units"])]
    errors += _wrong_units(here, refusal)
    return _page(
        here,
        "office_new",
        status=status_of(refusal),
        typed=typed,
        errors=errors,
        wrong=wrong_of(errors),
        refusal=refused_words(here, refusal, schemas.REFUSED),
        zones=schemas.zone_options(here),
        to=address(here, "offices/new"),
        back_href=address(here, "offices"),
    )


def _wrong_units(here: Visit, refusal: Refusal | None) -> list[FieldError]:
    """What is wrong with the list of units, with its line."""
    code = refusal.details.get("fields", {}).get("units") if refusal else None
    if code is None or refusal is None:
        return []
    line = refusal.details.get("line")
    if line is None:
        return field_errors(here, refusal, schemas.WRONG, ["units"])
    return [FieldError(field="units", text=here.say(schemas.UNITS_WRONG[code], line=line))]


office_pages = [list_offices, new_office, write_office]
