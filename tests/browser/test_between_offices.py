"""Handing over by clicking: up three levels and back, returned, taken back, run out, and three districts for one
answer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from support.clicks import (
    Phone,
    Theatre,
    confirms,
    does,
    finds,
    opened_theatre,
    opens_for_a_caller,
    panel,
    reloaded_until,
    verifies,
    writes,
)
from support.faces import well_made

QUESTION = "Obat hipertensi kosong di semua puskesmas sejak Senin."
INSIDE = "Berapa pasien yang menunggu?"
REPLY_INSIDE = "Sekitar empat puluh pasien di tiga puskesmas."
ANSWER = "Obat hipertensi dikirim dari pusat hari Kamis."
BETTER = "Kabar baik: obat hipertensi tiba hari Kamis di semua puskesmas."
PROVINCE = "Dinas Kesehatan Provinsi Jawa Tengah"


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with opened_theatre("between") as opened:
        yield opened


class Story:
    """A window for the citizen and one for each of three levels."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.phone = Phone(theatre, "Konlaporbae", "0812 3450 0303", "Wati Susanti")
        self.dewi = theatre.sign_in("dewi@batang.example")
        self.hendro = theatre.sign_in("hendro@jateng.example")
        self.ratna = theatre.sign_in("ratna@kemenkes.example")


def hands_over(page: Page, office: str, reason: str, shows: str = "") -> None:
    does(page, "Eskalasi")
    page.get_by_label(office).check()
    page.get_by_label("Alasan").fill(reason)
    if shows:
        well_made(page, f"between-{shows}")
    confirms(page, "Eskalasi")


def accepts(page: Page) -> None:
    with page.expect_navigation(url="**done=*"):
        does(page, "Terima")


def test_a_report_goes_up_three_levels_and_its_answer_comes_down(theatre: Theatre) -> None:
    """One test, because each step stands on the one before."""
    story = Story(theatre)
    story.phone.writes(QUESTION)
    story.phone.reads("PIN")
    finds(story.dewi, QUESTION[:30])
    verifies(story.dewi, "Pengaduan")
    the_province_returns_it_with_a_reason(story)
    batang_takes_it_back_with_a_reason(story)
    it_goes_up_to_the_ministry(story)
    the_desks_ask_each_other(story)
    the_answer_comes_down(story)
    assert theatre.said == []


def the_province_returns_it_with_a_reason(story: Story) -> None:
    hands_over(story.dewi, PROVINCE, "Stok provinsi", shows="escalate")
    page = story.hendro
    finds(page, QUESTION[:30])
    expect(page.locator(".panel")).to_contain_text("Stok provinsi")
    well_made(page, "between-offered")
    does(page, "Kembalikan")
    page.get_by_label("Alasan").fill("Stok kabupaten masih ada di gudang Bandar.")
    well_made(page, "between-send-back")
    confirms(page, "Kembalikan")
    expect(page.locator(".case-line .pill")).to_have_text("Dikembalikan")
    well_made(page, "between-sent-back")
    reloaded_until(story.dewi, panel(story.dewi, "Stok kabupaten masih ada"))
    well_made(story.dewi, "came-back")


def batang_takes_it_back_with_a_reason(story: Story) -> None:
    page, theirs = story.dewi, story.hendro
    hands_over(page, PROVINCE, "Sudah dicek, kosong")
    theirs.goto("/desk/jateng/cases")
    finds(theirs, QUESTION[:30])
    does(page, "Tarik kembali", more=True)
    page.get_by_label("Alasan").fill("Salah pilih kantor.")
    well_made(page, "between-withdraw")
    confirms(page, "Tarik kembali")
    reloaded_until(theirs, panel(theirs, "Salah pilih kantor."))
    theirs.reload()  # a row that leaves the list fades under the reader's eyes
    expect(theirs.locator(".case-line .pill")).to_have_text("Ditarik kembali")
    expect(theirs.locator(".panel")).to_contain_text("Ditarik kembali oleh kantor asal")
    well_made(theirs, "between-withdrawn")


def it_goes_up_to_the_ministry(story: Story) -> None:
    page, above = story.hendro, story.ratna
    hands_over(story.dewi, PROVINCE, "Ternyata benar urusan provinsi")
    page.goto("/desk/jateng/cases")
    finds(page, QUESTION[:30])
    accepts(page)
    reloaded_until(story.dewi, panel(story.dewi, re.compile("^Diterima$")))
    well_made(story.dewi, "accepted")
    verifies(page)
    does(page, "Eskalasi")
    expect(page.get_by_label("Halo Kemenkes")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Konlaporbae")
    page.get_by_role("link", name="Batal").click()
    hands_over(page, "Halo Kemenkes", "Distribusi pusat")
    finds(above, QUESTION[:30])
    accepts(above)
    verifies(above)
    reloaded_until(page, panel(page, "Sedang dikerjakan"))


def the_desks_ask_each_other(story: Story) -> None:
    asks, answers = story.ratna, story.hendro
    writes(asks, INSIDE, "Kirim, minta jawaban", tab="Pesan antarmeja")
    reloaded_until(answers, answers.locator(".msg", has_text=INSIDE))
    expect(answers.locator(".panel").get_by_text("Giliran menjawab")).to_be_visible()
    well_made(answers, "between-asked")
    answers.locator(".compose .tabs").get_by_text("Pesan antarmeja").click()
    answers.select_option("#peer", label="Kementerian Kesehatan")
    well_made(answers, "between-peer-tab")
    writes(answers, REPLY_INSIDE, "Kirim ke kantor lain")
    reloaded_until(asks, asks.locator(".msg", has_text=REPLY_INSIDE))
    expect(story.dewi.locator("main")).not_to_contain_text(INSIDE)


def the_answer_comes_down(story: Story) -> None:
    writes(story.ratna, ANSWER, "Kirim jawaban", then="Nyatakan selesai")
    middle, last = story.hendro, story.dewi
    reloaded_until(middle, middle.locator(".msg", has_text=ANSWER))
    well_made(middle, "between-answer-in-the-middle")
    expect(last.locator("main")).not_to_contain_text(ANSWER)
    middle.locator(".msg", has_text=ANSWER).get_by_role("button", name="Kirim ke kantor asal").click()
    expect(middle.locator("main")).to_contain_text("Jawaban dikirim ke kantor asal")
    expect(middle.locator(".timeline")).to_contain_text("sudah dikirim ke kantor asal")
    well_made(middle, "between-passed-on")
    reloaded_until(last, last.locator(".msg", has_text=ANSWER))
    well_made(last, "between-proposed")
    last.locator(".msg", has_text=ANSWER).get_by_text("Ubah dahulu").click()
    last.get_by_label("Yang dikirim ke warga").fill(BETTER)
    well_made(last, "between-say")
    confirms(last, "Kirim ke warga")
    story.phone.reads(BETTER)
    reloaded_until(middle, middle.get_by_text("diubah lebih dahulu"))
    expect(last.locator(".timeline")).to_contain_text(f"Dieskalasikan: {PROVINCE}")
    for words in (INSIDE, REPLY_INSIDE, ANSWER, "JTG-", "KMK-"):
        expect(story.phone.page.locator("main")).not_to_contain_text(words)


NEW = (("33.24", "Kendal"), ("33.28", "Tegal"))
STOCK = {"Batang": "Stok Batang 20 vial.", "Kendal": "Stok Kendal 35 vial.", "Tegal": "Stok Tegal 5 vial."}
RABIES = "Di mana ada vaksin rabies? Anak saya digigit anjing."
WHOLE = "Vaksin rabies tersedia di Batang, Kendal, dan Tegal."
PASSWORD = "lima kata yang tidak ditebak"


def test_the_ministry_asks_three_districts_and_the_citizen_reads_one_answer(theatre: Theatre) -> None:
    """Two of the districts are opened by the province's administrator, on pages."""
    sekar = theatre.sign_in("sekar@jateng.example")
    officers = {"Batang": theatre.sign_in("dewi@batang.example")}
    officers |= {name: an_officer_of_a_new_office(theatre, sekar, region, name) for region, name in NEW}
    phone = Phone(theatre, "Halo Kemenkes", "0812 3450 0304", "Wahid Hasyim")
    phone.writes(RABIES)
    phone.reads("PIN")
    ratna = theatre.sign_in("ratna@kemenkes.example")
    finds(ratna, RABIES[:30])
    verifies(ratna, "Permintaan informasi")
    does(ratna, "Eskalasi")
    for name in STOCK:
        ratna.get_by_label(f"Kabupaten {name}").check()
    ratna.get_by_label("Alasan").fill("Mohon jumlah stok")
    well_made(ratna, "between-three-offices")
    confirms(ratna, "Eskalasi")
    for count, (name, stock) in enumerate(STOCK.items(), 1):
        page = officers[name]
        page.goto("/desk")
        finds(page, RABIES[:30])
        accepts(page)
        writes(page, stock, "Kirim jawaban", then="Nyatakan selesai")
        reloaded_until(ratna, ratna.get_by_text(f"{count} dari 3 kantor sudah menjawab"))
    well_made(ratna, "between-three-answers")
    answer = ratna.locator(".msg", has_text=STOCK["Kendal"])
    answer.get_by_text("Ubah dahulu").click()
    ratna.get_by_label("Yang dikirim ke warga").fill(WHOLE)
    confirms(ratna, "Kirim ke warga")
    phone.reads(WHOLE)
    for stock in STOCK.values():
        expect(phone.page.locator("main")).not_to_contain_text(stock)
    well_made(ratna, "between-one-answer")
    assert theatre.said == []


def an_officer_of_a_new_office(theatre: Theatre, sekar: Page, region: str, name: str) -> Page:
    """The office is opened by its region, its administrator comes in by a link and adds an officer."""
    slug = name.lower()
    sekar.goto("/admin/jateng/offices")
    sekar.get_by_role("link", name="Buka kantor baru").click()
    sekar.get_by_label("Kode wilayah").fill(region)
    sekar.get_by_label("Nama", exact=True).fill(f"Kepala {name}")
    sekar.get_by_label("Alamat surel").fill(f"admin@{slug}.example")
    sekar.get_by_role("button", name="Lihat dahulu").click()
    expect(sekar.locator("main")).to_contain_text(f"Kabupaten {name}")
    well_made(sekar, "between-office-plan")
    sekar.get_by_role("button", name="Buka kantor ini").click()
    admin = comes_in(theatre, sekar.locator("main code").inner_text())
    admin.goto(f"/admin/{slug}/people")
    admin.get_by_role("link", name="Tambah orang").click()
    admin.get_by_label("Nama", exact=True).fill(f"Sri {name}")
    admin.get_by_label("Alamat surel").fill(f"sri@{slug}.example")
    admin.get_by_role("button", name="Tambah dan buat tautan").click()
    return comes_in(theatre, admin.locator("main code").inner_text())


def comes_in(theatre: Theatre, link: str) -> Page:
    page = theatre.window()
    page.goto(link)
    for field in ("new", "again"):
        page.fill(f"[name={field}]", PASSWORD)
    page.get_by_role("button", name="Simpan dan masuk").click()
    page.wait_for_url(re.compile("/(desk|admin)/"))
    return page


def test_an_offer_that_nobody_takes_on_comes_home_by_itself(theatre: Theatre) -> None:
    """Days pass on the demonstration's clock; whoever was signed in signs in again."""
    dewi = theatre.sign_in("dewi@batang.example")
    opens_for_a_caller(dewi, BANNER)
    hands_over(dewi, PROVINCE, "Cetakan provinsi")
    reloaded_until(dewi, panel(dewi, re.compile("JTG-")))
    case = dewi.url.partition("?")[0]
    theatre.desk.advance("9d")
    later = theatre.sign_in("dewi@batang.example")
    later.goto(case)
    reloaded_until(later, panel(later, "Berakhir, tidak diterima pada waktunya"))
    expect(later.locator(".case-acts")).to_contain_text("Eskalasi")
    well_made(later, "between-expired")
    hendro = theatre.sign_in("hendro@jateng.example")
    hendro.goto("/desk/jateng/cases?folder=done")
    finds(hendro, BANNER)
    reloaded_until(hendro, panel(hendro, "Berakhir, tidak diterima pada waktunya"))
    well_made(hendro, "between-expired-there")


BANNER = "Spanduk imunisasi salah cetak."
