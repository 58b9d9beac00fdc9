"""Who sees a report, and what a message asks about one."""

import re

import msgspec

from helpdesk.cases.model import Case
from helpdesk.cases.numbers import read_number

_MOST_READ = 80
_SAFE = re.compile(r"(?:lacak|track)\b[\s:]*(?P<rest>.*)", re.IGNORECASE)
"""Words that mean nothing else."""
_ORDINARY = re.compile(r"(?:status|cek|check)\b[\s:]*(?P<rest>.*)", re.IGNORECASE)
"""Words that people also use for other things: these need a number that looks like ours, or nothing."""
_PIN = re.compile(r"(?P<number>.*?)(?:\s+(?:pin\W{0,3})?(?P<pin>[0-9]{3}[- .]?[0-9]{3}))?", re.IGNORECASE)
_LOOKS_LIKE_ONE = re.compile(r"[a-z]{2,5}[-–\s]?[0-9a-z]{4}[-–\s]?[0-9a-z]{4}[-–\s]?[0-9a-z]", re.IGNORECASE)
_MOST_WORDS = 6


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asks how a report is getting on; without a number, their own."""

    number: str = ""
    pin: str = ""
    english: bool = False


def is_shown(case: Case) -> bool:
    """A case mirrored from another office is followed there, where it was reported."""
    return not case.mirrored


def asked(text: str) -> Question | None:
    """What a message asks, as “lacak NUMBER” or “lacak NUMBER PIN”; none when it says something else."""
    plain = text.strip().rstrip("?!.")
    if not plain or len(plain) > _MOST_READ or "\n" in plain:
        return None
    found = _SAFE.fullmatch(plain) or _ORDINARY.fullmatch(plain)
    if found is None:
        return None
    english = plain[:5].lower() in ("track", "check")
    rest = found["rest"].strip()
    if not rest:
        return Question(english=english)
    parts = _PIN.fullmatch(rest)
    number, pin = (parts["number"].strip(), parts["pin"] or "") if parts else (rest, "")
    certain = read_number(number) is not None or _looks_like_one(number)
    perhaps = found.re is _SAFE and len(rest.split()) <= _MOST_WORDS and any(map(str.isdigit, rest))
    return Question(number=number, pin=pin, english=english) if certain or perhaps else None


def _looks_like_one(number: str) -> bool:
    """A number with a slip in it; words of the right length are none."""
    digits = sum(map(str.isdigit, number))
    return _LOOKS_LIKE_ONE.fullmatch(number) is not None and ("-" in number or digits > 1)
