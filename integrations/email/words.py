"""Header values made text: raw bytes, and the encoded words of RFC 2047."""

import binascii
import re

from .charsets import decode

_WORD = re.compile(r"=\?([^?\s*]{1,64})(?:\*[^?\s]{0,64})?\?([bBqQ])\?([^?]*)\?=")
_UNFOLDED = re.compile(r"\r?\n(?=[ \t])")


def raw_text(value: bytes) -> str:
    """A header's bytes as text: UTF-8 where it is valid, else Windows-1252; folding undone."""
    return _UNFOLDED.sub("", decode(value)[0])


def unworded(text: str) -> tuple[str, list[str]]:
    """The text with its encoded words decoded, and what was wrong with them.

    White space between two words is none. Words that split a character are joined before they are decoded.
    """
    found: list[str] = []
    pieces: list[str] = []
    charset, waiting, end = "", b"", 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        joined = bool(waiting or charset) and not between.strip(" \t\r\n")
        if not joined or match[1].lower() != charset:
            pieces.append(_decoded(waiting, charset, found))
            waiting = b""
        if not joined:
            pieces.append(between)
        charset, end = match[1].lower(), match.end()
        waiting += _bytes(match[2], match[3], found)
    pieces.extend((_decoded(waiting, charset, found), text[end:]))
    return "".join(pieces), found


def _decoded(content: bytes, charset: str, found: list[str]) -> str:
    if not charset:
        return ""
    text, fault = decode(content, charset)
    if fault:
        found.append(fault)
    return text


def _bytes(encoding: str, encoded: str, found: list[str]) -> bytes:
    if encoding in "qQ":
        spaced = encoded.replace("_", " ").encode("utf-8", "replace")
        return binascii.a2b_qp(spaced)
    letters = re.sub(r"[^A-Za-z0-9+/]", "", encoded)
    if len(letters) % 4 == 1:
        found.append("encoded_word_broken")
        letters = letters[:-1]
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
