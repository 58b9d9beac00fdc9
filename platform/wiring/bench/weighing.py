"""What a page costs whoever opens it, and what it may cost (ui.md §8): requests, bytes on the wire, elements."""

from collections.abc import Iterator
from typing import Any

import msgspec

LOOKS = """() => new Promise((resolve) => {
  let shift = 0;
  const watch = new PerformanceObserver((list) => list.getEntries().forEach((one) => (shift += one.value)));
  watch.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve([document.querySelectorAll("*").length, shift]), 50);
})"""
"""Asked of a page that is complete: its elements, and what moved while it was built."""
MOST_ELEMENTS = 1500
SMALLEST_SHIFT = 0.01
"""A tenth of what counts as good. On a busy machine a page is painted before all of it has arrived: a button
that joins its neighbour then moves it."""
_KINDS = {"Document": "html", "Stylesheet": "css", "Script": "scripts", "Font": "fonts"}


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """One visit. Bytes are compressed and with their headers; a stream that never ends counts as a request."""

    requests: int
    total: int
    html: int = 0
    css: int = 0
    scripts: int = 0
    fonts: int = 0
    elements: int = 0
    shift: float = 0.0
    """In parts of the window."""


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a kind of page, in KB of 1,000 bytes; none means that nothing is said of it."""

    requests: int
    total: float
    html: float | None = None
    css: float | None = None
    scripts: float | None = None
    fonts: float | None = None

    def broken(self, weight: Weight) -> Iterator[str]:
        """Each limit that the page is above."""
        if weight.requests > self.requests:
            yield f"{weight.requests} requests, allowed are {self.requests}"
        for name in ("total", *_KINDS.values()):
            most, found = getattr(self, name), getattr(weight, name) / 1000
            if most is not None and found > most:
                yield f"{name} {found:.1f} KB, allowed are {most:g}"
        if weight.elements > MOST_ELEMENTS:
            yield f"{weight.elements:,} elements, allowed are {MOST_ELEMENTS:,}"
        if weight.shift > SMALLEST_SHIFT:
            yield f"the layout shifted by {weight.shift:.3f}"


PORTAL = Budget(requests=3, total=25, html=12, scripts=8, fonts=0)
"""First visit; CSS and icons stand in the page. The office's logo may add 8 KB."""
PORTAL_AGAIN = Budget(requests=1, total=8, html=8)
"""A further step of a form, what the first one brought being kept."""
DESK = Budget(requests=10, total=110, html=15, css=12, scripts=30, fonts=50)
DESK_AGAIN = Budget(requests=10, total=20, html=15)
SWITCH = Budget(requests=1, total=12)
"""Another case of the list: what is asked to show it."""


class Traffic:
    """Adds up what the DevTools protocol's domain Network tells of one visit."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self._bytes: dict[str, int] = {}

    def hear(self, name: str, told: dict[str, Any]) -> None:
        """One event of the protocol; others than the two that count are passed over."""
        if name == "Network.requestWillBeSent" and told["request"]["url"].startswith("http"):
            self._kinds[told["requestId"]] = told.get("type", "")
        elif name == "Network.loadingFinished":
            self._bytes[told["requestId"]] = int(told["encodedDataLength"])

    def weight(self, elements: int, shift: float) -> Weight:
        """The visit as it stands now. What the browser had kept costs nothing."""
        spent = {what: size for what, size in self._bytes.items() if size and what in self._kinds}
        unending = sum(1 for what in self._kinds if what not in self._bytes)
        by_kind = dict.fromkeys(_KINDS.values(), 0)
        for what, size in spent.items():
            if (name := _KINDS.get(self._kinds[what])) is not None:
                by_kind[name] += size
        return Weight(
            requests=len(spent) + unending,
            total=sum(spent.values()),
            elements=elements,
            shift=round(shift, 4),
            **by_kind,
        )
