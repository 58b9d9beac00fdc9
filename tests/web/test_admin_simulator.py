"""The simulator: what a case would be promised, until when, and why."""

import html
import re

import pytest

from support.officers import Browser, Floor
from support.promising import begun, press, quicker, stored, told
from tenants.permissions.model import Role

FRIDAY = "promises/simulator?kind=complaint&date=2026-03-13&time=15:30"


async def test_a_red_complaint_of_friday_afternoon_is_due_on_saturday_afternoon(browser: Browser) -> None:
    page = told(await browser.get(f"{FRIDAY}&grade=red"))
    for words in (
        "Pengaduan merah yang masuk Jumat, 13 Maret 2026 pukul 15.30 WIB di Kantor",
        "Jawaban pertama Tenggat: Sabtu, 14 Maret 2026 pukul 15.30 WIB Lamanya 24 jam berjalan Aturan Pengaduan merah",
        "Peringatan (80 %) 14 Mar 2026, 10.42 WIB",
        "100 % petugas dan penyelia · 14 Mar 2026, 15.30 WIB",
        "150 % pimpinan · 15 Mar 2026, 03.30 WIB",
        "district-1, berlaku sejak Senin, 1 Jan 2024",
        "PermenPANRB 62/2018",
    ):
        assert words in page, words


async def test_a_plain_complaint_waits_for_the_holidays_and_says_which_rules_are_not_its_own(
    browser: Browser,
) -> None:
    page = told(await browser.get(FRIDAY))
    for words in (
        "Jawaban pertama Tenggat: Jumat, 27 Maret 2026 pukul 16.30 WIB Lamanya 5 hari kerja Aturan Pengaduan Bukan",
        "Bukan Pengaduan merah: Tingkat harus merah",
        "Bukan Pengaduan berkadar pengawasan: Topik harus Berkadar pengawasan",
        "Yang dihitung (5)",
        "Suci Nyepi",
        "Cuti Bersama",
        "Janji yang baru mulai saat peristiwanya tiba",
    ):
        assert words in page, words
    english = told(await browser.get(f"{FRIDAY}&lang=en"))
    assert "Not Pengaduan merah: Grade must be red" in english


async def test_waiting_for_the_citizen_moves_only_what_it_holds_up(browser: Browser) -> None:
    wait = f"{FRIDAY}&grade=red&wait_from=2026-03-13T16:30"
    page = told(await browser.get(f"{wait}&wait_until=2026-03-13T18:30"))
    assert "Jawaban pertama Tenggat: Sabtu, 14 Maret 2026 pukul 15.30" in page
    assert "Penyelesaian Tenggat: Sabtu, 14 Maret 2026 pukul 17.30" in page
    open_end = told(await browser.get(wait))
    assert "Penyelesaian Belum ada tenggat selama menunggu warga." in open_end


async def test_years_without_decree_are_told_as_provisional(browser: Browser) -> None:
    page = told(await browser.get("promises/simulator?kind=complaint&date=2027-12-31&time=09:00"))
    assert "Sementara: hari libur tahun itu belum ditetapkan." in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("kind=", "Pilih jenis kasusnya."),
        ("kind=gossip", "Pilih dari daftar."),
        ("kind=complaint&unit=0198f000-0000-7000-8000-0000000000ff", "Pilih dari daftar."),
        ("kind=complaint&date=", "Tulis tanggal masuknya."),
        ("kind=complaint&date=2026-02-30&time=08:00", "Tanggal ini tidak terbaca."),
        ("kind=complaint&date=0001-01-01&time=08:00", "Tahun itu tidak dapat dihitung."),
        ("kind=complaint&date=2001-01-01&time=08:00", "belum ada aturan yang berlaku"),
        ("kind=complaint&date=2026-03-13&time=25:00", "Jam ini tidak terbaca."),
        ("kind=complaint&date=2026-03-13&time=08:00&wait_from=2026-03-12T08:00", "sebelum kasus masuk"),
        ("kind=complaint&date=2026-03-13&time=08:00&wait_until=2026-03-14T08:00", "sejak kapan menunggu"),
        (
            "kind=complaint&date=2026-03-13&time=08:00&wait_from=2026-03-14T08:00&wait_until=2026-03-13T09:00",
            "sebelum mulai menunggu",
        ),
    ],
)
async def test_a_question_that_cannot_be_answered_is_told_by_the_field(
    browser: Browser, asked: str, said: str
) -> None:
    answer = await browser.get(f"promises/simulator?{asked}")
    assert answer.status_code == 422
    assert said in told(answer)


async def test_a_draft_can_be_tried_before_it_is_saved(floor: Floor, browser: Browser) -> None:
    page = await press(browser, await quicker(browser, await begun(browser)), "try")
    assert page.status_code == 200
    asked = {"kind": "complaint", "date": "2026-03-13", "time": "15:30"}
    answer = await press(browser, page, "try:ask", **asked)
    assert "Jawaban pertama Tenggat: Rabu, 25 Maret 2026 pukul 16.00 WIB Lamanya 3 hari kerja" in told(answer)
    wrong = await press(browser, page, "try:ask", **{**asked, "date": "besok"})
    assert wrong.status_code == 422
    back = await press(browser, wrong, "look")
    assert "Jawaban pertama 3 hari kerja" in told(back), "the draft is as it was"
    assert len(await stored(floor)) == 1


async def test_the_desk_leads_supervisors_from_a_case_to_the_simulator(floor: Floor) -> None:
    case = await floor.case()
    supervisor, _ = await floor.officer(Role.SUPERVISOR)
    page = await supervisor.get(f"cases/{case.number}/promises")
    [link] = re.findall(r'href="([^"]+/promises/simulator[^"]*)"', page.text)
    answer = await supervisor.get(html.unescape(link))
    assert answer.status_code == 200
    assert "Pengaduan yang masuk" in told(answer)
    officer, _ = await floor.officer()
    assert "simulator" not in (await officer.get(f"cases/{case.number}/promises")).text
