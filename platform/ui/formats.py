"""Times, durations, numbers and names as people read them. Pure: `now` is handed in.

Every function takes the reader's `language`; in templates the same names are filters with it filled in.
Sources: ui.md §5.7 (zone always named, no rounding up); Babel's `format_timedelta` rounds 27 hours to a day.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ui.words import Words, words


def absolute(moment: datetime, zone: str, *, language: str = "id") -> str:
    """`Selasa, 24 November 2026 pukul 16.00 WIB`: the full form, for promises and receipts."""
    local, word = _local(moment, zone), words(language)
    return f"{_long_date(local, word)}{word.at}{_clock(local, word)} {_zone_name(local)}"


def date_time(moment: datetime, zone: str, *, language: str = "id") -> str:
    """`24 Nov 2026, 16.00 WIB`: for tables and meta lines."""
    local, word = _local(moment, zone), words(language)
    return f"{_short_date(local, word)} {local.year}, {_clock(local, word)} {_zone_name(local)}"


def clock_time(moment: datetime, zone: str, *, language: str = "id") -> str:
    """`16.00`: beside a day that is already named."""
    return _clock(_local(moment, zone), words(language))


def clock_span(begins: datetime, ends: datetime, zone: str, *, language: str = "id") -> str:
    """`14.00–22.00`."""
    return f"{clock_time(begins, zone, language=language)}–{clock_time(ends, zone, language=language)}"


def day_clock(minutes: int, mark: str = ".") -> str:
    """`16.00`, of minutes of the day; 24.00 is its end. `mark` stands between (`Words.clock` of a language)."""
    return f"{minutes // 60:02}{mark}{minutes % 60:02}"


def short_time(moment: datetime, zone: str, now: datetime, *, language: str = "id") -> str:
    """`09.12` today, `Kemarin`, `19 Nov`, or `19 Nov 2025`: for rows of a list."""
    local, today, word = _local(moment, zone), _local(now, zone), words(language)
    if local.date() == today.date():
        return _clock(local, word)
    if local.date() == today.date() - timedelta(days=1):
        return word.yesterday
    year = "" if local.year == today.year else f" {local.year}"
    return f"{_short_date(local, word)}{year}"


def day(moment: datetime, zone: str, now: datetime, *, language: str = "id") -> str:
    """`Hari ini`, `Kemarin`, `Jumat, 20 November`: the line between the days of a timeline."""
    local, today, word = _local(moment, zone), _local(now, zone), words(language)
    if local.date() == today.date():
        return word.today
    if local.date() == today.date() - timedelta(days=1):
        return word.yesterday
    full = _long_date(local, word)
    return full if local.year != today.year else full.rsplit(" ", 1)[0]


def weekday_date(when: date, *, language: str = "id") -> str:
    """`Senin, 23 Nov 2026`: a date without a time, for lists of days."""
    word = words(language)
    return f"{word.days[when.weekday()]}, {when.day} {word.short_months[when.month - 1]} {when.year}"


def relative(moment: datetime, now: datetime, *, language: str = "id") -> str:
    """`5 menit lalu`, `dalam 2 jam`, `baru saja`: one unit, rounded down."""
    word, seconds = words(language), (moment - now).total_seconds()
    if abs(seconds) < 60:
        return word.just_now
    pattern = word.ahead if seconds > 0 else word.ago
    return pattern.format(_parts(abs(seconds), word, short=False)[0])


def duration(seconds: float, short: bool = False, *, language: str = "id") -> str:
    """`1 jam 05 menit`, short `1 j 05 m`; days of 24 hours, two units, never rounded up."""
    word = words(language)
    if abs(seconds) < 60:
        return word.under_a_minute_short if short else word.under_a_minute
    return " ".join(_parts(abs(seconds), word, short=short))


def left(seconds: float, short: bool = False, *, language: str = "id") -> str:
    """`1 jam 05 menit lagi`, or `Lewat 2 jam 10 menit` when the time is up."""
    pattern = words(language).late if seconds < 0 else words(language).left
    return pattern.format(duration(seconds, short, language=language))


def number(value: float, decimals: int = 0, *, language: str = "id") -> str:
    """`1.234,5` in Indonesian, `1,234.5` in English."""
    plain = f"{value:,.{decimals}f}"
    if words(language).decimal == ".":
        return plain
    return plain.translate(str.maketrans(",.", ".,"))


def size(octets: int, *, language: str = "id") -> str:
    """`184 KB`, `2,4 MB`: of a file, in units of 1,024."""
    if octets < 1024 * 1024:
        return f"{number(max(1, round(octets / 1024)), language=language)} KB"
    return f"{number(octets / 1024 / 1024, 1, language=language)} MB"


def grouped(text: str, by: int = 3) -> str:
    """`482 915`: a PIN in groups that can be read aloud; the blanks are not part of it."""
    return " ".join(text[start : start + by] for start in range(0, len(text), by))


def initials(name: str) -> str:
    """`DA` for Dewi Anjani; one letter for one name; `?` for none. What stands in brackets is not a name."""
    letters = [part[0].upper() for part in name.partition("(")[0].split() if part[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:]) or "?"


def iso(moment: datetime) -> str:
    """The `datetime` attribute of a `<time>` element."""
    return moment.isoformat(timespec="seconds")


SPOKEN: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (absolute, date_time, clock_time, short_time, day, relative, duration, left, number, size)
}
"""Filters that need the reader's language."""

PLAIN: dict[str, Callable[..., Any]] = {"grouped": grouped, "initials": initials, "iso": iso}
"""Filters that are the same in every language."""


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _zone_name(local: datetime) -> str:
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in "+-" else name


def _long_date(local: datetime, word: Words) -> str:
    return f"{word.days[local.weekday()]}, {local.day} {word.months[local.month - 1]} {local.year}"


def _short_date(local: datetime, word: Words) -> str:
    return f"{local.day} {word.short_months[local.month - 1]}"


def _clock(local: datetime, word: Words) -> str:
    return f"{local:%H}{word.clock}{local:%M}"


def _parts(seconds: float, word: Words, *, short: bool) -> list[str]:
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = word.short_units if short else word.units
    if days:
        return [units.day(days)] + ([units.hour(hours)] if hours else [])
    if hours:
        return [units.hour(hours)] + ([units.minute(minutes, padded=word.pads or short)] if minutes else [])
    return [units.minute(minutes)]
