"""Files as offices save them are read, and what is made to burst bursts in a child of its own."""

import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from helpdesk.sheets.model import Workbook
from helpdesk.sheets.reading import MOST_BYTES, workbook_of
from kit.errors import Invalid
from support.worksheets import HEADS, a_line, as_csv, as_xlsx

_LINE = a_line("A-1", text="Antre lama; sudah “tiga” kali, kata Ibu Séti")


async def _refused(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        await workbook_of(content)
    code: str = refused.value.details["fields"]["file"]
    return code


def _only(book: Workbook) -> list[tuple[int, tuple[str, ...]]]:
    [lines] = book.lines
    return list(lines)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
async def test_a_csv_is_read_however_it_was_saved(separator: str, encoding: str) -> None:
    book = await workbook_of(as_csv([_LINE], separator=separator, encoding=encoding))
    [(place, cells)] = _only(book)
    assert book.tabs[0].heads == HEADS
    assert (place, cells[0], cells[8]) == (2, "A-1", "Antre lama; sudah “tiga” kali, kata Ibu Séti")


async def test_a_line_break_inside_a_cell_belongs_to_the_cell() -> None:
    [(_, cells)] = _only(await workbook_of(as_csv([a_line(text="Satu\r\ndua")], separator=";")))
    assert cells[8].splitlines() == ["Satu", "dua"]


async def test_excels_own_word_about_its_separator_is_heard() -> None:
    [(place, cells)] = _only(await workbook_of(b"sep=|\r\nTanggal|Uraian\r\n01/11/2026|a;b;c;d,e\r\n"))
    assert (place, cells) == (3, ("01/11/2026", "a;b;c;d,e"))


async def test_a_workbook_is_read_page_by_page_with_its_dates_and_numbers() -> None:
    page = [list(HEADS[:5]), [7, datetime(2026, 11, 1, 9, 30), "WA", "Siti", 81234567890]]
    book = await workbook_of(as_xlsx({"Oktober": page, "Kosong": [], "November": page}, above=("REKAP", "")))
    assert [tab.name for tab in book.tabs] == ["Oktober", "November"]
    assert book.lines[0] == ((4, ("7", "2026-11-01 09:30:00", "WA", "Siti", "81234567890")),)


async def test_the_heads_are_found_below_a_letterhead() -> None:
    book = await workbook_of(as_csv([_LINE], heads=["DINAS KESEHATAN"]).replace(b"\r\n", b"\r\n\r\n", 1))
    assert book.tabs[0].heads == ("DINAS KESEHATAN",)
    above = b"DINAS KESEHATAN\r\nRekap November\r\n\r\n"
    book = await workbook_of(above + as_csv([_LINE]))
    assert book.tabs[0].heads == HEADS
    assert [place for place, _ in book.lines[0]] == [5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "required"),
        (b" \r\n ", "required"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old_format"),
        (b"PK\x03\x04 no zip at all", "unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "unreadable"),
        (b"Tanggal,Uraian\r\n", "empty"),
    ],
)
async def test_what_is_no_sheet_is_said_so(content: bytes, code: str) -> None:
    assert await _refused(content) == code


async def test_too_many_lines_are_said_so() -> None:
    assert await _refused(as_csv([["x"]] * 5_100)) == "too_many"


async def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_does() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        for place in range(20):
            parts.writestr(f"xl/worksheets/sheet{place}.xml", b"\0" * 10_000_000)
    assert len(bomb.getvalue()) < 500_000
    assert await _refused(bomb.getvalue()) == "too_large"


async def test_two_cells_far_apart_do_not_fill_the_memory_between_them() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "Tanggal")
        page.write(1_048_575, 16_383, "x")
    assert await _refused(content.getvalue()) == "too_large"


_ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize("entity", [b"&b;", b"&c;"])
async def test_entities_of_its_own_bring_nothing_into_a_cell(entity: bytes) -> None:
    plain, spoilt = io.BytesIO(as_xlsx({"A": [["Tanggal", "Uraian"], ["01/11/2026", "AMBIL"]]})), io.BytesIO()
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(spoilt, "w") as made:
        for info in parts.infolist():
            content = parts.read(info)
            if info.filename == "xl/sharedStrings.xml":
                content = content.replace(b"AMBIL", entity)
                content = _ENTITIES + content[content.index(b"?>") + 2 :]
            made.writestr(info, content)
    try:
        told = str(await workbook_of(spoilt.getvalue()))
    except Invalid as refused:
        told = refused.details["fields"]["file"]
    assert "root:" not in told
    assert "aaaaaaaaaa" not in told
