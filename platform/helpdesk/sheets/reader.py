"""From the bytes of a file to its lines: what runs in a child process that may use so much and no more."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from helpdesk.sheets.dates import DateUnclear, moment
from helpdesk.sheets.model import Tab, Workbook
from helpdesk.sheets.rules import LONGEST_TEXT, recognised

MOST_LINES = 5_000
"""Of one page: a year of a busy office; more belongs into several files."""
MOST_COLUMNS = 60
MOST_TABS = 24
_MOST_UNPACKED = 150 * 1024 * 1024
_MOST_PARTS = 2_000
_HEADS_WITHIN = 15
"""Above the heads of a page stand titles and letterheads, but not more than so many lines of them."""
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = (";", "\t", ",", "|")

Lines = list[tuple[int, list[str]]]
"""Number in the file, cells; empty lines are left out."""


class Unreadable(Exception):
    """The file is none that we read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Answer(msgspec.Struct, frozen=True):
    """What the child says: a workbook, or the code of what is wrong."""

    workbook: Workbook | None = None
    code: str = ""


def read_bytes(content: bytes) -> bytes:
    """`read` for a pipe."""
    try:
        answer = Answer(workbook=read(content))
    except Unreadable as fault:
        answer = Answer(code=fault.code)
    return msgspec.json.encode(answer)


def read(content: bytes) -> Workbook:
    """The pages of a file that hold lines; raises `Unreadable`."""
    if content.startswith(_OLD):
        raise Unreadable("old_format")
    pages = _workbook(content) if content.startswith(_ZIP) else [("", list(_separated(content)))]
    tabs, lines = [], []
    for name, page in pages:
        found = _tab(name, page)
        if found is not None:
            tabs.append(found[0])
            lines.append(found[1])
    if not tabs:
        raise Unreadable("empty")
    return Workbook(tabs=tuple(tabs), lines=tuple(lines))


def _tab(name: str, page: Lines) -> tuple[Tab, tuple[tuple[int, tuple[str, ...]], ...]] | None:
    """The page from its heads on: the line with the most words that heads have, else the first one."""
    if not page:
        return None
    known = [recognised(cells) * _is_wordy(cells) for _, cells in page[:_HEADS_WITHIN]]
    at = known.index(max(known)) if max(known) > 1 else 0
    heads, lines = page[at][1], page[at + 1 :]
    if not lines:
        return None
    if len(lines) > MOST_LINES:
        raise Unreadable("too_many")
    tab = Tab(name=name, heads=tuple(heads), first=page[at][0] + 1, lines=len(lines))
    return tab, tuple((place, tuple(cells)) for place, cells in lines)


def _is_wordy(cells: Sequence[str]) -> bool:
    """Whether it may be heads: a line of the list has a date, and may say "Telepon" and "Pengaduan" as they do."""
    for cell in cells:
        try:
            moment(cell, "UTC")
        except DateUnclear:
            continue
        return False
    return True


def _workbook(content: bytes) -> Iterator[tuple[str, Lines]]:
    _must_unpack(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [
            place
            for place, each in enumerate(book.sheets_metadata)
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
        for place in shown[:MOST_TABS]:
            sheet = book.get_sheet_by_index(place)
            yield sheet.name, _numbered(sheet.to_python(skip_empty_area=False))
    except PasswordError:
        raise Unreadable("locked") from None
    except CalamineError:
        raise Unreadable("unreadable") from None


def _must_unpack(content: bytes) -> None:
    """A small file may hold gigabytes: what it says of its parts is asked before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Unreadable("unreadable") from None
    if len(infos) > _MOST_PARTS or sum(each.file_size for each in infos) > _MOST_UNPACKED:
        raise Unreadable("too_large")


def _separated(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    if "\x00" in text:
        raise Unreadable("unreadable")
    first, _, rest = text.partition("\n")
    said = first.strip().lower().startswith("sep=") and len(first.strip()) == 5
    separator = first.strip()[4] if said else _separator_of(text)
    skipped = 1 if said else 0
    csv.field_size_limit(1024 * 1024)
    lines = csv.reader(io.StringIO(rest if said else text, newline=""), delimiter=separator)
    try:
        yield from _numbered(lines, skipped)
    except csv.Error:
        raise Unreadable("unreadable") from None


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 as its mark says, else UTF-8, else the alphabet of Western Windows, as Excel saves here."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator_of(text: str) -> str:
    """The one that parts the first lines into most cells, alike in as many of them as possible."""

    def alike(separator: str) -> tuple[int, int]:
        widths = [
            len(cells)
            for cells, _ in zip(
                csv.reader(io.StringIO(text[:65_536], newline=""), delimiter=separator),
                range(20),
                strict=False,
            )
        ]
        usual = max(set(widths), key=lambda width: (width > 1, widths.count(width), width), default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    try:
        return max(_SEPARATORS, key=alike)
    except csv.Error:
        raise Unreadable("unreadable") from None


def _numbered(rows: Iterable[Sequence[Any]], skipped: int = 0) -> Lines:
    found: Lines = []
    for place, row in enumerate(rows, 1 + skipped):
        cells = [_written(cell) for cell in row[:MOST_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            found.append((place, cells))
        if len(found) > MOST_LINES + _HEADS_WITHIN:
            raise Unreadable("too_many")
    return found


def _written(cell: Any) -> str:
    """A cell as text: dates in one order that nobody misreads, whole numbers without a point."""
    match cell:
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M:%S")
        case date() | time():
            return cell.isoformat()
        case timedelta() | bool():
            return str(cell)
        case float() if cell.is_integer() and abs(cell) < 1e18:
            return str(int(cell))
        case _:
            return str(cell).replace("\x00", "").strip()[: LONGEST_TEXT + 1]
