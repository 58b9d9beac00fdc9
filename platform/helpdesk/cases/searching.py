"""What somebody means who types into the search field: a number, a telephone, an address, or words."""

import re
from typing import NamedTuple

from helpdesk.cases.numbers import read_number
from helpdesk.contacts.rules import phone_number

MOST_CHARACTERS = 200
LEAST_DIGITS = 4
"""So many last digits of a telephone number are needed, and as many stand on the desk unmasked."""
_BEGINNING = re.compile(r"([A-Z]{2,5})[-–]?([0-9A-Z]{3,4})(?:[-–]?([0-9A-Z]{1,4}))?[-–]?")
_LOOK_ALIKE = str.maketrans("OIL", "011")


class Search(NamedTuple):
    """Every way to find a case that is not empty is tried, and what any of them finds is found."""

    words: str = ""
    """In title and text, and in the names of citizens."""
    number: str = ""
    """A case number, or its beginning."""
    identity: tuple[str, str] = ("", "")
    """Scheme and value of the number or address that a citizen is reached at."""
    ending: str = ""
    """The last digits of a citizen's telephone number."""


def understood(written: str) -> Search | None:
    """What is searched for, or none when nothing was written. Later characters than 200 are not read."""
    plain = " ".join(written.replace("\x00", "").split())[:MOST_CHARACTERS]
    if not plain:
        return None
    number = read_number(plain)
    if number is not None:
        return Search(number=number)
    if "@" in plain and " " not in plain:
        return Search(identity=("email", plain.lower()))
    if not _could_be_telephone(plain):
        return Search(words=plain, number=_beginning(plain))
    telephone = phone_number(plain)
    if telephone is not None:
        return Search(identity=("phone", telephone))
    digits = "".join(sign for sign in plain if sign.isascii() and sign.isdigit())
    return Search(words=plain, ending=digits if len(digits) >= LEAST_DIGITS else "")


def within_rights(search: Search, *, reveals: bool) -> Search:
    """The search as far as the asker may learn from it.

    Who may not see whole numbers finds by a whole one, which they know already, or by the digits that stand
    on the desk: with more, a masked number could be guessed one digit at a time.
    """
    if reveals or len(search.ending) <= LEAST_DIGITS:
        return search
    return search._replace(ending="")


def _beginning(plain: str) -> str:
    """The beginning of a case number as numbers are stored; nothing for what cannot be one."""
    found = _BEGINNING.fullmatch(plain.upper())
    if found is None:
        return ""
    parts = [part.translate(_LOOK_ALIKE) for part in (found[2], found[3]) if part]
    return "-".join([found[1], *parts])


def _could_be_telephone(plain: str) -> bool:
    return all(sign.isdigit() or sign in "+-–(). " for sign in plain)
