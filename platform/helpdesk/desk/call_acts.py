"""Whoever nobody spoke with is called back: who does it, and that it is done."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from litestar import post
from litestar.params import FromPath

from helpdesk.calls import service as calls
from helpdesk.desk.call_page import calls_answer
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, version_of, visit
from kit.errors import Conflict, Stale
from tenants.sign_in.pages import fields


@post("/calls/{call_id:uuid}/take", status_code=200)
async def take_call(request: AnyRequest, slug: FromPath[str], call_id: FromPath[UUID]) -> Answer:
    """The reader calls back, and sees the number."""
    here = await visit(request, slug)
    version = version_of((await fields(request, "version"))[0])
    return await _done(here, "taken", lambda: calls.take(here.actor, call_id, version=version))


@post("/calls/{call_id:uuid}/finish", status_code=200)
async def finish_call(request: AnyRequest, slug: FromPath[str], call_id: FromPath[UUID]) -> Answer:
    """The caller was called back."""
    here = await visit(request, slug)
    version = version_of((await fields(request, "version"))[0])
    return await _done(here, "called", lambda: calls.finish(here.actor, call_id, version=version))


async def _done(here: Visit, done: str, act: Callable[[], Awaitable[None]]) -> Answer:
    try:
        await act()
    except (Stale, Conflict) as refusal:
        return await calls_answer(here, refusal)
    here.ring()
    return onward(f"{here.path}/calls?done={done}#panggil-balik")
