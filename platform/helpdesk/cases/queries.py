"""The only queries for lists of cases. Their shapes are settled here once; values go in as parameters.

$1 to $5 are the asker (visibility.py), $6 to $9 the filters, $10 to $13 where the page begins and how long
it is; what follows is the search. Rows carry a case's columns and the names of what they point to.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from helpdesk.cases.folders import CONDITIONS, COUNTED, UNFINISHED, Folder
from helpdesk.cases.searching import Search, SearchKind, like_pattern
from helpdesk.cases.store import COLUMNS
from helpdesk.cases.visibility import ASKER, VISIBLE
from tenants.doors import Scope

FIRST = datetime(1, 1, 2, tzinfo=UTC)
LAST = datetime(9999, 12, 30, tzinfo=UTC)
LOWEST, HIGHEST = UUID(int=0), UUID(int=(1 << 128) - 1)

_FILTERS = (
    "($6::text IS NULL OR c.kind = $6) AND ($7::text IS NULL OR c.channel = $7)"
    " AND ($8::text IS NULL OR c.state = $8) AND ($9::uuid IS NULL OR c.unit_id = $9)"
)
_SEEN = f"SELECT c.tenant_id, {COLUMNS} FROM cases c, {ASKER} WHERE {VISIBLE} AND {_FILTERS}"  # noqa: S608
_NAMED = (
    "SELECT c.*, k.name AS contact, u.name AS unit, p.name AS assignee FROM {cases} c"
    " LEFT JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id AND NOT c.anonymous"
    " LEFT JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id"
    " LEFT JOIN membership m ON m.tenant_id = c.tenant_id AND m.id = c.assignee_id"
    " LEFT JOIN person p ON p.id = m.person_id ORDER BY {order}"
)

# Least time left first. Two walks along one index: the cases with a due time, then those without.
_URGENT = (
    "(({seen} AND {condition} AND (c.due_at, c.id) > ($10::timestamptz, $11::uuid)"
    " ORDER BY c.due_at, c.id LIMIT $13)"
    " UNION ALL ({seen} AND {condition} AND c.due_at IS NULL AND c.id > $12::uuid"
    " ORDER BY c.due_at, c.id LIMIT $13) ORDER BY due_at, id LIMIT $13)"
)
_NEWEST = (
    "({seen} AND {condition} AND (c.opened_at, c.id) < ($10::timestamptz, $11::uuid)"
    " ORDER BY c.opened_at DESC, c.id DESC LIMIT $12)"
)
_FOUND = {
    SearchKind.NUMBER: "c.number = $13::text",
    SearchKind.IDENTITY: "NOT c.anonymous AND c.contact_id = (SELECT i.contact_id FROM contact_identity i"
    " WHERE i.tenant_id = $1 AND i.scheme = $14::text AND i.value = $13::text)",
    SearchKind.WORDS: "c.id = ANY(ARRAY(SELECT search_cases($13::text, 200) UNION ALL"
    " SELECT n.id FROM cases n WHERE n.tenant_id = $1 AND NOT n.anonymous AND n.contact_id = ANY(ARRAY("
    "SELECT k.id FROM contact k WHERE k.tenant_id = $1 AND k.name ILIKE $14::text LIMIT 200))))",
}
"""Arrays, so that the hits are few before anything is joined. Names and numbers of anonymous citizens are
not found by: that would tell who they are."""

_LISTS = {
    folder: _NAMED.format(
        cases=(_NEWEST if folder is Folder.DONE else _URGENT).format(seen=_SEEN, condition=condition),
        order="c.opened_at DESC, c.id DESC" if folder is Folder.DONE else "c.due_at, c.id",
    )
    for folder, condition in CONDITIONS.items()
}
_SEARCHES = {
    kind: _NAMED.format(
        cases=_NEWEST.format(seen=_SEEN, condition=condition), order="c.opened_at DESC, c.id DESC"
    )
    for kind, condition in _FOUND.items()
}
_COUNTERS = ", ".join(f"count(*) FILTER (WHERE {CONDITIONS[each]}) AS {each}" for each in COUNTED)
_COUNTS = f"SELECT {_COUNTERS} FROM cases c, {ASKER} WHERE {VISIBLE} AND {UNFINISHED}"  # noqa: S608

Filters = tuple[str | None, str | None, str | None, UUID | None]
"""Kind, channel, state, unit."""


async def urgent(
    scope: Scope,
    asker: tuple[Any, ...],
    folder: Folder,
    filters: Filters,
    after: tuple[datetime | None, UUID] | None,
    most: int,
) -> list[Any]:
    """The next cases of a folder, least time left first, those without a due time last."""
    due_at, last_id = after or (FIRST, LOWEST)
    from_due = (LAST, HIGHEST) if due_at is None else (due_at, last_id)
    from_none = last_id if due_at is None else LOWEST
    return await scope.fetch(_LISTS[folder], *asker, *filters, *from_due, from_none, most)


async def newest(
    scope: Scope,
    asker: tuple[Any, ...],
    filters: Filters,
    before: tuple[datetime, UUID] | None,
    most: int,
) -> list[Any]:
    """The next finished cases, the youngest first."""
    return await scope.fetch(_LISTS[Folder.DONE], *asker, *filters, *(before or (LAST, HIGHEST)), most)


async def found(
    scope: Scope,
    asker: tuple[Any, ...],
    search: Search,
    filters: Filters,
    before: tuple[datetime, UUID] | None,
    most: int,
) -> list[Any]:
    """The next cases that a search finds in all folders, the youngest first."""
    further = {
        SearchKind.NUMBER: (),
        SearchKind.IDENTITY: (search.scheme,),
        SearchKind.WORDS: (like_pattern(search.text),),
    }[search.kind]
    place = before or (LAST, HIGHEST)
    return await scope.fetch(_SEARCHES[search.kind], *asker, *filters, *place, most, search.text, *further)


async def counted(scope: Scope, asker: tuple[Any, ...]) -> Mapping[str, int]:
    """How many cases each counted folder holds for the asker."""
    row = await scope.fetchrow(_COUNTS, *asker)
    return dict(row) if row else {}
