"""What somebody means who types into the search field: a number, a telephone, an address, or words."""

from enum import StrEnum
from typing import NamedTuple

from helpdesk.cases.numbers import read_number
from helpdesk.contacts.rules import phone_number

MOST_CHARACTERS = 200


class SearchKind(StrEnum):
    """How the cases are found."""

    NUMBER = "number"
    IDENTITY = "identity"
    """By the number or address that a citizen is reached at."""
    WORDS = "words"
    """In title and text, and in the names of citizens."""


class Search(NamedTuple):
    """`text` is what is compared; `scheme` belongs to an identity."""

    kind: SearchKind
    text: str
    scheme: str = ""


def understood(written: str) -> Search | None:
    """What is searched for, or none when nothing was written. Later characters than 200 are not read."""
    plain = " ".join(written.replace("\x00", "").split())[:MOST_CHARACTERS]
    if not plain:
        return None
    number = read_number(plain)
    if number is not None:
        return Search(SearchKind.NUMBER, number)
    telephone = phone_number(plain) if _could_be_telephone(plain) else None
    if telephone is not None:
        return Search(SearchKind.IDENTITY, telephone, "phone")
    if "@" in plain and " " not in plain:
        return Search(SearchKind.IDENTITY, plain.lower(), "email")
    return Search(SearchKind.WORDS, plain)


def _could_be_telephone(plain: str) -> bool:
    return all(sign.isdigit() or sign in "+-–(). " for sign in plain)


def like_pattern(text: str) -> str:
    """A pattern that finds the text anywhere, its wildcards taken literally (reliability.md T26)."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
