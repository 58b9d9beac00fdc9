"""From case to case without a new page: what was typed stays, the way back works, and the links remain links."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from support.clicks import Theatre, opened_theatre

DEWI = "dewi@batang.example"
TEXTS = ("Antrean poli gigi", "Obat hipertensi kosong", "Loket tutup lebih awal")
SAME_DOCUMENT = "() => window.stayed === true"


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with opened_theatre("switching") as opened:
        yield opened


@pytest.fixture
def page(theatre: Theatre) -> Iterator[Page]:
    """An officer who has the first of three cases open; what belongs to this document is marked."""
    window = theatre.sign_in(DEWI)
    if not window.locator("a.row").count():
        for text in TEXTS:
            window.goto("/desk/batang/new")
            window.check("input[name=source][value=phone]")
            window.check("input[name=kind][value=complaint]")
            window.fill("[name=text]", text)
            window.get_by_role("button", name="Buka kasus").click()
            window.wait_for_url("**/cases/**")
        window.goto("/desk/batang/cases")
    row(window, TEXTS[0]).click()
    window.wait_for_url("**/cases/BTG-*")
    expect(window.locator(".app[data-listening]")).to_have_count(1)
    window.evaluate("window.stayed = true")
    yield window
    window.context.close()


def row(page: Page, text: str) -> Locator:
    return page.locator("a.row", has_text=text)


def shows(page: Page, text: str) -> None:
    expect(page.locator("h1.case-title")).to_have_text(text)
    expect(page.locator(".msg.in, .msg.note").filter(has_text=text).first).to_be_visible()
    expect(page).to_have_title(re.compile(re.escape(text)))
    expect(row(page, text)).to_have_attribute("aria-current", "true")
    expect(page.locator("a.row[aria-current]")).to_have_count(1)


def test_another_case_takes_the_place_of_the_open_one(theatre: Theatre, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.resource_type))
    shows(page, TEXTS[0])
    row(page, TEXTS[1]).click()
    shows(page, TEXTS[1])
    expect(page.locator("h1.case-title")).to_be_focused()
    assert page.evaluate(SAME_DOCUMENT)
    assert "document" not in asked
    number = page.locator(".case-number").text_content() or ""
    assert number in page.url
    assert number in (page.locator(".app").get_attribute("data-stream") or "")
    expect(page.locator("#rincian")).to_contain_text("Pelapor")
    theatre.picture(page, "another-case")
    assert not [said for said in theatre.said if "/cases/" in said]


def test_the_keys_go_from_case_to_case(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1.case-title")).not_to_have_text(TEXTS[0])
    first = page.locator("h1.case-title").text_content()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("h1.case-title")).not_to_have_text(str(first))
    assert page.evaluate(SAME_DOCUMENT)


def test_back_and_forward_show_the_cases_again(page: Page) -> None:
    row(page, TEXTS[1]).click()
    shows(page, TEXTS[1])
    row(page, TEXTS[2]).click()
    shows(page, TEXTS[2])
    page.go_back()
    shows(page, TEXTS[1])
    page.go_back()
    shows(page, TEXTS[0])
    page.go_forward()
    shows(page, TEXTS[1])
    assert page.evaluate(SAME_DOCUMENT)
    page.go_back()
    page.go_back()
    expect(page.locator("h1.pane-title")).to_be_visible()  # the list, from which the first one was opened


def test_what_was_typed_is_on_the_server_before_the_case_is_left(page: Page) -> None:
    page.locator("#tulis textarea").fill("Kami sedang")
    page.locator("#tulis textarea").press_sequentially(" memeriksa")
    row(page, TEXTS[1]).click()
    shows(page, TEXTS[1])
    expect(page.locator("#tulis textarea")).to_have_value("")
    page.locator("#tulis textarea").fill("Yang kedua")
    row(page, TEXTS[0]).click()
    shows(page, TEXTS[0])
    expect(page.locator("#tulis textarea")).to_have_value("Kami sedang memeriksa")
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator("#tulis textarea")).to_have_value("Kami sedang memeriksa")
    row(page, TEXTS[1]).click()
    shows(page, TEXTS[1])
    expect(page.locator("#tulis textarea")).to_have_value("Yang kedua")
    for text in (TEXTS[1], TEXTS[0]):
        row(page, text).click()
        shows(page, text)
        page.get_by_role("button", name="Hapus draf").click()
        expect(page.locator("#tulis textarea")).to_have_value("")


def test_a_draft_that_the_server_did_not_get_waits_in_the_browser(page: Page) -> None:
    page.route("**/draft", lambda route: route.abort())
    page.locator("#tulis textarea").fill("Belum sampai")
    row(page, TEXTS[1]).click()
    shows(page, TEXTS[1])
    page.unroute("**/draft")
    row(page, TEXTS[0]).click()
    shows(page, TEXTS[0])
    expect(page.locator("#tulis textarea")).to_have_value("Belum sampai")
    expect(page.locator("#draf")).to_contain_text("Draf tersimpan")
    page.locator("#tulis textarea").fill("")
    expect(page.locator("#draf")).to_be_empty()


def test_what_can_be_kept_nowhere_holds_the_reader_at_the_case(page: Page) -> None:
    page.route("**/draft", lambda route: route.abort())
    page.evaluate("void (Storage.prototype.setItem = () => { throw new Error('full') })")
    page.locator("#tulis textarea").fill("Jangan hilang")
    row(page, TEXTS[1]).click()
    expect(page.locator("#draf")).not_to_be_empty()
    page.wait_for_timeout(1500)
    shows(page, TEXTS[0])
    expect(page.locator("#tulis textarea")).to_have_value("Jangan hilang")


def test_an_answer_is_sent_and_live_news_arrive_after_the_change(theatre: Theatre, page: Page) -> None:
    row(page, TEXTS[2]).click()
    shows(page, TEXTS[2])
    expect(page.locator(".app[data-listening]")).to_have_count(1)
    rina = theatre.sign_in("rina@batang.example")
    row(rina, TEXTS[2]).click()
    rina.wait_for_url("**/cases/BTG-*")
    expect(page.locator(".case-line .viewers .avatar")).to_have_count(1)
    rina.goto(f"{rina.url.split('?')[0]}?tab=note")
    rina.locator("#tulis textarea").fill("Sudah saya telepon")
    rina.get_by_role("button", name="Simpan catatan internal").click()
    expect(page.locator(".msg.note", has_text="Sudah saya telepon")).to_be_visible()
    row(page, TEXTS[0]).click()
    shows(page, TEXTS[0])
    expect(rina.locator(".case-line .viewers .avatar")).to_have_count(0)
    rina.context.close()


def test_an_ended_session_leads_to_the_sign_in(theatre: Theatre, page: Page) -> None:
    page.context.clear_cookies()
    row(page, TEXTS[1]).click()
    page.wait_for_url("**/sign-in**")


@pytest.mark.parametrize("how", [{"width": 390}, {"scripts": False}], ids=["phone", "no scripts"])
def test_elsewhere_a_row_is_a_plain_link(theatre: Theatre, page: Page, how: dict[str, int]) -> None:
    window = theatre.sign_in(DEWI, **how)
    loaded: list[str] = []
    window.on(
        "request", lambda request: loaded.append(request.url) if request.is_navigation_request() else None
    )
    row(window, TEXTS[0]).click()
    expect(window.locator("h1.case-title")).to_have_text(TEXTS[0])
    if "width" in how:
        window.go_back()
    row(window, TEXTS[1]).click()
    expect(window.locator("h1.case-title")).to_have_text(TEXTS[1])
    assert len([address for address in loaded if "/cases/BTG-" in address]) == 2
    window.context.close()
