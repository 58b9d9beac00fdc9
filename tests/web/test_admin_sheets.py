"""The pages of the bridge: bring a sheet, say what it holds, see what would happen, take it in, take it back."""

import re

import httpx
import pytest

from helpdesk.sheets import importing
from support.administrators import an_administrator, audited
from support.officers import BASE, Browser, Floor, Form
from support.worksheets import a_line, as_csv, as_xlsx
from tenants.permissions.model import Role

_SHEET = as_csv(
    [a_line("A-1"), a_line("A-2", "besok"), a_line("A-3", "03/11/2026", "Obat habis", topic="Ufologi")]
)


@pytest.fixture
async def supervisor(floor: Floor) -> Browser:
    """A supervisor at the pages of the administration."""
    browser, _ = await floor.officer(Role.SUPERVISOR)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser


async def _brings(browser: Browser, content: bytes, name: str = "eskalasi.csv") -> httpx.Response:
    token = Form((await browser.get("sheets")).text, "/sheets").fields["_csrf_token"]
    return await browser.http.post(
        f"{browser.desk}/sheets",
        data={"_csrf_token": token},
        files={"file": (name, content)},
        headers={"origin": BASE, "sec-fetch-site": "same-origin"},
    )


async def _brought(browser: Browser, content: bytes = _SHEET) -> str:
    answer = await _brings(browser, content)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def _worked(floor: Floor) -> None:
    while await importing.import_due(floor.world.district.id):
        pass


def _plain(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def test_a_sheet_goes_from_its_file_to_its_report(floor: Floor, supervisor: Browser) -> None:
    at = await _brought(supervisor)
    checked = await supervisor.does(at, "/columns")
    assert "Yang akan terjadi" in checked.text
    assert "Ambil 2 kasus" in checked.text
    told = _plain(checked)
    assert "B3 · Tanggal masuk: Tanggal tidak terbaca. Tulis hari, bulan, tahun" in told
    assert "G4 · Topik: Nama ini tidak ada di kantor" in told
    assert await floor.world.district.rows("SELECT * FROM cases WHERE tenant_id = $1") == []
    running = await supervisor.send(checked, "/begin")
    assert running.status_code == 303
    page = await supervisor.get(at)
    assert f'data-progress="{at}/progress"' in page.text
    assert "0 dari 3 baris" in page.text
    await _worked(floor)
    progress = await supervisor.get(f"{at}/progress")
    assert "data-progress" not in progress.text
    assert "3 dari 3 baris: 2 kasus baru, 0 sudah ada, 1 perlu diperbaiki." in progress.text
    done = await supervisor.get(at)
    numbers = {
        row["number"]
        for row in await floor.world.district.rows("SELECT number FROM cases WHERE tenant_id = $1")
    }
    assert len(numbers) == 2
    assert all(number in done.text for number in numbers)
    only_wrong = await supervisor.get(f"{at}?show=wrong")
    assert "A-2" in only_wrong.text
    assert not any(number in only_wrong.text for number in numbers)


async def test_the_report_is_a_file_for_spreadsheet_programs(floor: Floor, supervisor: Browser) -> None:
    at = await _brought(supervisor, as_csv([a_line("=1+1"), a_line("A-2", "besok", phone="12")]))
    await supervisor.does(at, "/columns")
    await supervisor.send(await supervisor.get(at), "/begin")
    await _worked(floor)
    number = await floor.world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
    told = (await supervisor.get(f"{at}/report.csv")).text.lstrip("\ufeff").splitlines()
    assert told[0] == "Baris,Nomor,Hasil,Kasus,Sel,Kolom,Keterangan"
    assert told[1] == f"2,'=1+1,Kasus baru,{number},,,"
    assert [line.split(",")[4] for line in told[2:]] == ["B3", "E3"]
    book = await supervisor.get(f"{at}/report.xlsx")
    assert book.headers["content-disposition"].endswith('.xlsx"')
    assert book.content.startswith(b"PK")


async def test_taking_back_is_offered_when_there_is_something_to_take_back(
    floor: Floor, supervisor: Browser
) -> None:
    at = await _brought(supervisor)
    await supervisor.does(at, "/columns")
    await supervisor.send(await supervisor.get(at), "/begin")
    await _worked(floor)
    await supervisor.does(at, "/undo")
    await _worked(floor)
    page = await supervisor.get(at)
    assert "2 dari 2 kasus: 2 dibatalkan, 0 tetap ada." in page.text
    assert "/undo" not in page.text
    log = [each for each in await audited(floor.world.district) if each.startswith("sheet.")]
    assert log == [f"sheet.{act}" for act in ("brought", "begun", "imported", "undo_begun", "undone")]


async def test_a_draft_is_thrown_away(floor: Floor, supervisor: Browser) -> None:
    at = await _brought(supervisor)
    await supervisor.does(at, "/columns")
    listed = await supervisor.does(at, "/drop")
    assert "Berkas dibuang" in listed.text
    assert (await supervisor.get(at)).status_code == 404
    assert await floor.world.district.rows("SELECT * FROM sheet_line WHERE tenant_id = $1") == []


async def test_columns_that_cannot_be_are_said_at_their_fields(supervisor: Browser) -> None:
    at = await _brought(supervisor)
    answer = await supervisor.send(await supervisor.get(at), "/columns", date="", answer="0")
    assert answer.status_code == 422
    assert "Pilih kolom tanggal masuk dan kolom uraian." in answer.text
    assert "Satu kolom dipilih dua kali." in answer.text
    assert "Yang akan terjadi" not in answer.text


async def test_a_page_of_a_workbook_is_chosen(floor: Floor, supervisor: Browser) -> None:
    first = [["Tanggal", "Uraian"], ["01/10/2026", "Oktober"]]
    second = [["Uraian", "Tanggal"], ["Desember", "01/11/2026"], ["November", "02/11/2026"]]
    at = await _brought(supervisor, as_xlsx({"Okt": first, "Nov": second}))
    turned = await supervisor.does(at, "/tab", tab="1")
    assert "B · Tanggal" in turned.text
    checked = await supervisor.does(at, "/columns")
    assert "Ambil 2 kasus" in checked.text


async def test_what_is_no_sheet_is_said_beside_the_field(supervisor: Browser) -> None:
    for content, said in (
        (b"", "Pilih berkasnya."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Berkas ini tidak terbaca."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "berkas Excel lama atau terkunci"),
        (b"x" * (10 * 1024 * 1024 + 1), "Berkas terlalu besar"),
    ):
        answer = await _brings(supervisor, content)
        assert answer.status_code == 422, said
        assert said in answer.text


async def test_two_who_press_at_once_begin_one_import(floor: Floor, supervisor: Browser) -> None:
    at = await _brought(supervisor)
    page = await supervisor.does(at, "/columns")
    assert (await supervisor.send(page, "/begin")).status_code == 303
    again = await supervisor.send(page, "/begin")
    assert again.status_code == 409
    assert "Lembar ini baru saja berubah" in again.text


async def test_an_administrator_brings_sheets_but_takes_no_list_out(floor: Floor) -> None:
    browser, _ = await an_administrator(floor)
    page = await browser.get("sheets")
    assert "Baca berkas" in page.text
    assert "/sheets/export" not in page.text
    at = await _brought(browser)
    assert "Ambil 2 kasus" in (await browser.does(at, "/columns")).text


@pytest.mark.parametrize("role", [Role.AGENT, Role.UNIT_OFFICER, Role.HEAD])
async def test_nobody_else_has_these_pages(floor: Floor, role: Role) -> None:
    browser, _ = await floor.officer(role)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    assert (await browser.get("sheets")).status_code == 403
