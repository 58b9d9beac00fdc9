"""What is done on the pages of a round."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode
from uuid import UUID

from litestar import post
from litestar.params import FromPath

from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, version_of, visit
from helpdesk.desk.round_page import line_answer, round_answer
from helpdesk.rounds import checking
from helpdesk.rounds.checking import Check
from kit.errors import Conflict, Invalid, Refusal, Stale
from tenants.sign_in.pages import fields

_MOST_NUMBERS = 50


@post("/rounds/{round_id:uuid}/lines/{line_id:uuid}", status_code=200)
async def check_line(
    request: AnyRequest, slug: FromPath[str], round_id: FromPath[UUID], line_id: FromPath[UUID]
) -> Answer:
    """Say what is at a line."""
    here = await visit(request, slug)
    state, found, note, version = await fields(request, "state", "found", "note", "version")
    said = Check(state=state, found=found, note=note)
    try:
        await checking.check(here.actor, round_id, line_id, said, version=version_of(version))
    except (Invalid, Stale, Conflict) as refusal:
        typed = {} if isinstance(refusal, Stale) else {"state": state, "found": found, "note": note}
        return await line_answer(here, round_id, line_id, refusal, status=_status(refusal), **typed)
    return onward(f"{here.path}/rounds/{round_id}?done=checked#baris-{line_id}")


@post("/rounds/{round_id:uuid}/lines/{line_id:uuid}/seen", status_code=200)
async def see_line(
    request: AnyRequest, slug: FromPath[str], round_id: FromPath[UUID], line_id: FromPath[UUID]
) -> Answer:
    """The cases that the line's list showed were looked at."""
    here = await visit(request, slug)
    [numbers] = await fields(request, "numbers")
    shown = numbers.split()[:_MOST_NUMBERS]
    try:
        await checking.mark_seen(here.actor, round_id, line_id, shown)
    except Conflict as refusal:
        return await line_answer(here, round_id, line_id, refusal, status=409)
    here.ring()
    told = urlencode({"done": "seen", "found": len(shown)})
    return onward(f"{here.path}/rounds/{round_id}/lines/{line_id}?{told}")


@post("/rounds/{round_id:uuid}/quiet", status_code=200)
async def check_quiet(request: AnyRequest, slug: FromPath[str], round_id: FromPath[UUID]) -> Answer:
    """Check the lines at which nothing waits."""
    here = await visit(request, slug)
    return await _done(here, round_id, "quiet", lambda: checking.check_quiet(here.actor, round_id))


@post("/rounds/{round_id:uuid}/finish", status_code=200)
async def finish_round(request: AnyRequest, slug: FromPath[str], round_id: FromPath[UUID]) -> Answer:
    """Close it, with what the next shift should know."""
    here = await visit(request, slug)
    [handover] = await fields(request, "handover")
    return await _done(
        here,
        round_id,
        "finished",
        lambda: checking.finish(here.actor, round_id, handover),
        handover=handover,
    )


@post("/rounds/{round_id:uuid}/sign", status_code=200)
async def sign_round(request: AnyRequest, slug: FromPath[str], round_id: FromPath[UUID]) -> Answer:
    """A supervisor stands for it."""
    here = await visit(request, slug)
    return await _done(here, round_id, "signed", lambda: checking.sign(here.actor, round_id))


@post("/rounds/{round_id:uuid}/excuse", status_code=200)
async def excuse_round(request: AnyRequest, slug: FromPath[str], round_id: FromPath[UUID]) -> Answer:
    """A supervisor says why it was missed."""
    here = await visit(request, slug)
    reason, others = await fields(request, "reason", "others")
    return await _done(
        here,
        round_id,
        "excused",
        lambda: checking.excuse(here.actor, round_id, reason, others=others == "1"),
        reason=reason,
    )


async def _done(
    here: Visit, round_id: UUID, word: str, act: Callable[[], Awaitable[object]], **typed: str
) -> Answer:
    try:
        await act()
    except (Invalid, Conflict) as refusal:
        return await round_answer(here, round_id, refusal, status=_status(refusal), **typed)
    here.ring()
    return onward(f"{here.path}/rounds/{round_id}?done={word}")


def _status(refusal: Refusal) -> int:
    return 422 if isinstance(refusal, Invalid) else 409
