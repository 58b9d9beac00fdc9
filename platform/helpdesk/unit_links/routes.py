"""`/unit/…`: the page of one case for its unit, without an account. Looking at the address changes nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect

from helpdesk.attachments.model import MOST_BYTES, MOST_FILES
from helpdesk.attachments.preparing import all_prepared
from helpdesk.attachments.serving import STREAMED, hand_out
from helpdesk.cases.words import KINDS
from helpdesk.contacts.model import masked
from helpdesk.unit_links import answering, entering, reading
from helpdesk.unit_links.links import PATH
from helpdesk.unit_links.model import Sheet, Standing, Via
from helpdesk.unit_links.visits import Answer, UnitVisit, visit
from helpdesk.unit_links.words import WRONG
from kit.errors import Gone, Invalid, Missing, TooMany, Unauthenticated
from kit.files import FilesAway
from kit.ids import id_in, uuid7
from tenants.sign_in.asker import AnyRequest
from tenants.sign_in.pages import fields
from ui.i18n import N_
from ui.model import FieldError, wrong_of

_MOST_REQUEST_BYTES = MOST_FILES * MOST_BYTES + 1024 * 1024
_LOOKS = 120
"""Of a network in a quarter of an hour."""
_TRIES = 30
_WRITES = 60
_TAKEN = "image/jpeg,image/png,image/webp,image/gif,application/pdf,audio/*,video/mp4"


@get("/{token:str}")
async def show(request: AnyRequest, token: FromPath[str]) -> Answer:
    """The case, for a browser that was let in; else where a code can be sent."""
    here = await visit(request, token, "look", _LOOKS)
    sheet = await reading.sheet(here.ticket, here.secret)
    if sheet is None:
        return await _door(here)
    return _sheet(here, sheet)


@post("/{token:str}/code", status_code=200)
async def send_code(request: AnyRequest, token: FromPath[str]) -> Answer:
    """Send a code to the unit's own number or mailbox."""
    here = await visit(request, token, "code", _TRIES)
    (via,) = await fields(request, "via")
    try:
        await entering.send_code(here.ticket, via, here.runtime.accounts)
    except TooMany:
        return await _door(here, {"code": "waits"}, status=429)
    here.runtime.bell.ring("delivery")
    return here.onward()


@post("/{token:str}/enter", status_code=200)
async def enter(request: AnyRequest, token: FromPath[str]) -> Answer:
    """Let the browser in whose person knows the code."""
    here = await visit(request, token, "enter", _TRIES)
    (code,) = await fields(request, "code")
    try:
        secret = await entering.enter(here.ticket, code, here.runtime.pin_key)
    except TooMany:
        return await _door(here, {"code": "over"}, status=422)
    if secret is None:
        return await _door(here, {"code": "wrong"}, status=422)
    here.runtime.bell.ring("outbox")
    return here.onward(secret=secret)


def _too_much(request: Request[Any, Any, Any], _: Exception) -> Response[Any]:
    return Redirect(f"{request.url.path.rsplit('/', 1)[0]}?said=too_much", status_code=303)


@post(
    "/{token:str}/answer",
    status_code=200,
    request_max_body_size=_MOST_REQUEST_BYTES,
    exception_handlers={413: _too_much},
)
async def answer(request: AnyRequest, token: FromPath[str]) -> Answer:
    """What the unit answers, with files."""
    here = await visit(request, token, "write", _WRITES)
    text, key = await fields(request, "text", "key")
    form = await request.form()
    sent = [each for each in form.getall("files", []) if isinstance(each, UploadFile) and each.filename]
    uploads = [(each.filename, await each.read(MOST_BYTES + 1)) for each in sent[: MOST_FILES + 1]]
    try:
        if await reading.sheet(here.ticket, here.secret) is None:
            raise Unauthenticated("unit_pass_over")
        ready = await all_prepared(uploads)
        await answering.answer(
            here.ticket, here.secret, text, ready, here.runtime.files, answer_id=id_in(key) or uuid7()
        )
    except Unauthenticated:
        return await _door(here, kept=text)
    except (Invalid, FilesAway) as refusal:
        return await _again(here, refusal, text=text)
    _ring(here)
    return here.onward(said="answered")


@post("/{token:str}/return", status_code=200)
async def give_back(request: AnyRequest, token: FromPath[str]) -> Answer:
    """The case goes back to the desk, with the reason; nothing is left to be seen here."""
    here = await visit(request, token, "write", _WRITES)
    (reason,) = await fields(request, "reason")
    try:
        await answering.give_back(here.ticket, here.secret, reason)
    except Unauthenticated:
        return await _door(here)
    except Invalid as refusal:
        return await _again(here, refusal, reason=reason)
    _ring(here)
    return here.page("returned")


@get("/{token:str}/files/{file_id:uuid}", opt=STREAMED)
async def download(request: AnyRequest, token: FromPath[str], file_id: FromPath[UUID]) -> Response[Any]:
    """A file that stands on the page, to be saved."""
    here = await visit(request, token, "look", _LOOKS)
    try:
        return await hand_out(await reading.file(here.ticket, here.secret, file_id), here.runtime)
    except (Unauthenticated, Gone):
        raise Missing("file_missing") from None


def _ring(here: UnitVisit) -> None:
    for topic in ("outbox", "attachment"):
        here.runtime.bell.ring(topic)


async def _door(
    here: UnitVisit, wrong: Mapping[str, str] | None = None, *, kept: str = "", status: int = 200
) -> Answer:
    """Which unit it is for, and the codes; of the case not even its number."""
    found, ways, waits = await entering.looked_at(here.ticket, here.runtime.accounts)
    errors = _errors(here, wrong or {})
    return here.page(
        "door",
        status=status,
        unit=found.unit,
        ways=[{"value": via.value, "label": _sent_to(here, found, via)} for via in ways],
        waits=waits,
        kept=kept[: answering.MOST_CHARACTERS],
        errors=errors,
        wrong=wrong_of(errors),
    )


def _sent_to(here: UnitVisit, found: Standing, via: Via) -> str:
    if via is Via.PHONE:
        return here.say(N_("Kirim kode ke WhatsApp %(to)s"), to=masked(found.terms.phone))
    return here.say(N_("Kirim kode ke surel %(to)s"), to=masked(found.terms.email))


def _sheet(here: UnitVisit, sheet: Sheet, status: int = 200, **values: Any) -> Answer:
    known = {"errors": (), "wrong": {}, "text": "", "reason": "", "taken": _TAKEN}
    return here.page(
        "sheet",
        status=status,
        sheet=sheet,
        kind=here.say(KINDS[sheet.kind]),
        said=here.request.query_params.get("said", ""),
        key=str(uuid7()),
        **{**known, **values},
    )


async def _again(here: UnitVisit, refusal: Invalid | FilesAway, **typed: str) -> Answer:
    """The page with what is wrong with what was typed."""
    sheet = await reading.sheet(here.ticket, here.secret)
    if sheet is None:
        return await _door(here)
    away = {"files": "away"}
    details = refusal.details if isinstance(refusal, Invalid) else {"fields": away}
    name = "".join(sign for sign in str(details.get("name", "")) if sign.isprintable())[:60]
    errors = _errors(here, details.get("fields", {}), name=name)
    return _sheet(here, sheet, 422, errors=errors, wrong=wrong_of(errors), **typed)


def _errors(here: UnitVisit, wrong: Mapping[str, str], name: str = "") -> tuple[FieldError, ...]:
    return tuple(
        FieldError(field=field, text=here.say(WRONG[field, code], name=name)) for field, code in wrong.items()
    )


_HANDLERS = [show, send_code, enter, answer, give_back, download]
unit_routes = [Router(path=PATH, route_handlers=_HANDLERS, include_in_schema=False)]
