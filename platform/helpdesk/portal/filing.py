"""Filing a report: one page a question, each a plain form; the answers wait in a draft on the server.

Here: the pages, and the first answer, which begins the draft. The other answers are in answers.py, files and
sending in sending.py.
"""

from litestar import get, post
from litestar.params import FromPath
from msgspec.structs import replace

from helpdesk.portal import passes, rules
from helpdesk.portal.forms import FILE_ERRORS, TEXT_ERRORS, TRAP_ERROR
from helpdesk.portal.model import Draft, Step
from helpdesk.portal.pages import Answer, onward
from helpdesk.portal.writing import PATH, settle, show, turned_away, writing
from kit.limits import Limit
from tenants.sessions.rules import new_secret
from tenants.sign_in.asker import AnyRequest, network
from tenants.sign_in.pages import fields
from ui.model import FieldError

_MOST_KEPT = 20_000
"""Characters that a draft keeps of a text that is too long, so that its writer can shorten it."""


@get(PATH)
async def begin(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """To the first question; `?at=` goes along."""
    held = await writing(request, slug, kind)
    at = held.facility(request.query_params.get("at", ""))
    return onward(held.visit, held.address(Step.TEXT) + (f"?at={at}" if at else ""))


@get([f"{PATH}/{step.value}" for step in Step])
async def question(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """One question, with the answer that was given before; nobody gets past an open one."""
    held = await writing(request, slug, kind)
    step = Step(request.url.path.rstrip("/").rsplit("/", 1)[-1])
    elsewhere = turned_away(held, step)
    if elsewhere is not None or "too_much" not in request.query_params:
        at = held.facility(request.query_params.get("at", ""))
        return elsewhere or await show(held, step, at=at)
    return await show(held, step, held.visit.errors({"files": "too_much"}, FILE_ERRORS))


@post(f"{PATH}/text")
async def answer_text(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """What happened; the first answer begins the draft."""
    held = await writing(request, slug, kind)
    text, trap, at = await fields(request, "text", "website", "at")
    draft = held.draft
    if draft is None or draft.filed is not None:
        await _count(request)
        draft = Draft(key=new_secret(), kind=held.kind, begun_at=held.now)
    place = draft.facility or held.facility(at)
    draft = replace(draft, text=rules.tidy(text)[:_MOST_KEPT], facility=place)
    wrong = rules.wrong_text(draft.text)
    errors = held.visit.errors({"text": wrong} if wrong else {}, TEXT_ERRORS)
    if trap:
        errors = (*errors, FieldError(field="website", text=held.visit.say(TRAP_ERROR)))
    return await settle(held, Step.TEXT, draft, errors)


@post(f"{PATH}/discard")
async def discard(request: AnyRequest, slug: FromPath[str], kind: FromPath[str]) -> Answer:
    """Begin again with empty pages."""
    held = await writing(request, slug, kind)
    secret = passes.draft_secret(held.visit)
    if secret:
        await held.visit.drafts.drop(held.visit.office.id, secret, held.kind)
    return held.on_to(Step.TEXT)


async def _count(request: AnyRequest) -> None:
    """Drafts take room on a disk: so many an hour for a network, and for everybody."""
    own = Limit(f"draft:{network(request)}", 200, 3600)
    await request.app.state.runtime.limits.allow_all([own, Limit("draft", 20_000, 3600)])


FILING_ROUTES = [begin, question, answer_text, discard]
