"""Dates as offices write them: the day first, months by name or number, with or without a time. Or Excel's count."""

import re
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januari jan january",
            "februari feb peb pebruari february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        1,
    )
    for name in names.split()
}
_ZONES = {"wib": "Asia/Jakarta", "wita": "Asia/Makassar", "wit": "Asia/Jayapura"}
_TIME = re.compile(
    r"(?:^|[\s,T]|pukul|jam|pkl\.?)\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*(wib|wita|wit|am|pm)?\s*$",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})[\s\-/.]*([^\W\d_]+)[\s\-/.,]*(\d{4}|\d{2})")
_AMERICAN = re.compile(r"([^\W\d_]+)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WEEKDAY = re.compile(
    r"^(?:senin|selasa|rabu|kamis|jumat|jum'at|jum’at|sabtu|minggu|ahad|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\.?\s*,?\s+",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_BEFORE_FIRST_DAY = datetime(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""From 1954 to 2119: other numbers of five digits are no dates."""


class DateUnclear(ValueError):
    """What is written is no date that we know; `code` says more."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def moment(written: str, zone: str) -> datetime:
    """The moment that is meant, at the office's midnight when no time is said.

    Raises `DateUnclear`: `month_first` for dates such as 11/25/2026, `unreadable` for anything else.
    """
    plain = _WEEKDAY.sub("", " ".join(written.split()))
    if _SERIAL.fullmatch(plain):
        return _of_serial(float(plain.replace(",", ".")), ZoneInfo(zone))
    plain, hour, minute, second, place = _without_time(plain, ZoneInfo(zone))
    day = _day(plain.strip(" ,T"))
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=place)
    except ValueError:
        raise DateUnclear("unreadable") from None


def _of_serial(days: float, place: tzinfo) -> datetime:
    if not _FIRST_SERIAL <= days < _LAST_SERIAL:
        raise DateUnclear("unreadable")
    return (_BEFORE_FIRST_DAY + timedelta(seconds=round(days * 86_400))).replace(tzinfo=place)


def _without_time(plain: str, place: tzinfo) -> tuple[str, int, int, int, tzinfo]:
    """What is left of a date when its time is taken off; "1.11.2026" ends with no time."""
    found = _TIME.search(plain)
    if found is None or not re.search(r"\d", plain[: found.start()]):
        return plain, 0, 0, 0, place
    hour, minute, second = (int(found[part] or 0) for part in (1, 2, 3))
    said = (found[4] or "").lower()
    if said in ("am", "pm"):
        hour = hour % 12 + (12 if said == "pm" else 0)
    at = ZoneInfo(_ZONES[said]) if said in _ZONES else place
    return plain[: found.start()], hour, minute, second, at


def _day(plain: str) -> date:
    if found := _ISO.fullmatch(plain):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(plain):
        day, month, year = int(found[1]), int(found[2]), _year(found[3])
        if month > 12 >= day:
            raise DateUnclear("month_first")
        return _made(year, month, day)
    if found := _NAMED.fullmatch(plain):
        return _made(_year(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]))
    if found := _AMERICAN.fullmatch(plain):
        return _made(int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2]))
    raise DateUnclear("unreadable")


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateUnclear("unreadable") from None
