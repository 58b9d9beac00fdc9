"""Strings of a letter made safe: readable texts and single lines for people."""

import re

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
"""Controls, line separators and the marks that turn the writing direction around."""


def readable(text: str) -> str:
    """Text for a database: NUL and lone surrogates are U+FFFD, every line ends in a line feed."""
    return _LINE_ENDS.sub("\n", _BROKEN.sub("\ufffd", text))


def line(text: str) -> str:
    """One line for people and headers: no controls, white space collapsed."""
    return " ".join(_CONTROLS.sub(" ", _BROKEN.sub("\ufffd", text)).split())


def has_controls(text: str) -> bool:
    """Whether the text would have broken a line or turned its direction."""
    return bool(_CONTROLS.search(text.replace("\t", " ")))
