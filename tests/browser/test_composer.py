"""The composer in a browser: drafts that survive, answers taken back, replies by keyboard, two officers at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from support.clicks import Phone, Theatre, finds, reloaded_until
from support.drafts import PDF

DEWI, COLLEAGUE = "dewi@batang.example", "rina@batang.example"
TEXT = "Dokter gigi kembali bertugas hari Jumat."


@pytest.fixture(scope="module")
def dewi(theatre: Theatre) -> Page:
    return theatre.sign_in(DEWI)


@pytest.fixture(scope="module")
def colleague(theatre: Theatre) -> Page:
    return theatre.sign_in(COLLEAGUE)


def a_case(theatre: Theatre, page: Page, about: str, number: str) -> Phone:
    """A citizen writes, and the officer opens the case."""
    phone = Phone(theatre, "Konlaporbae", number, "Siti Rahmawati")
    phone.writes(about)
    page.goto("/desk/batang/cases")
    finds(page, about)
    return phone


def presses(page: Page, name: str, becomes: str = "") -> None:
    """Press a button that leads to a page, which tells what was done."""
    with page.expect_navigation(url=f"**done={becomes}*" if becomes else None):
        page.get_by_role("button", name=name, exact=True).click()


def saved(page: Page) -> None:
    expect(page.locator("#draf")).to_contain_text("Draf tersimpan")


def test_a_draft_survives_a_colleague_who_changes_the_case(
    theatre: Theatre, dewi: Page, colleague: Page
) -> None:
    """The draft race of ui.md §9: the field is left, the case changes, the page is redrawn around it."""
    a_case(theatre, dewi, "Antrean poli gigi penuh", "0812 3450 1001")
    dewi.locator("#text").fill(TEXT)
    dewi.locator(".case-title").click()
    saved(dewi)
    colleague.goto(dewi.url)
    expect(colleague.locator(".theirs")).to_contain_text("Draf Dewi")
    with colleague.expect_navigation(url="**done=take*"):
        colleague.locator("[data-act=take]").filter(visible=True).first.click()
    expect(dewi.locator(".panel")).to_contain_text("Rina Maharani")
    expect(dewi.locator("#text")).to_have_value(TEXT)
    dewi.reload()
    expect(dewi.locator("#text")).to_have_value(TEXT)
    theatre.picture(dewi, "composer-draft")


def test_an_answer_is_taken_back_and_then_sent(theatre: Theatre, dewi: Page) -> None:
    phone = a_case(theatre, dewi, "Loket obat tutup lebih awal", "0812 3450 1002")
    dewi.fill("#text", TEXT)
    with theatre.desk.stopped("worker"):  # however long it takes to press the button
        presses(dewi, "Kirim ke warga", "held")
        expect(dewi.locator("#ditahan")).to_contain_text("Terkirim dalam")
        theatre.picture(dewi, "composer-held")
        presses(dewi, "Urungkan")
    expect(dewi.locator("#text")).to_have_value(TEXT)
    expect(phone.page.locator("li.from_office", has_text=TEXT)).to_have_count(0)
    presses(dewi, "Kirim ke warga", "held")
    dewi.goto("/desk/batang/cases")  # gone elsewhere: it is sent all the same
    expect(phone.page.locator("li.from_office", has_text=TEXT)).to_have_count(1)
    dewi.go_back()
    expect(dewi.locator("#text")).to_have_value("")


def test_a_canned_reply_is_found_and_put_in_by_keyboard(theatre: Theatre, dewi: Page) -> None:
    a_case(theatre, dewi, "Kartu JKN tidak aktif", "0812 3450 1003")
    dewi.locator("#text").focus()
    dewi.keyboard.type("/")
    box = dewi.get_by_role("combobox", name="Cari")
    expect(box).to_be_focused()
    dewi.keyboard.type("salam")
    expect(dewi.locator("dialog[open]").get_by_role("option")).to_have_count(1)
    theatre.picture(dewi, "composer-canned")
    dewi.keyboard.press("Enter")
    expect(dewi.locator("#text")).to_be_focused()
    number = dewi.locator(".case-number").inner_text()
    assert number in dewi.locator("#text").input_value()
    dewi.fill("#text", "Yth. {fasilitas}, mohon jawab.")
    dewi.get_by_role("button", name="Kirim ke warga").click()
    expect(dewi.locator("#belum-diisi")).to_have_text("Isi dahulu sebelum mengirim: {fasilitas}")
    expect(dewi.locator("#text")).to_be_focused()
    dewi.fill("#text", "")
    dewi.keyboard.type("/")
    expect(box).to_be_focused()
    dewi.keyboard.press("Escape")
    expect(dewi.locator("#text")).to_have_value("/")
    dewi.fill("#text", "")


def test_two_officers_answer_one_case(theatre: Theatre, dewi: Page, colleague: Page) -> None:
    a_case(theatre, dewi, "Ambulans desa rusak", "0812 3450 1004")
    # The colleague's window hears nothing: with a living stream the first answer would stand before the reader.
    colleague.route(re.compile("/stream|/live/"), lambda route: route.abort())
    colleague.goto(dewi.url)
    colleague.fill("#text", "Sedang kami perbaiki.")
    dewi.fill("#text", TEXT)
    with theatre.desk.stopped("worker"):
        presses(dewi, "Kirim ke warga", "held")
        presses(dewi, "Kirim sekarang", "reply")
    colleague.get_by_role("button", name="Kirim ke warga").click()
    alert = colleague.locator("#kabar-tulis [role=alert]")
    expect(alert).to_contain_text("Kasus ini berubah sejak Anda membukanya")
    expect(colleague.locator("#text")).to_have_value("Sedang kami perbaiki.")
    theatre.picture(colleague, "composer-stale")
    with theatre.desk.stopped("worker"):
        presses(colleague, "Kirim ke warga", "held")
        presses(colleague, "Kirim sekarang", "reply")
    expect(colleague.locator(".timeline")).to_contain_text("Sedang kami perbaiki.")
    colleague.unroute_all(behavior="wait")
    colleague.goto("about:blank")
    theatre.said.clear()  # the browser itself complains about the stream that was cut


def test_what_is_typed_without_a_connection_is_there_after_it(theatre: Theatre, dewi: Page) -> None:
    a_case(theatre, dewi, "Air di puskesmas mati", "0812 3450 1005")
    dewi.context.set_offline(True)
    dewi.fill("#text", TEXT)
    expect(dewi.locator("#draf")).to_have_text("Tersimpan di perangkat ini, belum di server")
    dewi.get_by_role("button", name="Kirim ke warga").click()
    expect(dewi.locator("#kabar-tulis")).to_contain_text("Tidak tersambung")
    dewi.context.set_offline(False)
    dewi.reload()
    expect(dewi.locator("#text")).to_have_value(TEXT)
    saved(dewi)
    theatre.said.clear()  # the browser itself complains about the calls that could not be made


def test_two_windows_of_one_officer_do_not_overwrite_each_other(theatre: Theatre, dewi: Page) -> None:
    a_case(theatre, dewi, "Jadwal imunisasi keliru", "0812 3450 1006")
    second = dewi.context.new_page()
    second.goto(dewi.url)
    dewi.fill("#text", "Dari jendela satu.")
    saved(dewi)
    second.fill("#text", "Dari jendela dua.")
    expect(second.locator("#kabar-tulis")).to_contain_text("Di jendela lain ada draf yang lebih baru")
    expect(second.locator("#kabar-tulis")).to_contain_text("Dari jendela satu.")
    second.get_by_role("button", name="Tetap pakai tulisan ini").click()
    saved(second)
    second.close()
    dewi.reload()
    expect(dewi.locator("#text")).to_have_value("Dari jendela dua.")
    theatre.said.clear()  # a refused save is told by the browser's console, too


def test_a_file_reaches_the_citizen_s_phone(theatre: Theatre, dewi: Page) -> None:
    phone = a_case(theatre, dewi, "Minta surat rujukan", "0812 3450 1007")
    files = [{"name": "rujukan.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    dewi.set_input_files("[name=files]", files)  # type: ignore[arg-type]
    expect(dewi.locator("#berkas li")).to_contain_text("rujukan.pdf")
    dewi.set_input_files("[name=files]", [{"name": "x.exe", "mimeType": "application/pdf", "buffer": b"MZ"}])
    expect(dewi.locator("#kabar-tulis")).to_contain_text("Jenis berkas itu tidak diterima")
    dewi.fill("#text", "Ini surat rujukannya.")
    with theatre.desk.stopped("worker"):
        presses(dewi, "Kirim ke warga", "held")
        presses(dewi, "Kirim sekarang", "reply")
    expect(phone.page.locator("li.from_office", has_text="rujukan.pdf")).to_have_count(1)
    theatre.said.clear()


def test_after_the_window_a_template_is_chosen_and_read_before_it_goes(theatre: Theatre, dewi: Page) -> None:
    """The last one: the demonstration's clock jumps over a day, and the session with it."""
    phone = a_case(theatre, dewi, "Tanya jadwal posyandu", "0812 3450 1008")
    address = dewi.url
    theatre.desk.advance("25h")
    page = theatre.sign_in(DEWI)
    page.goto(address)
    expect(page.locator("#cara")).to_contain_text("Jendela 24 jam lewat")
    page.locator("#text").fill("Jadwal ada di balai desa.")
    presses(page, "SMS", "draft")
    page.reload()  # what the page before kept while it was left has not undone the choice
    expect(page.locator("#cara")).to_contain_text("SMS ke •••")
    expect(page.locator("#text")).to_have_value("Jadwal ada di balai desa.")
    presses(page, "Templat WhatsApp", "draft")
    expect(page.locator("#cara")).to_contain_text("Jendela 24 jam lewat")
    with page.expect_navigation(url="**done=draft*"):
        page.get_by_label("Templat", exact=True).select_option(index=1)
    fields = page.locator(".fill input")
    expect(fields.last).to_be_visible()
    for place in range(fields.count()):
        fields.nth(place).fill(f"isian {place + 1}")
    expect(page.locator(".preview")).to_contain_text("isian 1")
    preview = page.locator(".preview p").inner_text()
    theatre.picture(page, "composer-template")
    with theatre.desk.stopped("worker"):
        presses(page, "Kirim sebagai templat", "held")
        presses(page, "Kirim sekarang", "reply")
    phone.page.reload()
    expect(phone.page.locator("li.from_office", has_text="isian 1").locator(".text")).to_have_text(preview)
    reloaded_until(page, page.locator(".msg.out", has_text="isian 1"))


def test_no_console_complained(theatre: Theatre) -> None:
    assert theatre.said == []
