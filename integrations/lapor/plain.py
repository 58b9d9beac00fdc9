"""Plain text out of what people typed into a web editor: no tags, no scripts, links kept as words."""

import html
import re
import unicodedata
from collections.abc import Mapping

import nh3

LONGEST = 20_000
"""Characters kept of one text; the rest is cut where the reader sees it."""

_READ_AT_MOST = 200_000
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_KEPT_TAGS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "a"}
_LINK = re.compile(r'<a href="(https?://[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_LINE_END = re.compile(r"<br>|</(?:p|div|li|tr|h[1-4]|blockquote)>")
_TAG = re.compile(r"<[^<>]*>")
_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]{1,40})\s*\}\}")


def plain(value: object) -> str:
    """The readable text of a field that may hold HTML; empty for anything that is not text."""
    if not isinstance(value, str):
        return ""
    text = value[:_READ_AT_MOST]
    if _MARKUP.search(text):
        text = _without_markup(text)
    return clipped(tidy(text), LONGEST)


def tidy(text: str) -> str:
    """The same text without control characters, half characters and surplus blanks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    lines = ("".join(kept)).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def clipped(text: str, limit: int) -> str:
    """At most `limit` characters; what was cut shows as an ellipsis."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its `{{ name }}` replaced once: a dash for an empty value, other braces stay."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]) or "–", template)


def _without_markup(text: str) -> str:
    safe = nh3.clean(text, tags=_KEPT_TAGS, attributes={"a": {"href"}}, link_rel=None)
    if _LINE_END.search(safe):  # a text with entities only was typed as plain text: its own lines count
        safe = _LINE_END.sub("\n", safe.replace("\n", " "))
    return html.unescape(_TAG.sub("", _LINK.sub(_link_in_words, safe)))


def _link_in_words(found: re.Match[str]) -> str:
    target, words = found[1], _TAG.sub("", found[2]).strip()
    return target if words in ("", target) else f"{words} ({target})"
