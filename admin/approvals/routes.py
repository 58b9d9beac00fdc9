"""The page of approval: the rules in their order, all saved at once."""

from collections.abc import Sequence

from litestar import get, post
from litestar.params import FromPath

from admin.approvals import schemas
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
from helpdesk.approvals.service import change, plan_of
from helpdesk.cases.model import CaseKind, Grade
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from helpdesk.desk.service import unit_tree
from kit.errors import Invalid, Refusal, Stale
from tenants.sign_in.pages import fields

_KINDS = frozenset(each.value for each in CaseKind)
_GRADES = frozenset(each.value for each in Grade)


@get("/approvals")
async def show_rules(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The rules, and empty rows for more."""
    return await _page(await visit_section(request, slug, Section.APPROVALS))


@post("/approvals", status_code=200)
async def save_rules(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Set them; an empty row is none, and any other must name who decides."""
    here = await visit_section(request, slug, Section.APPROVALS)
    [version] = await fields(request, "version")
    typed = [row for row in await _typed(request) if row != schemas.Row()]
    try:
        await change(
            here.actor, schemas.read(typed), kinds=_KINDS, grades=_GRADES, version=version_of(version)
        )
    except Stale as refusal:
        return await _page(here, refusal)
    except Invalid as refusal:
        return await _page(here, refusal, typed)
    return back_to(here, "approvals", "saved")


async def _typed(request: AnyRequest) -> list[schemas.Row]:
    names = [f"{part}_{place}" for place in schemas.PLACES for part in schemas.PARTS]
    said = await by_name(request, names)
    return [
        schemas.Row(**{part: said[f"{part}_{place}"] for part in schemas.PARTS}) for place in schemas.PLACES
    ]


async def _page(
    here: Visit, refusal: Refusal | None = None, typed: Sequence[schemas.Row] | None = None
) -> Answer:
    plan = await plan_of(here.actor)
    return section_page(
        Section.APPROVALS,
        here,
        "approvals",
        status=status_of(refusal),
        version=plan.version,
        any_rule=bool(plan.rules),
        rows=schemas.rows(plan.rules) if typed is None else schemas.padded(typed),
        **schemas.options(here, await unit_tree(here.actor)),
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        done=done_words(here, schemas.DONE),
        to=address(here, "approvals"),
    )


approval_pages = [show_rules, save_rules]
