"""Pages: the sheets that came, a new one, its columns and its trial, how far it is, its report, and its end."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

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
from admin.sheets import files, schemas, words
from admin.sheets.export_pages import export_form
from helpdesk.cases.model import CaseKind
from helpdesk.channels.model import ChannelKind
from helpdesk.desk.pages import Answer, AnyRequest, Visit, fragment, onward, version_of
from helpdesk.desk.sheets import headers
from helpdesk.sheets import service
from helpdesk.sheets.model import Choice, Column, Fate, ImportState, Outcome
from helpdesk.sheets.reading import MOST_BYTES
from kit.doorbell import Bell
from kit.errors import Conflict, Invalid, Missing, Refusal, Stale
from tenants.sign_in.pages import fields
from ui.model import wrong_of

_page = partial(section_page, Section.SHEETS)
_UPLOAD_BYTES = MOST_BYTES + 1024 * 1024
"""A file that is too large is to be told so by its field."""


@get("/sheets")
async def list_sheets(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The sheets that came, a form for the next, and one for taking cases out."""
    return await _list(await visit_section(request, slug, Section.SHEETS))


@post("/sheets", status_code=200, request_max_body_size=_UPLOAD_BYTES)
async def bring_sheet(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Read a file, and go on to its columns."""
    here = await visit_section(request, slug, Section.SHEETS)
    file = (await request.form()).get("file")
    content, name = (await file.read(), file.filename) if isinstance(file, UploadFile) else (b"", "")
    try:
        import_id = await service.bring(here.actor, name, content)
    except Invalid as refusal:
        return await _list(here, refusal)
    return onward(address(here, f"sheets/{import_id}"))


@get("/sheets/{import_id:uuid}")
async def show_sheet(request: AnyRequest, slug: FromPath[str], import_id: FromPath[UUID]) -> Answer:
    """One sheet: what its columns hold and what would happen, or what happened."""
    return await _one(await visit_section(request, slug, Section.SHEETS), import_id)


@get("/sheets/{import_id:uuid}/progress")
async def show_progress(request: AnyRequest, slug: FromPath[str], import_id: FromPath[UUID]) -> Answer:
    """How far it is: the part of the page that keeps itself true."""
    here = await visit_section(request, slug, Section.SHEETS)
    found, _ = await service.one(here.actor, import_id)
    return fragment(here, "admin/sheet_progress.html", at=schemas.progress(here, found), whole=False)


@post("/sheets/{import_id:uuid}/{sheet_act:str}", status_code=200)
async def act_on_sheet(
    request: AnyRequest, slug: FromPath[str], import_id: FromPath[UUID], sheet_act: FromPath[str]
) -> Answer:
    """Turn to another page, choose columns, take in, take back, throw away."""
    here = await visit_section(request, slug, Section.SHEETS)
    [version] = await fields(request, "version")
    known = version_of(version)
    typed: Choice | None = None
    try:
        match sheet_act:
            case "tab":
                [tab] = await fields(request, "tab")
                await service.turn_to(here.actor, import_id, version_of(tab), version=known)
            case "columns":
                typed = await _typed(request)
                await service.choose(here.actor, import_id, typed, version=known)
            case "begin":
                await service.begin(here.actor, import_id, version=known)
                _ring(here)
            case "undo":
                await service.undo(here.actor, import_id, version=known)
                _ring(here)
            case "drop":
                await service.drop(here.actor, import_id, version=known)
                return back_to(here, "sheets", "dropped")
            case _:
                raise Missing("page_missing")
    except (Invalid, Stale, Conflict) as refusal:
        return await _one(here, import_id, refusal, typed)
    return onward(address(here, f"sheets/{import_id}"))


@get("/sheets/{import_id:uuid}/report.csv")
async def send_report(request: AnyRequest, slug: FromPath[str], import_id: FromPath[UUID]) -> Response[str]:
    """What became of each line, as a file."""
    here = await visit_section(request, slug, Section.SHEETS)
    rows = await _report(here, import_id)
    return Response(files.as_csv(rows), media_type="text/csv", headers=headers(_name(here, "csv")))


@get("/sheets/{import_id:uuid}/report.xlsx")
async def send_report_book(
    request: AnyRequest, slug: FromPath[str], import_id: FromPath[UUID]
) -> Response[bytes]:
    """The same as a workbook."""
    here = await visit_section(request, slug, Section.SHEETS)
    content = await files.as_xlsx(await _report(here, import_id), here.office.timezone)
    return Response(content, media_type=files.XLSX, headers=headers(_name(here, "xlsx")))


async def _report(here: Visit, import_id: UUID) -> list[files.Row]:
    found, outcomes = await service.outcomes(here.actor, import_id)
    return files.report(here, found, outcomes)


def _name(here: Visit, ending: str) -> str:
    return f"{here.office.slug}-laporan-lembar.{ending}"


async def _typed(request: AnyRequest) -> Choice:
    names = [column.value for column in Column]
    *places, channel, kind = await fields(request, *names, "usual_channel", "usual_kind")
    chosen = {
        Column(name): int(place)
        for name, place in zip(names, places, strict=True)
        if place.isascii() and place.isdecimal() and len(place) < 4
    }
    return Choice(
        columns=chosen,
        channel=ChannelKind(channel) if channel in set(ChannelKind) else ChannelKind.PHONE,
        kind=CaseKind(kind) if kind in set(CaseKind) else CaseKind.COMPLAINT,
    )


def _ring(here: Visit) -> None:
    bell: Bell = here.runtime.bell
    bell.ring("sheet")


async def _list(here: Visit, refusal: Refusal | None = None) -> Answer:
    errors = field_errors(here, refusal, words.UPLOAD_WRONG, ("file",))
    return _page(
        here,
        "sheets",
        status=status_of(refusal),
        rows=[schemas.row(here, each) for each in await service.imports(here.actor)],
        to=address(here, "sheets"),
        errors=errors,
        wrong=wrong_of(errors),
        done=done_words(here, words.DONE),
        export=await export_form(here),
    )


async def _one(
    here: Visit, import_id: UUID, refusal: Refusal | None = None, typed: Choice | None = None
) -> Answer:
    found, choice = await service.one(here.actor, import_id)
    is_draft = found.state is ImportState.DRAFT
    errors = field_errors(here, refusal, words.COLUMN_WRONG, [column.value for column in Column])
    to = address(here, f"sheets/{import_id}")
    outcomes = await _outcomes(here, import_id, is_draft=is_draft)
    return _page(
        here,
        "sheet",
        status=status_of(refusal),
        name=found.name,
        to=to,
        back_href=address(here, "sheets"),
        version=found.version,
        refusal=refused_words(here, refusal, words.REFUSED),
        errors=errors,
        wrong=wrong_of(errors),
        is_draft=is_draft,
        chosen=found.choice is not None and not errors,
        columns=schemas.columns(here, typed or choice),
        heads=schemas.heads(found),
        usual=schemas.usual(here),
        choice=typed or choice,
        tabs=schemas.tabs(found) if is_draft else [],
        tab=str(found.tab),
        at=None if is_draft else schemas.progress(here, found),
        may_undo=found.state is ImportState.DONE and found.new > 0,
        **_shown(here, to, choice, outcomes),
    )


async def _outcomes(here: Visit, import_id: UUID, *, is_draft: bool) -> list[Outcome]:
    if is_draft:
        return list((await service.tried(here.actor, import_id)).outcomes)
    return (await service.outcomes(here.actor, import_id))[1]


def _shown(here: Visit, to: str, choice: Choice, outcomes: list[Outcome]) -> Mapping[str, Any]:
    """The lines of one fate, or all; a long list is cut, its counts are not."""
    counts = {fate: sum(each.fate is fate for each in outcomes) for fate in Fate}
    asked = here.request.query_params.get("show", "")
    current = Fate(asked) if asked in set(Fate) else None
    wanted = [each for each in outcomes if current is None or each.fate is current]
    return {
        "lines": schemas.lines(here, choice, wanted[: schemas.MOST_SHOWN]),
        "hidden": max(0, len(wanted) - schemas.MOST_SHOWN),
        "fresh": counts[Fate.NEW],
        "faulty": counts[Fate.WRONG],
        "filters": schemas.filters(here, to, counts, current) if outcomes else (),
    }


sheet_pages = [
    *(list_sheets, bring_sheet, show_sheet, show_progress, act_on_sheet),
    *(send_report, send_report_book),
]
