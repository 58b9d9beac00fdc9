"""The tree of parts: a letter cut at its boundaries, with its limits kept while cutting.

Every boundary is looked for in the bytes of its own part only, so a forged inner one ends nothing outside.
Attached letters are leaves: nothing inside them is read.
"""

import re

import msgspec

from .headers import split_head
from .limits import LIMITS
from .parameters import parameters
from .payloads import Headers, Part
from .values import Quarantine
from .words import raw_text

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_GUESS = re.compile(rb"^--([!-~]{4,70})[ \t]*\r?\n", re.MULTILINE)


class Tree(msgspec.Struct, kw_only=True):
    """The whole letter, what was wrong with it, and why it must be set aside, if it must."""

    root: Part
    defects: list[str]
    quarantine: Quarantine | None = None


def tree_of(raw: bytes) -> Tree:
    """The parts of a letter, as far as the limits allow."""
    cutter = _Cutter(raw)
    root = cutter.part(0, len(raw), "text/plain")
    waiting = [(root, 1)]
    while waiting:
        part, depth = waiting.pop()
        waiting.extend((child, depth + 1) for child in reversed(cutter.open(part, depth)))
    return Tree(root=root, defects=list(dict.fromkeys(cutter.defects)), quarantine=cutter.quarantine)


class _Cutter:
    """Counts parts and keeps places, because bytes are copied for leaves only."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.count = 0
        self.defects: list[str] = []
        self.quarantine: Quarantine | None = None
        self._places: dict[int, tuple[int, int]] = {}

    def part(self, start: int, end: int, usual: str) -> Part:
        """One part with its head understood and its bytes not yet taken."""
        self.count += 1
        headers, body = split_head(self.raw, start, end)
        self.defects.extend(headers.defects)
        part = _understood(headers, usual, self.defects)
        self._places[id(part)] = (body, end)
        return part

    def open(self, part: Part, depth: int) -> list[Part]:
        """The children of a multipart; a leaf gets its bytes."""
        start, end = self._places.pop(id(part))
        if part.type.startswith("multipart/"):
            if depth > LIMITS.depth:
                self.quarantine = self.quarantine or Quarantine.TOO_DEEP
            else:
                part.children = self._children(part, start, end)
        if not part.children:
            part.content = self.raw[start:end]
            self._without_boundary(part)
        return part.children

    def _without_boundary(self, part: Part) -> None:
        """A multipart that cannot be opened is read as the text that it then is."""
        if part.type.startswith("multipart/") and self.quarantine is None:
            boundary = part.parameters.get("boundary", "")
            if boundary and part.content.strip().startswith(f"--{boundary}--".encode("utf-8", "replace")):
                part.content = b""  # opened, and nothing was in it
            part.type, part.parameters = "text/plain", {}

    def _children(self, part: Part, start: int, end: int) -> list[Part]:
        boundary = part.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
        places = self._cut(boundary, start, end) if boundary else []
        if not places:
            self.defects.append("boundary_not_found" if boundary else "boundary_missing")
            guess = self._guessed(start, end)
            places = self._cut(guess, start, end) if guess else []
        usual = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        found: list[Part] = []
        for first, last in places:
            if self.count >= LIMITS.parts:
                self.quarantine = self.quarantine or Quarantine.TOO_MANY_PARTS
                break
            found.append(self.part(first, last, usual))
        return found

    def _guessed(self, start: int, end: int) -> bytes:
        """A line that looks like a boundary and comes back; empty when there is none."""
        match = _GUESS.search(self.raw, start, end)
        if match is None:
            return b""
        return match[1] if self.raw.find(b"\n--" + match[1], match.end(), end) >= 0 else b""

    def _cut(self, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
        """Where the parts between the boundary's lines begin and end, one more than may be read at most."""
        line = re.compile(re.escape(b"--" + boundary) + rb"(--)?[ \t]*+\r?(?:\n|\Z)")
        places, begun = list[tuple[int, int]](), -1
        for match in line.finditer(self.raw, start, end):
            at = match.start()
            if len(places) > LIMITS.parts:
                break
            if at > start and self.raw[at - 1] != 0x0A:
                continue
            if begun >= 0:
                places.append((begun, max(begun, self._before_line_end(at))))
            begun = match.end()
            if match[1]:
                return places
        if begun >= 0 and len(places) <= LIMITS.parts:
            self.defects.append("boundary_unclosed")
            if begun < end:
                places.append((begun, end))
        return places

    def _before_line_end(self, at: int) -> int:
        """The line end before a boundary belongs to the boundary."""
        at -= 1 if self.raw[at - 1 : at] == b"\n" else 0
        return at - 1 if self.raw[at - 1 : at] == b"\r" else at


def _understood(headers: Headers, usual: str, defects: list[str]) -> Part:
    """A part by its head; what cannot be read of a type is the usual one, as RFC 2045 asks."""
    said, named = parameters(headers.first("content-type"))
    if said == "text":
        said = "text/plain"
    if said and not _TYPE.fullmatch(said):
        defects.append("content_type_broken")
        said = ""
    disposition, described = parameters(headers.first("content-disposition"))
    if disposition not in ("", "inline"):
        disposition = "attachment"
    encoding = raw_text(headers.first("content-transfer-encoding")).partition(";")[0]
    return Part(
        headers=headers,
        type=said or usual,
        parameters=named,
        disposition=disposition,
        file_name=described.get("filename", "") or named.get("name", ""),
        encoding=re.sub(r"\([^()]*\)", "", encoding).strip().strip('"').lower(),
    )
