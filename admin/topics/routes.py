"""Pages: the topics, a new one, one of them."""

from functools import partial
from typing import Any
from uuid import UUID

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
from admin.topics import schemas
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from helpdesk.topics import service
from kit.errors import Conflict, Invalid, Refusal, Stale
from tenants.sign_in.pages import fields

_page = partial(section_page, Section.TOPICS)


@get("/topics")
async def list_topics(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All of them in their order, those that are offered first."""
    here = await visit_section(request, slug, Section.TOPICS)
    found = await service.all_topics(here.actor)
    rows = [schemas.row(here, each, first=place == 0) for place, each in enumerate(found)]
    done, new_href = done_words(here, schemas.DONE), address(here, "topics/new")
    return _page(here, "topics", rows=rows, new_href=new_href, done=done)


@get("/topics/new")
async def new_topic(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    return _form(await visit_section(request, slug, Section.TOPICS), "")


@post("/topics/new", status_code=200)
async def add_topic(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Add one, after all others."""
    here = await visit_section(request, slug, Section.TOPICS)
    [name] = await fields(request, "name")
    try:
        await service.add_topic(here.actor, name)
    except (Invalid, Conflict) as refusal:
        return _form(here, name, refusal)
    return back_to(here, "topics", "added")


@get("/topics/{topic_id:uuid}")
async def show_topic(request: AnyRequest, slug: FromPath[str], topic_id: FromPath[UUID]) -> Answer:
    """One topic, and what may be done."""
    return await _topic(await visit_section(request, slug, Section.TOPICS), topic_id)


@post("/topics/{topic_id:uuid}", status_code=200)
async def save_topic(request: AnyRequest, slug: FromPath[str], topic_id: FromPath[UUID]) -> Answer:
    """Give it another name."""
    here = await visit_section(request, slug, Section.TOPICS)
    name, version = await fields(request, "name", "version")
    try:
        await service.rename_topic(here.actor, topic_id, name, version=version_of(version))
    except (Invalid, Stale, Conflict) as refusal:
        return await _topic(here, topic_id, refusal, typed=name)
    return back_to(here, "topics", "saved")


@post("/topics/{topic_id:uuid}/raise", status_code=200)
async def raise_topic(request: AnyRequest, slug: FromPath[str], topic_id: FromPath[UUID]) -> Answer:
    """Offer it one place earlier."""
    here = await visit_section(request, slug, Section.TOPICS)
    await service.raise_topic(here.actor, topic_id)
    return back_to(here, "topics", "moved")


@post("/topics/{topic_id:uuid}/retire", status_code=200)
async def retire_topic(request: AnyRequest, slug: FromPath[str], topic_id: FromPath[UUID]) -> Answer:
    """Offer it no more."""
    here = await visit_section(request, slug, Section.TOPICS)
    [version] = await fields(request, "version")
    try:
        await service.retire_topic(here.actor, topic_id, version=version_of(version))
    except Stale as refusal:
        return await _topic(here, topic_id, refusal)
    return back_to(here, "topics", "off")


@post("/topics/{topic_id:uuid}/restore", status_code=200)
async def restore_topic(request: AnyRequest, slug: FromPath[str], topic_id: FromPath[UUID]) -> Answer:
    """Offer it again."""
    here = await visit_section(request, slug, Section.TOPICS)
    [version] = await fields(request, "version")
    try:
        await service.restore_topic(here.actor, topic_id, version=version_of(version))
    except (Stale, Invalid, Conflict) as refusal:
        return await _topic(here, topic_id, refusal)
    return back_to(here, "topics", "on")


def _form(here: Visit, name: str, refusal: Refusal | None = None) -> Answer:
    to = address(here, "topics/new")
    return _page(here, "topic_new", status=status_of(refusal), name_now=name, to=to, **_around(here, refusal))


async def _topic(here: Visit, topic_id: UUID, refusal: Refusal | None = None, *, typed: str = "") -> Answer:
    topic = await service.topic(here.actor, topic_id)
    wrong = isinstance(refusal, Invalid)
    return _page(
        here,
        "topic",
        status=status_of(refusal),
        topic=topic,
        name_now=typed if wrong and topic.active else topic.name,
        to=address(here, f"topics/{topic_id}"),
        **_around(here, refusal),
    )


def _around(here: Visit, refusal: Refusal | None) -> dict[str, Any]:
    return {
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        "back_href": address(here, "topics"),
    }


topic_pages = [
    *(list_topics, new_topic, add_topic, show_topic, save_topic),
    *(raise_topic, retire_topic, restore_topic),
]
