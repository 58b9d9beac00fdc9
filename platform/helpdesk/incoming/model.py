"""A file of a register's export, what its columns mean, and what became of its lines."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec


class Field(StrEnum):
    """What a column may hold."""

    NUMBER = "number"
    TITLE = "title"
    TEXT = "text"
    CLASSIFICATION = "classification"
    PASSED_ON = "passed_on"
    """When the register passed it on to the office: from then its five working days count."""
    ANONYMOUS = "anonymous"
    SECRET = "secret"  # noqa: S105 - a column's name


NEEDED = (Field.NUMBER, Field.TEXT)


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was read."""

    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    KNOWN = "known"
    """The office has it already."""
    OURS = "ours"
    """The office's own filing, whose number was awaited."""
    MATCH = "match"
    """It bears the reference of a case that has another number there: a person looks."""
    WRONG = "wrong"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the report; lines count from 2, as in a spreadsheet program."""

    place: int
    number: str
    title: str
    fate: Fate
    why: str = ""
    case_number: str = ""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did, or would do."""

    lines: tuple[Line, ...]
    done: bool

    def count(self, fate: Fate) -> int:
        """How many lines fared so."""
        return sum(line.fate is fate for line in self.lines)


Columns = Mapping[str, str]
"""Field → head of its column."""


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """What the office's account says about complaints from the register."""

    is_number: Callable[[str], bool]
    secret: bool
    """What a complaint is where the file says nothing."""
