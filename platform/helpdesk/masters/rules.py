"""Likeness of names, what a map may hold, and what a status means under it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from msgspec.structs import replace

from helpdesk.channels.register import STATUS_CODES, MapKind, MasterKind, MasterRow, RemoteStatus
from helpdesk.masters.model import TARGETS, Master
from kit.errors import Invalid

MOST_ROWS = 20_000
"""Lines of one list; the register's institutions are a few thousand."""
MOST_PAIRS = 500
MOST_BYTES = 1_000_000
LONGEST_CODE = 64
LONGEST_NAME = 200
LIKE_ENOUGH = 0.62
"""Below this a suggestion is wrong more often than right."""

_WORD = re.compile(r"[a-z0-9]+")
_TEMPLATE = re.compile(r"[A-Za-z0-9_.-]{1,50}")
_SAME = {
    "kab": "kabupaten",
    "prov": "provinsi",
    "dinkes": "dinas kesehatan",
    "rsud": "rumah sakit umum daerah",
}
"""Ways in which one thing is written; both sides are read so."""


def folded(raw: str) -> str:
    """A word of the register as maps know it: in small letters, with single blanks."""
    return " ".join(raw.casefold().split())


def restated(status: RemoteStatus, states: Mapping[str, str]) -> RemoteStatus:
    """The status under an office's own map: by raw code, then by raw name, else as the adapter read it."""
    own = states.get(folded(status.raw_code)) or states.get(folded(status.raw_name))
    return replace(status, code=own) if own in STATUS_CODES else status


def suggested(label: str, choices: Iterable[Master]) -> str:
    """The code of the active line whose name is most like the label; empty when none is like enough."""
    words = _words(label)
    best, found = LIKE_ENOUGH, ""
    for choice in choices:
        like = _likeness(words, _words(choice.name)) if choice.active else 0.0
        if like > best:
            best, found = like, choice.code
    return found


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Shared words count for more than shared letters: names of institutions differ in one word only."""
    if not one or not other:
        return 0.0
    shared = len(set(one) & set(other)) * 2 / (len(set(one)) + len(set(other)))
    if not shared and len(one) > 1:
        return 0.0  # spares most of a long list the slow look
    return 0.6 * shared + 0.4 * SequenceMatcher(None, " ".join(one), " ".join(other)).ratio()


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return [each for word in _WORD.findall(plain) for each in _SAME.get(word, word).split()]


def checked(kind: MapKind, pairs: Mapping[str, str], choices: Sequence[Master]) -> dict[str, str]:
    """The pairs that say something; raises `Invalid` (`pairs`: unknown, too_many) for what is on no list.

    Where the register's list is not known, any number may be chosen, and any word as the code of a template.
    """
    kept = {key: value.strip() for key, value in pairs.items() if value.strip()}
    if kind is MapKind.STATUS:
        kept = {folded(key): value for key, value in kept.items() if folded(key)}
        known = set(STATUS_CODES)
    else:
        known = {choice.code for choice in choices}
    if len(kept) > MOST_PAIRS or any(len(key) > LONGEST_NAME for key in kept):
        raise Invalid("invalid", fields={"pairs": "too_many"})
    for value in kept.values():
        if value not in known if known else not _is_code(kind, value):
            raise Invalid("invalid", fields={"pairs": "unknown"})
    return kept


def _is_code(kind: MapKind, code: str) -> bool:
    if kind is MapKind.TEMPLATE:
        return _TEMPLATE.fullmatch(code) is not None
    return code.isascii() and code.isdecimal() and len(code) <= 9


def rows_of(content: bytes) -> list[MasterRow]:
    """The lines of a file or of what was typed: code, name and perhaps the code above, in any usual CSV.

    A first line that is no code is the heading. Raises `Invalid` (`file`: required, too_large, too_many, unreadable).
    """
    rows = [_row(line) for line in csv_lines(content)]
    if rows and rows[0].code.casefold() in ("id", "kode", "code", "template_code"):
        rows = rows[1:]
    if not rows:
        raise Invalid("invalid", fields={"file": "required"})
    if len(rows) > MOST_ROWS:
        raise Invalid("invalid", fields={"file": "too_many"})
    if any(not row.code or not row.name or len(row.code) > LONGEST_CODE for row in rows):
        raise Invalid("invalid", fields={"file": "unreadable"})
    return list({row.code: row for row in rows}.values())


def csv_lines(content: bytes) -> list[list[str]]:
    """The lines of any usual CSV that say something; raises `Invalid` (`file`: too_large, unreadable)."""
    if len(content) > MOST_BYTES:
        raise Invalid("invalid", fields={"file": "too_large"})
    try:
        text = content.decode("utf-8-sig")
        mark = max(";\t,", key=text.split("\n", 1)[0].count)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Invalid("invalid", fields={"file": "unreadable"}) from None
    return [line for line in lines if any(field.strip() for field in line)]


def _row(line: Sequence[str]) -> MasterRow:
    code, name, parent = (" ".join(field.split()) for field in (*line, "", "", "")[:3])
    return MasterRow(code=code, name=name[:LONGEST_NAME], parent=parent[:LONGEST_CODE])


def target_of(kind: MapKind) -> MasterKind | None:
    """The list that a map leads into."""
    return TARGETS.get(kind)
