"""Pages and forms of the acts on a case: shown, done, or shown again with why not and what was typed."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.params import FromPath
from msgspec.structs import replace

from helpdesk.casefile.service import reveal
from helpdesk.desk.buttons import more_acts
from helpdesk.desk.case_page import (
    case_answer,
    held,
    meanwhile,
    page_values,
    seen_at,
    seen_case,
)
from helpdesk.desk.deeds import DEEDS, Deed
from helpdesk.desk.dialogs import prepared
from helpdesk.desk.listing import shell_beside
from helpdesk.desk.outcome import Outcome, refused
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, version_of, visit
from helpdesk.desk.sending import MOST_REQUEST_BYTES, TABS, written
from helpdesk.desk.sent import Sent
from kit.errors import Conflict, Invalid, Missing, Refusal, Stale
from tenants.sign_in.pages import fields

_HIDDEN = ("version", "seen")
_SEVERAL = ("helpers", "copies", "unit_id")
"""Fields of which several may be ticked."""


@get("/cases/{number:str}/more")
async def more_page(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """The acts behind "more" as a page, for browsers without our module."""
    here = await visit(request, slug)
    view = await seen_case(here, number)
    if not more_acts(view.acts):
        return onward(here.address(f"cases/{view.case.number}"))
    return page(here, "desk/more.html", await shell_beside(here), **page_values(here, view, Outcome()))


@get("/cases/{number:str}/{deed:str}")
async def deed_page(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], deed: FromPath[str]
) -> Answer:
    """The form of one act; what is written on the case's own page leads there."""
    here = await visit(request, slug)
    found = DEEDS.get(deed)
    if found is None and deed != "reveal" and deed not in TABS:
        raise Missing("page_missing")
    if found is None or not found.template:
        return onward(here.address(f"cases/{number}", tab=deed))
    return await _dialog(here, number, deed, found, Outcome(deed=deed))


@post("/cases/{number:str}/{deed:str}", status_code=200, request_max_body_size=MOST_REQUEST_BYTES)
async def do_deed(
    request: AnyRequest, slug: FromPath[str], number: FromPath[str], deed: FromPath[str]
) -> Answer:
    """Do it and go back to the case; or show the form again and say why not."""
    here = await visit(request, slug)
    if deed in TABS:
        return await written(request, here, number, TABS[deed])
    found = DEEDS.get(deed)
    if found is None:
        raise Missing("page_missing")
    typed = await _typed(request, *found.fields, *_HIDDEN) | await _several(request, found.many)
    if typed.get("preview"):
        return await _dialog(here, number, deed, found, Outcome(deed=deed, typed=typed))
    try:
        await found.do(Sent(here=here, number=number, typed=typed, version=version_of(typed["version"])))
    except (Invalid, Conflict, Stale) as refusal:
        outcome = _refused(here, deed, typed, refusal)
        if found.template:
            return await _dialog(here, number, deed, found, outcome)
        said = " ".join(error.text for error in outcome.errors)  # no field of it stands on the page
        return await case_answer(here, number, replace(outcome, refusal=outcome.refusal or said))
    here.ring()
    return onward(here.address("cases") if found.leaves else here.address(f"cases/{number}", done=deed))


@post("/cases/{number:str}/reveal", status_code=200)
async def reveal_citizen(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """Show who the citizen is on this one answer, after the reason is on record."""
    here = await visit(request, slug)
    typed = await _typed(request, "reason")
    try:
        revealed = await reveal(here.actor, number, typed["reason"])
    except (Invalid, Conflict) as refusal:
        return await case_answer(here, number, _refused(here, "reveal", typed, refusal))
    return await case_answer(here, number, Outcome(deed="reveal", revealed=revealed))


async def _dialog(here: Visit, number: str, deed: str, found: Deed, outcome: Outcome) -> Answer:
    view = await seen_case(here, number)
    if found.act not in view.acts:
        return onward(here.address(f"cases/{view.case.number}", done="gone"))
    return page(
        here,
        found.template,
        await shell_beside(here),
        status=outcome.status,
        **held(here, view),
        **await prepared(here, view, deed, outcome.typed),
        to=here.address(f"cases/{view.case.number}/{deed}"),
        case_title=view.case.title,
        outcome=outcome,
        typed=outcome.typed,
        wrong=outcome.wrong,
        meanwhile=meanwhile(here, view, outcome),
        zone_name=view.now.astimezone(ZoneInfo(here.office.timezone)).tzname(),
    )


def _refused(here: Visit, deed: str, typed: dict[str, str], refusal: Refusal) -> Outcome:
    if isinstance(refusal, Stale):
        since = seen_at(typed.get("seen", ""))
        return Outcome(deed=deed, typed=typed, stale_since=since, status=409)
    return refused(deed, typed, refusal, here.say)


async def _several(request: AnyRequest, names: Iterable[str]) -> dict[str, str]:
    form = await request.form()
    return {name: ",".join(each for each in form.getall(name, []) if isinstance(each, str)) for name in names}


async def _typed(request: AnyRequest, *names: str) -> dict[str, str]:
    values = dict(zip(names, await fields(request, *names), strict=True))
    form = await request.form()
    several = {name: form.getall(name, []) for name in _SEVERAL if name in values}
    return values | {
        name: " ".join(each for each in ticked if isinstance(each, str)) for name, ticked in several.items()
    }
