"""Units of a new office as they are pasted from a spreadsheet."""

import pytest

from admin.offices.model import NewUnit
from admin.offices.reading import Unread, text_of, text_of_rows, units_of
from admin.offices.regions import proposed, region_of
from admin.units.rules import MOST
from tenants.offices.model import Level


def test_names_alone_are_enough_when_they_say_the_kind() -> None:
    assert units_of("Sekretariat\r\n\r\nPuskesmas Batang I\nBidang P2P\nRSUD Batang\nTata Usaha") == (
        NewUnit("Sekretariat", "secretariat"),
        NewUnit("Puskesmas Batang I", "puskesmas", is_facility=True),
        NewUnit("Bidang P2P", "field"),
        NewUnit("RSUD Batang", "hospital", is_facility=True),
        NewUnit("Tata Usaha", "other"),
    )


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_columns_are_found_by_their_names_in_any_order(separator: str) -> None:
    lines = [("Alamat", "Nama", "Jenis"), ("Jl. Melati 3", "Klinik Ibu", "Klinik")]
    text = "\n".join(separator.join(line) for line in lines)
    assert units_of(text) == (NewUnit("Klinik Ibu", "clinic", is_facility=True, address="Jl. Melati 3"),)


def test_a_quoted_cell_may_hold_what_separates() -> None:
    [unit] = units_of('Nama,Jenis,Di bawah,Alamat\n"Puskesmas Subah",,,"Jl. Raya 5, Subah"')
    assert unit.address == "Jl. Raya 5, Subah"


def test_a_unit_stands_below_one_of_a_line_before() -> None:
    found = units_of("Bidang A\nSeksi B; seksi; bidang a\nSeksi C; ; Seksi B")
    assert [unit.parent for unit in found] == ["", "Bidang A", "Seksi B"]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (";puskesmas", 1, "no_name"),
        ("A\n\nB; ; C", 3, "unknown_parent"),
        ("A\nB; ; B", 2, "unknown_parent"),
        ("A\na", 2, "taken"),
        ("A; kapal", 1, "unknown_kind"),
        ("x" * 121, 1, "too_long"),
        ("A\nB; ; A\nC; ; B\nD; ; C\nE; ; D\nF; ; E", 6, "too_deep"),
        ("\n".join(f"Unit {number}" for number in range(MOST + 1)), MOST + 1, "too_many"),
    ],
)
def test_a_line_that_is_no_unit_is_named(text: str, line: int, code: str) -> None:
    with pytest.raises(Unread) as refused:
        units_of(text)
    assert (refused.value.line, refused.value.code) == (line, code)


@pytest.mark.parametrize(
    "content", ["Klinik Bébé".encode(), "\ufeffKlinik Bébé".encode(), "Klinik Bébé".encode("cp1252")]
)
def test_a_file_is_read_however_it_was_saved(content: bytes) -> None:
    assert text_of(content) == "Klinik Bébé"


@pytest.mark.parametrize("code", ["33.25", "3325"])
def test_a_region_proposes_its_office(code: str) -> None:
    region = region_of(code)
    assert region is not None
    assert (region.name, region.level, region.timezone) == (
        "Kabupaten Batang",
        Level.DISTRICT,
        "Asia/Jakarta",
    )
    office = proposed(region, {"BAT"})
    assert (office.slug, office.code, office.region) == ("batang", "BAA", "33.25")
    assert office.name == "Dinas Kesehatan Kabupaten Batang"


@pytest.mark.parametrize("code", ["", "33.25.01", "99", "33.99", "x", "33.", "..", "٣٣"])
def test_what_is_no_province_or_regency_is_no_region(code: str) -> None:
    assert region_of(code) is None


def test_rows_of_a_workbook_keep_their_numbers_and_lose_their_letterhead() -> None:
    rows = [
        (1, ["DAFTAR UNIT, DINAS KESEHATAN"]),
        (3, ["Nama", "Jenis", "Alamat"]),
        (5, ["Puskesmas Subah", "", 'Jl. "Raya"; 5,\nSubah, Batang, Jateng']),
        (6, ["Balai", "istana"]),
    ]
    [unit] = units_of(text_of_rows(rows[:-1]))
    assert unit == NewUnit("Puskesmas Subah", "puskesmas", "", True, 'Jl. "Raya"; 5, Subah, Batang, Jateng')
    with pytest.raises(Unread) as fault:
        units_of(text_of_rows(rows))
    assert (fault.value.line, fault.value.code) == (6, "unknown_kind")


def test_rows_without_heads_and_of_one_column_are_units_too() -> None:
    rows = [(1, ["Sekretariat, Umum, dan Aset"]), (2, ["Puskesmas Subah"])]
    assert [unit.name for unit in units_of(text_of_rows(rows))] == [
        "Sekretariat, Umum, dan Aset",
        "Puskesmas Subah",
    ]
