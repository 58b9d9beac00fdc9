"""The keyboard of the desk in a real browser: keys that act, keys that must not, and the switch (WCAG 2.1.4)."""

import re

from playwright.sync_api import Page, expect

from support.clicks import Theatre

DEWI = "dewi@batang.example"


def opened_cases(page: Page, *texts: str) -> None:
    """Open cases by hand; the window ends at the list."""
    for text in texts:
        page.goto("/desk/batang/new")
        page.check("input[name=source][value=phone]")
        page.check("input[name=kind][value=complaint]")
        page.fill("[name=text]", text)
        page.get_by_role("button", name="Buka kasus").click()
        page.wait_for_url("**/cases/**")
    page.goto("/desk/batang/cases")


def test_cases_are_found_opened_and_worked_on_without_a_mouse(theatre: Theatre) -> None:
    page = theatre.sign_in(DEWI)
    opened_cases(page, "Antrean poli gigi", "Obat hipertensi kosong", "Loket tutup")
    rows = page.locator("a.row")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/BTG-"))
    at = page.url.split("?")[0]

    page.keyboard.press("n")
    page.wait_for_url("**tab=note**")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("jadi tugas siapa? n/r/d")
    expect(page.locator("#text")).to_have_value("jadi tugas siapa? n/r/d")
    assert page.url.startswith(at), "letters in a field are letters"
    page.keyboard.press("Escape")
    expect(page.locator("#text")).not_to_be_focused()
    page.locator("#text").focus()
    with page.expect_navigation(url="**done=note*"):
        page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.note", has_text="jadi tugas siapa?")).to_be_visible()

    with page.expect_navigation(url="**done=take*"):
        page.keyboard.press("t")
    expect(page.get_by_text("Kasus ini sekarang tugas Anda.")).to_be_visible()
    for key, address in (("d", "dispose"), ("e", "escalate"), ("a", "assign")):
        page.keyboard.press(key)
        page.wait_for_url(f"{at}/{address}**")
        page.keyboard.press("u")
        page.wait_for_url(re.compile(rf"{re.escape(at)}(\?|$)"))
    page.keyboard.press("s")
    expect(page.locator("dialog#tindakan")).to_be_visible()
    page.keyboard.press("d")
    expect(page.locator("dialog#tindakan")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#tindakan")).not_to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**folder=unassigned**")
    page.keyboard.press("/")
    expect(page.locator("#cari")).to_be_focused()
    page.keyboard.type("hipertensi")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=hipertensi**")
    expect(rows).to_have_count(1)
    page.context.close()


def test_the_help_opens_with_a_key_and_with_a_press_and_closes_with_escape(theatre: Theatre) -> None:
    page = theatre.sign_in(DEWI)
    opened_cases(page, "Loket tutup")
    for opening in (lambda: page.keyboard.press("?"), lambda: page.locator(".key-hints a").click()):
        opening()
        expect(page.locator("dialog#tombol")).to_be_visible()
        page.keyboard.press("j")
        expect(page.locator("a.row").first).not_to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("dialog#tombol")).not_to_be_visible()
    theatre.picture(page, "keys")
    page.context.close()


def test_nothing_acts_while_a_modifier_is_held_and_pairs_run_out(theatre: Theatre) -> None:
    page = theatre.sign_in(DEWI)
    before = page.url
    for chord in ("Control+j", "Alt+d", "Meta+e"):
        page.keyboard.press(chord)
    page.keyboard.press("g")
    page.wait_for_timeout(3000)
    page.keyboard.press("i")
    page.wait_for_timeout(200)
    assert page.url == before
    page.context.close()


def test_single_letters_can_be_turned_off_and_stay_off(theatre: Theatre) -> None:
    page = theatre.sign_in(DEWI)
    opened_cases(page, "Loket tutup")
    page.keyboard.press("?")
    with page.expect_navigation(url="**/keys**"):
        page.locator("dialog#tombol").get_by_role("button", name="Matikan huruf tunggal").click()
    page.goto("/desk/batang/cases")
    expect(page.locator(".key-hints")).to_have_count(0)
    for key in ("j", "?", "/", "g", "b"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    expect(page.locator("a.row:focus, #cari:focus, dialog[open]")).to_have_count(0)
    assert page.url.endswith("/cases")
    page.goto("/desk/batang/keys")
    with page.expect_navigation(url="**done=*"):
        page.locator("main").get_by_role("button", name="Nyalakan huruf tunggal").click()
    page.goto("/desk/batang/cases")
    page.keyboard.press("j")
    expect(page.locator("a.row").first).to_be_focused()
    page.context.close()


def test_a_unit_is_found_by_typing_in_the_disposition(theatre: Theatre) -> None:
    page = theatre.sign_in(DEWI)
    opened_cases(page, "Loket tutup")
    page.locator("a.row").first.click()
    page.wait_for_url(re.compile(r"/cases/BTG-"))
    page.keyboard.press("d")
    page.wait_for_url("**/dispose**")
    page.fill("#cari-unit", "wonotung")
    visible = page.locator(".unit:visible")
    expect(visible).to_have_count(1)
    page.press("#cari-unit", "Enter")
    expect(visible.locator("input")).to_be_checked()
    page.fill("#cari-unit", "tidak ada")
    expect(page.get_by_text("Tidak ada unit dengan nama itu.")).to_be_visible()
    page.context.close()


def test_the_consoles_stayed_silent(theatre: Theatre) -> None:
    assert theatre.said == []
