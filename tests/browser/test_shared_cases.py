"""What offices agree on, by clicking: consent, who speaks, wrong doors, erasing, approval, news, connections."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from support.clicks import (
    Phone,
    Theatre,
    confirms,
    does,
    finds,
    hands_over,
    opened_theatre,
    opens_for_a_caller,
    panel,
    picks,
    reloaded_until,
    takes_on,
    verifies,
    writes,
)
from support.desk import running_desk
from support.faces import well_made

PROVINCE = "Dinas Kesehatan Provinsi Jawa Tengah"
QUESTION = "Anak saya belum mendapat imunisasi campak di posyandu."
ANSWER = "Vaksin campak ada di Puskesmas Batang I setiap Selasa."


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with opened_theatre("shared") as opened:
        yield opened


class Story:
    """A citizen whose case two offices share."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.phone = Phone(theatre, "Konlaporbae", "0812 3450 0404", "Siti Rahmawati")
        self.dewi = theatre.sign_in("dewi@batang.example")
        self.hendro = theatre.sign_in("hendro@jateng.example")


def test_a_citizen_agrees_and_takes_it_back_desks_change_who_speaks_and_data_are_erased(
    theatre: Theatre,
) -> None:
    """One test, because each step stands on the one before."""
    story = Story(theatre)
    story.phone.writes(QUESTION)
    story.phone.reads("PIN")
    finds(story.dewi, QUESTION[:30])
    verifies(story.dewi, "Pengaduan")
    hands_over(story.dewi, PROVINCE, "Stok vaksin provinsi")
    finds(story.hendro, QUESTION[:30])
    takes_on(story.hendro)
    reloaded_until(story.dewi, panel(story.dewi, re.compile("^Diterima$")))
    the_citizen_is_asked_and_says_yes(story)
    the_citizen_takes_it_back_on_the_tracking_page(story)
    the_other_desk_speaks(story)
    the_data_are_erased(story)
    assert theatre.said == []


def the_citizen_is_asked_and_says_yes(story: Story) -> None:
    page, theirs, phone = story.dewi, story.hendro, story.phone
    expect(theirs.locator("main")).not_to_contain_text("Siti")
    does(page, "Minta persetujuan warga", more=True)
    expect(page.locator("main")).to_contain_text(f"bolehkah petugas {PROVINCE} melihat")
    well_made(page, "shared-ask-consent")
    confirms(page, "Kirim pertanyaan")
    phone.reads("bolehkah petugas")
    phone.page.locator("li.from_office .choices").get_by_role("button", name="YA").click()
    reloaded_until(theirs, panel(theirs, "nama dan kontak terbuka"))
    theirs.get_by_text("Buka identitas").first.click()
    theirs.get_by_label("Alasan", exact=True).fill("Perlu menelepon orang tuanya")
    theirs.get_by_role("button", name="Buka identitas").click()
    expect(panel(theirs, "Siti Rahmawati")).to_be_visible()
    well_made(theirs, "shared-revealed")
    reloaded_until(page, panel(page, re.compile("^Setuju")))


def the_citizen_takes_it_back_on_the_tracking_page(story: Story) -> None:
    page = story.theatre.window()
    page.goto("/t/batang/track")
    page.get_by_label("Nomor laporan").fill(story.phone.shows(r"(BTG-[0-9A-Z-]+)"))
    page.get_by_label("PIN", exact=True).fill(story.phone.shows(r"PIN: (\d{6})"))
    page.get_by_role("button", name="Buka laporan").click()
    expect(page.locator("main")).to_contain_text("Jawaban Anda: YA")
    well_made(page, "shared-tracking-yes")
    page.get_by_role("button", name="Cabut persetujuan").click()
    expect(page.locator("main")).to_contain_text("Jawaban Anda: TIDAK")
    well_made(page, "shared-tracking-no")
    theirs = story.hendro
    theirs.goto(theirs.url.removesuffix("/reveal"))
    reloaded_until(theirs, panel(theirs, re.compile("disamarkan")))
    expect(theirs.locator("main")).not_to_contain_text("Siti")
    expect(theirs.get_by_text("Buka identitas")).to_have_count(0)


def the_other_desk_speaks(story: Story) -> None:
    page, theirs = story.dewi, story.hendro
    does(page, "Siapa berbicara dengan warga", more=True)
    well_made(page, "shared-speak")
    confirms(page, "Tawarkan kepada")
    reloaded_until(theirs, theirs.get_by_text("menunggu jawaban tentang siapa yang menjawab warga"))
    does(theirs, "Siapa berbicara dengan warga", more=True)
    well_made(theirs, "shared-speak-asked")
    confirms(theirs, "Setuju")
    reloaded_until(page, page.locator(".case-acts").get_by_text("Usulkan jawaban"))
    well_made(page, "shared-proposes")
    writes(theirs, ANSWER, "Kirim", then="Nyatakan selesai")
    story.phone.reads(ANSWER)
    expect(story.phone.page.locator("li.from_office", has_text=ANSWER)).to_contain_text(PROVINCE)


def the_data_are_erased(story: Story) -> None:
    page, theirs = story.dewi, story.hendro
    number = page.locator(".case-number").first.inner_text()
    does(page, "Tutup kasus", more=True)
    confirms(page, "Tutup kasus")
    wahyu = story.theatre.sign_in("wahyu@batang.example")
    wahyu.goto(f"/desk/batang/cases/{number}")
    does(wahyu, "Hapus data warga", more=True)
    wahyu.get_by_label("Hapus: warga memintanya").check()
    well_made(wahyu, "shared-erase")
    confirms(wahyu, "Lanjutkan")
    expect(wahyu.locator("main")).not_to_contain_text(QUESTION)
    expect(wahyu.locator(".msg.in").first).to_contain_text("Isinya sudah dihapus.")
    well_made(wahyu, "shared-erased")
    reloaded_until(theirs, theirs.locator(".timeline", has_text="Data warga"))
    well_made(theirs, "shared-erased-there")
    expect(theirs.locator("main")).not_to_contain_text(QUESTION)
    reloaded_until(wahyu, panel(wahyu, "Sudah dihapus"))
    the_letters_stand_in_the_log(wahyu)


def the_letters_stand_in_the_log(page: Page) -> None:
    page.locator(".folders").get_by_text("Surat antarkantor").click()
    expect(page.locator("tbody tr", has_text=PROVINCE).first).to_be_visible()
    well_made(page, "shared-letters")


INSURED = "Kartu BPJS saya tidak aktif, padahal iuran sudah dibayar."
COUNTER = "Loket pendaftaran di Gringsing tutup terus sebelum jam sepuluh."
UNIT, UNIT_PHONE = "Puskesmas Gringsing II", "0813 0000 0022"
FROM_UNIT = "Loket buka sampai pukul 12; petugasnya sudah ditegur."


def test_what_belongs_elsewhere_is_passed_to_a_named_owner_and_the_citizen_is_told(theatre: Theatre) -> None:
    tri = theatre.sign_in("tri@batang.example")
    tri.goto("/admin/batang/")
    tri.locator(".folders").get_by_text("Instansi lain").click()
    tri.get_by_role("link", name="Tambah instansi").first.click()
    tri.get_by_label("Nama instansi").fill("BPJS Kesehatan")
    tri.get_by_label("Cara menghubungi").fill("telepon 165")
    tri.get_by_role("button", name="Tambah instansi").click()
    well_made(tri, "shared-authorities")
    phone = Phone(theatre, "Konlaporbae", "0812 3450 0405", "Budi Santoso")
    phone.writes(INSURED)
    phone.reads("PIN")
    dewi = theatre.sign_in("dewi@batang.example")
    finds(dewi, INSURED[:30])
    does(dewi, "Salah alamat", more=True)
    dewi.get_by_label("Instansi di luar Sahut").check()
    dewi.get_by_label("Alasan").fill("Kepesertaan diurus BPJS")
    dewi.get_by_role("button", name="Teruskan").click()
    expect(dewi.locator("main")).to_contain_text("Pilih instansi yang berwenang")
    well_made(dewi, "shared-wrong-door")
    theatre.said.clear()  # the browser itself tells of the 422
    dewi.locator("[name=authority]").select_option(label="BPJS Kesehatan")
    confirms(dewi, "Teruskan")
    expect(dewi.locator("main")).to_contain_text("Kasus diteruskan kepada yang berwenang")
    phone.reads("Yang berwenang: BPJS Kesehatan (telepon 165).")
    expect(dewi.locator(".msg.note")).to_contain_text("Kepesertaan diurus BPJS")
    well_made(dewi, "shared-passed-to-authority")
    assert theatre.said == []


def test_a_disposition_waits_for_approval_and_the_unit_answers_by_replying(theatre: Theatre) -> None:
    tri, wahyu = theatre.sign_in("tri@batang.example"), theatre.sign_in("wahyu@batang.example")
    _rule(tri, "Penyelia")
    phone = Phone(theatre, "Konlaporbae", "0812 3450 0406", "Ani Lestari")
    unit = Phone(theatre, "Konlaporbae", UNIT_PHONE, UNIT)
    phone.writes(COUNTER)
    phone.reads("PIN")
    dewi = theatre.sign_in("dewi@batang.example")
    finds(dewi, COUNTER[:30])
    verifies(dewi, "Pengaduan")
    does(dewi, "Disposisi")
    picks(dewi, "unit", UNIT)
    dewi.get_by_label("Petunjuk").fill("Periksa loket")
    confirms(dewi, "Disposisi ke unit")
    expect(dewi.locator(".panel")).to_contain_text("Menunggu persetujuan")
    well_made(dewi, "shared-waits-for-approval")
    finds(wahyu, COUNTER[:30])
    does(wahyu, "Setujui disposisi")
    expect(wahyu.locator(".unit:has(input:checked)")).to_be_in_viewport()
    well_made(wahyu, "shared-approve")
    confirms(wahyu, "Setujui dan teruskan")
    asked = unit.reads("Periksa loket")
    asked.get_by_role("link", name="Balas").click()
    unit.writes(FROM_UNIT)
    reloaded_until(dewi, dewi.locator(".msg.note", has_text=FROM_UNIT))
    note = dewi.locator(".msg.note", has_text=FROM_UNIT)
    expect(note).to_contain_text("jawaban unit lewat WhatsApp, belum dikirim ke warga")
    well_made(dewi, "shared-unit-replied")
    note.get_by_role("button", name="Kirim ke warga").click()
    phone.reads(FROM_UNIT)
    _rule(tri, "Tanpa aturan ini")
    assert [each for each in theatre.said if "Autofocus" not in each] == []


def _rule(page: Page, who: str) -> None:
    page.goto("/admin/batang/approvals")
    page.get_by_label("Diputuskan oleh").first.select_option(label=who)
    page.locator("main").get_by_role("button", name="Simpan").click()
    expect(page.locator("main .banner.ok")).to_be_visible()
    well_made(page, "shared-approvals")


def test_the_ministry_tells_the_offices_below_something(theatre: Theatre) -> None:
    arif, dewi = theatre.sign_in("arif@kemenkes.example"), theatre.sign_in("dewi@batang.example")
    arif.goto("/admin/kemenkes/")
    arif.locator(".folders").get_by_text("Pengumuman").click()
    arif.get_by_role("link", name="Tulis pengumuman").first.click()
    arif.get_by_label("Judul").fill("Vaksin campak datang Senin")
    arif.get_by_label("Isi").fill("Ambil di gudang provinsi mulai pukul 08.00.")
    arif.get_by_label(re.compile("^Penting")).check()
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    arif.get_by_label("Berlaku sejak").fill(f"{today}")
    arif.get_by_label("Hari terakhir").fill(f"{today + timedelta(days=7)}")
    well_made(arif, "shared-announcement-new")
    arif.get_by_role("button", name="Sampaikan").click()
    reloaded_until(dewi, dewi.locator(".alarm", has_text="Vaksin campak datang Senin"))
    well_made(dewi, "shared-news-strip")
    dewi.get_by_role("link", name="Baca pengumuman").click()
    well_made(dewi, "shared-news")
    dewi.get_by_role("button", name="Sudah saya baca").click()
    expect(dewi.locator("main")).to_contain_text("Sudah Anda baca")
    arif.goto("/admin/kemenkes/announcements")
    arif.get_by_role("link", name="Vaksin campak datang Senin").click()
    expect(arif.locator("tbody tr", has_text="Batang")).to_contain_text("1 dari")
    well_made(arif, "shared-announcement-read")
    assert theatre.said == []


def test_a_case_goes_to_an_installation_elsewhere_by_a_code_of_two_administrators(theatre: Theatre) -> None:
    """Once connected, the office elsewhere stands among those that cases are handed to, and in the letter log."""
    with running_desk() as desk:
        there = Theatre(desk, theatre.browser, "elsewhere")
        arif, tri = there.sign_in("arif@kemenkes.example"), theatre.sign_in("tri@batang.example")
        they_connect(arif, tri)
        it_goes_there_and_the_log_tells(theatre, there)
        assert there.said == []
    assert theatre.said == []


def they_connect(arif: Page, tri: Page) -> None:
    arif.goto("/admin/kemenkes/elsewhere")
    well_made(arif, "shared-elsewhere")
    arif.get_by_role("link", name="Undang kantor").click()
    arif.get_by_label("Nama kantor").fill("Dinkes Batang")
    arif.get_by_role("button", name="Buat undangan").click()
    code = arif.locator("main code").inner_text()
    well_made(arif, "shared-invitation")
    tri.goto("/admin/batang/relations")
    tri.get_by_role("link", name="Kantor di instalasi lain").click()
    tri.get_by_role("link", name="Masukkan kode undangan").click()
    tri.get_by_label("Kode undangan").fill(code)
    tri.get_by_role("button", name="Hubungkan").click()
    expect(tri.locator("main")).to_contain_text("Terhubung. Kantor itu menjawab")
    well_made(tri, "shared-connected")
    arif.goto("/admin/kemenkes/elsewhere")
    expect(arif.locator("tbody tr", has_text="Kabupaten Batang")).to_contain_text("Terhubung")


def it_goes_there_and_the_log_tells(theatre: Theatre, there: Theatre) -> None:
    dewi, wahyu = theatre.sign_in("dewi@batang.example"), theatre.sign_in("wahyu@batang.example")
    opens_for_a_caller(dewi, FAR)
    hands_over(dewi, "Kementerian Kesehatan · localhost", "Stok pusat")
    ratna = there.sign_in("ratna@kemenkes.example")
    finds(ratna, FAR[:30])
    takes_on(ratna)
    reloaded_until(dewi, panel(dewi, re.compile("^Diterima$")))
    wahyu.locator(".folders").get_by_text("Surat antarkantor").click()
    well_made(wahyu, "shared-letters-elsewhere")
    expect(wahyu.locator("tbody tr", has_text="Tawaran kasus").first).to_contain_text("Diterima")


FAR = "Obat TBC di puskesmas habis sejak dua minggu."
