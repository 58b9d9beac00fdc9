"""The main journey (product.md §4) by clicking: nothing but pages, each person in a window of their own."""

import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Page, expect

from support.clicks import (
    Phone,
    Theatre,
    confirms,
    does,
    finds,
    picks,
    reloaded_until,
    takes_on,
    writes,
)

QUESTION = "Antrean poli gigi di puskesmas selalu penuh, sudah tiga kali saya pulang tanpa diperiksa."
INSTRUCTION = "Mohon jadwal dokter gigi pekan ini."
NOTE = "Dokter gigi cuti sampai Jumat, kembali bertugas Jumat pagi."
FIRST_ANSWER = "Dokter gigi kembali bertugas hari Jumat, antrean dibuka pukul 07.30."
OBJECTION = "Jumat pun tidak ada. Spesialis katanya dibayar program kementerian."
REASON = "Insentif dokter gigi spesialis dibayar program kementerian."
FROM_DIRECTORATE = "Formasi tersedia, satu dokter gigi spesialis mulai Desember."
LAST_ANSWER = "Kementerian menambah satu dokter gigi spesialis mulai Desember."
TOLD = "Kabar dari Kementerian: satu dokter gigi spesialis bertugas mulai Desember."
STOCK = "The medicine for blood pressure has been out of stock at the health centre since Monday."
MORE = "It is still out of stock today."
REPLY = "New stock arrives on Thursday; please bring your prescription."


class Story:
    """Everybody's window, and what the citizen learned."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre, self.picture = theatre, theatre.picture
        self.phone = Phone(theatre, "Konlaporbae", "0812 3450 0101", "Siti Rahmawati")
        self.dewi = theatre.sign_in("dewi@batang.example")
        self.joko = theatre.sign_in("joko@batang.example")
        self.ratna = theatre.sign_in("ratna@kemenkes.example")
        self.number = self.pin = self.tracking = ""


def test_a_report_is_clicked_through_two_offices_and_back(theatre: Theatre) -> None:
    """One test, because each step stands on the one before."""
    story = Story(theatre)
    the_citizen_writes_and_reads_number_and_pin(story)
    batang_verifies_and_disposes(story)
    the_puskesmas_notes_and_batang_replies(story)
    the_citizen_objects_and_batang_escalates(story)
    the_ministry_registers_and_the_number_travels(story)
    the_lapor_desk_verifies(story)
    the_directorate_and_the_ministry_answer(story)
    batang_tells_the_citizen_and_closes(story)
    the_citizen_tracks_and_rates(story)
    the_ministry_sees_it_in_the_overview(story)
    assert theatre.said == []


def the_citizen_writes_and_reads_number_and_pin(story: Story) -> None:
    story.phone.writes(QUESTION)
    story.phone.reads("PIN")
    story.number = story.phone.shows(r"(BTG-[0-9A-Z-]+)")
    story.pin = story.phone.shows(r"PIN: (\d{6})")
    story.picture(story.phone.page, "citizen-number-and-pin")


def batang_verifies_and_disposes(story: Story) -> None:
    page = story.dewi
    reloaded_until(page, page.locator("a.row.unread", has_text=QUESTION[:40]))
    story.picture(page, "batang-list")
    finds(page, QUESTION[:40])
    expect(page.locator(".case-number")).to_have_text(story.number)
    story.picture(page, "batang-new-case")
    does(page, "Verifikasi kasus")
    page.get_by_label("Pengaduan", exact=True).check()
    story.picture(page, "batang-verify")
    confirms(page, "Verifikasi kasus")
    does(page, "Disposisi")
    picks(page, "unit", "Puskesmas Batang I")
    page.get_by_label("Petunjuk").fill(INSTRUCTION)
    due = datetime.now(UTC).astimezone(ZoneInfo("Asia/Jakarta")) + timedelta(days=2)
    page.fill("[name=due_at]", f"{due:%Y-%m-%dT%H:%M}")
    story.picture(page, "batang-dispose")
    confirms(page, "Disposisi ke unit")
    expect(page.locator(".panel .steps .current")).to_contain_text("Puskesmas Batang I")
    story.picture(page, "batang-disposed")


def the_puskesmas_notes_and_batang_replies(story: Story) -> None:
    unit, page = story.joko, story.dewi
    reloaded_until(unit, unit.locator("a.row", has_text=QUESTION[:40]))
    story.picture(unit, "unit-list")
    finds(unit, QUESTION[:40])
    expect(unit.locator(".panel")).to_contain_text(INSTRUCTION)
    writes(unit, NOTE, "Simpan catatan internal", tab="Catatan internal")
    story.picture(unit, "unit-note")
    reloaded_until(page, page.locator(".msg.note", has_text=NOTE))
    writes(page, FIRST_ANSWER, "Kirim ke warga")
    story.phone.reads(FIRST_ANSWER)
    story.picture(story.phone.page, "citizen-reads-answer")
    reloaded_until(
        page, page.locator(".msg.out", has_text=FIRST_ANSWER).locator(".msg-state", has_text="dibaca")
    )
    story.picture(page, "batang-replied")


def the_citizen_objects_and_batang_escalates(story: Story) -> None:
    page = story.dewi
    story.phone.writes(OBJECTION)
    reloaded_until(page, page.locator(".msg.in", has_text=OBJECTION))
    does(page, "Eskalasi")
    page.get_by_label("Halo Kemenkes").check()
    page.get_by_label("Alasan").fill(REASON)
    preview = page.locator("main")
    for words in (QUESTION, FIRST_ANSWER, OBJECTION):
        expect(preview).to_contain_text(words)
    for words in (NOTE, INSTRUCTION, "Siti", story.pin):
        expect(preview).not_to_contain_text(words)
    story.picture(page, "batang-escalate", whole=True)
    confirms(page, "Eskalasi")
    reloaded_until(page, page.locator(".panel dd", has_text=re.compile("KMK-")))
    story.picture(page, "batang-escalated")


def the_ministry_registers_and_the_number_travels(story: Story) -> None:
    page = story.ratna
    page.locator(".folders").get_by_text("Dari kantor lain").click()
    reloaded_until(page, page.locator("a.row", has_text=QUESTION[:40]))
    story.picture(page, "ministry-linked-list")
    finds(page, QUESTION[:40])
    for words in ("Siti", NOTE, INSTRUCTION, story.pin):
        expect(page.locator("body")).not_to_contain_text(words)
    story.picture(page, "ministry-linked-case")
    takes_on(page)
    does(page, "Verifikasi kasus")
    confirms(page, "Verifikasi kasus")
    page.locator(".case-acts a[data-dialog]").click()
    story.picture(page, "ministry-more-acts")
    page.locator("dialog[open]").get_by_text("Daftarkan ke SP4N-LAPOR!").click()
    expect(page.locator("main .callout")).to_contain_text(QUESTION)
    story.picture(page, "ministry-register", whole=True)
    confirms(page, "Daftarkan")
    story.phone.reads("SP4N-LAPOR")
    story.tracking = story.phone.shows(r"SP4N-LAPOR\D*(\d{5,})")
    story.picture(story.phone.page, "citizen-lapor-number")
    reloaded_until(page, page.locator(".panel dd", has_text=story.tracking))
    story.picture(page, "ministry-registered")


def the_lapor_desk_verifies(story: Story) -> None:
    page = story.theatre.window()
    page.goto(f"{story.theatre.desk.outside}/lapor/admin")
    story.picture(page, "lapor-list")
    page.locator("a.row", has_text=story.tracking).click()
    expect(page.locator("main")).to_contain_text(QUESTION)
    page.get_by_role("button", name="Verifikasi").click()
    expect(page.locator("main")).to_contain_text("Riwayat")
    story.picture(page, "lapor-verified", whole=True)
    story.theatre.desk.advance("4h")
    reloaded_until(story.ratna, story.ratna.locator(".panel dd", has_text=re.compile("^Terverifikasi$")))


def the_directorate_and_the_ministry_answer(story: Story) -> None:
    page = story.ratna
    does(page, "Disposisi")
    picks(page, "unit", "Direktorat Pelayanan Klinis")
    page.get_by_label("Petunjuk").fill("Mohon jawaban.")
    confirms(page, "Disposisi ke unit")
    bagus = story.theatre.sign_in("bagus@kemenkes.example")
    finds(bagus, QUESTION[:40])
    writes(bagus, FROM_DIRECTORATE, "Simpan catatan internal", tab="Catatan internal")
    story.picture(bagus, "directorate-note")
    reloaded_until(page, page.locator(".msg.note", has_text=FROM_DIRECTORATE))
    writes(page, LAST_ANSWER, "Kirim jawaban", then="Nyatakan selesai")
    story.picture(page, "ministry-answered")


def batang_tells_the_citizen_and_closes(story: Story) -> None:
    page = story.dewi
    reloaded_until(page, page.locator(".timeline", has_text=LAST_ANSWER))
    story.picture(page, "batang-hears")
    writes(page, TOLD, "Kirim ke warga", then="Nyatakan selesai")
    story.phone.reads(TOLD)
    expect(story.phone.page.locator("li.from_office", has_text=LAST_ANSWER)).to_have_count(0)
    story.picture(story.phone.page, "citizen-told")
    does(page, "Tutup kasus", more=True)
    story.picture(page, "batang-close")
    confirms(page, "Tutup kasus")
    story.picture(page, "batang-closed")


def the_citizen_tracks_and_rates(story: Story) -> None:
    page = story.phone.page
    page.locator("li.from_office a[href*='/track']").first.click()
    page.get_by_label("Nomor laporan").fill(story.number)
    page.get_by_label("PIN", exact=True).fill(story.pin)
    story.picture(page, "citizen-track")
    page.get_by_role("button", name="Buka laporan").click()
    for words in (story.number, QUESTION, TOLD, story.tracking, "Kementerian Kesehatan"):
        expect(page.locator("main")).to_contain_text(words)
    for words in (NOTE, INSTRUCTION, REASON, LAST_ANSWER, FROM_DIRECTORATE, "KMK-"):
        expect(page.locator("main")).not_to_contain_text(words)
    expect(page.locator(".figures")).to_contain_text("Janji selesai: 14 hari kerja")
    expect(page.locator(".took").last).to_have_text("4 jam – lebih cepat dari janji")
    story.picture(page, "citizen-report", whole=True)
    page.get_by_role("button", name="Baik", exact=True).click()
    expect(page.locator("main")).to_contain_text("Nilai Anda: Baik")
    story.picture(page, "citizen-rated", whole=True)
    reloaded_until(story.dewi, story.dewi.locator(".panel dd", has_text="4 dari 5"))


def the_ministry_sees_it_in_the_overview(story: Story) -> None:
    page = story.theatre.sign_in("lestari@kemenkes.example")
    page.locator(".folders").get_by_text("Ikhtisar").click()
    row = page.locator("tbody tr", has_text=story.number)
    expect(row).to_contain_text("Dinas Kesehatan Kabupaten Batang")
    story.picture(page, "ministry-overview")


def test_a_report_is_filed_without_scripts_and_answered_on_a_phone(theatre: Theatre) -> None:
    """In English: a citizen whose browser runs no scripts, an officer with a small screen."""
    said = len(theatre.said)
    citizen = theatre.window(width=390, scripts=False, language="en-GB")
    number, pin = _files_a_report_with_a_photo(theatre, citizen)
    _opens_with_number_and_pin(theatre, citizen, number, pin)
    citizen.get_by_label("Message to the officers").fill(MORE)
    citizen.get_by_role("button", name="Send information").click()
    expect(citizen.locator("main")).to_contain_text("We have received your information.")
    _answers_on_a_phone(theatre)
    citizen.reload()
    expect(citizen.locator(".msg.out", has_text=REPLY)).to_be_visible()
    theatre.picture(citizen, "portal-answered", whole=True)
    assert theatre.said[said:] == []


def _files_a_report_with_a_photo(theatre: Theatre, page: Page) -> tuple[str, str]:
    def goes_on(name: str) -> None:
        theatre.picture(page, f"portal-{name}", whole=True)
        page.get_by_role("button", name="Continue").click()

    page.goto("/t/batang/")
    theatre.picture(page, "portal-home", whole=True)
    page.get_by_role("link", name="Complaint").click()
    page.get_by_label("Tell us in your own words").fill(STOCK)
    goes_on("text")
    page.fill("[name=facility]", "Puskesmas Subah")
    goes_on("where")
    goes_on("when")
    photo = io.BytesIO()
    Image.new("RGB", (640, 480), (12, 107, 94)).save(photo, "JPEG")
    page.set_input_files(
        "[name=files]", {"name": "rak.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    goes_on("files")
    page.get_by_label("No, without my name").check()
    goes_on("contact")
    expect(page.locator("main")).to_contain_text("rak.jpg")
    theatre.picture(page, "portal-check", whole=True)
    page.get_by_role("button", name="Send report").click()
    expect(page.locator(".ticket dd")).to_have_count(2)
    number, pin = page.locator(".ticket dd").all_inner_texts()
    theatre.picture(page, "portal-done", whole=True)
    return number, pin.replace(" ", "")


def _opens_with_number_and_pin(theatre: Theatre, page: Page, number: str, pin: str) -> None:
    page.get_by_role("link", name="Open the tracking page").click()
    expect(page.get_by_label("Report number")).to_have_value(number)
    page.get_by_label("PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Open the report").click()
    expect(page.locator("main")).to_contain_text(STOCK)
    expect(page.locator(".msg a.file")).to_contain_text("rak.jpg")
    theatre.picture(page, "portal-report", whole=True)


def _answers_on_a_phone(theatre: Theatre) -> None:
    page = theatre.sign_in("rina@batang.example", width=390, language="en-GB")
    finds(page, STOCK[:40])
    expect(page.locator(".msg.in", has_text=MORE)).to_be_visible()
    with page.expect_download() as arriving:
        page.locator(".msg a.file", has_text="rak.jpg").click()
    assert arriving.value.suggested_filename == "rak.jpg"
    does(page, "Take", more=True)
    expect(page.locator("main")).to_contain_text("This case is now yours.")
    writes(page, REPLY, "Send to the citizen")
    theatre.picture(page, "phone-answered")
