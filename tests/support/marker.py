"""Words that would do harm if any page took them for anything but words, and what shows that one did."""

import csv
import io
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

WORD = "zmark"
"""Stands in every payload: where it is shown, a payload is."""
EVALUATED = "zmark1337"
"""Stands on a page only when a template inside the words was worked out."""
LONG = "Antidisestablishmentarianismepuskesmaskabupatenkotasekecamatanutarabaratdayasekali"
PAYLOAD = (
    f"""=HYPERLINK("https://evil.invalid/f","{WORD}")"'><x-marker>{WORD}</x-marker>"""
    "<script>window.marked=1</script><img src=x onerror='window.marked=2' data-marker>"
    f"""<svg onload=window.marked=3></svg><a href="javascript:window.marked=4" data-marker>{WORD}</a>"""
    "<img src=https://evil.invalid/p.gif data-marker><style>body{background:url(https://evil.invalid/b)}</style>"
    "zmark{{7*191}} ${7*191} <%= 7*191 %> {% raw %} \u202emoor\u202c "
    f'{LONG} " autofocus onfocus=window.marked=5 data-marker=" \'--'
)
SHORT = f"""=1+1"'><x-marker onfocus=window.marked=6>{WORD}</x-marker><img src=x onerror=window.marked=7>"""
"""For fields that hold little, such as names."""
TITLE = f"<x-marker>{WORD}</x-marker>{LONG}{LONG}"
"""Of a case: one word as long as the field."""
FILE_NAME = f"=1+1'><img src=x onerror=window.marked=8 data-marker>{WORD}.jpg"

_LOOK = """() => ({
  ran: window.marked || 0,
  injected: [...document.querySelectorAll(
    "x-marker,[data-marker],[onerror],[onfocus],[onload],[onclick],img[src='x'],[src*='evil.invalid']"
  )].map((one) => one.outerHTML.slice(0, 160)),
  odd: [...document.querySelectorAll("[href],[action],[formaction]")].flatMap((one) =>
    ["href", "action", "formaction"].map((name) => one.getAttribute(name) || "")
  ).filter((value) => /^\\s*(javascript|data|vbscript):|evil\\.invalid/i.test(value)),
  wide: !document.styleSheets.length ? 0 : Math.max(document.documentElement.scrollWidth - innerWidth,
    ...[...document.querySelectorAll(".table.stack")].map((one) =>
      innerWidth > 700 ? 0 : one.parentElement.scrollWidth - one.parentElement.clientWidth)),
  text: document.documentElement.textContent,
  links: [...document.querySelectorAll("a[href],[hx-get]")].map((one) =>
    new URL(one.getAttribute("href") || one.getAttribute("hx-get"), location).href),
})"""


class Seen(NamedTuple):
    """A page after it was looked at."""

    faults: list[str]
    links: list[str]
    marked: bool
    """The words of a payload stand on it."""


class Watch:
    """A window in which nothing may run and from which nothing may leave.

    The context bypasses the content policy, so that what holds here does not rest on it alone.
    """

    def __init__(self, context: BrowserContext, hosts: set[str]) -> None:
        self.page: Page = context.new_page()
        self._hosts = hosts
        self._faults: list[str] = []
        self.refusable: set[str] = set()
        """Pages that may be answered with a refusal, itself a page."""
        self.page.on("request", self._requested)
        self.page.on("dialog", self._asked)
        self.page.on("console", self._complained)
        self.page.on("pageerror", lambda error: self._faults.append(f"a script failed: {error}"))

    def look(self, address: str) -> Seen:
        """Open a page, wait until it is complete, and tell what is wrong with it."""
        self._faults.clear()
        answer = self.page.goto(address, wait_until="load")
        found: dict[str, Any] = self.page.evaluate(_LOOK)
        status = answer.status if answer else 0
        refused = address in self.refusable and status in (403, 404)
        faults = [each for each in self._faults if not (refused and str(status) in each)]
        faults += [f"a script of the words ran ({found['ran']})"] if found["ran"] else []
        faults += [f"words became an element: {each}" for each in found["injected"]]
        faults += [f"an address came out of words: {each}" for each in found["odd"]]
        faults += ["a template in the words was worked out"] if EVALUATED in found["text"] else []
        faults += [f"{found['wide']} px too wide"] if found["wide"] > 0 else []
        faults += [] if status == 200 or refused else [f"answered with {status}"]
        return Seen(faults, [] if refused else found["links"], WORD in found["text"])

    def _requested(self, request: Request) -> None:
        if urlsplit(request.url).netloc not in self._hosts and not request.url.startswith(("data:", "blob:")):
            self._faults.append(f"a request left for {request.url[:80]}")

    def _asked(self, dialog: Any) -> None:
        self._faults.append(f"a dialog said {dialog.message}")
        dialog.dismiss()

    def _complained(self, said: ConsoleMessage) -> None:
        """Part of a page, opened by itself, has no icon: that the browser asks for one in vain is no fault."""
        if said.type in ("error", "warning") and not said.location["url"].endswith("/favicon.ico"):
            self._faults.append(f"the console says {said.text}")


def faults_of_csv(text: str) -> Iterator[str]:
    """Cells that a spreadsheet would work out instead of showing them."""
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text)):
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell[1:].replace(".", "").isdigit():
                yield f"a cell begins with a formula: {cell[:40]}"


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","
