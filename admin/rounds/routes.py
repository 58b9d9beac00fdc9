"""The page of the plan: when the office looks at its channels, and what people look at."""

from litestar import get, post
from litestar.params import FromPath

from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    visit_section,
)
from admin.rounds import schemas
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from helpdesk.rounds import setting
from helpdesk.rounds.planning import MOST_LINES, TypedLine, TypedPlan
from kit.errors import Invalid, Refusal, Stale
from tenants.sign_in.pages import fields

_PARTS = ("name", "channel", "order")
_MOST_ROWS = MOST_LINES + schemas.SPARE


@get("/rounds")
async def show_plan(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The plan, or a proposal where there is none."""
    return await _page(await visit_section(request, slug, Section.ROUNDS))


@post("/rounds", status_code=200)
async def save_plan(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Set it."""
    here = await visit_section(request, slug, Section.ROUNDS)
    typed, version = await _typed(request)
    try:
        await setting.change(here.actor, typed, version=version)
    except Stale as refusal:
        return await _page(here, refusal)
    except Invalid as refusal:
        return await _page(here, refusal, typed)
    return back_to(here, "rounds", "saved")


@post("/rounds/stop", status_code=200)
async def stop_plan(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """No further rounds."""
    here = await visit_section(request, slug, Section.ROUNDS)
    [version] = await fields(request, "version")
    try:
        await setting.stop(here.actor, version=version_of(version))
    except Stale as refusal:
        return await _page(here, refusal)
    return back_to(here, "rounds", "stopped")


async def _typed(request: AnyRequest) -> tuple[TypedPlan, int]:
    form = await request.form()

    def said(name: str) -> str:
        value = form.get(name, "")
        return value if isinstance(value, str) else ""

    places = range(1, _MOST_ROWS + 1)
    lines = ({part: said(f"line-{place}-{part}") for part in _PARTS} for place in places)
    typed = TypedPlan(
        starts=said("starts")[:200],
        weekdays=tuple(str(day) for day in form.getall("weekdays", [])),
        skip_national=said("skip_national") == "1",
        reminders=said("reminders")[:100],
        lines=tuple(TypedLine(**line) for line in lines if line["name"].strip()),
    )
    return typed, version_of(said("version"))


async def _page(here: Visit, refusal: Refusal | None = None, typed: TypedPlan | None = None) -> Answer:
    kept = await setting.plan_of(here.actor)
    active = kept is not None and kept.active
    stands = typed or schemas.shown(kept.plan if kept else None)
    return section_page(
        Section.ROUNDS,
        here,
        "rounds",
        status=status_of(refusal),
        active=active,
        version=kept.version if kept else 0,
        typed=stands,
        rows=schemas.rows(stands)[:_MOST_ROWS],
        weekdays=schemas.weekdays(here),
        channels=schemas.channels(here),
        day=schemas.day(here, kept.plan) if kept and active else [],
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        done=done_words(here, schemas.DONE),
        to=address(here, "rounds"),
        board_href=f"{here.path}/rounds" if active and here.rounds.planned else "",
    )


round_pages = [show_plan, save_plan, stop_plan]
