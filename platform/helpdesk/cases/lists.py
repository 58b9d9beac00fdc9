"""Lists of cases: a page of a folder or of a search, and the counts of the folders."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec

from helpdesk.cases import queries
from helpdesk.cases.folders import COUNTED, Folder
from helpdesk.cases.model import Case, CaseKind, CaseState, CaseWord, Grade, PartRole
from helpdesk.cases.rules import word_of
from helpdesk.cases.searching import Search, understood, within_rights
from helpdesk.cases.store import case_of
from helpdesk.cases.visibility import asker_values
from helpdesk.channels.model import ChannelKind
from kit.cursors import cursor_of, place_of
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import require, require_one

ROWS = 50
MOST_ROWS = 200
START_CHARACTERS = 160
MOST_COUNTED = 999
"""A list that was narrowed is counted so far and no further."""


class Order(StrEnum):
    """In which order a folder is read; what is finished and what is found comes newest first always."""

    URGENT = "urgent"
    """Least time left first."""
    NEWEST = "newest"


class CaseQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. A search looks in all folders; the filters narrow both."""

    folder: Folder = Folder.OPEN
    search: str = ""
    kind: CaseKind | None = None
    channel: ChannelKind | None = None
    state: CaseState | None = None
    unit_id: UUID | None = None
    unit_role: PartRole = PartRole.LEAD
    """What the unit, or any that the reader sees, does about the cases; a search finds whatever the role."""
    topic_id: UUID | None = None
    grade: Grade | None = None
    order: Order = Order.URGENT
    cursor: str = ""
    most: int = ROWS

    @property
    def filters(self) -> queries.Filters:
        """What narrows the list."""
        return (self.kind, self.channel, self.state, self.unit_id, self.topic_id, self.grade)

    @property
    def newest_first(self) -> bool:
        """The order in which the rows come."""
        return self.order is Order.NEWEST or self.folder is Folder.DONE or bool(self.search.strip())


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One case as a line of a list."""

    case: Case
    word: CaseWord
    start: str
    """The beginning of what was written."""
    contact: str
    """The citizen's name; empty when it is not known, or when the citizen wants to stay unnamed
    (`case.anonymous`): then it has not left the database."""
    unit: str
    topic: str
    assignee: str
    holder: str
    """Level of the office that a hand-over went to, while the case is there; `offered` while another office asks, or
    how its hand-over ended: `returned`, `withdrawn`, `expired`."""
    late: bool
    part: str = ""
    """What a unit of the reader does about it beside the one that leads: `helper` or `copy`."""


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """One page; how many there are in all is not counted."""

    rows: tuple[CaseRow, ...]
    next_cursor: str
    """Empty on the last page."""
    now: datetime


async def list_cases(actor: Actor, query: CaseQuery) -> CasePage:
    """A page of cases; raises `Forbidden`, and `Invalid` for a cursor that is none of ours."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await page_in(scope, actor, query)


async def folder_counts(actor: Actor) -> dict[Folder, int]:
    """How many cases each folder holds for the actor, in one statement; `done` is not counted."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await counts_in(scope, actor)


async def list_with_counts(actor: Actor, query: CaseQuery) -> tuple[CasePage, dict[Folder, int]]:
    """Both for one screen, as they stand at one moment."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await page_in(scope, actor, query), await counts_in(scope, actor)


async def how_many(actor: Actor, query: CaseQuery, most: int = MOST_COUNTED) -> int:
    """How many cases the whole list holds; one more than `most` means: more than that."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        asker, search = asker_values(scope, actor), _search(actor, query)
        if search is None:
            return await queries.how_many(
                scope, asker, query.folder, query.filters, query.unit_role, most + 1
            )
        named = _finds_by_name(actor)
        return await queries.how_many_found(scope, asker, search, query.filters, most + 1, named=named)


async def open_by_unit(actor: Actor) -> dict[UUID, queries.Load]:
    """How busy each unit is now; for those who pass cases on to units."""
    require_one(actor, Permission.DISPOSE, Permission.APPROVE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await queries.by_unit(scope)


async def page_in(scope: Scope, actor: Actor, query: CaseQuery) -> CasePage:
    """The page inside the caller's transaction."""
    most = max(1, min(query.most, MOST_ROWS))
    rows = await _rows(scope, actor, query, most + 1)
    shown = tuple(_row_of(row, scope.now) for row in rows[:most])
    last = shown[-1].case if len(rows) > most else None
    return CasePage(rows=shown, next_cursor=cursor_of(_place_after(last)) if last else "", now=scope.now)


async def _rows(scope: Scope, actor: Actor, query: CaseQuery, most: int) -> list[Any]:
    asker, search = asker_values(scope, actor), _search(actor, query)
    place = place_of(query.cursor, _Place) if query.cursor else None
    if search is not None:
        named = _finds_by_name(actor)
        return await queries.found(scope, asker, search, query.filters, _opened(place), most, named=named)
    if query.newest_first:
        return await queries.newest(
            scope, asker, query.folder, query.filters, query.unit_role, _opened(place), most
        )
    return await queries.urgent(scope, asker, query.folder, query.filters, query.unit_role, _due(place), most)


def _search(actor: Actor, query: CaseQuery) -> Search | None:
    search = understood(query.search)
    return within_rights(search, reveals=actor.may(Permission.REVEAL_IDENTITY)) if search else None


def _finds_by_name(actor: Actor) -> bool:
    """Staff read the names in their lists; a program needs the right to learn who people are."""
    return actor.kind is ActorKind.STAFF or actor.may(Permission.REVEAL_IDENTITY)


async def counts_in(scope: Scope, actor: Actor) -> dict[Folder, int]:
    """The counts inside the caller's transaction."""
    counted = await queries.counted(scope, asker_values(scope, actor))
    return {folder: counted[folder] for folder in COUNTED}


_NAMES = ("contact", "unit", "topic", "assignee", "holder", "part")
_Micros = Annotated[int, msgspec.Meta(ge=0, le=32_503_680_000_000_000)]
"""Microseconds from 1970 to the year 3000."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The last case of a page, by both orders; a cursor of one list is harmless in another."""

    due: _Micros | None
    opened: _Micros
    id: UUID
    danger: bool


def _place_after(case: Case) -> _Place:
    return _Place(
        _micros(case.due_at) if case.due_at else None, _micros(case.opened_at), case.id, case.danger
    )


def _due(place: _Place | None) -> tuple[bool, datetime | None, UUID] | None:
    if place is None:
        return None
    return place.danger, None if place.due is None else _moment(place.due), place.id


def _opened(place: _Place | None) -> tuple[datetime, UUID] | None:
    return None if place is None else (_moment(place.opened), place.id)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _row_of(row: Mapping[str, Any], now: datetime) -> CaseRow:
    fields = dict(row)
    del fields["tenant_id"]
    names = {name: fields.pop(name) or "" for name in _NAMES}
    case = case_of(fields)
    start = case.summary[:START_CHARACTERS]
    return CaseRow(case=case, word=word_of(case), start=start, late=case.is_late(now), **names)
