"""Walk through all pages that somebody can reach by links, and know every address of the application."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from litestar import Litestar
from litestar.routes import HTTPRoute

from support.marker import Watch, faults_of_csv
from wiring.routes import route_handlers

_MEANT = ("folder", "tab")
"""Parts of a query whose value makes another page when nothing else is asked."""


class Address(NamedTuple):
    """An address of the application by its shape."""

    pattern: str
    methods: frozenset[str]

    @property
    def fits(self) -> "re.Pattern[str]":
        """What addresses of this shape look like."""
        return re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(self.pattern)) + "/?$")


@cache
def addresses() -> list[Address]:
    """Every address, those without things in them first."""
    app = Litestar(route_handlers=route_handlers(), openapi_config=None)
    found = [
        Address(route.path_format, frozenset(route.methods - {"OPTIONS", "HEAD"}))
        for route in app.routes
        if isinstance(route, HTTPRoute)
    ]
    return sorted(found, key=lambda address: address.pattern.count("{"))


class Walk:
    """One person's way through the pages; what is no page (a file, a table) is fetched and judged.

    Of addresses that differ in their things only, one is looked at; whoever is thorough also looks at every
    folder and at what each filter makes of a page.
    """

    def __init__(self, watch: Watch, base: str, known: list[Address], *, thorough: bool = False) -> None:
        self._watch, self._base, self._thorough = watch, base, thorough
        self._known = [(address.pattern, address.fits) for address in known if "GET" in address.methods]
        self._looked: set[tuple[str, ...]] = set()
        self.visited: set[str] = set()
        self.marked: set[str] = set()
        """Shapes of addresses on which a payload was read."""
        self.faults: list[str] = []

    def begin(self, starts: Iterable[str]) -> None:
        """Follow every link from these pages on, within the application. The first pages may be refused."""
        waiting = [self._base + start for start in starts]
        self._watch.refusable = set(waiting)
        seen = set(waiting)
        while waiting:
            address = waiting.pop(0)
            for link in self._look(address):
                plain = link.partition("#")[0]
                if plain not in seen and plain.startswith(self._base):
                    seen.add(plain)
                    waiting.append(plain)

    def pattern_of(self, path: str) -> str:
        """The shape of an address, empty for none of ours."""
        return next((pattern for pattern, fits in self._known if fits.match(path)), "")

    def _look(self, address: str) -> list[str]:
        path, query = urlsplit(address).path, parse_qs(urlsplit(address).query)
        pattern = self.pattern_of(path)
        if not pattern or pattern.startswith("/s/") or "lang" in query:
            return []
        kind = (pattern, *(query if len(query) > 1 else _worded(query))) if self._thorough else (pattern,)
        if kind in self._looked:
            return []
        self._looked.add(kind)
        self.visited.add(pattern)
        if _is_a_file(pattern):
            self.faults += [f"{path}: {fault}" for fault in self._fetched(address)]
            return []
        seen = self._watch.look(address)
        self.faults += [f"{path}: {fault}" for fault in seen.faults]
        self.visited.add(self.pattern_of(urlsplit(self._watch.page.url).path))
        self.marked |= {pattern} if seen.marked else set()
        return seen.links

    def _fetched(self, address: str) -> list[str]:
        answer = self._watch.page.context.request.get(address)
        kind, shown = answer.headers.get("content-type", ""), answer.headers.get("content-disposition", "")
        found = [] if answer.status == 200 else [f"answered with {answer.status}"]
        if kind.startswith("text/csv"):
            found += faults_of_csv(answer.text())
        if not shown.startswith("attachment") and not kind.startswith("image/"):
            found.append(f"{kind} is shown instead of kept")
        if answer.headers.get("x-content-type-options") != "nosniff":
            found.append("browsers may guess what it is")
        return found


def _worded(query: dict[str, list[str]]) -> list[str]:
    return [f"{name}={values[0]}" if name in _MEANT else name for name, values in query.items()]


def _is_a_file(pattern: str) -> bool:
    return "/files/" in pattern or pattern.endswith(
        (".csv", ".xlsx", ".ics", "/export", ".png", ".svg", ".pdf")
    )
