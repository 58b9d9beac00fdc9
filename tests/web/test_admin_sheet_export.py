"""Cases leave as the sheet that offices know: masked, without formulas, on record; and come back as what they are."""

import csv
import io
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from python_calamine import CalamineWorkbook

from helpdesk.cases import service as cases
from helpdesk.sheets import importing, service
from helpdesk.sheets.exporting import Wanted, begin
from helpdesk.sheets.model import Fate
from kit.errors import Forbidden
from support.officers import Browser, Floor, Form
from support.worksheets import a_line, as_csv, brought, taken_in
from tenants.permissions.model import Actor, Role

_PHONE, _NIK = "0812-9900-1234", "3325010101800001"
_TEXT = f"Nama saya Kenari Jingga, NIK {_NIK}, hubungi {_PHONE} atau kenari@warga.example."
_SPAN = {"since": "2026-10-01", "until": "2026-11-30"}


@pytest.fixture
async def here(floor: Floor) -> tuple[Browser, Actor]:
    """A supervisor at the pages of the administration."""
    browser, actor = await floor.officer(Role.SUPERVISOR)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser, actor


async def _export(browser: Browser, form: str = "csv", **typed: str) -> httpx.Response:
    return await browser.send(await browser.get("sheets"), "/export", **{**_SPAN, "form": form, **typed})


async def _rows(browser: Browser, **typed: str) -> list[dict[str, str]]:
    answer = await _export(browser, **typed)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))


async def _a_case(floor: Floor, actor: Actor, **more: str) -> None:
    line = a_line(
        "A-1", "01/11/2026 08.00", more.pop("text", _TEXT), name="Kenari Jingga", phone=_PHONE, **more
    )
    await taken_in(floor.world.district, actor, as_csv([line]))


async def test_a_citizen_is_masked_everywhere_in_the_sheet(floor: Floor, here: tuple[Browser, Actor]) -> None:
    await _a_case(floor, here[1], answer=f"Kami telepon {_PHONE}", answered_at="02/11/2026")
    [row] = await _rows(here[0])
    assert (row["Nama warga"], row["Nomor telepon"]) == ("K••• J•••", "••• 1234")
    told = str(row)
    for word in ("Kenari", "Jingga", _NIK, _PHONE, "9900", "warga.example"):
        assert word not in told, word
    assert "Nama saya" in row["Uraian"]


async def test_who_may_reveal_citizens_says_why_and_that_is_on_record(
    floor: Floor, here: tuple[Browser, Actor]
) -> None:
    browser, actor = here
    await _a_case(floor, actor)
    refused = await _export(browser, named="1")
    assert refused.status_code == 422
    assert "Tulis alasannya" in refused.text
    [row] = await _rows(browser, named="1", reason="Rekap untuk Direktorat")
    assert (row["Nama warga"], row["Nomor telepon"]) == ("Kenari Jingga", "'+6281299001234")
    assert row["Uraian"] == _TEXT
    log: list[dict[str, Any]] = await floor.world.district.rows(
        "SELECT detail::text AS detail FROM audit_entry WHERE tenant_id = $1 AND action = 'sheet.exported'"
    )
    assert len(log) == 1
    assert "Rekap untuk Direktorat" in log[0]["detail"]


async def test_whoever_stays_unnamed_is_named_to_nobody(floor: Floor, here: tuple[Browser, Actor]) -> None:
    line = a_line("A-1", name="Anonim", phone=_PHONE)
    await taken_in(floor.world.district, here[1], as_csv([line]))
    [row] = await _rows(here[0], named="1", reason="Rekap untuk Direktorat")
    assert (row["Nama warga"], row["Nomor telepon"]) == ("", "")


async def test_names_need_the_right_to_reveal_them(floor: Floor) -> None:
    actor = await floor.world.staff(floor.world.district, Role.HEAD)
    day = date(2026, 11, 1)
    assert await begin(actor, Wanted(since=day, until=day), "csv") == 0
    with pytest.raises(Forbidden):
        await begin(actor, Wanted(since=day, until=day, named=True, reason="Ingin tahu saja"), "csv")


async def test_no_cell_of_either_file_is_a_formula(floor: Floor, here: tuple[Browser, Actor]) -> None:
    await _a_case(floor, here[1], text='=HYPERLINK("http://x","y")', answer="@SUM(1)", escalated_to="+cmd|x")
    [row] = await _rows(here[0])
    assert row["Uraian"].startswith("'=")
    assert row["Jawaban"].startswith("'@")
    assert row["Diteruskan ke"].startswith("'+")
    book = await _export(here[0], "xlsx")
    assert book.status_code == 200
    with ZipFile(io.BytesIO(book.content)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page
    assert b"<f " not in page
    assert b"hyperlink" not in page.lower()


async def test_a_workbook_holds_real_dates(floor: Floor, here: tuple[Browser, Actor]) -> None:
    await _a_case(floor, here[1])
    book = CalamineWorkbook.from_filelike(io.BytesIO((await _export(here[0], "xlsx")).content))
    heads, line = book.get_sheet_by_index(0).to_python()
    assert line[heads.index("Tanggal masuk")] == datetime(2026, 11, 1, 8, 0)


async def test_what_leaves_comes_back_as_the_same_cases(floor: Floor, here: tuple[Browser, Actor]) -> None:
    """Found again in its own office, whichever way it left; in another office it becomes the same cases there."""
    browser, actor = here
    lines = [
        a_line("A-1", "01/11/2026 08.00", "Antrean", name="Siti", phone=_PHONE),
        a_line("A-2", "02/11/2026", "Obat habis", state="selesai", answer="Ada", answered_at="03/11/2026"),
        a_line("A-3", "03/11/2026", "=bukan rumus", state="proses", kind="Konsultasi", channel="WA"),
    ]
    await taken_in(floor.world.district, actor, as_csv(lines))
    for form in ("csv", "xlsx"):
        content = (await _export(browser, form, named="1", reason="Pindah lembar")).content
        trial = await service.tried(actor, await brought(actor, content))
        assert [each.fate for each in trial.outcomes] == [Fate.KNOWN] * 3, form
        place = floor.world.neighbour if form == "csv" else floor.world.province
        there = await floor.world.staff(place, Role.SUPERVISOR)
        await taken_in(place, there, content)
        told = (
            "SELECT opened_at, state, kind, channel, title FROM cases WHERE tenant_id = $1 ORDER BY opened_at"
        )
        assert await place.rows(told) == await floor.world.district.rows(told), form


async def test_only_the_days_that_were_asked_for_leave(floor: Floor, here: tuple[Browser, Actor]) -> None:
    lines = [a_line(f"A-{day}", f"0{day}/11/2026 23.59", f"Perkara {day}") for day in range(1, 6)]
    await taken_in(floor.world.district, here[1], as_csv(lines))
    found = await _rows(here[0], since="2026-11-02", until="2026-11-04")
    assert [row["Uraian"] for row in found] == ["Perkara 2", "Perkara 3", "Perkara 4"]
    refused = await _export(here[0], since="2026-11-04", until="2026-11-02")
    assert (refused.status_code, "lebih awal" in refused.text) == (422, True)
    refused = await _export(here[0], since="", until="x")
    assert refused.status_code == 422
    assert Form(refused.text, "/export").fields["until"] == "x"


async def test_undone_cases_and_spam_do_not_leave(floor: Floor, here: tuple[Browser, Actor]) -> None:
    browser, actor = here
    import_id = await taken_in(floor.world.district, actor, as_csv([a_line("A-1", text="Hilang")]))
    await service.undo(actor, import_id, version=(await service.one(actor, import_id))[0].version)
    while await importing.import_due(floor.world.district.id):
        pass
    case = await floor.case("Iklan pinjaman")
    await cases.mark_spam(actor, case.number, version=None)
    assert await _rows(browser) == []
