"""Lists of cases: a page of a folder or of a search, and the counts of the folders."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from helpdesk.cases import queries
from helpdesk.cases.folders import COUNTED, Folder
from helpdesk.cases.model import Case, CaseKind, CaseState, CaseWord
from helpdesk.cases.rules import word_of
from helpdesk.cases.searching import understood
from helpdesk.cases.store import case_of
from helpdesk.cases.visibility import asker_values
from helpdesk.channels.model import ChannelKind
from kit.cursors import cursor_of, place_of
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

ROWS = 50
MOST_ROWS = 200
START_CHARACTERS = 160


class CaseQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. A search looks in all folders; the filters narrow both."""

    folder: Folder = Folder.OPEN
    search: str = ""
    kind: CaseKind | None = None
    channel: ChannelKind | None = None
    state: CaseState | None = None
    unit_id: UUID | None = None
    cursor: str = ""
    most: int = ROWS


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
    assignee: str
    late: bool


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


async def page_in(scope: Scope, actor: Actor, query: CaseQuery) -> CasePage:
    """The page inside the caller's transaction."""
    most = max(1, min(query.most, MOST_ROWS))
    search = understood(query.search)
    asker = asker_values(scope, actor)
    filters = (query.kind, query.channel, query.state, query.unit_id)
    place = place_of(query.cursor, _Place) if query.cursor else None
    if search is not None:
        rows = await queries.found(scope, asker, search, filters, _opened(place), most + 1)
    elif query.folder is Folder.DONE:
        rows = await queries.newest(scope, asker, filters, _opened(place), most + 1)
    else:
        rows = await queries.urgent(scope, asker, query.folder, filters, _due(place), most + 1)
    shown = tuple(_row_of(row, scope.now) for row in rows[:most])
    last = shown[-1].case if len(rows) > most else None
    return CasePage(rows=shown, next_cursor=cursor_of(_place_after(last)) if last else "", now=scope.now)


async def counts_in(scope: Scope, actor: Actor) -> dict[Folder, int]:
    """The counts inside the caller's transaction."""
    counted = await queries.counted(scope, asker_values(scope, actor))
    return {folder: counted[folder] for folder in COUNTED}


_Micros = Annotated[int, msgspec.Meta(ge=0, le=32_503_680_000_000_000)]
"""Microseconds from 1970 to the year 3000."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The last case of a page, by both orders; a cursor of one list is harmless in another."""

    due: _Micros | None
    opened: _Micros
    id: UUID


def _place_after(case: Case) -> _Place:
    return _Place(_micros(case.due_at) if case.due_at else None, _micros(case.opened_at), case.id)


def _due(place: _Place | None) -> tuple[datetime | None, UUID] | None:
    if place is None:
        return None
    return None if place.due is None else _moment(place.due), place.id


def _opened(place: _Place | None) -> tuple[datetime, UUID] | None:
    return None if place is None else (_moment(place.opened), place.id)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _row_of(row: Mapping[str, Any], now: datetime) -> CaseRow:
    fields = dict(row)
    del fields["tenant_id"]
    names = {name: fields.pop(name) or "" for name in ("contact", "unit", "assignee")}
    case = case_of(fields)
    late = case.due_at is not None and case.due_at < now
    return CaseRow(case=case, word=word_of(case), start=case.summary[:START_CHARACTERS], late=late, **names)
