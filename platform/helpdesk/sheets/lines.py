"""The lines of imports, and which of them are cases already: the only statements on them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.sheets.model import Fate, Outcome, Remark
from helpdesk.sheets.store import remarks_of
from tenants.doors import Scope, tenant_scope
from tenants.doors.bulk import BulkTable

Cells = tuple[int, Sequence[str]]
"""Line of the file, and what stands in it."""

_CASES = BulkTable(
    "sheet_case",
    *(("key", "text"), ("import_id", "uuid"), ("case_id", "uuid"), ("number", "text"), ("mark", "bytea")),
    *(("escalated_to", "text"), ("made_at", "timestamptz")),
)
_SETTLE = """
    UPDATE sheet_line l SET fate = n.fate, remarks = n.remarks::jsonb, number = n.number, case_id = n.case_id,
        cells = CASE n.fate WHEN 'wrong' THEN l.cells ELSE '{}' END
    FROM unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::uuid[])
        AS n (place, fate, remarks, number, case_id)
    WHERE l.tenant_id = $1 AND l.import_id = $2 AND l.tab = $3 AND l.place = n.place
"""
_FORGET_CELLS = """
    UPDATE sheet_line SET cells = '{}' WHERE (tenant_id, import_id, tab, place) IN (
        SELECT l.tenant_id, l.import_id, l.tab, l.place FROM sheet_line l
        JOIN sheet_import i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
        WHERE l.tenant_id = $1 AND i.finished_at < sahut_now() - interval '7 days' AND l.cells <> '{}' LIMIT $2)
"""
_FORGET_DRAFTS = """
    DELETE FROM sheet_line WHERE (tenant_id, import_id, tab, place) IN (
        SELECT l.tenant_id, l.import_id, l.tab, l.place FROM sheet_line l
        JOIN sheet_import i ON i.tenant_id = l.tenant_id AND i.id = l.import_id
        WHERE l.tenant_id = $1 AND i.state = 'draft' AND i.made_at < sahut_now() - interval '2 days' LIMIT $2)
"""
_FORGET_EMPTY = """
    DELETE FROM sheet_import i WHERE i.tenant_id = $1 AND i.state = 'draft'
        AND i.made_at < sahut_now() - interval '2 days' AND NOT EXISTS
            (SELECT FROM sheet_line l WHERE l.tenant_id = i.tenant_id AND l.import_id = i.id)
"""
_OUTCOMES = """
    SELECT l.place, l.number, l.fate, l.remarks::text AS remarks, c.number AS case_number
    FROM sheet_line l LEFT JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id AND NOT c.withdrawn
    WHERE l.tenant_id = $1 AND l.import_id = $2 AND l.tab = $3 AND l.fate IS NOT NULL
        AND ($4::text[] IS NULL OR l.fate = ANY ($4)) ORDER BY l.place LIMIT $5
"""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A case that a line became, as far as later lines are judged by it."""

    case_id: UUID
    number: str
    mark: bytes
    opened_at: datetime


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a line."""

    place: int
    fate: Fate
    number: str = ""
    remarks: tuple[Remark, ...] = ()
    case_id: UUID | None = None


async def waiting(scope: Scope, import_id: UUID, tab: int, most: int, after: int = 0) -> list[Cells]:
    """The next lines of which nothing is known yet."""
    rows = await scope.fetch(
        "SELECT place, cells FROM sheet_line WHERE tenant_id = $1 AND import_id = $2 AND tab = $3"
        " AND fate IS NULL AND place > $5 ORDER BY place LIMIT $4",
        scope.tenant_id,
        import_id,
        tab,
        most,
        after,
    )
    return [(row["place"], row["cells"]) for row in rows]


async def known(scope: Scope, keys: Iterable[str]) -> dict[str, Known]:
    """Which keys are cases."""
    rows = await scope.fetch(
        "SELECT s.key, s.case_id, c.number, s.mark, c.opened_at FROM sheet_case s"
        " JOIN cases c ON c.tenant_id = s.tenant_id AND c.id = s.case_id"
        " WHERE s.tenant_id = $1 AND s.key = ANY ($2::text[])",
        scope.tenant_id,
        list(keys),
    )
    return {
        row["key"]: Known(
            case_id=row["case_id"], number=row["number"], mark=row["mark"], opened_at=row["opened_at"]
        )
        for row in rows
    }


async def our_own(scope: Scope, numbers: Iterable[str]) -> dict[str, UUID]:
    """Which numbers are those of cases of this office, however these were opened."""
    rows = await scope.fetch(
        "SELECT number, id FROM cases WHERE tenant_id = $1 AND number = ANY ($2::text[]) AND NOT withdrawn",
        scope.tenant_id,
        list(numbers),
    )
    return {row["number"]: row["id"] for row in rows}


async def bind(scope: Scope, rows: Sequence[tuple[Any, ...]]) -> None:
    """Note which lines became which cases; the same key twice fails the whole batch."""
    await _CASES.insert(scope, rows)


async def settle(scope: Scope, import_id: UUID, tab: int, settled: Sequence[Settled]) -> None:
    """What became of lines; what was written in them goes, but for those that somebody has to mend."""
    await scope.execute(
        _SETTLE,
        scope.tenant_id,
        import_id,
        tab,
        [each.place for each in settled],
        [each.fate.value for each in settled],
        [msgspec.json.encode(each.remarks).decode() for each in settled],
        [each.number for each in settled],
        [each.case_id for each in settled],
    )


async def outcomes(
    scope: Scope, import_id: UUID, tab: int, most: int, fates: Sequence[Fate] = ()
) -> list[Outcome]:
    """What became of the lines, in the file's order; only of these fates when some are named."""
    wanted = [each.value for each in fates] or None
    rows = await scope.fetch(_OUTCOMES, scope.tenant_id, import_id, tab, wanted, most)
    return [
        Outcome(
            place=row["place"],
            number=row["number"],
            fate=Fate(row["fate"]),
            remarks=remarks_of(row["remarks"]),
            case_number=row["case_number"] or "",
        )
        for row in rows
    ]


async def leave_out(scope: Scope, import_id: UUID, tab: int) -> None:
    """The other pages of the workbook are not taken in: what they say is nobody's business any more."""
    await scope.execute(
        "DELETE FROM sheet_line WHERE tenant_id = $1 AND import_id = $2 AND tab <> $3",
        scope.tenant_id,
        import_id,
        tab,
    )


async def forget_read(tenant_id: int, most: int) -> int:
    """Remove drafts that nobody went on with for two days, and after a week what stands in lines that were wrong."""
    async with tenant_scope(tenant_id) as scope:
        gone = [await scope.execute(sql, tenant_id, most) for sql in (_FORGET_CELLS, _FORGET_DRAFTS)]
        gone.append(await scope.execute(_FORGET_EMPTY, tenant_id))
    return max(int(tag.split()[-1]) for tag in gone)
