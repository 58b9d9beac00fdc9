"""Rows as files for spreadsheet programs: no cell is a formula, dates are dates where the file knows such."""

import asyncio
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import xlsxwriter  # type: ignore[import-untyped]

from admin.sheets.schemas import cell
from admin.sheets.words import COLUMNS, FATES, remedy
from helpdesk.cases.words import CHANNELS, KINDS
from helpdesk.desk.pages import Visit
from helpdesk.desk.rows import channel_of, status_word
from helpdesk.desk.sheets import BOM, moment, plain
from helpdesk.desk.sheets import lines as separated
from helpdesk.sheets.exporting import SheetLine
from helpdesk.sheets.model import Column, Import, Outcome
from ui.i18n import N_

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = Sequence[str | int | datetime | None]

_LONGEST_CELL = 32_000
"""A cell of Excel holds 32,767 signs."""
_WIDTH = 18
_REPORT = (N_("Baris"), N_("Nomor"), N_("Hasil"), N_("Kasus"), N_("Sel"), N_("Kolom"), N_("Keterangan"))


def report(here: Visit, found: Import, outcomes: Iterable[Outcome]) -> list[Row]:
    """What became of each line: a row for each remark, or one without any."""
    rows: list[Row] = [[here.say(head) for head in _REPORT]]
    for each in outcomes:
        begun: list[str | int] = [each.place, each.number, here.say(FATES[each.fate][0]), each.case_number]
        told = [
            [
                cell(found.choice, each.place, one.column),
                here.say(COLUMNS[one.column]),
                here.say(remedy(one.column, one.code)),
            ]
            for one in each.remarks
        ]
        rows += [[*begun, *more] for more in told or [["", "", ""]]]
    return rows


def heads(here: Visit) -> Row:
    """The heads of the sheet that we write."""
    return [here.say(label) for label in COLUMNS.values()]


def case_row(here: Visit, line: SheetLine) -> Row:
    """One case, in the order of the heads."""
    case = line.case
    told = {
        Column.CHANNEL: here.say(CHANNELS[channel_of(case.channel)]),
        Column.KIND: here.say(KINDS[case.kind]),
        Column.STATE: here.say(status_word(line.word, line.holder)),
        **line.texts,
    }
    return [line.moments[column] if column in line.moments else told[column] for column in COLUMNS]


def as_csv(rows: Iterable[Row], zone: str = "UTC") -> str:
    """With the mark of its encoding; moments as every spreadsheet program reads them."""
    return BOM + csv_part(rows, zone)


def csv_part(rows: Iterable[Row], zone: str) -> str:
    """Some rows of such a file."""
    return separated([_text(each, zone) for each in row] for row in rows)


async def as_xlsx(rows: Sequence[Row], zone: str) -> bytes:
    """A workbook of one page; made beside the event loop, for ten thousand lines take seconds."""
    return await asyncio.to_thread(_workbook, rows, ZoneInfo(zone))


def _workbook(rows: Sequence[Row], zone: ZoneInfo) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        page.freeze_panes(1, 0)
        page.set_column(0, max((len(row) for row in rows), default=1) - 1, _WIDTH)
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    page.write_datetime(at, place, value.astimezone(zone).replace(tzinfo=None), day)
                elif isinstance(value, int):
                    page.write_number(at, place, value)
                elif value:
                    page.write_string(at, place, plain(value)[:_LONGEST_CELL], None if at else bold)
    return content.getvalue()


def _text(value: str | int | datetime | None, zone: str) -> str:
    if isinstance(value, datetime):
        return moment(value, zone)
    return "" if value is None else str(value)
