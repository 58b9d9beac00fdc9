"""What is wrong with a page for whoever sees, hears or holds it: axe says it, and a ruler. And pictures of pages."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zlib import crc32

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page
from playwright.sync_api import Page as SyncPage

PICTURES = Path(__file__).parents[1] / ".pictures"
KEPT = "SAHUT_PICTURES" in os.environ
"""Pictures are for people who look at what they made: `SAHUT_PICTURES=1 make test` keeps them."""
_OPTIONS: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


_VIOLATIONS = """async options => {
  const reached = async node => {
    const target = document.querySelector(node.target[0]);
    target.scrollIntoView({block: "center"});
    const again = await axe.run(target, {...options, runOnly: {type: "rule", values: ["target-size"]}});
    return again.violations.length === 0;
  };
  const found = [];
  for (const fault of (await axe.run(options)).violations)
    for (const node of fault.nodes)
      if (fault.id !== "target-size" || !(await reached(node)))
        found.push(fault.id + " " + node.html.slice(0, 120));
  return found;
}"""
"""Only what is wrong leaves the browser: what is right is a hundred times as much.

What merely lies behind a bar that stays at the edge of the screen has its whole size once it is scrolled to.
"""


class Look(NamedTuple):
    """How somebody sees a page: light or dark, wide or on a phone."""

    scheme: Literal["light", "dark"]
    width: int

    def __str__(self) -> str:
        return f"{self.scheme}-{self.width}"


PAIRS = (
    (Look("light", 1440), Look("dark", 390)),
    (Look("light", 390), Look("dark", 1440)),
)
"""Who sees a page in both looks of a pair has seen it light and dark, wide and on a phone."""


def each_way(number: int) -> tuple[tuple[str, Look], tuple[str, Look]]:
    """How the n-th page is judged: in each language once, each time in the other look of a pair.

    All looks come round in both languages.
    """
    first, second = PAIRS[number % 2][:: 1 if number % 4 < 2 else -1]
    return ("id", first), ("en", second)


def in_language(address: str, language: str) -> str:
    """The address of the page as somebody asks for it in a language."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


async def seen(page: Page, look: Look) -> None:
    """Show the page in another look without loading it anew, as when a phone is turned or the evening comes."""
    await page.emulate_media(color_scheme=look.scheme)
    await page.set_viewport_size({"width": look.width, "height": 900})


async def faults_of(page: Page, name: str, *, whole: bool = True, language: str = "") -> list[str]:
    """What axe and the ruler find on the page in front, in words; a picture of it is kept when asked for.

    Nor may it be in another language than the one that was asked for.
    """
    name = f"{name}-{language}" if language else name
    await page.wait_for_load_state()  # a click is over as soon as another page begins
    await keep(page, name, whole=whole)
    if language and await page.evaluate("document.documentElement.lang") != language:
        return [f"{name}: in another language"]
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found = [f"{name}: {fault}" for fault in await page.evaluate(_VIOLATIONS, _OPTIONS)]
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{name}: {overflow} px too wide"] if overflow > 0 else found


def faults_now(page: SyncPage, name: str, pairs: Sequence[tuple[Look, ...]] = PAIRS) -> list[str]:
    """The same for a page of a theatre, in all four looks or in those of some pairs."""
    found: list[str] = []
    page.wait_for_load_state()  # a click is over as soon as another page begins
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    for look in (look for pair in pairs for look in pair):
        page.emulate_media(color_scheme=look.scheme)
        page.set_viewport_size({"width": look.width, "height": 900})
        if KEPT:
            page.screenshot(path=PICTURES / f"{name}-{look}.png", full_page=True)
        found += [f"{name} {look}: {fault}" for fault in page.evaluate(_VIOLATIONS, _OPTIONS)]
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{name} {look}: {overflow} px too wide"] if overflow > 0 else []
    return found


def well_made(page: SyncPage, name: str) -> None:
    """Nothing is wrong with the page, light on one screen and dark on the other: which, its name says. In all four
    looks when pictures are asked for. The window is wide and light again afterwards."""
    pairs = PAIRS if KEPT else (PAIRS[crc32(name.encode()) % 2],)
    faults = faults_now(page, name, pairs)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert not faults, "\n".join(faults)


async def keep(page: Page, name: str, *, whole: bool = True) -> None:
    """Take a picture of the page, when pictures are asked for."""
    if KEPT:
        await page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
