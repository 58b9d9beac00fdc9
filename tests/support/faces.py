"""What is wrong with a page for whoever sees, hears or holds it: axe says it, and a ruler. And pictures of pages."""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

PICTURES = Path(__file__).parents[1] / ".pictures"
KEPT = "SAHUT_PICTURES" in os.environ
"""Pictures are for people who look at what they made: `SAHUT_PICTURES=1 make test` keeps them."""
_OPTIONS: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


async def faults_of(page: Page, name: str, *, whole: bool = True) -> list[str]:
    """What axe and the ruler find on the page in front, in words; a picture of it is kept when asked for."""
    await keep(page, name, whole=whole)
    faults = (await Axe().run(page, options=_OPTIONS)).response["violations"]
    found = [f"{name}: {fault['id']} {fault['nodes'][0]['html'][:120]}" for fault in faults]
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"{name}: {overflow} px too wide"] if overflow > 0 else found


async def keep(page: Page, name: str, *, whole: bool = True) -> None:
    """Take a picture of the page, when pictures are asked for."""
    if KEPT:
        await page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
