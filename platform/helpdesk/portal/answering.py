"""What a citizen does on the page of an open report: write, have it taken up again, rate it, say how we write."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from helpdesk.attachments.preparing import all_prepared
from helpdesk.cases.model import Case
from helpdesk.portal import passes, reading, rules, service, wishes
from helpdesk.portal.forms import (
    FILE_ERRORS,
    MOST_REQUEST_BYTES,
    TEXT_ERRORS,
    form_key,
    shown_name,
    uploads,
)
from helpdesk.portal.pages import Answer, onward
from helpdesk.portal.tracking import PATH, REPORT, back_to_form, form, show
from helpdesk.portal.visits import Visit, visit
from helpdesk.surveys.service import SOLVED
from kit.errors import Conflict, Invalid, TooMany
from kit.files import FilesAway
from kit.limits import Limit
from tenants.sign_in.asker import AnyRequest
from tenants.sign_in.pages import fields
from ui.i18n import N_
from ui.model import FieldError

MESSAGES_AN_HOUR = 30
_TOO_OFTEN = N_("Anda mengirim terlalu sering. Tunggu beberapa menit, lalu kirim lagi.")
_NO_LANGUAGE = N_("Pilih bahasa dari daftar.")
_NO_FILES = N_("Berkas sedang tidak dapat disimpan. Coba lagi sebentar, atau kirim pesan ini tanpa berkas.")
_NOT_NOW = N_("Laporan ini tidak dapat ditambah lagi.")


def too_much(request: Request[Any, Any, Any], _: Exception) -> Response[Any]:
    """A request beyond all limits is not read at all."""
    return Redirect(f"{request.url.path.rsplit('/', 1)[0]}?said=too_much#keterangan", status_code=303)


@post(f"{PATH}/report/messages", request_max_body_size=MOST_REQUEST_BYTES, exception_handlers={413: too_much})
async def add_message(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Add words and files to a case that is worked on."""
    return await _write(request, slug, "sent")


@post(f"{PATH}/report/reopen", request_max_body_size=MOST_REQUEST_BYTES, exception_handlers={413: too_much})
async def reopen(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Have an ended case taken up again, with the reason."""
    return await _write(request, slug, "reopened")


async def _write(request: AnyRequest, slug: str, said: str) -> Answer:
    here = await visit(request, slug)
    case = await passes.open_case(here)
    text, key = await fields(request, "text", "key")
    if case is None:
        known = passes.known_case(here) is not None and text.strip()
        return await form(here, "", kept=text, ended=True) if known else back_to_form(here)
    sent = await uploads(request, "files")
    runtime = here.runtime
    try:
        await runtime.limits.allow_all([Limit(f"portal:{case.id}", MESSAGES_AN_HOUR, 3600)])
        _must_be_offered(case, said)
        ready = await all_prepared(sent)
        await service.write(
            here.citizen, case.id, text, ready, form_key(key), runtime.accounts, runtime.files
        )
    except (Invalid, Conflict, TooMany, FilesAway) as refusal:
        report = await reading.report(here.office.id, case.id)
        wrong = _in_words(here, refusal)
        return await show(here, report, errors=wrong, text=text[: rules.TEXT_CHARACTERS * 5])
    for topic in ("inbox", "outbox"):
        runtime.bell.ring(topic)
    return onward(here, f"{REPORT}?said={said}#percakapan")


def _must_be_offered(case: Case, said: str) -> None:
    """The page may be old: nobody reopens by adding a word, or adds a word by reopening."""
    if not (rules.may_reopen(case) if said == "reopened" else rules.may_write(case)):
        raise Conflict("not_now")


def _in_words(here: Visit, refusal: Invalid | Conflict | TooMany | FilesAway) -> tuple[FieldError, ...]:
    if isinstance(refusal, FilesAway):
        return (FieldError(field="files", text=here.say(_NO_FILES)),)
    if isinstance(refusal, Invalid):
        wrong: Mapping[str, str] = refusal.details.get("fields", {})
        texts = {**TEXT_ERRORS, **FILE_ERRORS}
        name = shown_name(refusal.details.get("name", ""))
        return tuple(
            FieldError(field=field, text=here.say(texts[code], name=name)) for field, code in wrong.items()
        )
    text = _TOO_OFTEN if isinstance(refusal, TooMany) else _NOT_NOW
    return (FieldError(field="text", text=here.say(text)),)


@post(f"{PATH}/report/rating")
async def rate(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """One tap: the score is stored at once, words may follow."""
    here = await visit(request, slug)
    case = await passes.open_case(here)
    if case is None:
        return back_to_form(here)
    score, solved, comment = await fields(request, "score", "solved", "comment")
    asked = int(score) if score in ("1", "2", "3", "4", "5") else case.rating or 0
    try:
        await service.rate_answer(
            here.citizen,
            case.id,
            asked,
            solved if solved in SOLVED else "",
            rules.tidy(comment)[: rules.COMMENT_CHARACTERS],
        )
    except (Invalid, Conflict):
        return onward(here, REPORT)
    here.runtime.bell.ring("outbox")
    said = "told" if solved or comment else "rated"
    return onward(here, f"{REPORT}?said={said}#penilaian")


@post(f"{PATH}/report/wishes")
async def choose(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """In which language we write, and whether also what nobody asked for."""
    here = await visit(request, slug)
    case = await passes.open_case(here)
    if case is None:
        return back_to_form(here)
    language, extras = await fields(request, "language", "extras")
    try:
        await here.runtime.limits.allow_all([Limit(f"wishes:{case.id}", MESSAGES_AN_HOUR, 3600)])
        await wishes.wish(here.citizen, case.id, language, extras=extras == "1")
    except (Conflict, TooMany):
        return onward(here, REPORT)
    except Invalid:
        report = await reading.report(here.office.id, case.id)
        wrong = (FieldError(field="language", text=here.say(_NO_LANGUAGE)),)
        return await show(here, report, errors=wrong)
    return onward(here, f"{REPORT}?said=wished#pesan")


ANSWERING_ROUTES = [add_message, reopen, rate, choose]
