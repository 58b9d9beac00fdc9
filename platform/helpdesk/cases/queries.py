"""The only queries for lists of cases. Their shapes are settled here once; values go in as parameters.

$1 to $5 are the asker (visibility.py), $6 to $11 the filters, then where the page begins and how long it is;
what follows is the search. Rows carry a case's columns and the names of what they point to.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from helpdesk.cases.folders import BESIDE, CONDITIONS, NARROWER, PICKED, UNFINISHED, Folder
from helpdesk.cases.model import PartRole
from helpdesk.cases.searching import Search
from helpdesk.cases.store import COLUMNS
from helpdesk.cases.visibility import ASKER, READABLE, VISIBLE
from tenants.doors import Scope

FIRST = datetime(1, 1, 2, tzinfo=UTC)
LAST = datetime(9999, 12, 30, tzinfo=UTC)
LOWEST, HIGHEST = UUID(int=0), UUID(int=(1 << 128) - 1)

_BUT_UNIT = (
    "($6::text IS NULL OR c.kind = $6) AND ($7::text IS NULL OR c.channel = $7)"
    " AND ($8::text IS NULL OR c.state = $8)"
    " AND ($10::uuid IS NULL OR c.topic_id = $10) AND ($11::text IS NULL OR c.grade = $11)"
)
_FILTERS = f"{_BUT_UNIT} AND ($9::uuid IS NULL OR c.unit_id = $9)"
_ALL = f"SELECT c.tenant_id, {COLUMNS} FROM cases c, {ASKER} WHERE {{seen}} AND NOT c.withdrawn AND "  # noqa: S608
_BESIDE = "c.tenant_id = asker.tenant_id AND " + BESIDE.format(
    role="= '{role}'",
    unit="(asker.seen_units IS NULL OR p.unit_id = ANY(asker.seen_units)) AND ($9::uuid IS NULL OR p.unit_id = $9)",
)
"""By the unit that helps or has a copy, whoever leads."""


def _seen(folder: Folder, role: PartRole) -> str:
    """The cases of a folder under the filters: those of units in this role."""
    if role is not PartRole.LEAD:
        return _ALL.format(seen=_BESIDE.format(role=role.value)) + _BUT_UNIT
    return _ALL.format(seen=_visible(folder)) + _FILTERS


def _visible(folder: Folder) -> str:
    """Own units that help or have a copy read it; every other folder holds what one's units lead."""
    return "c.tenant_id = asker.tenant_id" if folder is Folder.BESIDE else VISIBLE


_NAMED = (
    "SELECT c.*, k.name AS contact, u.name AS unit, s.name AS topic,"
    " staff_name(p.name, m.tenant_id, m.delegation_id) AS assignee, coalesce(h.level, w.state) AS holder,"
    " y.role AS part"
    " FROM {cases} c"
    " LEFT JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id AND NOT c.anonymous"
    " LEFT JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id"
    " LEFT JOIN topic s ON s.tenant_id = c.tenant_id AND s.id = c.topic_id"
    " LEFT JOIN membership m ON m.tenant_id = c.tenant_id AND m.id = c.assignee_id"
    " LEFT JOIN person p ON p.id = m.person_id"
    " LEFT JOIN LATERAL (SELECT t.level FROM link l JOIN known_offices() t ON t.uid = l.peer_uid"
    " WHERE c.escalated AND l.tenant_id = c.tenant_id AND l.case_id = c.id AND l.side = 'source'"
    " ORDER BY l.created_at DESC LIMIT 1) h ON true"
    " LEFT JOIN LATERAL (SELECT l.state FROM link l WHERE c.mirrored"
    " AND l.tenant_id = c.tenant_id AND l.case_id = c.id AND l.side = 'target'"
    " AND CASE WHEN c.closed_at IS NULL THEN l.state = 'offered' ELSE c.state = 'rejected'"
    " AND l.state IN ('returned', 'withdrawn', 'expired') END ORDER BY l.created_at DESC LIMIT 1) w ON true"
    " LEFT JOIN LATERAL (SELECT p.role FROM disposition p WHERE cardinality($4::uuid[]) > 0"
    " AND p.tenant_id = c.tenant_id AND p.case_id = c.id AND p.unit_id = ANY($4) AND p.role <> 'lead'"
    " AND p.state IN ('open', 'answered') ORDER BY p.role DESC LIMIT 1) y ON true ORDER BY {order}"
)

# Danger to life first ($16 and $17: where the page begins there): few, by an index of their own. Then least time
# left first, in two walks along another index: the cases with a due time, then those without.
_DUE = "coalesce(c.due_at, '9999-12-30 00:00+00')"
_URGENT = (
    f"(({{seen}} AND {{condition}} AND c.danger AND ({_DUE}, c.id) > ($16::timestamptz, $17::uuid)"
    f" ORDER BY {_DUE}, c.id LIMIT $15)"
    " UNION ALL ({seen} AND {condition} AND NOT c.danger AND (c.due_at, c.id) > ($12::timestamptz, $13::uuid)"
    " ORDER BY c.due_at, c.id LIMIT $15)"
    " UNION ALL ({seen} AND {condition} AND NOT c.danger AND c.due_at IS NULL AND c.id > $14::uuid"
    " ORDER BY c.due_at, c.id LIMIT $15) ORDER BY danger DESC, due_at, id LIMIT $15)"
)
_NEWEST = (
    "({seen} AND {condition} AND (c.opened_at, c.id) < ($12::timestamptz, $13::uuid)"
    " ORDER BY c.opened_at DESC, c.id DESC LIMIT $14)"
)
_HITS = (
    "search_cases($15, $16, $17, $18, $19, $20, asker.seen_units, $6, $7, $8, $9, $10, $11,"
    " $12::timestamptz, $13::uuid, $14)"
)
_FOUND = f"c.id = ANY(ARRAY(SELECT {_HITS}))"
"""The door judges units and filters before it cuts; here they are asked once more. An array, so that the hits
are few before anything is joined."""

_BY_DUE, _BY_AGE = "c.danger DESC, c.due_at, c.id", "c.opened_at DESC, c.id DESC"
_LISTS = {
    (folder, newest, role): _NAMED.format(
        cases=(_NEWEST if newest else _URGENT).format(seen=_seen(folder, role), condition=condition),
        order=_BY_AGE if newest else _BY_DUE,
    )
    for folder, condition in CONDITIONS.items()
    for newest in (True, False)
    for role in PartRole
}
_SEARCH = _NAMED.format(
    cases=_NEWEST.format(seen=_ALL.format(seen=READABLE) + _FILTERS, condition=_FOUND), order=_BY_AGE
)
_MANY = {
    (folder, role): f"SELECT count(*) FROM ({_seen(folder, role)} AND {condition} LIMIT $12) c"  # noqa: S608
    for folder, condition in CONDITIONS.items()
    for role in PartRole
}
_MANY_FOUND = f"SELECT count(*) FROM {ASKER}, LATERAL {_HITS}"  # noqa: S608
_COUNTERS = ", ".join(f"count(*) FILTER (WHERE {narrower}) AS {each}" for each, narrower in NARROWER.items())
_STANDING = "SELECT count(*) FROM cases c, {asker} WHERE c.closed_at IS NULL AND NOT c.withdrawn AND {seen} AND {which}"
_COUNTED_BESIDE = ", ".join(
    f"({_STANDING.format(asker=ASKER, seen=_visible(each), which=which)}) AS {each}"
    for each, which in PICKED.items()
)
_COUNTS = f"SELECT {_COUNTERS}, {_COUNTED_BESIDE} FROM cases c, {ASKER} WHERE {VISIBLE} AND {UNFINISHED}"  # noqa: S608

_BY_UNIT = (
    "SELECT c.unit_id, count(*) AS cases, count(*) FILTER (WHERE c.due_at < $2) AS late FROM cases c"  # noqa: S608
    f" WHERE c.tenant_id = $1 AND c.unit_id IS NOT NULL AND {UNFINISHED} GROUP BY c.unit_id"
)
_HELPS = (
    "SELECT p.unit_id, count(*) AS cases FROM disposition p JOIN cases c ON c.tenant_id = p.tenant_id"  # noqa: S608
    " AND c.id = p.case_id WHERE p.tenant_id = $1 AND p.role = 'helper' AND p.state = 'open'"
    f" AND {UNFINISHED} GROUP BY p.unit_id"
)


class Load(NamedTuple):
    """How busy a unit is."""

    cases: int = 0
    """Unfinished ones that it leads."""
    late: int = 0
    """How many of them are."""
    helps: int = 0
    """Unfinished ones that it helps with, and has not answered."""


Filters = tuple[str | None, str | None, str | None, UUID | None, UUID | None, str | None]
"""Kind, channel, state, unit, topic, grade."""


async def urgent(
    scope: Scope,
    asker: tuple[Any, ...],
    folder: Folder,
    filters: Filters,
    role: PartRole,
    after: tuple[bool, datetime | None, UUID] | None,
    most: int,
) -> list[Any]:
    """The next cases of a folder: danger to life, then least time left first, those without a due time last.

    `after` is the last case of the page before: its danger, due time and id.
    """
    danger, due_at, last_id = after or (True, FIRST, LOWEST)
    if danger:
        due, none, in_danger = (FIRST, LOWEST), LOWEST, (due_at or LAST, last_id)
    else:
        due = (LAST, HIGHEST) if due_at is None else (due_at, last_id)
        none, in_danger = last_id if due_at is None else LOWEST, (LAST, HIGHEST)
    return await scope.fetch(_LISTS[folder, False, role], *asker, *filters, *due, none, most, *in_danger)


async def newest(
    scope: Scope,
    asker: tuple[Any, ...],
    folder: Folder,
    filters: Filters,
    role: PartRole,
    before: tuple[datetime, UUID] | None,
    most: int,
) -> list[Any]:
    """The next cases of a folder, the youngest first."""
    return await scope.fetch(_LISTS[folder, True, role], *asker, *filters, *(before or (LAST, HIGHEST)), most)


async def found(
    scope: Scope,
    asker: tuple[Any, ...],
    search: Search,
    filters: Filters,
    before: tuple[datetime, UUID] | None,
    most: int,
    *,
    named: bool,
) -> list[Any]:
    """The next cases that a search finds in all folders, the youngest first; `named`: by names, too."""
    place = before or (LAST, HIGHEST)
    return await scope.fetch(_SEARCH, *asker, *filters, *place, most, *_sought(search, named))


async def how_many(
    scope: Scope, asker: tuple[Any, ...], folder: Folder, filters: Filters, role: PartRole, most: int
) -> int:
    """How many cases a folder holds under the filters; nothing is counted beyond `most`."""
    return int(await scope.fetchval(_MANY[folder, role], *asker, *filters, most))


async def how_many_found(
    scope: Scope, asker: tuple[Any, ...], search: Search, filters: Filters, most: int, *, named: bool
) -> int:
    """The same for a search."""
    values = (*asker, *filters, LAST, HIGHEST, most, *_sought(search, named))
    return int(await scope.fetchval(_MANY_FOUND, *values))


def _sought(search: Search, named: bool) -> tuple[Any, ...]:
    return (search.words, search.number, *search.identity, search.ending, named)


async def counted(scope: Scope, asker: tuple[Any, ...]) -> Mapping[str, int]:
    """How many cases each counted folder holds for the asker."""
    row = await scope.fetchrow(_COUNTS, *asker)
    return dict(row) if row else {}


async def by_unit(scope: Scope) -> dict[UUID, Load]:
    """What each unit that has anything to do has to do now."""
    rows = await scope.fetch(_BY_UNIT, scope.tenant_id, scope.now)
    helps = {row["unit_id"]: row["cases"] for row in await scope.fetch(_HELPS, scope.tenant_id)}
    leads = {row["unit_id"]: (row["cases"], row["late"]) for row in rows}
    return {unit: Load(*leads.get(unit, (0, 0)), helps=helps.get(unit, 0)) for unit in {*leads, *helps}}
