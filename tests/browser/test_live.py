"""A desk that stays true by itself, in real browsers: colleagues, new cases, a lost stream, a killed Valkey."""

import os
import re
import signal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.clicks import Phone, Theatre, writes
from support.desk import until

LISTEN = """() => {
  window.heard = [];
  const stream = new EventSource(document.querySelector(".app").dataset.stream + "&since=99999999999999999");
  for (const name of ["hello", "changed", "here", "resync"])
    stream.addEventListener(name, () => heard.push(name));
}"""
_PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def phone(theatre: Theatre) -> Phone:
    return Phone(theatre, "Konlaporbae", "0812 3450 0777", "Siti Rahmawati")


def another_phone(theatre: Theatre, last: int) -> Phone:
    return Phone(theatre, "Konlaporbae", f"0812 3450 08{last:02}", f"Warga {last}")


def listens(page: Page) -> None:
    """Wait until the page's stream has begun."""
    expect(page.locator(".app[data-listening]")).to_have_count(1)


def opens_the_case(page: Page, phone: Phone) -> None:
    """Open what Siti wrote about; a test that runs alone lets her write first."""
    row = page.locator("a.row", has_text="Siti Rahmawati")
    listens(page)
    if not row.count():
        phone.writes("Antrean poli gigi selalu penuh.")
    row.first.click()
    page.wait_for_url("**/cases/**")
    listens(page)


def places(page: Page) -> list[Any]:
    """Which rows stand in the list, and where."""
    found: list[Any] = page.evaluate(
        "[...document.querySelectorAll('.list li[data-key]')]"
        ".map((row) => [row.dataset.key, Math.round(row.getBoundingClientRect().y)])"
    )
    return found


def test_a_new_case_is_announced_and_no_row_jumps(theatre: Theatre, phone: Phone) -> None:
    page = theatre.sign_in("dewi@batang.example")
    phone.writes("Antrean poli gigi selalu penuh.")
    expect(page.locator("a.row", has_text="Antrean poli gigi")).to_be_visible()  # nothing stood there
    row = page.locator("a.row", has_text="Antrean poli gigi")
    row.focus()
    before = [key for key, _ in places(page)]
    for last in (1, 2):
        another_phone(theatre, last).writes(f"Obat nomor {last} kosong di puskesmas.")
    bar = page.locator(".list .news-show")
    expect(bar).to_have_text("2 kasus baru – tampilkan")
    theatre.picture(page, "live-new-cases")
    assert [key for key, _ in places(page)] == before
    expect(row).to_be_focused()
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    expect(page.locator('.folders a[href*="folder=open"] .count')).to_have_text("3")
    bar.click()
    expect(page.locator(".list li[data-key]")).to_have_count(3)
    expect(bar).to_be_hidden()
    expect(page).to_have_title(re.compile(r"^[^(]"))
    page.context.close()


def test_a_colleague_s_answer_appears_while_i_write(theatre: Theatre, phone: Phone) -> None:
    dewi, rina = theatre.sign_in("dewi@batang.example"), theatre.sign_in("rina@batang.example")
    for page in (dewi, rina):
        opens_the_case(page, phone)
    expect(dewi.locator(".case-line .viewers .avatar")).to_have_count(1)
    field = dewi.locator("#tulis textarea")
    field.click()
    field.press_sequentially("Terima kasih, sudah kami ")
    field.evaluate("(field) => field.setSelectionRange(6, 11)")
    expect(rina.locator(".writers")).to_contain_text(
        re.compile(r"Dewi Anjani sedang menulis sejak \d\d\.\d\d")
    )
    theatre.picture(rina, "live-writing")
    writes(rina, "Dokter gigi kembali hari Jumat.", "Simpan catatan internal", tab="Catatan internal")
    expect(dewi.locator(".msg.note", has_text="kembali hari Jumat")).to_be_visible()
    theatre.picture(dewi, "live-note-arrived")
    expect(field).to_have_value("Terima kasih, sudah kami ")
    expect(field).to_be_focused()
    caret = "(field) => [field.selectionStart, field.selectionEnd]"
    assert field.evaluate(caret) == [6, 11]
    rina.goto("/desk/batang/cases?folder=open")
    expect(dewi.locator(".case-line .viewers .avatar")).to_have_count(0)
    expect(rina.locator("li[data-key] .row-here .avatar")).to_have_count(1)
    theatre.picture(rina, "live-presence-row")
    for page in (dewi, rina):
        page.context.close()


def test_who_reads_further_up_is_told_and_not_moved(theatre: Theatre, phone: Phone) -> None:
    page = theatre.sign_in("dewi@batang.example")
    opens_the_case(page, phone)
    for number in range(12):
        phone.writes(f"Keterangan tambahan nomor {number}, masih menunggu kabar dari petugas loket.")
    expect(page.locator(".msg.in").last).to_contain_text("tambahan nomor 11")
    expect(page.locator(".msg.in").last).to_be_in_viewport()  # who reads the end stays at the end
    timeline, held = page.locator(".timeline"), page.locator("#tulis input[name=seen]").first
    timeline.evaluate("(area) => { area.scrollTop = 40 }")
    known = held.input_value()
    phone.writes("Satu lagi, mohon segera.")
    bar = page.locator(".news.messages .news-show")
    expect(bar).to_have_text("1 pesan baru")
    assert timeline.evaluate("(area) => area.scrollTop") == 40
    expect(held).to_have_value(known)  # nothing is sent past a message that was not seen
    theatre.picture(page, "live-new-message")
    bar.click()
    expect(held).not_to_have_value(known)
    expect(page.locator(".msg", has_text="Satu lagi, mohon segera.")).to_be_in_viewport()
    expect(bar).to_be_hidden()
    phone.writes("Dan ini yang terakhir.")
    expect(page.locator(".msg", has_text="Dan ini yang terakhir.")).to_be_in_viewport()
    page.context.close()


def test_another_office_s_page_hears_and_shows_nothing(theatre: Theatre, phone: Phone) -> None:
    page = theatre.sign_in("ratna@kemenkes.example")
    page.evaluate(LISTEN)
    page.wait_for_function("() => heard.includes('hello')")
    batang = theatre.sign_in("dewi@batang.example")
    opens_the_case(batang, phone)
    phone.writes("Kapan jadwal imunisasi berikutnya?")
    expect(batang.locator(".msg", has_text="jadwal imunisasi")).to_be_visible()
    page.wait_for_timeout(1500)
    assert page.evaluate("() => heard") == ["hello"]
    batang.context.close()
    page.context.close()


def test_a_lost_stream_and_a_killed_valkey_are_caught_up_with(theatre: Theatre, phone: Phone) -> None:
    page = theatre.sign_in("dewi@batang.example")
    opens_the_case(page, phone)
    line = page.locator("#sambungan")
    field = page.locator("#tulis textarea")
    field.fill("Belum selesai ditulis")
    for part in ("valkey", "web-1", "valkey"):
        before = theatre.desk.state()["parts"][part]
        theatre.desk.kill(part)
        until(lambda part=part, before=before: theatre.desk.state()["parts"].get(part, before) != before)
        until(theatre.desk.healthy)
        phone.writes(f"Setelah {part} mati, {before}.")
        expect(page.locator(".msg", has_text=f"{before}.")).to_be_visible()
        expect(line).to_have_text("")
        expect(field).to_have_value("Belum selesai ditulis")
    page.context.set_offline(True)
    expect(line).to_have_text("Sambungan langsung terputus – menyambung lagi")
    theatre.picture(page, "live-lost")
    phone.writes("Ditulis saat petugas terputus.")
    page.context.set_offline(False)
    expect(page.locator(".msg", has_text="saat petugas terputus")).to_be_visible()
    expect(line).to_have_text("")
    page.context.close()


def test_clocks_go_on_and_turn_by_themselves(theatre: Theatre) -> None:
    another_phone(theatre, 9).writes("Loket tutup pukul sepuluh.")
    page = theatre.sign_in("dewi@batang.example")
    page.clock.install()
    page.locator("a.row", has_text="Loket tutup").click()
    page.wait_for_url("**/cases/**")
    listens(page)
    page.route("**/live/**", lambda route: route.abort())  # nobody but the page itself may turn them
    card, pill = page.locator(".clock[data-due]").first, page.locator(".list .pill[data-due]").first
    first = card.locator("time").inner_text()
    assert "lagi" in first
    page.clock.fast_forward("01:01:00")
    expect(card.locator("time")).not_to_have_text(first)
    expect(card).not_to_have_class(re.compile("bad"))
    due = page.evaluate("Date.parse(document.querySelector('.clock[data-due]').dataset.due) - Date.now()")
    page.clock.fast_forward(int(due) + 120_000)
    expect(card).to_have_class(re.compile("bad"))
    expect(card.locator("time")).to_have_text(re.compile("^Lewat "))
    expect(pill).to_have_class(re.compile("bad"))
    theatre.picture(page, "live-clock-late")
    page.context.close()


def test_an_ended_session_leaves_the_page_and_says_so(theatre: Theatre, phone: Phone) -> None:
    page = theatre.sign_in("rina@batang.example")
    opens_the_case(page, phone)
    page.locator("#tulis textarea").fill("Belum terkirim")
    page.context.clear_cookies()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    line = page.locator("#sambungan")
    expect(line).to_contain_text("Sesi Anda sudah berakhir.")
    expect(line.get_by_role("link", name="Masuk lagi")).to_have_attribute("href", re.compile("^/sign-in"))
    expect(page.locator("#tulis textarea")).to_have_value("Belum terkirim")
    theatre.picture(page, "live-session-over")
    page.context.close()


def test_a_web_process_that_is_asked_to_stop_does_not_wait_for_its_streams(theatre: Theatre) -> None:
    page = theatre.sign_in("dewi@batang.example")
    listens(page)
    before = theatre.desk.state()["parts"]["web-1"]
    os.kill(before, signal.SIGTERM)
    until(lambda: theatre.desk.state()["parts"].get("web-1", before) != before)
    until(theatre.desk.healthy)
    listens(page)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_is_told_too(theatre: Theatre, phone: Phone, scheme: Any) -> None:
    page = theatre.sign_in("rina@batang.example", width=390)
    page.emulate_media(color_scheme=scheme)
    opens_the_case(page, phone)
    for number in range(8):
        phone.writes(f"Keterangan {number} pada tampilan {scheme}, supaya halaman di ponsel harus digulir.")
    last, bar = page.locator(".msg.in").last, page.locator(".news.messages .news-show")
    expect(last).to_contain_text(f"7 pada tampilan {scheme}")
    last.scroll_into_view_if_needed()
    expect(bar).to_be_hidden()
    page.evaluate(_PAINTED)  # only what was painted was seen
    page.evaluate("scrollTo(0, 100)")
    phone.writes(f"Pesan terakhir, tampilan {scheme}.")
    expect(bar).to_have_text("1 pesan baru")
    assert page.evaluate("scrollY") == 100
    theatre.picture(page, f"live-phone-{scheme}")
    bar.click()
    expect(page.locator(".msg", has_text=f"terakhir, tampilan {scheme}")).to_be_in_viewport()
    expect(bar).to_be_hidden()
    page.evaluate("scrollTo(0, 0)")
    page.goto("/desk/batang/cases")
    another_phone(theatre, 40 + len(scheme)).writes("Kasus baru untuk ponsel.")
    expect(page.locator(".list .news-show")).to_be_visible()
    theatre.picture(page, f"live-phone-list-{scheme}")
    page.context.close()


def test_nothing_was_complained_about(theatre: Theatre) -> None:
    """But for what a browser says by itself when a connection breaks or a session has ended."""
    ours = [line for line in theatre.said if not re.search(r"net::ERR|Failed to load resource", line)]
    assert ours == []
