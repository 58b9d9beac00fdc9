"""The page of retention: all kinds at once, weighed before they are saved."""

from collections.abc import Mapping, Sequence

from litestar import get, post
from litestar.params import FromPath

from admin.frame.service import (
    Section,
    address,
    back_to,
    by_name,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    visit_section,
)
from admin.retention import schemas
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from helpdesk.retention.model import Plan, Toll
from helpdesk.retention.service import change, standing, weigh
from kit.errors import Conflict, Invalid, Refusal, Stale
from tenants.offices import service as offices
from tenants.sign_in.pages import fields


@get("/retention")
async def show_retention(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """What holds, or what the office above advises one that has said nothing yet."""
    return await _page(await visit_section(request, slug, Section.RETENTION))


@post("/retention", status_code=200)
async def save_retention(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Weigh what is typed, or set it; what would go at once is asked about first."""
    here = await visit_section(request, slug, Section.RETENTION)
    act, advised, version, confirm = await fields(request, "act", "advised", "version", "confirm")
    typed = await _typed(request)
    plan = Plan(advised=bool(advised) and here.office.level.leads, version=version_of(version))
    try:
        wanted = schemas.read(typed)
        if act == "weigh":
            return await _page(here, typed=typed, plan=plan)
        confirmed = int(confirm) if confirm.isdecimal() and len(confirm) < 10 else 0
        await change(
            here.actor,
            wanted,
            kinds=schemas.KIND_WORDS,
            advised=plan.advised,
            version=plan.version,
            confirmed=confirmed,
        )
    except Stale as refusal:
        return await _page(here, refusal)
    except (Conflict, Invalid) as refusal:
        return await _page(here, refusal, typed, plan)
    return back_to(here, "retention", "saved")


async def _typed(request: AnyRequest) -> list[schemas.Row]:
    said = await by_name(request, schemas.ORDER)
    return [
        schemas.Row(kind=kind, months=said[f"months_{kind}"], law=said[f"law_{kind}"])
        for kind in schemas.KIND_WORDS
    ]


async def _page(
    here: Visit,
    refusal: Refusal | None = None,
    typed: Sequence[schemas.Row] | None = None,
    plan: Plan | None = None,
) -> Answer:
    stands = await standing(here.actor)
    plan, advice = plan or stands.plan, stands.advice
    by_advice = advice if typed is None and plan.version == 0 else None
    shown = schemas.rows((by_advice or plan).periods) if typed is None else typed
    office = (await offices.office(advice.office_id)).name if advice else ""
    tolls = {} if isinstance(refusal, Invalid) else await _tolls(here, shown)
    return section_page(
        Section.RETENTION,
        here,
        "retention",
        status=status_of(refusal),
        version=plan.version,
        unset=stands.plan.version == 0,
        advised_by=office if by_advice else "",
        rows=shown,
        names={row.kind: schemas.name_of(here, row.kind) for row in shown},
        tolls={row.kind: schemas.toll_words(here, tolls.get(row.kind)) for row in shown},
        advice={row.kind: schemas.advice_words(here, advice, office, row.kind) for row in shown},
        has_below=here.office.level.leads,
        advised=plan.advised,
        going=refusal.details.get("cases", 0) if isinstance(refusal, Conflict) else 0,
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        done=done_words(here, schemas.DONE),
        to=address(here, "retention"),
    )


async def _tolls(here: Visit, shown: Sequence[schemas.Row]) -> Mapping[str, Toll]:
    return await weigh(here.actor, schemas.read(shown), kinds=schemas.KIND_WORDS)


retention_pages = [show_retention, save_retention]
