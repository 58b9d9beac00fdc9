"""The last pages of a report: its files, and the check of all answers, from which it is sent."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec.structs import replace

from helpdesk.attachments.model import MOST_FILES
from helpdesk.attachments.preparing import prepared
from helpdesk.portal import passes, service
from helpdesk.portal.forms import FILE_ERRORS, MOST_REQUEST_BYTES, shown_name, uploads
from helpdesk.portal.model import Draft, Step
from helpdesk.portal.pages import Answer, onward
from helpdesk.portal.writing import PATH, Writing, filed_as, settle, show, turned_away, writing
from kit.errors import Invalid, TooMany
from kit.limits import Limit
from tenants.sign_in.asker import AnyRequest, network
from tenants.sign_in.pages import fields
from ui.model import FieldError

log = structlog.get_logger()

LEAST_SECONDS = 2.0
"""Nobody answers all questions faster; a program that does waits here."""
REPORTS_OF_A_NETWORK = 100
"""An hour: a whole village, or the counter of a health centre, may stand behind one address."""
REPORTS_OF_ALL = 5000
UPLOADS_OF_A_NETWORK = 120
UPLOADS_OF_ALL = 3000


def too_much(request: Request[Any, Any, Any], _: Exception) -> Response[Any]:
    """A request beyond all limits is not read at all: back to the question, which says why."""
    return Redirect(f"{request.url.path}?too_much", status_code=303)


@post(f"{PATH}/files", request_max_body_size=MOST_REQUEST_BYTES, exception_handlers={413: too_much})
async def answer_files(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Photos and other files: what can be taken is kept, what cannot is named; or one is taken out again."""
    held = await writing(request, slug, kind)
    elsewhere = turned_away(held, Step.FILES)
    if elsewhere or held.draft is None:
        return elsewhere or held.on_to(Step.TEXT)
    (taken_out, go) = await fields(request, "remove", "go")
    if taken_out:
        await _take_out(held, held.draft, taken_out)
        return held.on_to(Step.FILES)
    sent = await uploads(request, "files")
    if sent:
        await _count(request)
    draft, errors = await _take(held, held.draft, sent)
    if not errors and go == "more":
        return held.on_to(Step.FILES)
    return await settle(held, Step.FILES, draft, errors)


async def _take_out(held: Writing, draft: Draft, file_id: str) -> None:
    secret = passes.draft_secret(held.visit)
    if any(file.id == file_id for file in draft.files):
        await held.visit.drafts.remove_file(held.visit.office.id, secret, draft, file_id)


async def _take(
    held: Writing, draft: Draft, sent: Sequence[tuple[str, bytes]]
) -> tuple[Draft, Sequence[FieldError]]:
    """Each file is judged by itself: a bad one does not cost the others."""
    secret, errors = passes.draft_secret(held.visit), list[FieldError]()
    for name, content in sent:
        try:
            if len(draft.files) >= MOST_FILES:
                raise Invalid("invalid", fields={"files": "too_many"})
            ready = await prepared(name, content)
        except Invalid as fault:
            text = held.visit.say(FILE_ERRORS[fault.details["fields"]["files"]], name=shown_name(name))
            errors.append(FieldError(field="files", text=text))
            continue
        draft = await held.visit.drafts.add_file(held.visit.office.id, secret, draft, *ready)
    return draft, errors


@post(f"{PATH}/check")
async def send(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Send the report: one case, however often the button is pressed."""
    held = await writing(request, slug, kind)
    elsewhere = turned_away(held, Step.CHECK)
    if elsewhere or held.draft is None:
        return elsewhere or held.on_to(Step.TEXT)
    try:
        await _may_send(request)
        return await _send(held, held.draft)
    except TooMany as wait:
        return await _later(held, wait.details["retry_after"])
    except FileNotFoundError:  # sent by another press of the button, and the draft is gone since
        return onward(held.visit, "done")
    except Invalid as invalid:
        log.info("report_not_taken", fields=sorted(invalid.details.get("fields", {})))
        return held.on_to(_step_of(invalid))


async def _send(held: Writing, draft: Draft) -> Answer:
    here, secret = held.visit, passes.draft_secret(held.visit)
    elapsed = (held.now - draft.begun_at).total_seconds()
    await asyncio.sleep(min(LEAST_SECONDS, max(0.0, LEAST_SECONDS - elapsed)))
    files = await here.drafts.contents(here.office.id, secret, draft)
    runtime = here.runtime
    case = await service.send_report(
        here.citizen, draft, files, here.language, runtime.accounts, runtime.files
    )
    await here.drafts.keep(here.office.id, secret, replace(draft, filed=case.id))
    passes.remember_filed(here, filed_as(draft, case.id))
    for topic in ("inbox", "outbox"):
        runtime.bell.ring(topic)
    return onward(here, "done")


def _step_of(invalid: Invalid) -> Step:
    """Where an answer that no longer holds is given again: a facility may have closed meanwhile."""
    wrong = invalid.details.get("fields", {})
    if "facility" in wrong:
        return Step.WHERE
    return Step.FILES if "files" in wrong else Step.CONTACT if "phone" in wrong else Step.TEXT


async def _later(held: Writing, seconds: float) -> Answer:
    answer = await show(held, Step.CHECK, wait_seconds=seconds)
    answer.status_code = 429
    answer.headers["Retry-After"] = str(int(seconds))
    return answer


async def _may_send(request: AnyRequest) -> None:
    limits = [
        Limit(f"report:{network(request)}", REPORTS_OF_A_NETWORK, 3600),
        Limit("report", REPORTS_OF_ALL, 3600),
    ]
    await request.app.state.runtime.limits.allow_all(limits)


async def _count(request: AnyRequest) -> None:
    limits = [
        Limit(f"upload:{network(request)}", UPLOADS_OF_A_NETWORK, 3600),
        Limit("upload", UPLOADS_OF_ALL, 3600),
    ]
    await request.app.state.runtime.limits.allow_all(limits)


SENDING_ROUTES = [answer_files, send]
