"""The head of a letter or part: its lines unfolded, bounded, in order."""

import re

from .limits import LIMITS
from .payloads import Header, Headers

_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")


def split_head(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The header lines that begin at `start`, and where the body begins.

    A line that is no header ends the head, unless headers go on behind it.
    """
    lines: list[tuple[str, list[bytes]]] = []
    defects: list[str] = []
    place, limit = start, min(end, start + LIMITS.header_block)
    while place < limit and len(lines) < LIMITS.header_lines:
        stop = raw.find(b"\n", place, end) + 1 or end
        line = raw[place:stop]
        if not line.rstrip(b"\r\n"):
            place = stop
            break
        if line[:1] in b" \t" and lines:
            lines[-1][1].append(line)
        elif match := _HEADER.match(line):
            lines.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
        elif not (place == start and line.startswith(b"From ")):
            defects.append("header_broken")
            if not _goes_on(raw, stop, end):
                break
        place = stop
    else:
        if place < end:
            defects.append("headers_too_long")
            place = _behind_blank_line(raw, place, end)
    return _headers(lines, defects), place


def _goes_on(raw: bytes, start: int, end: int) -> bool:
    return _HEADER.match(raw, start, end) is not None


def _behind_blank_line(raw: bytes, place: int, end: int) -> int:
    found = [at + len(mark) for mark in (b"\n\n", b"\n\r\n") if (at := raw.find(mark, place - 1, end)) >= 0]
    return min(found, default=end)


def _headers(lines: list[tuple[str, list[bytes]]], defects: list[str]) -> Headers:
    found: list[Header] = []
    for name, pieces in lines:
        value = b"".join(pieces).strip()
        cut = len(value) > LIMITS.header
        if cut:
            value = value[: LIMITS.header].rsplit(None, 1)[0]  # half an address would be another one
            defects.append("header_too_long")
        if b"\x00" in value or b"\r" in value.replace(b"\r\n", b""):
            defects.append("header_controls")
        found.append(Header(name=name, value=value, cut=cut))
    return Headers(lines=tuple(found), defects=tuple(dict.fromkeys(defects)))
