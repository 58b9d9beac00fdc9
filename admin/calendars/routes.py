"""Pages: the office's calendars, a further one, one of them, what a change does, free days in and out."""

from litestar import Response, get, post
from litestar.params import FromPath

from admin.calendars import forms, schemas, service, showing
from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    visit_section,
)
from helpdesk.desk.pages import Answer, AnyRequest, version_of
from helpdesk.sla.targets import OFFICE
from kit.errors import Conflict, Invalid, Stale
from tenants.sign_in.pages import fields


@get("/calendars")
async def list_calendars(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All of them, the office's own hours first."""
    here = await visit_section(request, slug, Section.CALENDARS)
    rows = [schemas.row(here, each) for each in await service.calendars(here.actor)]
    done, new_href = done_words(here, schemas.DONE), address(here, "calendars/new")
    return showing.shown(here, "calendars", rows=rows, new_href=new_href, done=done)


@get("/calendars/new")
async def new_calendar(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The form of a further one: its name, and whose hours it begins with."""
    return await showing.new_page(await visit_section(request, slug, Section.CALENDARS), "", OFFICE)


@post("/calendars/new", status_code=200)
async def add_calendar(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Add it; no promise counts in it yet."""
    here = await visit_section(request, slug, Section.CALENDARS)
    name, like = await fields(request, "name", "like")
    try:
        key = await service.add(here.actor, name, like)
    except (Invalid, Conflict) as refusal:
        return await showing.new_page(here, name, like, refusal)
    return back_to(here, f"calendars/{key}", "added")


@get("/calendars/{calendar_key:str}")
async def show_calendar(request: AnyRequest, slug: FromPath[str], calendar_key: FromPath[str]) -> Answer:
    """One calendar with everything that counts in it."""
    return await showing.calendar_page(await visit_section(request, slug, Section.CALENDARS), calendar_key)


@post("/calendars/{calendar_key:str}", status_code=200, request_max_body_size=forms.MOST_FORM_BYTES)
async def change_calendar(request: AnyRequest, slug: FromPath[str], calendar_key: FromPath[str]) -> Answer:
    """Show what the form would change; save it when that was seen."""
    here = await visit_section(request, slug, Section.CALENDARS)
    typed, version, step = await forms.sent(request)
    if step in ("again", "more"):
        spare = forms.MORE if step == "more" else forms.SPARE
        return await showing.calendar_page(
            here, calendar_key, typed=typed, version=version_of(version), spare=spare
        )
    try:
        if step == "save":
            await service.save(here.actor, calendar_key, typed, version=version_of(version))
            return back_to(here, f"calendars/{calendar_key}", "saved")
        preview = await service.check(here.actor, calendar_key, typed, version=version_of(version))
    except Stale as refusal:
        return await showing.calendar_page(here, calendar_key, refusal)
    except Invalid as refusal:
        return await showing.calendar_page(here, calendar_key, refusal, typed, version=version_of(version))
    if not preview.changes:
        return await showing.calendar_page(here, calendar_key, typed=typed, unchanged=True)
    return showing.preview_page(here, preview, typed)


@post("/calendars/{calendar_key:str}/remove", status_code=200)
async def remove_calendar(request: AnyRequest, slug: FromPath[str], calendar_key: FromPath[str]) -> Answer:
    """Remove one that no promise counts in."""
    here = await visit_section(request, slug, Section.CALENDARS)
    [version] = await fields(request, "version")
    try:
        await service.remove(here.actor, calendar_key, version=version_of(version))
    except (Stale, Conflict) as refusal:
        return await showing.calendar_page(here, calendar_key, refusal)
    return back_to(here, "calendars", "removed")


@get("/calendars/{calendar_key:str}/import")
async def choose_file(request: AnyRequest, slug: FromPath[str], calendar_key: FromPath[str]) -> Answer:
    """The form for a file of another program."""
    return await showing.import_page(await visit_section(request, slug, Section.CALENDARS), calendar_key)


@post("/calendars/{calendar_key:str}/import", status_code=200, request_max_body_size=forms.MOST_FILE_BYTES)
async def read_file(request: AnyRequest, slug: FromPath[str], calendar_key: FromPath[str]) -> Answer:
    """Show the file's dates and what taking them in would change; saves nothing."""
    here = await visit_section(request, slug, Section.CALENDARS)
    content = await forms.sent_file(request)
    try:
        if not content.strip():
            raise Invalid("invalid", fields={"file": "required"})
        read = await service.read_file(here.actor, calendar_key, content)
        preview = await service.check(here.actor, calendar_key, read.typed, version=read.version)
    except (Invalid, Stale) as refusal:
        return await showing.import_page(here, calendar_key, refusal)
    return (
        showing.preview_page(here, preview, read.typed, read)
        if preview.changes
        else await showing.import_page(here, calendar_key, read=read)
    )


@get("/calendars/{calendar_key:str}/days.ics")
async def free_days(request: AnyRequest, slug: FromPath[str], calendar_key: FromPath[str]) -> Response[bytes]:
    """The free days that count in a calendar, for the calendars of other programs."""
    here = await visit_section(request, slug, Section.CALENDARS)
    content = await service.free_days(here.actor, calendar_key, here.office.slug)
    name = f"hari-libur-{here.office.slug}-{calendar_key}.ics"
    return Response(
        content,
        media_type="text/calendar",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


calendar_pages = [
    *(list_calendars, new_calendar, add_calendar, show_calendar, change_calendar, remove_calendar),
    *(choose_file, read_file, free_days),
]
