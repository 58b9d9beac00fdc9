"""Cases as the sheet that offices know: by their days, as CSV or workbook, masked unless a reason is given."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Stream

from admin.frame.service import Section, address, field_errors, section_page, status_of, visit_section
from admin.sheets import files, words
from helpdesk.desk.pages import Answer, AnyRequest, Visit
from helpdesk.desk.sheets import headers
from helpdesk.sheets import exporting
from helpdesk.sheets.exporting import Wanted
from kit.errors import Invalid, Refusal
from tenants.permissions.model import Permission
from tenants.sign_in.pages import fields
from ui.model import wrong_of

_AT_ONCE = 200
_FIELDS = ("since", "until", "reason")


@post("/sheets/export", status_code=200)
async def send_sheet(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Send the sheet; that it was taken, how wide, and why citizens are named in it, is on record before it leaves."""
    here = await visit_section(request, slug, Section.SHEETS)
    since, until, form, named, reason = await fields(request, "since", "until", "form", "named", "reason")
    form = "xlsx" if form == "xlsx" else "csv"
    try:
        wanted = _wanted(since, until, bool(named), reason)
        await exporting.begin(here.actor, wanted, form)
    except Invalid as refusal:
        return await _refused(
            here, refusal, {"since": since, "until": until, "named": named, "reason": reason}
        )
    told = headers(f"{here.office.slug}-kasus-{wanted.since}-{wanted.until}.{form}")
    if form == "csv":
        return Stream(_parts(here, wanted), media_type="text/csv", headers=told)
    rows = [
        files.heads(here),
        *[files.case_row(here, each) async for each in exporting.exported(here.actor, wanted)],
    ]
    content = await files.as_xlsx(rows, here.office.timezone)
    return Response(content, media_type=files.XLSX, headers=told)


async def _parts(here: Visit, wanted: Wanted) -> AsyncIterator[str]:
    zone, rows = here.office.timezone, list[files.Row]()
    yield files.as_csv([files.heads(here)])
    async for each in exporting.exported(here.actor, wanted):
        rows.append(files.case_row(here, each))
        if len(rows) == _AT_ONCE:
            yield files.csv_part(rows, zone)
            rows.clear()
    yield files.csv_part(rows, zone)


async def export_form(
    here: Visit, typed: dict[str, str] | None = None, refusal: Refusal | None = None
) -> dict[str, Any]:
    """What the form holds; nothing for those who may not take a list out of the house."""
    if not here.actor.may(Permission.EXPORT_CASES):
        return {}
    since, until = await exporting.usual_days(here.actor)
    usual = {"since": str(since), "until": str(until), "named": "", "reason": ""}
    errors = field_errors(here, refusal, words.EXPORT_WRONG, _FIELDS)
    return {
        "to": address(here, "sheets/export"),
        "typed": usual | (typed or {}),
        "reveals": here.actor.may(Permission.REVEAL_IDENTITY),
        "errors": errors,
        "wrong": wrong_of(errors),
    }


async def _refused(here: Visit, refusal: Refusal, typed: dict[str, str]) -> Answer:
    values = {"export": await export_form(here, typed, refusal), "back_href": address(here, "sheets")}
    return section_page(Section.SHEETS, here, "sheet_export", status=status_of(refusal), **values)


def _wanted(since: str, until: str, named: bool, reason: str) -> Wanted:
    days: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for name, written in (("since", since), ("until", until)):
        try:
            days[name] = date.fromisoformat(written)
        except ValueError:
            wrong[name] = "malformed"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return Wanted(since=days["since"], until=days["until"], named=named, reason=reason)


export_pages = [send_sheet]
