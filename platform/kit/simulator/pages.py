"""Pages on which a person plays a citizen: one frame and style, in two languages, nothing inline."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, get
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from markupsafe import Markup, escape

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
"""Of every answer of a simulator that has such pages."""

_SHARED = Path(__file__).parent / "templates"
_WIB = timezone(timedelta(hours=7), "WIB")
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


class Pages:
    """The pages below `place`: templates, style and icon of their folder, words by language."""

    def __init__(
        self,
        place: str,
        folder: Path,
        words: Mapping[str, Mapping[str, str]],
        problems: Collection[str] = (),
    ) -> None:
        """`problems` are the words that a page may be asked to complain with."""
        self._place = place
        self._folder = folder
        self._words = words
        self._problems = problems
        self._templates = Environment(
            loader=FileSystemLoader([folder, _SHARED]), autoescape=True, undefined=StrictUndefined
        )
        self._templates.globals["place"] = place
        self._templates.filters["linked"] = _linked
        self._templates.filters["clock"] = lambda moment: f"{moment.astimezone(_WIB):%d-%m-%Y %H:%M}"
        self._templates.filters["hour"] = lambda moment: f"{moment.astimezone(_WIB):%H:%M}"

    def show(self, name: str, now: datetime, lang: str, *, problem: str = "", **values: Any) -> str:
        """A page in the asked language, the first one for any other; a known problem stands on it as a sentence."""
        language = lang if lang in self._words else next(iter(self._words))
        other = next(each for each in self._words if each != language)
        words = self._words[language]
        complaint = words[problem] if problem in self._problems else ""
        page: str = self._templates.get_template(name).render(
            lang=language, other=other, w=words, now=now, problem=complaint, **values
        )
        return page

    def to(self, path: str, lang: str, **query: str) -> Redirect:
        """On to another page, in the same language."""
        asked = {**({"lang": lang} if lang != next(iter(self._words)) else {}), **query}
        address = f"{self._place}/{path}"
        return Redirect(f"{address}?{urlencode(asked)}" if asked else address, status_code=303)

    def files(self) -> list[HTTPRouteHandler]:
        """Style, script and icon."""

        @get("/simulator.css", media_type="text/css")
        async def style() -> str:
            return "".join(_read(folder / "simulator.css") for folder in (_SHARED, self._folder))

        @get("/simulator.js", media_type="text/javascript")
        async def script() -> str:
            return _read(_SHARED / "simulator.js")

        @get("/simulator.svg", media_type="image/svg+xml")
        async def icon() -> str:
            return _read(self._folder / "simulator.svg")

        return [style, script, icon]


def must_be_our_own_page(request: Request[Any, Any, Any]) -> None:
    """No page from elsewhere may speak for our invented citizens."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise PermissionDeniedException("not from here")


def _linked(text: str) -> Markup:
    """The text with its links as links; everything else escaped."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(found[0]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _read(path: Path) -> str:
    return path.read_text("utf-8")
