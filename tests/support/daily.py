"""One person's day at a screen: ways found by where links and forms lead, in whatever language."""

import re
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from support.clicks import Theatre


class Look(NamedTuple):
    """How somebody's screen is."""

    width: int
    scheme: str
    language: str

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}-{self.language[:2]}"


class Day:
    """One person's window and what they do in it."""

    def __init__(self, theatre: Theatre, page: Page, who: str, look: Look) -> None:
        self._theatre, self.page, self._who = theatre, page, f"{who}-{look}"

    def keeps(self, name: str) -> None:
        """A picture; nothing on the page is wider than the window."""
        self.page.wait_for_load_state()  # a click is over as soon as another page begins
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self._who} {name}: {wide} px too wide"
        self._theatre.picture(self.page, f"{self._who}-{name}", whole=self.page.viewport_size["width"] < 900)  # type: ignore[index]

    def goes(self, path: str, name: str) -> None:
        """Follow a visible link that leads there, or one behind "more"; else type its address."""
        link = self._visible(f"a[href*='{path}']")
        if link is None and (more := self._visible("a[data-dialog]")) is not None:
            more.click()
            link = self._visible(f"dialog[open] a[href*='{path}']")
        if link is None:
            self.page.goto(path if path.startswith("/") else f"{self.page.url.partition('?')[0]}/{path}")
        else:
            link.click()
        self.page.wait_for_url(re.compile(re.escape(path.rstrip("/"))))
        self.keeps(name)

    def sends(self, ending: str, name: str, **typed: str) -> None:
        """Fill in the form that is sent to this address and press its chief button."""
        form = self.page.locator(f"form[method=post][action*='{ending}']").filter(
            has=self.page.locator("button.primary")
        )
        if not form.count():
            form = self.page.locator("main form[method=post]").filter(has=self.page.locator("button.primary"))
        for field, value in typed.items():
            _types(form.first, field, value)
        before = self.page.url
        form.first.locator("button.primary").first.click()
        self.page.wait_for_function("before => location.href !== before", arg=before)
        self.page.wait_for_load_state("load")
        self.keeps(name)

    def sees(self, words: str) -> None:
        """The page says so."""
        expect(self.page.locator("body")).to_contain_text(words)

    def _visible(self, selector: str) -> Locator | None:
        found = self.page.locator(selector).filter(visible=True)
        return found.first if found.count() else None


def _types(form: Locator, field: str, value: str) -> None:
    control = form.locator(f"[name='{field}']")
    kind = control.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
    if kind == "select":
        control.first.select_option(value or control.locator("option").nth(1).get_attribute("value"))
    elif kind in ("radio", "checkbox"):
        chosen = f"[value='{value}']" if value else ""
        form.locator(f"[name='{field}']{chosen}").first.check(force=True)
    else:
        control.first.fill(value)


def answers(page: Page) -> None:
    """One question of a report, answered as somebody does who reads it."""
    form = page.locator("main form[method=post]").filter(has=page.locator("button.primary")).first
    for area in form.locator("textarea").all():
        area.fill("Antrean poli gigi selalu penuh, saya sudah tiga kali pulang tanpa diperiksa.")
    for choice in form.locator("select[required]").all():
        choice.select_option(index=1)
    for place in form.locator("input[name=facility]:not([type=hidden])").all():
        place.fill("Puskesmas Subah")
    radios = form.locator("input[type=radio]")
    if radios.count() and not form.locator("input[type=radio]:checked").count():
        radios.first.check(force=True)
    with page.expect_navigation():
        form.locator("button.primary").last.click()
