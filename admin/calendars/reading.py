"""Hours and dates as people type them: `07.30–12.00, 13.00–16.00`, `24 jam`, `tutup`; and back."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from helpdesk.sla.model import DAY_MINUTES, Period
from kit.typed import YEARS
from ui.formats import day_clock

MOST_PERIODS = 6
"""Of one day."""

_TIME = r"(\d{1,2})(?:[.:](\d{2}))?"
_PERIOD = re.compile(rf"{_TIME}\s*(?:[-–—]|s\.?/?d\.?|sampai|to)\s*{_TIME}", re.ASCII)
_BETWEEN = re.compile(r"[,;]|\bdan\b|\band\b|\+")
_NAMED: dict[str, tuple[Period, ...]] = {
    **dict.fromkeys(("", "-", "–", "tutup", "libur", "closed"), ()),
    **dict.fromkeys(("24 jam", "24 hours"), (Period(0, DAY_MINUTES),)),
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_LOCAL = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)


class Unread(ValueError):
    """What was typed is no hours or no date; `code` says what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def periods_of(text: str) -> tuple[Period, ...]:
    """The periods of a day in order; none when it is closed.

    Raises `Unread` with `unreadable`, `backwards`, `overlap` or `too_many`.
    """
    plain = " ".join(text.casefold().split())
    if plain in _NAMED:
        return _NAMED[plain]
    parts = _BETWEEN.split(plain)
    if len(parts) > MOST_PERIODS:
        raise Unread("too_many")
    periods = sorted((_period(part.strip()) for part in parts), key=lambda period: period.opens)
    if any(later.opens < earlier.closes for earlier, later in pairwise(periods)):
        raise Unread("overlap")
    return tuple(periods)


def text_of(periods: Sequence[Period], mark: str = ".") -> str:
    """Periods as they can be typed again; empty when closed."""
    return ", ".join(f"{day_clock(each.opens, mark)}–{day_clock(each.closes, mark)}" for each in periods)


def day_of(text: str) -> date:
    """`2026-12-24`, or `24/12/2026`; raises `Unread`."""
    plain = text.strip()
    if found := _ISO.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _LOCAL.fullmatch(plain):
        day, month, year = found.groups()
    else:
        raise Unread("unreadable")
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        raise Unread("unreadable") from None
    if read.year not in YEARS:
        raise Unread("unreadable")
    return read


def _period(text: str) -> Period:
    found = _PERIOD.fullmatch(text)
    if not found:
        raise Unread("unreadable")
    opens, closes = _minute(found[1], found[2]), _minute(found[3], found[4])
    if opens >= closes:
        raise Unread("backwards")
    return Period(opens, closes)


def _minute(hour: str, minute: str | None) -> int:
    told = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or told > DAY_MINUTES:
        raise Unread("unreadable")
    return told
