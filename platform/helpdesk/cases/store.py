"""Load and save cases: the only queries on single cases and their dispositions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.cases.model import Case, CaseKind, CaseState, Grade, Priority
from kit.errors import Missing, Stale
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_TYPES = {
    "id": "uuid",
    "number": "text",
    "kind": "text",
    "state": "text",
    "title": "text",
    "channel": "text",
    "opened_at": "timestamptz",
    "last_message_at": "timestamptz",
    "summary": "text",
    "contact_id": "uuid",
    "conversation_id": "uuid",
    "unit_id": "uuid",
    "assignee_id": "uuid",
    "facility_id": "uuid",
    "topic_id": "uuid",
    "grade": "text",
    "priority": "text",
    "anonymous": "bool",
    "confidential": "bool",
    "spam": "bool",
    "danger": "bool",
    "duplicate_of": "uuid",
    "escalated": "bool",
    "spoken_for": "bool",
    "mirrored": "bool",
    "lapor_number": "text",
    "filed_elsewhere": "bool",
    "reopened": "int2",
    "pin_generation": "int2",
    "first_seen_at": "timestamptz",
    "first_response_at": "timestamptz",
    "answered_at": "timestamptz",
    "closed_at": "timestamptz",
    "due_at": "timestamptz",
    "soon_at": "timestamptz",
    "lapor_soon_at": "timestamptz",
    "unread": "bool",
    "rating": "int2",
    "version": "int4",
}
COLUMNS = ", ".join(_TYPES)
_AT_BIRTH = (
    *("id", "number", "kind", "state", "title", "summary", "channel", "contact_id", "conversation_id"),
    *("facility_id", "anonymous", "confidential", "danger", "mirrored", "opened_at", "last_message_at"),
    *("due_at", "soon_at", "grade", "priority", "topic_id"),
)
"""What a new case may say; everything else begins as the column's default does."""
_CASES = BulkTable("cases", *((field, _TYPES[field]) for field in _AT_BIRTH))
_FIELDS = tuple(_TYPES)
_KEPT = ("id", "number", "version", "opened_at", "channel")
_CHANGING = tuple(field for field in _FIELDS if field not in _KEPT)
_SET = ", ".join(f"{field} = n.{field}" for field in _CHANGING)
_CHANGES = ", ".join(
    f"${place}::{_TYPES[field]}[]" for place, field in enumerate(("id", "version", *_CHANGING), start=2)
)
_SAVE = (
    f"UPDATE cases c SET {_SET}, version = c.version + 1"  # noqa: S608 - column names from above
    f" FROM unnest({_CHANGES}) AS n (id, version, {', '.join(_CHANGING)})"
    " WHERE c.tenant_id = $1 AND c.id = n.id AND c.version = n.version"
)
_LIVING = "NOT spam AND NOT mirrored AND duplicate_of IS NULL AND (closed_at IS NULL OR closed_at > $3)"
_LATEST = (
    "SELECT DISTINCT ON (who) who, id FROM ("  # noqa: S608 - words of ours
    "SELECT contact_id AS who, id, closed_at, last_message_at FROM cases"
    f" WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[]) AND channel <> 'portal' AND {_LIVING} UNION ALL"
    " SELECT t.who, c.id, closed_at, last_message_at FROM unnest($4::uuid[], $5::uuid[]) AS t (thread, who)"
    " JOIN cases c ON c.tenant_id = $1 AND c.conversation_id = t.thread AND c.channel = 'portal'"
    f" WHERE {_LIVING}) AS living ORDER BY who, (closed_at IS NULL) DESC, last_message_at DESC"
)
_LATEST_IN = (
    "SELECT DISTINCT ON (who) who, id FROM ("  # noqa: S608 - words of ours
    "SELECT t.who, c.id, closed_at, last_message_at FROM unnest($2::uuid[], $4::uuid[]) AS t (thread, who)"
    f" JOIN cases c ON c.tenant_id = $1 AND c.conversation_id = t.thread WHERE {_LIVING} UNION ALL"
    " SELECT t.who, c.id, closed_at, last_message_at FROM unnest($2::uuid[], $4::uuid[]) AS t (thread, who)"
    " JOIN case_elsewhere e ON e.tenant_id = $1 AND e.conversation_id = t.thread"
    f" JOIN cases c ON c.tenant_id = $1 AND c.id = e.case_id WHERE {_LIVING} UNION ALL"
    " SELECT contact_id AS who, id, closed_at, last_message_at FROM cases WHERE tenant_id = $1"
    " AND contact_id = ANY($4::uuid[]) AND conversation_id IS NULL AND channel <> 'portal'"
    f" AND {_LIVING}) AS living ORDER BY who, (closed_at IS NULL) DESC, last_message_at DESC"
)
_GRADES: Mapping[str | None, Grade | None] = {None: None, **{grade.value: grade for grade in Grade}}
_BY = f"SELECT {COLUMNS} FROM cases WHERE tenant_id = $1 AND NOT withdrawn"  # noqa: S608
_OF_ENTRY = _BY + " AND id = (SELECT e.case_id FROM inbox_entry e WHERE e.tenant_id = $1 AND e.id = $2)"  # noqa: S608
_HOLD = " FOR NO KEY UPDATE"
"""Nobody else may change it; whoever only adds a row that names it (history, a message) need not wait."""


def case_of(row: Any) -> Case:
    """A row as a value."""
    fields = dict(row)
    return Case(
        kind=CaseKind(fields.pop("kind")),
        state=CaseState(fields.pop("state")),
        grade=_GRADES[fields.pop("grade")],
        priority=Priority(fields.pop("priority")),
        **fields,
    )


def _values(case: Case, fields: Iterable[str]) -> list[Any]:
    return [getattr(case, field) for field in fields]


async def load(scope: Scope, case_id: UUID, *, hold: bool = True) -> Case:
    """Read a case and, unless told otherwise, hold it until the transaction ends; raises `Missing`."""
    return _there(await _one(scope, f"{_BY} AND id = $2{_HOLD if hold else ''}", case_id))


async def load_by_number(scope: Scope, number: str, *, hold: bool = True) -> Case:
    """The same by the case's number."""
    return _there(await _one(scope, f"{_BY} AND number = $2{_HOLD if hold else ''}", number))


async def find(scope: Scope, case_id: UUID) -> Case | None:
    """The case as it stands, held by nobody; none when the office has no such case."""
    return await _one(scope, f"{_BY} AND id = $2", case_id)


async def find_by_number(scope: Scope, number: str) -> Case | None:
    """The same by the case's number."""
    return await _one(scope, f"{_BY} AND number = $2", number)


async def _one(scope: Scope, sql: str, value: UUID | str) -> Case | None:
    row = await scope.fetchrow(sql, scope.tenant_id, value)
    return case_of(row) if row else None


def _there(case: Case | None) -> Case:
    if case is None:
        raise Missing("case_missing")
    return case


async def ids_of(scope: Scope, numbers: Iterable[str]) -> list[UUID]:
    """The ids of cases by their numbers, as far as there are such."""
    rows = await scope.fetch(
        "SELECT id FROM cases WHERE tenant_id = $1 AND number = ANY ($2)", scope.tenant_id, list(numbers)
    )
    return [row["id"] for row in rows]


async def load_of_entry(scope: Scope, entry_id: UUID) -> Case:
    """The case that an inbox entry was taken into; raises `Missing` while it waits."""
    return _there(await _one(scope, _OF_ENTRY, entry_id))


async def merged_into(scope: Scope, case_id: UUID) -> list[UUID]:
    """The case, the one it was merged into, and so on to the one that survives; holds none of them."""
    rows = await scope.fetch(
        "WITH RECURSIVE chain AS (SELECT id, duplicate_of, 1 AS place FROM cases WHERE tenant_id = $1 AND id = $2"
        " UNION ALL SELECT c.id, c.duplicate_of, n.place + 1 FROM chain n JOIN cases c"
        " ON c.tenant_id = $1 AND c.id = n.duplicate_of) SELECT id FROM chain ORDER BY place",
        scope.tenant_id,
        case_id,
    )
    return [row["id"] for row in rows]


async def load_many(scope: Scope, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Hold several cases, in an order that cannot deadlock with another batch."""
    rows = await scope.fetch(
        f"{_BY} AND id = ANY($2::uuid[]) ORDER BY id{_HOLD}", scope.tenant_id, sorted(set(ids))
    )
    return {row["id"]: case_of(row) for row in rows}


async def latest_of_contacts(
    scope: Scope, contacts: Iterable[UUID], threads: Mapping[UUID, UUID | None], closed_after: datetime
) -> dict[UUID, UUID]:
    """Contact → the case a new message of theirs belongs to: the open one they last wrote in, else the one
    closed after `closed_after`; never spam, a duplicate, or a case mirrored from another office.

    Nor one of the portal: anybody can type a number there, and would read what its owner writes to us; unless
    it goes on in one of `threads` (thread → contact), because its citizen joined it to that thread."""
    rows = await scope.fetch(
        _LATEST,
        scope.tenant_id,
        list(set(contacts)),
        closed_after,
        list(threads.keys()),
        list(threads.values()),
    )
    return {row["who"]: row["id"] for row in rows}


async def latest_in_threads(scope: Scope, threads: Mapping[UUID, UUID], after: datetime) -> dict[UUID, UUID]:
    """The same where a sender proves nothing: in this thread (thread → contact), spoken of in it by us, or without a
    channel yet."""
    rows = await scope.fetch(_LATEST_IN, scope.tenant_id, list(threads), after, list(threads.values()))
    return {row["who"]: row["id"] for row in rows}


async def add(scope: Scope, cases: Sequence[Case]) -> None:
    """Insert new cases."""
    await _CASES.insert(scope, [_values(case, _AT_BIRTH) for case in cases])


async def save(scope: Scope, cases: Sequence[Case]) -> None:
    """Write changed cases back, each a version further; raises `Stale` when one has moved on meanwhile."""
    if not cases:
        return
    columns = zip(*(_values(case, ("id", "version", *_CHANGING)) for case in cases), strict=True)
    tag = await scope.execute(_SAVE, scope.tenant_id, *(list(column) for column in columns))
    if tag != f"UPDATE {len(cases)}":
        raise Stale("case_stale")
