"""Following a report: with its number and PIN, on a page that opens for two hours."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from helpdesk.attachments.serving import STREAMED, hand_out
from helpdesk.channels.trials import is_trial
from helpdesk.portal import passes, reading, service
from helpdesk.portal.done import link_to_register, link_to_whatsapp, tracking_address
from helpdesk.portal.model import Report
from helpdesk.portal.pages import Answer, onward, page
from helpdesk.portal.rules import TEXT_CHARACTERS
from helpdesk.portal.store import real_now
from helpdesk.portal.visits import Visit, visit
from helpdesk.tracking import guessing
from kit.errors import Missing, TooMany
from tenants.doors import tenant_scope
from tenants.sessions.rules import new_secret
from tenants.sign_in.asker import AnyRequest, network
from tenants.sign_in.pages import fields
from ui.codes import qr_of
from ui.i18n import LANGUAGES, N_
from ui.model import FieldError, Option, wrong_of

PATH = "/t/{slug:str}/track"
REPORT = "track/report"
_NO_MATCH = N_("Nomor laporan atau PIN tidak cocok. Periksa keduanya, lalu coba lagi.")


@get(PATH)
async def enter_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The form for number and PIN; a report that is open in this browser is shown at once."""
    here = await visit(request, slug)
    number = request.query_params.get("number", "")
    if not number and await passes.open_case(here) is not None:
        return onward(here, REPORT)
    return await form(here, number, ended="ended" in request.query_params)


@post(PATH)
async def enter(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Compare number and PIN; unknown and wrong take the same way and the same time."""
    here = await visit(request, slug)
    number, pin, kept = await fields(request, "number", "pin", "text")
    known = passes.known_case(here)
    try:
        case = await guessing.find(
            here.office.id,
            number,
            pin,
            network=network(request),
            known=known.case_id if known else None,
            pin_key=here.runtime.pin_key,
            limits=here.runtime.limits,
        )
    except TooMany as wait:
        return await form(here, number, kept=kept, waits=wait)
    if case is None:
        return await form(here, number, kept=kept, wrong=True)
    async with tenant_scope(here.office.id, read_only=True) as scope:
        passes.let_in(here, case, await real_now(scope))
    if kept.strip():
        report = await reading.report(here.office.id, case.id)
        return await show(here, report, said="kept", text=kept[: TEXT_CHARACTERS * 5])
    return onward(here, REPORT)


async def form(
    here: Visit,
    number: str,
    *,
    kept: str = "",
    wrong: bool = False,
    ended: bool = False,
    waits: TooMany | None = None,
) -> Answer:
    """The page that asks for number and PIN; `kept` is a message that waits behind it."""
    errors = (FieldError(field="number", text=here.say(_NO_MATCH)),) if wrong else ()
    seconds = int(waits.details["retry_after"]) if waits else 0
    answer = await page(
        here,
        "track",
        status=429 if waits else 422 if wrong else 200,
        number=number[:40],
        kept=kept[: TEXT_CHARACTERS * 5],
        errors=errors,
        ended=ended,
        waits=waits.code if waits else "",
        wait_seconds=max(60, seconds),
    )
    if waits:
        answer.headers["Retry-After"] = str(seconds)
    return answer


@get(f"{PATH}/report")
async def report_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The report that is open in this browser."""
    here = await visit(request, slug)
    case = await passes.open_case(here)
    if case is None:
        return back_to_form(here)
    report = await reading.report(here.office.id, case.id)
    return await show(here, report, said=request.query_params.get("said", ""))


async def show(
    here: Visit,
    report: Report,
    *,
    said: str = "",
    errors: tuple[FieldError, ...] = (),
    text: str = "",
) -> Answer:
    """The page of a report, with what is wrong with what was just written."""
    track = tracking_address(here, report.case.number)
    values: dict[str, Any] = {
        "report": report,
        "case": report.case,
        "said": said,
        "errors": errors,
        "wrong": wrong_of(errors),
        "text": text,
        "form_key": new_secret(),
        "messages_in": [Option(value=word, label=name) for word, name in LANGUAGES.items()],
        "track": track,
        "qr": qr_of(track),
        "here": f"{here.path}/{REPORT}",
        "link": await link_to_whatsapp(here, report.case, report.now) if report.may_link else None,
        "lapor_trial": is_trial(report.case.lapor_number),
        "lapor_href": await link_to_register(here, report.case.lapor_number),
        "ends": int((passes.OPEN_FOR - passes.WARNED_BEFORE - passes.RENEWED_AFTER).total_seconds()),
    }
    return await page(here, "report", status=422 if errors else 200, **values)


@post(f"{PATH}/report/stay")
async def stay(request: AnyRequest, slug: FromPath[str]) -> Response[None]:
    """Keep the report open for another two hours: 204, or 403 when it has closed already."""
    here = await visit(request, slug)
    case = await passes.open_case(here, renew=True)
    return Response(None, status_code=403 if case is None else 204)


def back_to_form(here: Visit) -> Answer:
    """The way in has ended."""
    ended = passes.known_case(here) is not None
    return onward(here, "track?ended" if ended else "track")


@post(f"{PATH}/leave")
async def leave(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Close the report in this browser."""
    here = await visit(request, slug)
    passes.leave(here)
    return onward(here, "")


@get(f"{PATH}/report/files/{{file_id:uuid}}", opt=STREAMED)
async def download(request: AnyRequest, slug: FromPath[str], file_id: FromPath[UUID]) -> Response[Any]:
    """A file of the conversation, to be saved: never shown by us, and never able to run."""
    here = await visit(request, slug)
    case = await passes.open_case(here)
    if case is None:
        raise Missing("file_missing")
    return await hand_out(await service.stored_file(here.citizen, case.id, file_id), here.runtime)


TRACKING_ROUTES = [enter_page, enter, report_page, stay, leave, download]
