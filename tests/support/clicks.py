"""People at a running desk who have nothing but a browser: they open pages, click, write and look."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Browser, Frame, Locator, Page, Response, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from support.desk import Desk, running_desk, until
from support.faces import KEPT, PICTURES, well_made
from support.players import Coordinates
from wiring.bench.chromium import CHROMIUM, FLAGS

PATIENCE = 60.0
"""Seconds that anybody waits for another one's act to arrive, or for a page, on a machine that has much to do."""
_LOOKS = 4
_AN_ANSWER = re.compile(r"[?&]done=|/cases/[^/?]+/[a-z_]+(\?|$)")
"""Where somebody is after pressing an act's button: at the case, or at the form once more, with what is wrong."""
_CHANGED = "Kasus ini berubah sejak Anda membukanya"
expect.set_options(timeout=PATIENCE * 1000)


class Theatre:
    """The running desk, one browser for everybody, and the pictures that are taken."""

    def __init__(self, desk: Desk, browser: Browser, name: str) -> None:
        self.desk, self.browser = desk, browser
        self.known: Coordinates = desk.coordinates()
        self._name, self._taken = name, 0
        self.said: list[str] = []
        """What consoles of pages complained about."""

    def window(
        self, *, width: int = 1440, scripts: bool = True, language: str = "id-ID", scheme: Any = "light"
    ) -> Page:
        """A new window of somebody with cookies of their own."""
        context = self.browser.new_context(
            base_url=self.desk.web,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale=language,
            color_scheme=scheme,
        )
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.on("console", lambda message: self._hears(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))
        return page

    def _hears(self, text: str) -> None:
        """That another one changed the case first is told by the browser, too, and is no complaint."""
        if "409 (Conflict)" not in text:
            self.said.append(text)

    def picture(self, page: Page, name: str, *, whole: bool = False) -> None:
        """Keep what the page shows now, when pictures are asked for."""
        self._taken += 1
        if KEPT:
            page.screenshot(path=PICTURES / f"{self._name}-{self._taken:02}-{name}.png", full_page=whole)

    def sign_in(self, email: str, **how: Any) -> Page:
        """A window of an officer who has signed in and looks at the list of cases."""
        page = self.window(**how)
        page.goto("/sign-in")
        if how.get("language", "id-ID").startswith("en"):
            page.goto("/sign-in?lang=id")
            page.locator(".lang").get_by_text("EN").click()
        page.fill("[name=email]", email)
        page.fill("[name=password]", next(u["password"] for u in self.known["users"] if u["email"] == email))
        page.press("[name=password]", "Enter")
        page.wait_for_url(re.compile("/(desk|admin)/"))
        return page


@contextmanager
def opened_theatre(name: str = "journey") -> Iterator[Theatre]:
    """A desk of its own and a browser, both gone in the end; names of pictures begin so."""
    assert CHROMIUM.exists(), f"these tests need {CHROMIUM}"
    with running_desk() as desk, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield Theatre(desk, browser, name)
        browser.close()


class Phone:
    """The page on which a person plays a citizen with WhatsApp."""

    def __init__(self, theatre: Theatre, desk_name: str, number: str, name: str) -> None:
        self.page = theatre.window()
        self.page.goto(f"{theatre.desk.outside}/whatsapp/")
        card = self.page.locator("section.card", has=self.page.get_by_role("heading", name=desk_name))
        card.get_by_label("Nomor warga").fill(number)
        card.get_by_label("Nama warga").fill(name)
        card.get_by_role("button", name="Buka percakapan").click()

    def writes(self, text: str) -> None:
        """Send a message to the office."""
        self.page.get_by_label("Pesan").fill(text)
        self.page.get_by_role("button", name="Kirim sebagai warga").click()
        expect(self.page.locator("li.from_citizen", has_text=text)).to_be_visible()

    def reads(self, words: str) -> Locator:
        """The office's message with these words, once the page shows it by itself."""
        line = self.page.locator("li.from_office", has_text=words)
        expect(line).to_have_count(1, timeout=PATIENCE * 1000)
        return line

    def shows(self, pattern: str) -> str:
        """What the first group of a pattern matches in all that the office wrote."""
        found = re.search(pattern, "\n".join(self.page.locator("li.from_office .text").all_inner_texts()))
        assert found, pattern
        return found[1]


def finds(page: Page, words: str) -> None:
    """Open the case in the list whose row has these words; the list is loaded again until it is there."""
    row = page.locator("a.row", has_text=words)
    reloaded_until(page, row)
    row.click()
    page.wait_for_url("**/cases/**")


def reloaded_until(page: Page, wanted: Locator) -> None:
    """Load the page again, as somebody who waits does, until something stands there."""

    def is_there() -> bool:
        if wanted.count():
            return True
        page.reload()
        return bool(wanted.count())

    until(is_there, PATIENCE, every=0.2)


def does(page: Page, act: str, *, more: bool = False) -> None:
    """Press one of a case's acts: in its head, or behind "more"."""
    if more:
        page.locator("a[data-dialog=tindakan]").filter(visible=True).click()
    place = page.locator("dialog[open]" if more else ".case-acts")
    place.get_by_text(act, exact=True).click()


def confirms(page: Page, label: str) -> None:
    """Press the button of the form on the page, and be back at the case.

    Another office's letter may change the case in between: then the page says so, and one looks and presses again.
    """
    for _ in range(_LOOKS):
        with page.expect_navigation(url=_AN_ANSWER) as answered:
            page.locator("main").get_by_role("button", name=label).click()
        if answered.value.status != 409:
            break
        expect(page.locator("main")).to_contain_text(_CHANGED)
    assert answered.value.ok, page.locator("main").inner_text()


def writes(page: Page, text: str, button: str, *, tab: str = "", then: str = "") -> None:
    """Write below the case: which tab, which words, what becomes of the case."""
    if tab:
        page.locator(".compose .tabs").get_by_text(tab).click()
        expect(page.locator(".compose .tabs [aria-current]")).to_have_text(tab)
    page.fill("#text", text)
    if then:
        page.select_option("#then", label=then)
    done = _pressed(page, page.locator(".compose").get_by_role("button", name=button))
    if done == "held":
        _at_once(page)
    reloaded_until(page, page.locator(".timeline", has_text=text))


def _pressed(page: Page, button: Locator) -> str:
    """What came of pressing the composer's button; again when the case changed in between, as it asks for."""
    came: list[str] = []

    def arrived(frame: Frame) -> None:
        came.extend(re.findall(r"[?&]done=(\w+)", frame.url))

    def answered(answer: Response) -> None:
        if answer.status == 409:
            came.append("stale")

    page.on("framenavigated", arrived)
    page.on("response", answered)
    for _ in range(_LOOKS):
        came.clear()
        button.click()
        until(lambda: (page.wait_for_timeout(20), came)[1], PATIENCE)
        if came[0] != "stale":
            break
        expect(page.locator("#kabar-tulis")).to_contain_text(_CHANGED)
    page.remove_listener("framenavigated", arrived)
    page.remove_listener("response", answered)
    page.wait_for_load_state()
    return came[0]


def _at_once(page: Page) -> None:
    """Send now what could be taken back for ten seconds; on a slow machine they may be over before the press."""
    with suppress(PlaywrightTimeout), page.expect_navigation(url="**done=reply*", timeout=10_000):
        page.locator("form[action$='/now'] button, form[action*='/now?'] button").click(timeout=10_000)


def picks(page: Page, name: str, label: str) -> None:
    """Choose among choices, in a list or in a field of them, by what stands in front of the reader."""
    page.locator(f"[name={name}]").first.wait_for(state="attached")  # whichever it is, its page is there
    if page.locator(f"input[name={name}][type=radio]").count():
        page.locator("label", has=page.get_by_text(label, exact=True)).first.click()
        return
    options = page.locator(f"select[name={name}] option")
    value = options.filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).get_attribute("value")
    page.select_option(f"select[name={name}]", value)


def panel(page: Page, words: str | re.Pattern[str]) -> Locator:
    """What stands in the right column of a case."""
    return page.locator(".panel dd", has_text=words)


def verifies(page: Page, kind: str = "") -> None:
    """Verify the case; of another kind than it was taken for when one is named."""
    does(page, "Verifikasi kasus")
    if kind:
        page.get_by_label(kind, exact=True).check()
    confirms(page, "Verifikasi kasus")


def hands_over(page: Page, office: str, reason: str, shows: str = "") -> None:
    """Offer the case to another office; a page with a name is looked at before."""
    does(page, "Eskalasi")
    page.get_by_label(office).check()
    page.get_by_label("Alasan").fill(reason)
    if shows:
        well_made(page, shows)
    confirms(page, "Eskalasi")


def takes_on(page: Page) -> None:
    """Accept what another office offers."""
    with page.expect_navigation(url="**done=*"):
        does(page, "Terima")


def opens_for_a_caller(page: Page, text: str) -> None:
    """Open a complaint of somebody who telephones."""
    page.get_by_role("link", name="Kasus baru").click()
    for choice in ("Telepon", "Pengaduan"):
        page.get_by_label(choice, exact=True).check()
    page.get_by_label("Apa yang disampaikan warga").fill(text)
    page.get_by_role("button", name="Buka kasus").click()
    page.wait_for_url("**/cases/**")
