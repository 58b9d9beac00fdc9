"""Load and save imports: the only statements on them and on what became of their lines."""

from typing import Any
from uuid import UUID

import msgspec

from helpdesk.sheets.model import Choice, Import, ImportState, Remark, Remembered, Tab, Workbook
from kit.errors import Missing, Stale
from tenants.doors import Scope
from tenants.permissions.model import Actor

_COLUMNS = (
    "id, name, tabs::text AS tabs, tab, choice::text AS choice, state, total, new, known, wrong, undone, kept,"
    " made_at, by_id, by_name, finished_at, undone_name, version"
)
_ONE = f"SELECT {_COLUMNS} FROM sheet_import WHERE tenant_id = $1 AND id = $2"  # noqa: S608
_NEXT = (
    f"SELECT {_COLUMNS} FROM sheet_import WHERE tenant_id = $1 AND due_at <= $2"  # noqa: S608
    " ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_LATEST = f"SELECT {_COLUMNS} FROM sheet_import WHERE tenant_id = $1 ORDER BY made_at DESC, id DESC LIMIT $2"  # noqa: S608
_DROP = (
    "DELETE FROM sheet_line WHERE tenant_id = $1 AND import_id = $2",
    "DELETE FROM sheet_import WHERE tenant_id = $1 AND id = $2",
)
_ADD_LINES = (
    "INSERT INTO sheet_line (tenant_id, import_id, tab, place, cells) SELECT $1, $2, $3, r.place,"
    " ARRAY(SELECT json_array_elements_text(r.cells::json)) FROM unnest($4::int[], $5::text[]) AS r (place, cells)"
)


async def add(scope: Scope, import_id: UUID, name: str, book: Workbook, actor: Actor) -> None:
    """Keep a file that was read, as a draft."""
    await scope.execute(
        "INSERT INTO sheet_import (tenant_id, id, name, tabs, total, by_id, by_name, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        scope.tenant_id,
        import_id,
        name,
        msgspec.json.encode(book.tabs).decode(),
        book.tabs[0].lines,
        actor.id,
        actor.name,
        scope.now,
    )
    for tab, lines in enumerate(book.lines):
        places = [place for place, _ in lines]
        cells = [msgspec.json.encode(each).decode() for _, each in lines]
        await scope.execute(_ADD_LINES, scope.tenant_id, import_id, tab, places, cells)


async def load(scope: Scope, import_id: UUID, *, hold: bool = False) -> Import:
    """One import; raises `Missing`."""
    row = await scope.fetchrow(f"{_ONE}{' FOR UPDATE' if hold else ''}", scope.tenant_id, import_id)
    if row is None:
        raise Missing("import_missing")
    return _import_of(row)


async def load_version(scope: Scope, import_id: UUID, version: int) -> Import:
    """The same, held, as its reader saw it; raises `Stale` when it has gone on since."""
    found = await load(scope, import_id, hold=True)
    if found.version != version:
        raise Stale("import_changed", current=found.version)
    return found


async def hold_next(scope: Scope) -> Import | None:
    """One that is due, held; none when there is none or another worker has it."""
    row = await scope.fetchrow(_NEXT, scope.tenant_id, scope.now)
    return _import_of(row) if row else None


async def latest(scope: Scope, most: int) -> list[Import]:
    """The newest ones first."""
    return [_import_of(row) for row in await scope.fetch(_LATEST, scope.tenant_id, most)]


async def choose(scope: Scope, import_id: UUID, tab: int, lines: int, choice: Choice | None) -> None:
    """What the columns of a page hold; without a choice it is proposed anew."""
    written = msgspec.json.encode(choice).decode() if choice else None
    await scope.execute(
        "UPDATE sheet_import SET tab = $3, choice = $4, total = $5, version = version + 1"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        import_id,
        tab,
        written,
        lines,
    )


async def move(scope: Scope, import_id: UUID, state: ImportState, *, due: bool, name: str = "") -> None:
    """Let the worker begin, or note that it is done; `name`: who had it undone."""
    await scope.execute(
        "UPDATE sheet_import SET state = $3, due_at = CASE WHEN $4 THEN $5::timestamptz END, version = version + 1,"
        " finished_at = CASE WHEN $4 THEN finished_at ELSE $5 END,"
        " undone_name = CASE WHEN $6 = '' THEN undone_name ELSE $6 END WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        import_id,
        state.value,
        due,
        scope.now,
        name,
    )


async def count(scope: Scope, import_id: UUID, **more: int) -> None:
    """Add to its counts."""
    names = ("new", "known", "wrong", "undone", "kept")
    await scope.execute(
        "UPDATE sheet_import SET new = new + $3, known = known + $4, wrong = wrong + $5, undone = undone + $6,"
        " kept = kept + $7 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        import_id,
        *(more.get(name, 0) for name in names),
    )


async def drop(scope: Scope, import_id: UUID) -> None:
    """Remove a draft with its lines."""
    for sql in _DROP:
        await scope.execute(sql, scope.tenant_id, import_id)


async def last_choice(scope: Scope) -> Remembered | None:
    """What the office said of its last sheet."""
    row = await scope.fetchval("SELECT choice::text FROM sheet_choice WHERE tenant_id = $1", scope.tenant_id)
    return msgspec.json.decode(row, type=Remembered) if row else None


async def remember(scope: Scope, choice: Remembered) -> None:
    """For the office's next sheet."""
    await scope.execute(
        "INSERT INTO sheet_choice (tenant_id, choice) VALUES ($1, $2)"
        " ON CONFLICT (tenant_id) DO UPDATE SET choice = excluded.choice",
        scope.tenant_id,
        msgspec.json.encode(choice).decode(),
    )


def remarks_of(written: str) -> tuple[Remark, ...]:
    """Remarks as they are kept."""
    return msgspec.json.decode(written, type=tuple[Remark, ...])


def _import_of(row: Any) -> Import:
    fields = dict(row)
    tabs = msgspec.json.decode(fields.pop("tabs"), type=tuple[Tab, ...])
    written = fields.pop("choice")
    choice = msgspec.json.decode(written, type=Choice) if written else None
    return Import(tabs=tabs, choice=choice, state=ImportState(fields.pop("state")), **fields)
