"""The free days of one event of another program's calendar."""

from calendar import isleap
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Event

from admin.calendars.model import Skip
from admin.calendars.rules import LONGEST_DAY_NAME
from kit.typed import YEARS, one_line

MOST_DATES = 500
_LONGEST_LINE = 2000
_LONGEST_SUMMARY = 600
_MOST_LINES = 40
_YEARLY_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "WKST"}
_UNNAMED = "Hari libur"


class Skipped(Exception):
    """The event gives no free day."""

    def __init__(self, why: Skip) -> None:
        super().__init__(why.value)
        self.why = why


def days_of(lines: list[str], years: range) -> Iterator[tuple[date, str]]:
    """Each date with its name, every time that it comes back within the years.

    Raises `Skipped`, and nothing else whatever the lines hold.
    """
    try:
        event = _parsed(lines)
        first, length = _span(event)
        without = _excluded(event)
        begins = list(_beginnings(event, first, years))
        name = _name(event)
    except Skipped:
        raise
    except Exception as error:  # the library answers a broken line with whatever it trips over
        raise Skipped(Skip.UNREADABLE) from error
    for begin in begins:
        if begin not in without:
            yield from ((begin + timedelta(days=index), name) for index in range(length))


def _parsed(lines: list[str]) -> Any:
    short = [line[:_LONGEST_SUMMARY] if line[:7].upper() == "SUMMARY" else line for line in lines]
    if len(short) > _MOST_LINES or any(len(line) > _LONGEST_LINE for line in short):
        raise Skipped(Skip.UNREADABLE)
    event = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *short, "END:VEVENT", ""]))
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise Skipped(Skip.CANCELLED)
    return event


def _span(event: Any) -> tuple[date, int]:
    """The first date and how many follow one another, itself included."""
    first = event["DTSTART"].dt
    if isinstance(first, datetime):
        raise Skipped(Skip.HOURS)
    if "DTEND" in event:
        length = (event["DTEND"].dt - first).days
    else:
        length = event["DURATION"].dt.days if "DURATION" in event else 1
    if not 0 <= length <= MOST_DATES:
        raise Skipped(Skip.UNREADABLE)
    return first, max(1, length)


def _beginnings(event: Any, first: date, years: range) -> Iterator[date]:
    """The first date, or each date on which a yearly event begins within the years."""
    if "RDATE" in event:
        raise Skipped(Skip.RECURRENCE)
    if "RRULE" not in event:
        if first.year not in YEARS:
            raise Skipped(Skip.UNREADABLE)
        yield first
        return
    rule = {part.upper(): values for part, values in event["RRULE"].items()}
    _must_be_yearly(rule, first)
    every, most = _number(rule, "INTERVAL", 1), _number(rule, "COUNT", 1_000_000)
    until = rule["UNTIL"][0] if "UNTIL" in rule else date.max
    last = until.date() if isinstance(until, datetime) else until
    for turn, year in enumerate(range(first.year, years.stop, every)):
        leap_day = first.month == 2 and first.day == 29
        if turn >= most or (leap_day and not isleap(year)):
            continue
        begin = first.replace(year=year)
        if year in years and begin <= last:
            yield begin


def _must_be_yearly(rule: Mapping[str, list[Any]], first: date) -> None:
    """Only the plain kind: the same date each year."""
    same = {"FREQ": ["YEARLY"], "BYMONTH": [first.month], "BYMONTHDAY": [first.day]}
    known = all(rule[part] == values for part, values in same.items() if part in rule)
    if "FREQ" not in rule or not known or not rule.keys() <= _YEARLY_PARTS:
        raise Skipped(Skip.RECURRENCE)


def _number(rule: Mapping[str, list[Any]], part: str, otherwise: int) -> int:
    return max(1, int(rule[part][0])) if part in rule else otherwise


def _excluded(event: Any) -> set[date]:
    """Dates on which it does not come back."""
    given = event.get("EXDATE", [])
    lists = given if isinstance(given, list) else [given]
    dates = [each.dt for every in lists for each in every.dts]
    return {each.date() if isinstance(each, datetime) else each for each in dates}


def _name(event: Any) -> str:
    name = one_line(str(event.get("SUMMARY", "")))
    return (f"{name[: LONGEST_DAY_NAME - 1]}…" if len(name) > LONGEST_DAY_NAME else name) or _UNNAMED
