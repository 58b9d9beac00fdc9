"""Pages: the rule set in force and the other versions, and how far a recount is."""

from typing import Any

from litestar import get
from litestar.params import FromPath

from admin.frame.service import Section, address, done_words, section_page, visit_section
from admin.promises import schemas, service
from admin.promises.drafting import draft_pages
from admin.promises.model import Book, Version
from admin.promises.simulating import simulator_page
from helpdesk.desk.pages import Answer, AnyRequest, Visit, fragment
from tenants.permissions.model import Permission


@get("/promises")
async def show_promises(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The version in force, or the one that the address names; and all others."""
    here = await visit_section(request, slug, Section.PROMISES)
    book = await service.book(here.actor)
    asked = request.query_params.get("version", "")
    current = service.version_of(book, asked) if asked else _present(book)
    return section_page(
        Section.PROMISES,
        here,
        "promises",
        shown=schemas.version_shown(here, current, book),
        others=[schemas.version_shown(here, each, book) for each in book.versions if each is not current],
        may_write=here.actor.may(Permission.MANAGE_OFFICE),
        done=done_words(here, schemas.DONE),
        new_href=address(here, "promises/draft"),
        simulator_href=address(here, "promises/simulator"),
        own_href=address(here, "promises"),
        **await _progress(here),
    )


@get("/promises/progress")
async def show_progress(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """How far the last recount is: the part of the page that keeps itself true."""
    here = await visit_section(request, slug, Section.PROMISES)
    return fragment(here, "admin/recount.html", **await _progress(here))


async def _progress(here: Visit) -> dict[str, Any]:
    jobs = await service.recounts(here.actor)
    shown = schemas.recount_shown(here, jobs[0]) if jobs else None
    return {"recount": shown, "progress_href": address(here, "promises/progress")}


def _present(book: Book) -> Version:
    """The version in force; before the first one begins, the newest."""
    current = schemas.in_force(book)
    return next((each for each in book.versions if each.rule_set is current), book.newest)


promise_pages = [show_promises, show_progress, *draft_pages, simulator_page]
