"""What offices agree on about one case, by clicking: consent, who speaks, whose business it is, erasing, news,
approval, and letters."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from support.clicks import (
    Phone,
    Theatre,
    confirms,
    does,
    finds,
    opened_theatre,
    picks,
    reloaded_until,
    writes,
)
from support.faces import faults_now

PROVINCE = "Dinas Kesehatan Provinsi Jawa Tengah"
QUESTION = "Anak saya belum mendapat imunisasi campak di posyandu."
ANSWER = "Vaksin campak ada di Puskesmas Batang I setiap Selasa."


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with opened_theatre("shared") as opened:
        yield opened


def well_made(page: Page, name: str) -> None:
    """Light and dark, wide and on a phone."""
    assert faults_now(page, f"shared-{name}") == []


def panel(page: Page, words: str | re.Pattern[str]) -> Locator:
    """What stands in the right column of a case."""
    return page.locator(".panel dd", has_text=words)


def verifies(page: Page) -> None:
    does(page, "Verifikasi kasus")
    page.get_by_label("Pengaduan", exact=True).check()
    confirms(page, "Verifikasi kasus")


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
    verifies(story.dewi)
    does(story.dewi, "Eskalasi")
    story.dewi.get_by_label(PROVINCE).check()
    story.dewi.get_by_label("Alasan").fill("Stok vaksin provinsi")
    confirms(story.dewi, "Eskalasi")
    finds(story.hendro, QUESTION[:30])
    does(story.hendro, "Terima")
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
    well_made(page, "ask-consent")
    confirms(page, "Kirim pertanyaan")
    well_made(page, "asked")
    phone.reads("bolehkah petugas")
    phone.page.locator("li.from_office .choices").get_by_role("button", name="YA").click()
    reloaded_until(theirs, panel(theirs, "nama dan kontak terbuka"))
    theirs.get_by_text("Buka identitas").first.click()
    theirs.get_by_label("Alasan", exact=True).fill("Perlu menelepon orang tuanya")
    theirs.get_by_role("button", name="Buka identitas").click()
    expect(panel(theirs, "Siti Rahmawati")).to_be_visible()
    well_made(theirs, "revealed")
    reloaded_until(page, panel(page, re.compile("^Setuju")))


def the_citizen_takes_it_back_on_the_tracking_page(story: Story) -> None:
    page = story.theatre.window()
    page.goto("/t/batang/track")
    page.get_by_label("Nomor laporan").fill(story.phone.shows(r"(BTG-[0-9A-Z-]+)"))
    page.get_by_label("PIN", exact=True).fill(story.phone.shows(r"PIN: (\d{6})"))
    page.get_by_role("button", name="Buka laporan").click()
    expect(page.locator("main")).to_contain_text("Jawaban Anda: YA")
    well_made(page, "tracking-yes")
    page.get_by_role("button", name="Cabut persetujuan").click()
    expect(page.locator("main")).to_contain_text("Jawaban Anda: TIDAK")
    well_made(page, "tracking-no")
    theirs = story.hendro
    theirs.goto(theirs.url.removesuffix("/reveal"))
    reloaded_until(theirs, panel(theirs, re.compile("disamarkan")))
    expect(theirs.locator("main")).not_to_contain_text("Siti")
    expect(theirs.get_by_text("Buka identitas")).to_have_count(0)


def the_other_desk_speaks(story: Story) -> None:
    page, theirs = story.dewi, story.hendro
    does(page, "Siapa berbicara dengan warga", more=True)
    well_made(page, "speak")
    confirms(page, "Tawarkan kepada")
    reloaded_until(theirs, theirs.get_by_text("menunggu jawaban tentang siapa yang menjawab warga"))
    does(theirs, "Siapa berbicara dengan warga", more=True)
    well_made(theirs, "speak-asked")
    confirms(theirs, "Setuju")
    reloaded_until(page, page.locator(".case-acts").get_by_text("Usulkan jawaban"))
    well_made(page, "proposes")
    writes(theirs, ANSWER, "Kirim", then="Nyatakan selesai")
    story.phone.reads(ANSWER)
    expect(story.phone.page.locator("li.from_office", has_text=ANSWER)).to_contain_text(PROVINCE)
    well_made(theirs, "spoke")


def the_data_are_erased(story: Story) -> None:
    page, theirs = story.dewi, story.hendro
    number = page.locator(".case-number").first.inner_text()
    does(page, "Tutup kasus", more=True)
    well_made(page, "close")
    confirms(page, "Tutup kasus")
    wahyu = story.theatre.sign_in("wahyu@batang.example")
    wahyu.goto(f"/desk/batang/cases/{number}")
    does(wahyu, "Hapus data warga", more=True)
    wahyu.get_by_label("Hapus: warga memintanya").check()
    well_made(wahyu, "erase")
    confirms(wahyu, "Lanjutkan")
    expect(wahyu.locator("main")).not_to_contain_text(QUESTION)
    well_made(wahyu, "erased")
    reloaded_until(theirs, theirs.locator(".timeline", has_text="Data warga"))
    well_made(theirs, "erased-there")
    expect(theirs.locator("main")).not_to_contain_text(QUESTION)
