"""A unit answers by its link, by clicking: telephone, code, answer; the desk releases it and the citizen reads it."""

import re

from playwright.sync_api import Page, expect

from support.clicks import Phone, Theatre, confirms, does, finds, picks, reloaded_until

UNIT, HELPER = "Puskesmas Gringsing II", "Puskesmas Batang I"
QUESTION = "Loket pendaftaran di Gringsing tutup terus sebelum jam sepuluh."
ANSWER = "Loket kami buka sampai pukul 12; petugasnya sudah ditegur."
BETTER = "Terima kasih, Ibu Siti. Loket Gringsing II buka sampai pukul 12."


def test_a_unit_answers_by_its_link_and_the_desk_releases_it(theatre: Theatre) -> None:
    citizen = Phone(theatre, "Konlaporbae", "0812 3450 0801", "Siti Rahmawati")
    unit = Phone(theatre, "Konlaporbae", "0813 0000 0022", UNIT)
    dewi = theatre.sign_in("dewi@batang.example")
    citizen.writes(QUESTION)
    citizen.reads("PIN")
    _passed_on(theatre, dewi)
    unit.reads("Periksa loket")
    _answered_by_link(theatre, unit)
    _released(theatre, dewi)
    citizen.reads(BETTER)
    assert theatre.said == []


def _passed_on(theatre: Theatre, page: Page) -> None:
    reloaded_until(page, page.locator("a.row.unread", has_text=QUESTION[:40]))
    finds(page, QUESTION[:40])
    does(page, "Verifikasi kasus")
    page.get_by_label("Pengaduan", exact=True).check()
    confirms(page, "Verifikasi kasus")
    does(page, "Disposisi")
    picks(page, "unit", UNIT)
    page.get_by_label("Petunjuk").fill("Periksa loket")
    theatre.picture(page, "dispose", whole=True)
    confirms(page, "Disposisi ke unit")
    page.goto(f"{page.url.partition('?')[0]}/join_unit")
    reloaded_until(page, page.get_by_text("Tautan jawab berlaku sampai"))
    _another_helps(theatre, page)


def _another_helps(theatre: Theatre, page: Page) -> None:
    """By keys alone, on a narrow screen: the unit is sought, chosen, asked, and let go again."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    theatre.picture(page, "units-of-case-dark", whole=True)
    page.get_by_label("Cari unit").fill(HELPER)
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name=HELPER)).to_be_checked()
    page.get_by_label("Petunjuk").fill("Hitung antrean di loket Anda juga")
    page.locator("main").get_by_role("button", name="Tambah unit").focus()
    with page.expect_navigation(url="**done=join_unit*"):
        page.keyboard.press("Enter")
    at = page.url.partition("?")[0]
    theatre.picture(page, "helper-asked-dark", whole=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto(f"{at}/join_unit")
    card = page.locator("section.card", has_text=HELPER)
    expect(card).to_contain_text("belum menjawab")
    theatre.picture(page, "units-of-case", whole=True)
    card.get_by_text("Ubah permintaan").click()
    expect(page.get_by_label("Petunjuk")).to_have_value("Hitung antrean di loket Anda juga")
    theatre.picture(page, "instruct-unit", whole=True)
    page.go_back()
    card.get_by_role("button", name="Lepas dari kasus").focus()
    with page.expect_navigation(url="**done=link_unit*"):
        page.keyboard.press("Enter")
    expect(page.locator(".panel").get_by_role("heading", name="Unit pada kasus ini")).to_have_count(0)
    page.goto(at)
    theatre.picture(page, "desk-with-link")


def _answered_by_link(theatre: Theatre, unit: Phone) -> None:
    path = unit.shows(r"(/unit/[A-Za-z0-9_-]{52})")
    page = theatre.window(width=390, scheme="dark")
    page.goto(path)
    theatre.picture(page, "unit-door-dark", whole=True)
    page.get_by_role("button", name=re.compile("Kirim kode")).click()
    unit.reads("untuk membuka kasus")
    page.get_by_label("Kode").fill("12")
    page.get_by_role("button", name="Buka kasus").click()
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    theatre.picture(page, "unit-wrong-code-dark", whole=True)
    theatre.said.clear()  # the browser itself tells of the 422
    page.get_by_label("Kode").fill(unit.shows(r"kasus: (\d{6})"))
    page.get_by_role("button", name="Buka kasus").click()
    expect(page.locator("main")).to_contain_text(QUESTION)
    expect(page.locator("main")).not_to_contain_text("Siti")
    theatre.picture(page, "unit-sheet-dark", whole=True)
    page.get_by_label("Jawaban unit").fill(ANSWER)
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_role("status")).to_contain_text("sudah masuk ke kasus")
    theatre.picture(page, "unit-answered-dark", whole=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    theatre.picture(page, "unit-answered-wide", whole=True)


def _released(theatre: Theatre, page: Page) -> None:
    reloaded_until(page, page.locator(".msg.note", has_text=ANSWER))
    note = page.locator(".msg.note", has_text=ANSWER)
    expect(note).to_contain_text("belum dikirim ke warga")
    theatre.picture(page, "desk-answer-waits")
    note.get_by_text("Ubah dahulu").click()
    page.get_by_label("Yang dikirim ke warga").fill(BETTER)
    theatre.picture(page, "desk-release", whole=True)
    with page.expect_navigation(url="**done=*"):
        page.locator("main").get_by_role("button", name="Kirim ke warga").click()
    expect(page.locator(".msg.note", has_text=ANSWER)).to_contain_text("sudah dikirim ke warga")
    expect(page.locator(".msg.out", has_text=BETTER)).to_have_count(1)
    theatre.picture(page, "desk-released")
