"""Scales for the pages of a browser that playwright drives: what a visit costs, by the DevTools protocol."""

from typing import Any

from playwright.sync_api import Page

from wiring.bench.weighing import LOOKS, Traffic, Weight


class Scales:
    """Weighs what a page does from now on; each `read` begins anew."""

    def __init__(self, page: Page) -> None:
        self._page, self._traffic, self._heard = page, Traffic(), 0
        protocol = page.context.new_cdp_session(page)
        protocol.send("Network.enable")
        for told in ("Network.requestWillBeSent", "Network.loadingFinished"):
            protocol.on(told, self._hearing(told))

    def _hearing(self, name: str) -> Any:
        def hear(told: Any) -> None:
            self._heard += 1
            self._traffic.hear(name, told)

        return hear

    def read(self) -> Weight:
        """What was spent since the last reading, once all is quiet."""
        self._page.wait_for_load_state("load")
        heard = -1
        while heard != self._heard:
            heard = self._heard
            self._page.wait_for_timeout(250)
        elements, shift = self._page.evaluate(LOOKS)
        weight = self._traffic.weight(elements, shift)
        self._traffic = Traffic()
        return weight
