"""A file of SP4N-LAPOR's export becomes cases: looked at first, each complaint once."""

from datetime import datetime

import httpx

from helpdesk.registers import service as registers
from helpdesk.sla.model import TargetKind
from helpdesk.sla.service import clocks_of
from support.administrators import audited
from support.lapor_watch import a_lapor
from support.officers import Browser, Floor
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

EXPORT = (
    "Tracking ID;Judul;Isi Laporan;Klasifikasi;Tgl Masuk;Anonim;Rahasia\n"
    "7000001;Antrean;Antrean puskesmas sejak subuh;Pengaduan;13-03-2026 10:00;Ya;Tidak\n"
    "7000002;;Mohon jadwal imunisasi;Permintaan Informasi;13-03-2026 11:00;Tidak;Ya\n"
    "7000002;;Baris yang sama lagi;Permintaan Informasi;13-03-2026 11:00;Tidak;Ya\n"
    "abc;Rusak;Nomornya rusak;Pengaduan;13-03-2026 11:00;Tidak;Ya\n"
    "7000003;Rusak;;Pengaduan;13-03-2026 11:00;Tidak;Ya\n"
    "7000004;Rusak;Tanggalnya rusak;Pengaduan;31-02-2026;Tidak;Ya\n"
    "7000005;Rusak;Tandanya rusak;Pengaduan;13-03-2026;Mungkin;Ya\n"
)
COLUMNS = {
    "in_number": "Tracking ID",
    "in_text": "Isi Laporan",
    "in_title": "Judul",
    "in_classification": "Klasifikasi",
    "in_passed_on": "Tgl Masuk",
    "in_anonymous": "Anonim",
    "in_secret": "Rahasia",
}
_CASES = (
    "SELECT lapor_number, kind, title, channel, anonymous, confidential FROM cases"
    " WHERE tenant_id = $1 ORDER BY lapor_number"
)


async def _chosen(browser: Browser, text: str = EXPORT) -> httpx.Response:
    return await browser.send(await browser.get("lapor/import"), "/import", text=text)


async def _taken(browser: Browser) -> httpx.Response:
    return await browser.send(await _chosen(browser), "/import", step="import", **COLUMNS)


async def test_a_file_is_looked_at_before_anything_is_made_of_it(floor: Floor) -> None:
    browser, _ = await floor.officer()
    seen = await _chosen(browser)
    assert seen.status_code == 200
    again = await browser.send(seen, "/import", step="check", **COLUMNS)
    assert "Ambil 2 laporan" in again.text
    for word in ("pola nomor kantor ini", "Isi laporan kosong", "Tanggal tidak terbaca", "ya atau tidak"):
        assert word in again.text, word
    assert await floor.world.district.rows(_CASES) == []


async def test_each_complaint_becomes_one_case_however_often_the_file_comes(floor: Floor) -> None:
    browser, _ = await floor.officer()
    done = await _taken(browser)
    assert "2 laporan menjadi kasus" in done.text
    district = floor.world.district
    assert await district.rows(_CASES) == [
        {
            "lapor_number": "7000001",
            "kind": "complaint",
            "title": "Antrean",
            "channel": "lapor",
            "anonymous": True,
            "confidential": False,
        },
        {
            "lapor_number": "7000002",
            "kind": "information",
            "title": "Mohon jadwal imunisasi",
            "channel": "lapor",
            "anonymous": False,
            "confidential": True,
        },
    ]
    again = await _taken(browser)
    assert "menjadi kasus" in again.text and "Sudah ada" in again.text
    assert len(await district.rows(_CASES)) == 2
    assert "register.imported" in await audited(district)
    remembered = await _chosen(browser)
    assert '<option value="Tgl Masuk" selected>' in remembered.text, "the columns are as they were chosen"


async def test_must_pass_11_lapors_five_working_days_count_from_when_it_was_passed_on(floor: Floor) -> None:
    browser, _ = await floor.officer()
    passed_on = EXPORT.replace("7000001;Antrean", "7000008;Sebelum Jumat Agung").replace(
        "13-03-2026 10:00", "25-03-2026 15:00"
    )
    await browser.send(await _chosen(browser, passed_on), "/import", step="import", **COLUMNS)
    district = floor.world.district
    case_id = await district.value("SELECT id FROM cases WHERE tenant_id = $1 AND lapor_number = '7000008'")
    async with tenant_scope(district.id, read_only=True) as scope:
        clocks = await clocks_of(scope, case_id)
    clock = clocks[TargetKind.LAPOR_RESPONSE]
    assert clock.due_at == datetime.fromisoformat("2026-04-01T16:00:00+07:00")
    assert TargetKind.LAPOR_VERIFICATION not in clocks
    assert TargetKind.FIRST_RESPONSE in clocks, "the office's own promises run beside it"


async def test_what_was_taken_in_is_followed_there(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        browser, agent = await floor.officer()
        case = await floor.case()
        await registers.file(agent, case.number, version=None)
        district = floor.world.district
        await registers.advance_due(district.id, stage.book)
        number = await district.value("SELECT remote_id FROM register_link WHERE tenant_id = $1")
        own = f"Nomor;Isi\n{number};Sudah kita daftarkan sendiri\n7000009;Baru"
        seen = await _chosen(browser, own)
        assert "Ambil satu laporan" in seen.text, "what the office filed itself is known"
        await browser.send(seen, "/import", step="import")
        await floor.world.clock.forward(hours=15)
        await registers.advance_due(district.id, stage.book)
        links = await district.rows(
            "SELECT remote_id, error_code FROM register_link WHERE tenant_id = $1 ORDER BY created_at"
        )
        assert [(link["remote_id"], link["error_code"]) for link in links] == [
            (number, ""),
            ("7000009", "message_rejected"),
        ]


async def test_a_file_that_is_none_is_refused_with_the_reason(floor: Floor) -> None:
    browser, _ = await floor.officer()
    for text, said in (
        ("", "Pilih berkas CSV"),
        ("Nomor;Isi", "Pilih berkas CSV"),
        ('a;"b', "tidak terbaca"),
    ):
        answer = await _chosen(browser, text)
        assert (answer.status_code, said in answer.text) == (422, True), text
    seen = await _chosen(browser, "Kolom A;Kolom B\n1;2")
    assert seen.status_code == 200, "columns that nobody knows are asked for"
    refused = await browser.send(seen, "/import", step="import")
    assert (refused.status_code, "Pilih kolom nomor" in refused.text) == (422, True)


async def test_only_those_who_open_cases_and_file_them_take_a_file(floor: Floor) -> None:
    for role in (Role.UNIT_OFFICER, Role.HEAD, Role.ADMINISTRATOR):
        browser, _ = await floor.officer(role, "Sekretariat")
        assert (await browser.get("lapor/import")).status_code == 403
