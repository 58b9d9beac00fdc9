"""The first page of the simulated world: which remotes there are, and what somebody can play there."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from litestar import Router, get
from litestar.params import FromQuery

from kit.simulator.pages import HEADERS, Pages

_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "title": "Dunia luar",
        "lead": "Semua yang ada di luar kantor, tiruan di mesin ini. Mainkan warga, atau petugas sistem lain.",
        "clock": "Jam demonstrasi",
        "other_language": "English",
    },
    "en": {
        "title": "The outside world",
        "lead": "Everything outside the offices, imitated on this machine. Play a citizen, or another system's desk.",
        "clock": "The demonstration's clock",
        "other_language": "Bahasa Indonesia",
    },
}


class Remote(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated remote: where its pages are, and by language its name and what one plays there."""

    path: str
    names: Mapping[str, str]
    lines: Mapping[str, str]


def start_page(remotes: Sequence[Remote], now: Callable[[], datetime]) -> Router:
    """The page at `/`, with its files."""
    pages = Pages("", Path(__file__).parent / "start", _WORDS)

    @get("/", media_type="text/html")
    async def show(lang: FromQuery[str] = "id") -> str:
        return pages.show("start.html", now(), lang, remotes=remotes)

    handlers = [show, *pages.files()]
    return Router(path="/", route_handlers=handlers, response_headers=HEADERS, include_in_schema=False)
