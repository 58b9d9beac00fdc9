"""Safe HTML as plain words: paragraphs, lists, tables, links with their targets, pictures as their alt text.

Reads only what `markup` cleaned, which is well-formed.
"""

import re
from html.parser import HTMLParser

from .limits import LIMITS
from .markup import QUOTE_CLASSES, SIGNATURE_CLASSES

_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote", "hr"}
_LINES = {"div", "br", "tr", "li", "dt", "dd", "caption", "center", "address"}
_BLANKS = re.compile(r"[ \t\n\f\r\u00a0]+")
_ALIKE = re.compile(r"^(?:mailto:|tel:)")
_GAP = re.compile("[ \n\x02\x03]+")
_LINE, _PARAGRAPH = "\x02", "\x03"
"""Stand for the edges of blocks until everything is tidied: two edges that meet are one."""
_KEPT = "\x01"
"""Stands for a blank of verbatim text until everything is tidied."""
_VOID = {"br", "hr", "img", "col"}


def words_of(safe: str, *, own_only: bool = False) -> str:
    """The text a reader sees. `own_only` leaves out what mail programs mark as quotation or signature."""
    renderer = _Renderer(own_only=own_only)
    renderer.feed(safe)
    renderer.close()
    return renderer.text()


class _Renderer(HTMLParser):
    """Collects finished blocks of quotations inside each other."""

    def __init__(self, *, own_only: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._own_only = own_only
        self._blocks: list[list[str]] = [[]]
        self._open: list[tuple[str, str]] = []
        self._silent = 0
        self._verbatim = 0
        self._links: list[tuple[str, int]] = []
        self._lists: list[int] = []

    def text(self) -> str:
        """Everything that was fed."""
        while len(self._blocks) > 1:
            self._end_quote()
        return _tidy("".join(self._blocks[0])).replace(_KEPT, " ")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, self._kind(tag, said)))
            self._silent += self._open[-1][1] == "silent"
        if self._silent:
            return
        self._break(tag)
        if tag == "img":
            self._add(said.get("alt", "").strip())
        elif tag == "a":
            self._links.append((said.get("href", "").strip(), len(self._blocks[-1])))
        elif tag == "li":
            self._add(self._bullet())
        elif tag in ("ul", "ol"):
            self._lists.append(_number(said.get("start", "1")) if tag == "ol" else -1)
        elif tag in ("td", "th"):
            self._cell()
        elif tag == "pre":
            self._verbatim += 1
        elif self._open and tag == "blockquote" and self._open[-1][1] == "quote":
            self._blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        _, kind = self._open.pop()
        if self._silent:
            self._silent -= kind == "silent"
            return
        if tag == "a" and self._links:
            self._target()
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._verbatim -= 1
        elif kind == "quote" and len(self._blocks) > 1:
            self._end_quote()
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._add(data.replace(" ", _KEPT) if self._verbatim else _BLANKS.sub(" ", data))

    def _kind(self, tag: str, said: dict[str, str]) -> str:
        """`silent` for what nobody sees or wants, `quote` for a framed quotation."""
        classes = set(said.get("class", "").split())
        unwanted = QUOTE_CLASSES | SIGNATURE_CLASSES if self._own_only else set()
        if "hidden" in said or said.get("style") == "display:none" or classes & unwanted:
            return "silent"
        framed = tag == "blockquote" and said.get("style") != "border:none"
        return "quote" if framed and len(self._blocks) <= LIMITS.quotes else ""

    def _add(self, text: str) -> None:
        if text:
            self._blocks[-1].append(text)

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._add(_PARAGRAPH)
        elif tag in _LINES:
            self._add("\n" if tag == "br" else _LINE)

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1] < 0:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1] - 1}. "

    def _cell(self) -> None:
        """Cells of a row are parted by a blank."""
        before = self._blocks[-1][-1][-1:] if self._blocks[-1] else ""
        if before and before not in f" \n{_LINE}{_PARAGRAPH}":
            self._add(" ")

    def _target(self) -> None:
        """A link's target follows its words when the words do not say it."""
        target, since = self._links.pop()
        said = _BLANKS.sub(" ", "".join(self._blocks[-1][since:])).strip()
        if target and said and _plain(target) != _plain(said):
            self._add(f" ({target})")

    def _end_quote(self) -> None:
        quoted = _tidy("".join(self._blocks.pop()))
        if quoted:
            self._add("\n".join(f"> {line}".rstrip() for line in quoted.split("\n")))


def _plain(target: str) -> str:
    return _ALIKE.sub("", target).rstrip("/")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _tidy(text: str) -> str:
    """No blanks at the ends of lines, at most one empty line between paragraphs."""
    return _GAP.sub(_gap, text).strip()


def _gap(match: re.Match[str]) -> str:
    """A break at the end of a block adds no line of its own; one that stands alone in a block does."""
    gap = match[0].replace(" ", "")
    if not gap:
        return " "
    if _PARAGRAPH in gap:
        return "\n\n"
    breaks = gap.count("\n")
    return "\n" * min(2, breaks + (gap[0] == _LINE or not breaks))
