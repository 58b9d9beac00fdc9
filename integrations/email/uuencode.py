"""Files that are written into a text between `begin 644 name` and `end`."""

import binascii
import re

import msgspec

from .charsets import decode
from .limits import LIMITS
from .strings import line

_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_ROW = re.compile(rb"[^\n]+")
_END = re.compile(rb"^(?:end|====)[ \t]*\r?$\n?", re.MULTILINE)


class Uuencoded(msgspec.Struct, frozen=True, kw_only=True):
    """One file, and the place in the text where it stood."""

    name: str
    content: bytes
    start: int = 0
    stop: int = 0


def whole_file(content: bytes) -> Uuencoded | None:
    """The first file in the content; None when there is none."""
    return next(iter(files_in(content)), None)


def files_in(content: bytes) -> list[Uuencoded]:
    """Every file of a text; what only looks like one stays text."""
    if b"begin" not in content:
        return []
    found: list[Uuencoded] = []
    place, end = 0, None
    for _ in range(LIMITS.unpacked):
        match = _BEGIN.search(content, place)
        if match is None:
            break
        if end is None or end.start() < match.end():
            end = _END.search(content, match.end())
        if end is None:
            break
        decoded = _decoded(content, match, end.start())
        place = match.end() if decoded is None else end.end()
        if decoded is not None:
            name = line(decode(match[1])[0])
            found.append(Uuencoded(name=name, content=decoded, start=match.start(), stop=end.end()))
    return found


def _decoded(content: bytes, opening: re.Match[bytes], stop: int) -> bytes | None:
    """The bytes of a body, or None when a line of it is not encoded."""
    if opening[0].startswith(b"begin-base64"):
        try:
            return binascii.a2b_base64(content[opening.end() : stop])
        except binascii.Error:
            return None
    pieces: list[bytes] = []
    for row in _ROW.finditer(content, opening.end(), stop):
        piece = _row(row[0].rstrip(b"\r"))
        if piece is None:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _row(row: bytes) -> bytes | None:
    """One line; some programs add a sum at its end, others cut blanks off."""
    if not row.strip(b" `"):
        return b""
    length = (((row[0] - 32) & 63) + 2) // 3 * 4 + 1
    if not 32 < row[0] < 97 or len(row) > length + 2:
        return None
    try:
        return binascii.a2b_uu(row[:length])
    except binascii.Error:
        return None
