"""Handing over by clicking: up three levels and back, returned, taken back, run out, and three districts for one
answer."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from support.clicks import Phone, Theatre, confirms, does, finds, opened_theatre, reloaded_until, writes
from support.faces import faults_now

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


def well_made(page: Page, name: str) -> None:
    """Light and dark, wide and on a phone."""
    assert faults_now(page, f"between-{name}") == []


def panel(page: Page, words: str | re.Pattern[str]) -> Locator:
    """What stands in the right column of a case."""
    return page.locator(".panel dd", has_text=words)


def verifies(page: Page, kind: str = "") -> None:
    does(page, "Verifikasi kasus")
    if kind:
        page.get_by_label(kind, exact=True).check()
    confirms(page, "Verifikasi kasus")


def hands_over(page: Page, office: str, reason: str, shows: str = "") -> None:
    does(page, "Eskalasi")
    page.get_by_label(office).check()
    page.get_by_label("Alasan").fill(reason)
    if shows:
        well_made(page, shows)
    confirms(page, "Eskalasi")


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
    well_made(page, "offered")
    does(page, "Kembalikan")
    page.get_by_label("Alasan").fill("Stok kabupaten masih ada di gudang Bandar.")
    well_made(page, "send-back")
    confirms(page, "Kembalikan")
    well_made(page, "sent-back")
    reloaded_until(story.dewi, panel(story.dewi, "Stok kabupaten masih ada"))
    well_made(story.dewi, "came-back")


def batang_takes_it_back_with_a_reason(story: Story) -> None:
    page, theirs = story.dewi, story.hendro
    hands_over(page, PROVINCE, "Sudah dicek, kosong")
    theirs.goto("/desk/jateng/cases")
    finds(theirs, QUESTION[:30])
    does(page, "Tarik kembali", more=True)
    page.get_by_label("Alasan").fill("Salah pilih kantor.")
    well_made(page, "withdraw")
    confirms(page, "Tarik kembali")
    reloaded_until(theirs, panel(theirs, "Salah pilih kantor."))
    expect(panel(theirs, "Ditarik kembali oleh kantor asal")).to_be_visible()
    well_made(theirs, "withdrawn")


def it_goes_up_to_the_ministry(story: Story) -> None:
    page, above = story.hendro, story.ratna
    hands_over(story.dewi, PROVINCE, "Ternyata benar urusan provinsi")
    page.goto("/desk/jateng/cases")
    finds(page, QUESTION[:30])
    does(page, "Terima")
    page.wait_for_url("**done=*")
    reloaded_until(story.dewi, panel(story.dewi, re.compile("^Diterima$")))
    well_made(story.dewi, "accepted")
    verifies(page)
    does(page, "Eskalasi")
    expect(page.get_by_label("Halo Kemenkes")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Konlaporbae")
    page.get_by_role("link", name="Batal").click()
    hands_over(page, "Halo Kemenkes", "Distribusi pusat")
    finds(above, QUESTION[:30])
    does(above, "Terima")
    verifies(above)
    reloaded_until(page, panel(page, "Sedang dikerjakan"))


def the_desks_ask_each_other(story: Story) -> None:
    asks, answers = story.ratna, story.hendro
    writes(asks, INSIDE, "Kirim, minta jawaban", tab="Pesan antarmeja")
    reloaded_until(answers, answers.locator(".msg", has_text=INSIDE))
    expect(answers.locator(".panel").get_by_text("Giliran menjawab")).to_be_visible()
    well_made(answers, "asked")
    answers.locator(".compose .tabs").get_by_text("Pesan antarmeja").click()
    answers.select_option("#peer", label="Kementerian Kesehatan")
    well_made(answers, "peer-tab")
    writes(answers, REPLY_INSIDE, "Kirim ke kantor lain")
    reloaded_until(asks, asks.locator(".msg", has_text=REPLY_INSIDE))
    expect(story.dewi.locator("main")).not_to_contain_text(INSIDE)


def the_answer_comes_down(story: Story) -> None:
    writes(story.ratna, ANSWER, "Kirim jawaban", then="Nyatakan selesai")
    middle, last = story.hendro, story.dewi
    reloaded_until(middle, middle.locator(".msg", has_text=ANSWER))
    well_made(middle, "answer-in-the-middle")
    expect(last.locator("main")).not_to_contain_text(ANSWER)
    writes(middle, ANSWER, "Kirim jawaban", then="Nyatakan selesai")
    reloaded_until(last, last.locator(".msg", has_text=ANSWER))
    well_made(last, "proposed")
    last.locator(".msg", has_text=ANSWER).get_by_text("Ubah dahulu").click()
    last.get_by_label("Yang dikirim ke warga").fill(BETTER)
    well_made(last, "say")
    confirms(last, "Kirim ke warga")
    story.phone.reads(BETTER)
    reloaded_until(middle, middle.get_by_text("diubah lebih dahulu"))
    for words in (INSIDE, REPLY_INSIDE, ANSWER, "JTG-", "KMK-"):
        expect(story.phone.page.locator("main")).not_to_contain_text(words)
