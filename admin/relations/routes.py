"""Pages: the offices we work with, and one of them."""

from functools import partial
from typing import Any, cast

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
    typed_as,
    visit_section,
)
from admin.relations import schemas
from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward
from helpdesk.elsewhere.model import NOWHERE
from helpdesk.escalation import relations
from helpdesk.relay.far import FarPost
from kit.errors import Invalid, Refusal, Stale
from ui.model import Option

_page = partial(section_page, Section.RELATIONS)


@get("/relations")
async def list_relations(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The offices of our line, those with which anything is agreed, and a way to any other."""
    here = await visit_section(request, slug, Section.RELATIONS)
    wanted = request.query_params.get("office", "")
    if wanted:
        return onward(address(here, f"relations/{(await relations.seen_one(here.actor, wanted)).peer.slug}"))
    found = await relations.seen_all(here.actor)
    shown = {each.peer.slug for each in found}
    return _page(
        here,
        "relations",
        rows=[schemas.row(here, each) for each in found],
        others=[
            Option(value=each.slug, label=each.name)
            for each in await relations.others(here.actor)
            if each.slug not in shown
        ],
        find_at=address(here, "relations"),
        elsewhere_href=address(here, "elsewhere"),
        done=done_words(here, schemas.DONE),
    )


@get("/relations/{peer:str}")
async def show_relation(request: AnyRequest, slug: FromPath[str], peer: FromPath[str]) -> Answer:
    """What is agreed with one office."""
    return await _relation(await visit_section(request, slug, Section.RELATIONS), peer)


@post("/relations/{peer:str}", status_code=200)
async def save_relation(request: AnyRequest, slug: FromPath[str], peer: FromPath[str]) -> Answer:
    """Set our side of it."""
    here = await visit_section(request, slug, Section.RELATIONS)
    typed = await typed_as(request, schemas.RelationForm)
    try:
        seen = await relations.seen_one(here.actor, peer)
        await relations.change(here.actor, peer, schemas.read(typed, seen.relation))
        if seen.peer.id == NOWHERE:
            await cast(FarPost, here.runtime.far).tell(here.actor, seen.peer.uid)
    except (Invalid, Stale) as refusal:
        return await _relation(here, peer, refusal, typed)
    return back_to(here, "relations", "saved")


async def _relation(
    here: Visit, peer: str, refusal: Refusal | None = None, typed: schemas.RelationForm | None = None
) -> Answer:
    seen = await relations.seen_one(here.actor, peer)
    values: dict[str, Any] = schemas.shown(here, seen)
    keeps = typed is not None and isinstance(refusal, Invalid)
    return _page(
        here,
        "relation",
        status=status_of(refusal),
        now=typed if keeps else schemas.written(seen.relation),
        to=address(here, f"relations/{seen.peer.slug}"),
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        back_href=address(here, "relations"),
        **values,
    )


relation_pages = [list_relations, show_relation, save_relation]
