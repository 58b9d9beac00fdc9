"""Units from a spreadsheet: pasted, as CSV or as its rows, one a line, columns in this order or under their names."""

import csv
import io
from collections.abc import Sequence

from admin.offices.model import NewUnit
from admin.units.rules import DEEPEST, KINDS, LONGEST_ADDRESS, LONGEST_NAME, MOST

_COLUMNS = ("name", "kind", "parent", "address")
_HEADS_WITHIN = 15
_LAST_ROW = 5_000
_HEADS = {
    **dict.fromkeys(("nama", "nama unit", "unit", "name", "fasilitas"), "name"),
    **dict.fromkeys(("jenis", "kind", "tipe", "type"), "kind"),
    **dict.fromkeys(("di bawah", "induk", "atasan", "parent"), "parent"),
    **dict.fromkeys(("alamat", "address"), "address"),
}
_KINDS = {
    **{key: key for key in KINDS},
    **{kind.name.casefold(): key for key, kind in KINDS.items()},
    "seksi": "section",
    "subbagian": "section",
    "rs": "hospital",
    "rsud": "hospital",
    "lain": "other",
    "labkesda": "laboratory",
    "laboratorium": "laboratory",
    "direktorat jenderal": "directorate",
}


class Unread(ValueError):
    """A line that is no unit; `code` says what is wrong with it."""

    def __init__(self, line: int, code: str) -> None:
        super().__init__(code)
        self.line = line
        self.code = code


def text_of(content: bytes) -> str:
    """A file as text: UTF-8 with or without a mark, else what Excel writes on Windows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def text_of_rows(rows: Sequence[tuple[int, Sequence[str]]]) -> str:
    """A spreadsheet's rows as the form's text, each on the line that bears its number there.

    What stands above a row of heads is a title or a letterhead, and is left out.
    """
    heads = next((index for index, (_, cells) in enumerate(rows[:_HEADS_WITHIN]) if _is_heads(cells)), 0)
    kept = dict(rows[heads:])
    if max(kept, default=0) > _LAST_ROW:
        # Something was written far below: its number would be a megabyte of lines.
        kept = dict(enumerate(kept.values(), 1))
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter="\t", lineterminator="\n")
    for number in range(1, max(kept, default=0) + 1):
        cells = [" ".join(cell.split()) for cell in kept.get(number, ())]
        lines.writerow([*cells, *[""] * (len(_COLUMNS) - len(cells))] if cells else [])
    return text.getvalue()


def _is_heads(cells: Sequence[str]) -> bool:
    return len(_named([" ".join(cell.split()) for cell in cells])) > 1


def units_of(text: str) -> tuple[NewUnit, ...]:
    """The units in their order; a kind that is left out is guessed from the name.

    Raises `Unread` with `no_name`, `too_long`, `unknown_kind`, `unknown_parent`, `taken`, `too_deep` or `too_many`.
    """
    rows = [(number, row) for number, row in enumerate(_rows(text), 1) if any(row)]
    places = {name: index for index, name in enumerate(_COLUMNS)}
    if rows and (named := _named(rows[0][1])):
        places, rows = named, rows[1:]
    units: dict[str, NewUnit] = {}
    depths: dict[str, int] = {"": 0}
    for number, row in rows:
        name, kind, parent, address = (_cell(row, places.get(column)) for column in _COLUMNS)
        if fault := _fault(name, parent, address, units):
            raise Unread(number, fault)
        found = _KINDS.get(kind.casefold()) if kind else _guessed(name)
        if found is None:
            raise Unread(number, "unknown_kind")
        above = next((known for known in units if known.casefold() == parent.casefold()), "")
        depths[name] = depths[above] + 1
        if depths[name] > DEEPEST:
            raise Unread(number, "too_deep")
        units[name] = NewUnit(name, found, above, is_facility=KINDS[found].facility, address=address)
        if len(units) > MOST:
            raise Unread(number, "too_many")
    return tuple(units.values())


def _rows(text: str) -> list[list[str]]:
    """Cells without blanks around them; what separates them is a tab, else what the first line has most of."""
    plain = text.replace("\x00", "")
    first = plain.strip("\r\n").split("\n", 1)[0]
    separators = ("\t",) if "\t" in first else (";", ",")
    separator = max(separators, key=lambda each: (first.count(each), each == ";"))
    return [
        [" ".join(cell.split()) for cell in row]
        for row in csv.reader(io.StringIO(plain), delimiter=separator)
    ]


def _named(row: Sequence[str]) -> dict[str, int]:
    """Where each column stands, when the first line names them."""
    found = {_HEADS[cell.casefold()]: index for index, cell in enumerate(row) if cell.casefold() in _HEADS}
    return found if "name" in found else {}


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _fault(name: str, parent: str, address: str, units: dict[str, NewUnit]) -> str:
    known = {each.casefold() for each in units}
    if not name:
        return "no_name"
    if len(name) > LONGEST_NAME or len(address) > LONGEST_ADDRESS:
        return "too_long"
    if name.casefold() in known:
        return "taken"
    return "unknown_parent" if parent and parent.casefold() not in known else ""


def _guessed(name: str) -> str:
    first = name.casefold().split()[0]
    begins = {"puskesmas": "puskesmas", "bidang": "field", "seksi": "section", "subbagian": "section"}
    begins |= {"sekretariat": "secretariat", "direktorat": "directorate", "inspektorat": "inspectorate"}
    begins |= {
        "rs": "hospital",
        "rsud": "hospital",
        "rumah": "hospital",
        "klinik": "clinic",
        "uptd": "technical",
    }
    begins |= {"pustu": "pustu", "laboratorium": "laboratory", "labkesda": "laboratory"}
    return begins.get(first, "other")
