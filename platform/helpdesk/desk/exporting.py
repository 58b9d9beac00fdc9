"""The list of cases as a file: what the address narrows it to, with citizens masked."""

from collections.abc import AsyncIterator

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream
from msgspec.structs import replace

from helpdesk.cases.lists import MOST_ROWS, CasePage, CaseQuery, how_many, list_cases
from helpdesk.desk import sheets
from helpdesk.desk.listing import list_beside, query_of
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, visit
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.permissions.model import Permission
from tenants.permissions.rules import require

MOST_LINES = 10_000
"""A longer list is not sent: a year of a province belongs in a report, not on a desk's disk."""


@get("/cases.csv")
async def send_list(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All pages of the list in one file; that it was taken, and how narrow, is on record before it leaves."""
    here = await visit(request, slug)
    require(here.actor, Permission.EXPORT_CASES)
    query = replace(query_of(here), cursor="", most=MOST_ROWS)
    number = await how_many(here.actor, query, MOST_LINES)
    if number > MOST_LINES:
        shell, listed = await list_beside(here)
        values = {"most": MOST_LINES, "back_href": here.address("cases"), "list": listed}
        return page(here, "desk/too_long.html", shell, status=422, **values)
    await _note(here, query, number)
    first = await list_cases(here.actor, query)
    return Stream(
        _lines(here, query, first),
        media_type="text/csv",
        headers=sheets.headers(_name(here, first)),
    )


async def _lines(here: Visit, query: CaseQuery, part: CasePage) -> AsyncIterator[str]:
    """A page of the list at a time: no transaction stays open while the reader's line is slow."""
    zone, left = here.office.timezone, MOST_LINES
    yield sheets.heads(sheets.HEADS, zone, part.now, here.say)
    while True:
        yield sheets.body(part.rows[:left], zone, here.say)
        left -= len(part.rows)
        if not part.next_cursor or left <= 0:
            return
        part = await list_cases(here.actor, replace(query, cursor=part.next_cursor))


async def _note(here: Visit, query: CaseQuery, number: int) -> None:
    """What was searched for may be somebody's name: only that something was is kept."""
    async with tenant_scope(here.actor.tenant_id) as scope:
        await record(
            scope,
            here.actor,
            "case.exported",
            "case",
            cases=number,
            folder=query.folder.value,
            searched=bool(query.search),
            filters=[str(value) for value in query.filters if value],
        )


def _name(here: Visit, first: CasePage) -> str:
    return f"{here.office.slug}-{first.now:%Y%m%d-%H%M}.csv"
