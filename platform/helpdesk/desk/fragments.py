"""Parts of pages that a tab asks for by itself, made by the templates and rights of the whole page."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.params import FromPath

from helpdesk.desk.case_page import page_values, seen_case
from helpdesk.desk.listing import list_beside
from helpdesk.desk.outcome import Outcome
from helpdesk.desk.pages import Answer, AnyRequest, Visit, fragment, visit
from helpdesk.desk.panel import panel_values
from helpdesk.live.service import AtCase, Live, case_at, colleagues_here
from tenants.sign_in.pages import fields
from ui import formats

_BY_ITSELF = {"by_itself": True}


@get("/live/list", opt=_BY_ITSELF)
async def live_list(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Folders with their counts, and the rows that the address asks for; `current` is the open case, `here` the place
    where the reader is instead of a folder."""
    here, asked = await visit(request, slug), request.query_params
    shell, listed = await list_beside(here, asked.get("current", ""), asked.get("here", ""))
    return fragment(here, "desk/live_list.html", shell=shell, list=listed)


@get("/live/cases/{number:str}", opt=_BY_ITSELF)
async def live_case(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """Head, timeline, further acts and panel of a case; everything but what the officer writes."""
    here = await visit(request, slug)
    view = await seen_case(here, number)
    values = {**page_values(here, view, Outcome()), **panel_values(here, view, None, "")}
    return fragment(here, "desk/live_case.html", **values)


@get("/live/here", opt=_BY_ITSELF)
async def live_here(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Which colleagues are at which cases; `number` is the open case. Empty while Valkey is away."""
    here = await visit(request, slug)
    found = await colleagues_here(here.actor, cast(Live, here.runtime.live).marks)
    number = request.query_params.get("number", "")
    rows: dict[str, list[str]] = {}
    for each in found:
        rows.setdefault(each.number, []).append(each.name)
    mine = [each for each in found if each.number == number]
    return fragment(
        here,
        "desk/live_here.html",
        rows=rows,
        viewers=[each.name for each in mine if each.writing_since is None],
        writers=[_writer(here, each) for each in mine if each.writing_since is not None],
    )


@post("/live/cases/{number:str}/writing", opt=_BY_ITSELF, status_code=204)
async def live_writing(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Response[None]:
    """The reader has begun to write to a case, writes on, or has stopped (`writing` is empty)."""
    here = await visit(request, slug)
    live, case = cast(Live, here.runtime.live), await case_at(here.actor, number)
    [writing] = await fields(request, "writing")
    who = here.actor.tenant_id, case.id, here.signed.session.membership_id
    changed = await (live.marks.writes(*who, case.now.timestamp()) if writing else live.marks.stops(*who))
    if changed:
        await live.ringer.came_or_went(here.actor.tenant_id, case.id, case.unit_id)
    return Response(None, status_code=204)


def _writer(here: Visit, at_case: AtCase) -> dict[str, Any]:
    assert at_case.writing_since is not None
    since = at_case.writing_since.astimezone(ZoneInfo(here.office.timezone))
    return {
        "name": at_case.name,
        "since": formats.clock_time(since, here.office.timezone, language=here.language),
    }
