"""A supervisor brings the office's sheet by clicking; the worker and the database are killed while it is taken in."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from playwright.sync_api import expect

from support.clicks import Theatre
from support.desk import until
from support.faces import faults_now
from support.worksheets import HEADS, a_line, as_xlsx

_LINES = 1500
_COUNTS = (
    "SELECT count(*) AS cases, count(DISTINCT s.key) AS keys, count(*) FILTER (WHERE c.withdrawn) AS withdrawn,"
    " (SELECT count(*) FROM case_event e WHERE e.tenant_id = $1 AND e.kind = 'case.imported') AS told,"
    " (SELECT count(*) FROM delivery d JOIN cases w ON w.tenant_id = $1 AND w.id = d.case_id WHERE d.tenant_id = $1"
    " AND w.title LIKE 'Perkara%') AS sent FROM cases c LEFT JOIN sheet_case s ON s.tenant_id = $1"
    " AND s.case_id = c.id WHERE c.tenant_id = $1 AND (c.title LIKE 'Perkara%' OR c.withdrawn)"
)


def _sheet() -> bytes:
    first = datetime(2026, 3, 2, 8)
    lines: list[Any] = []
    for place in range(_LINES):
        day = first + timedelta(hours=3 * place)
        cells: list[Any] = a_line(
            f"ESK-{place}", text=f"Perkara {place}: antrean panjang", name="Siti Rahmawati"
        )
        cells[1] = day
        cells[4] = 81_200_000_000 + place
        if place % 3:
            cells[9], cells[12], cells[13] = (
                "Selesai",
                "Sudah ditindaklanjuti",
                f"{day + timedelta(1):%d/%m/%Y}",
            )
        lines.append(cells)
    lines[1][1], lines[2][4], lines[4][6] = "besok", "0812", "Perihal yang tidak dikenal"
    return as_xlsx({"Eskalasi 2026": [list(HEADS), *lines]}, above=("REKAP ESKALASI", ""))


def _counts(theatre: Theatre) -> dict[str, Any]:
    with ThreadPoolExecutor(1) as beside:
        [row] = beside.submit(theatre.desk.rows, "batang", _COUNTS).result()
    return row


def _counts_when_back(theatre: Theatre) -> dict[str, Any]:
    """Backends outlive a killed head of PostgreSQL: for a moment all seems well and nobody is let in."""

    def asked() -> dict[str, Any]:
        with suppress(OSError, asyncpg.PostgresError):
            return _counts(theatre)
        return {}

    until(theatre.desk.healthy)
    return until(asked)


def test_a_sheet_is_taken_in_once_whatever_dies_and_can_be_taken_back(theatre: Theatre) -> None:
    page = theatre.sign_in("wahyu@batang.example")
    page.goto("/desk/batang/cases")
    page.get_by_role("link", name="Administrasi").click()
    page.get_by_role("link", name="Lembar kerja").click()
    faults = faults_now(page, "sheets")
    page.set_input_files(
        "[name=file]",
        {
            "name": "eskalasi-2026.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": _sheet(),
        },
    )
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.locator("[name=escalated_to]")).to_have_value("11")
    faults += faults_now(page, "sheet-columns")
    page.get_by_role("button", name="Periksa baris").click()
    expect(page.get_by_text("Ambil 1498 kasus")).to_be_visible()
    expect(page.get_by_text("B5 · Tanggal masuk: Tanggal tidak terbaca.")).to_be_visible()
    faults += faults_now(page, "sheet-trial")
    page.get_by_role("button", name="Ambil 1498 kasus").click()
    for part in ("worker", "postgres"):
        before = _counts(theatre)["cases"]
        until(lambda before=before: _counts(theatre)["cases"] > before)
        theatre.desk.kill(part)
        assert _counts_when_back(theatre)["cases"] < 1498, f"the {part} died too late to prove anything"
    faults += faults_now(page, "sheet-running")
    page.get_by_role("link", name="Lihat hasilnya").click(timeout=60_000)
    expect(page.locator(".recount")).to_contain_text(
        "1.500 dari 1.500 baris: 1.498 kasus baru, 0 sudah ada, 2 perlu"
    )
    faults += faults_now(page, "sheet-done")
    found = _counts(theatre)
    assert (found["cases"], found["keys"], found["told"], found["sent"]) == (1498, 1498, 1498, 0)
    page.get_by_role("button", name="Batalkan pengambilan").click()
    page.get_by_role("link", name="Lihat hasilnya").click(timeout=60_000)
    expect(page.locator(".recount")).to_contain_text("1.498 dibatalkan, 0 tetap ada.")
    assert _counts(theatre)["withdrawn"] == 1498
    page.goto("/desk/batang/cases?folder=done")
    assert "Perkara" not in page.inner_text("main")
    assert not faults, "\n".join(faults)


def test_an_english_reader_finds_the_same(theatre: Theatre) -> None:
    page = theatre.sign_in("wahyu@batang.example", language="en-GB", width=390, scheme="dark")
    page.goto("/admin/batang/sheets?lang=en")
    expect(page.get_by_role("heading", name="Take cases in from a spreadsheet")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download XLSX").click()
    assert download.value.suggested_filename.endswith(".xlsx")
