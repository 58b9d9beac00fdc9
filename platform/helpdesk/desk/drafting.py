"""What the composer's module asks for between two pages: drafts, files, canned replies; and taking back."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from helpdesk.canned.rules import filled
from helpdesk.canned.service import canned_replies
from helpdesk.desk.case_page import case_answer, seen_case
from helpdesk.desk.composing import file_values, said_of
from helpdesk.desk.outcome import Outcome
from helpdesk.desk.pages import Answer, AnyRequest, Visit, fragment, onward, visit
from helpdesk.desk.refusals import field_errors, sentence
from helpdesk.desk.sending import MOST_REQUEST_BYTES, TABS, form_files, form_words, typed_of
from helpdesk.desk.templating import canned_values
from helpdesk.drafts import sending
from helpdesk.drafts.model import Draft
from helpdesk.drafts.service import remove_file, save_draft
from helpdesk.replies.early import send_now
from helpdesk.replies.service import retry
from kit.errors import Conflict, Invalid, Missing, Refusal, Stale
from kit.ids import known_id
from tenants.sign_in.pages import fields
from ui import formats

_CASE = "/cases/{number:str}"


@post(f"{_CASE}/draft", status_code=200)
async def keep_draft(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """Keep what stands in the composer: its version, and when; 409 with the newer text of another window."""
    here = await visit(request, slug)
    (tab,) = await fields(request, "tab")
    if tab not in TABS:
        raise Missing("page_missing")
    try:
        saved = await save_draft(here.actor, number, TABS[tab], typed_of(await form_words(request)))
    except Stale as stale:
        return _newer(here, stale)
    return Response(_kept(here, saved))


@post(f"{_CASE}/attachments", status_code=200, request_max_body_size=MOST_REQUEST_BYTES)
async def attach(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """Put files to the draft, or take one (`remove`) out; the draft's files as a list."""
    here = await visit(request, slug)
    tab, remove = await fields(request, "tab", "remove")
    if tab not in TABS:
        raise Missing("page_missing")
    try:
        typed = typed_of(await form_words(request), await form_files(request))
        saved = await save_draft(here.actor, number, TABS[tab], typed, here.runtime.files)
        if remove:
            saved = await remove_file(here.actor, number, TABS[tab], known_id(remove, "file_missing"))
    except Stale as stale:
        return _newer(here, stale)
    except Invalid as invalid:
        said = " ".join(error.text for error in field_errors(invalid, here.say))
        return Response({"said": said}, status_code=422)
    shown = fragment(here, "desk/draft_files.html", files=file_values(here, saved.files if saved else ()))
    return Response({**_kept(here, saved), "files": shown.content})


@get(f"{_CASE}/canned")
async def offer_canned(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """The office's canned replies, filled for this case, as choices of a list."""
    here = await visit(request, slug)
    replies = await canned_replies(here.actor)
    view = await seen_case(here, number)
    values = canned_values(here, view)
    choices = [(each, filled(each.text, values)) for each in replies]
    return fragment(
        here,
        "desk/canned.html",
        choices=[
            {"id": str(each.id), "title": each.title, "text": done.text, "missing": ", ".join(done.missing)}
            for each, done in choices
        ],
    )


@get(f"{_CASE}/held/{{draft_id:uuid}}")
async def look_at_held(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], draft_id: FromPath[UUID]
) -> dict[str, str]:
    """What became of an answer that was held: held, returned or sent."""
    here = await visit(request, slug)
    return {"state": await sending.state_of(here.actor, number, draft_id)}


@post(f"{_CASE}/held/{{draft_id:uuid}}/undo", status_code=200)
async def take_back(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], draft_id: FromPath[UUID]
) -> Answer:
    """Take a held answer back; its text stands in the composer again."""
    here = await visit(request, slug)
    try:
        await sending.take_back(here.actor, number, draft_id)
    except Conflict as refusal:
        return await _not_done(here, number, refusal)
    return onward(here.address(f"cases/{number}", done="undone", tab="reply"))


@post(f"{_CASE}/held/{{draft_id:uuid}}/now", status_code=200)
async def send_at_once(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], draft_id: FromPath[UUID]
) -> Answer:
    """Do not wait any longer."""
    here = await visit(request, slug)
    return await _sent(here, number, "reply", sending.send_at_once(here.actor, number, draft_id, here.book))


@post(f"{_CASE}/messages/{{message_id:uuid}}/retry", status_code=200)
async def try_again(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], message_id: FromPath[UUID]
) -> Answer:
    """Send a message again that did not arrive."""
    here = await visit(request, slug)
    return await _sent(here, number, "retried", retry(here.actor, number, message_id, here.book))


@post(f"{_CASE}/messages/{{message_id:uuid}}/early", status_code=200)
async def do_not_wait(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], message_id: FromPath[UUID]
) -> Answer:
    """Send news now that wait for the morning."""
    here = await visit(request, slug)
    return await _sent(here, number, "early", send_now(here.actor, number, message_id))


async def _sent(here: Visit, number: str, done: str, act: Awaitable[None]) -> Answer:
    """Let it go out, and tell so; or why it did not."""
    try:
        await act
    except (Invalid, Conflict, Stale) as refusal:
        return await _not_done(here, number, refusal)
    here.ring()
    return onward(here.address(f"cases/{number}", done=done))


async def _not_done(here: Visit, number: str, refusal: Refusal) -> Answer:
    said = sentence(refusal, here.say)
    return await case_answer(here, number, Outcome(deed="held", refusal=said, status=409))


def _kept(here: Visit, saved: Draft | None) -> dict[str, Any]:
    return {"known": saved.version if saved else 0, "said": said_of(here, saved)}


def _newer(here: Visit, stale: Stale) -> Answer:
    """Another window of the same officer was here: what stands there, for the officer to choose."""
    draft: Draft | None = stale.details.get("draft")
    if draft is None:
        return Response({"code": stale.code, "said": sentence(stale, here.say)}, status_code=409)
    time = formats.clock_time(draft.updated_at, here.office.timezone, language=here.language)
    body = {"code": stale.code, "text": draft.text, "known": draft.version, "time": time}
    return Response(body, status_code=409)


DRAFT_ROUTES = [
    keep_draft,
    attach,
    offer_canned,
    look_at_held,
    take_back,
    send_at_once,
    try_again,
    do_not_wait,
]
