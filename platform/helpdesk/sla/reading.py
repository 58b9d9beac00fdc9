"""Reading JSON strictly: every fault names its place, as `calendar.periods.mon[0][1]`, on one line."""

import json
import re
from datetime import date, datetime
from typing import Any

import msgspec

from helpdesk.sla.instants import FIRST_YEAR, LAST_YEAR, instant, moment

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_TIME = re.compile(_DATE.pattern + r"[Tt ][0-9]{2}(:[0-9]{2}){2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LONGEST_NUMBER = 18
"""Digits of a whole number; a longer one is read as a fraction, which is refused."""


class SpecFault(ValueError):
    """A question that cannot be answered: where the fault is, and what was expected there."""

    code = "sla_spec_fault"

    def __init__(self, place: str, fault: str) -> None:
        super().__init__(f"{place}: {fault}")


class Place(msgspec.Struct, frozen=True):
    """A value inside a JSON document and the way to it. Everything here raises `SpecFault`."""

    value: Any
    path: str = ""

    def fields(self, *known: str) -> dict[str, "Place"]:
        """The fields of an object, of which all are among the known ones."""
        named = self.entries()
        for name, place in named.items():
            if name not in known:
                raise place.fault(f"unknown; known are {', '.join(known)}")
        return named

    def entries(self) -> dict[str, "Place"]:
        """The fields of an object by whatever names, each given once."""
        if not isinstance(self.value, _Object):
            raise self.fault("not an object")
        if self.value.repeated is not None:
            raise self._field(self.value.repeated).fault("given twice")
        return {name: self._field(name) for name in self.value}

    def required(self, fields: dict[str, "Place"], name: str) -> "Place":
        """One of the fields, which must be there."""
        if name not in fields:
            raise self._field(name).fault("missing")
        return fields[name]

    def items(self) -> list["Place"]:
        """The items of a list."""
        if not isinstance(self.value, list):
            raise self.fault("not a list")
        return [Place(item, f"{self.path}[{index}]") for index, item in enumerate(self.value)]

    def pair(self) -> tuple["Place", "Place"]:
        """The two items of a list of two."""
        if not isinstance(self.value, list) or len(self.value) != 2:
            raise self.fault("not a pair [from, to]")
        begins, ends = self.items()
        return begins, ends

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.fault("not a text")
        return self.value

    def amount(self) -> int:
        """A whole number that is not negative."""
        if type(self.value) is not int or self.value < 0:
            raise self.fault("not a whole number, 0 or more, of reasonable size")
        return self.value

    def minute(self) -> int:
        """A time of day as minutes since midnight."""
        if not _TIME_OF_DAY.fullmatch(self.text()):
            raise self.fault("not a time of day from 00:00 to 24:00")
        hours, minutes = self.text().split(":")
        return int(hours) * 60 + int(minutes)

    def day(self) -> date:
        return self._day_of(self.text())

    def named_day(self, name: str) -> date:
        """The date that a field of this object is named after."""
        return self._field(name)._day_of(name)

    def moment(self) -> datetime:
        """An RFC 3339 time within the years that are laid out; fractions beyond microseconds are cut off."""
        if not _TIME.fullmatch(self.text()):
            raise self.fault("not an RFC 3339 time with zone, as 2026-03-13T15:00:00+07:00")
        try:
            read = datetime.fromisoformat(self.text().upper())
            year = moment(instant(read)).year
        except (ValueError, OverflowError):
            raise self.fault("no such time") from None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self.fault(f"not between the years {FIRST_YEAR} and {LAST_YEAR}")
        return read

    def fault(self, fault: str) -> SpecFault:
        return SpecFault(self.path or "spec", fault)

    def _day_of(self, text: str) -> date:
        if not _DATE.fullmatch(text):
            raise self.fault("not a date, as 2026-03-19")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.fault("no such date") from None

    def _field(self, name: str) -> "Place":
        shown = name if _NAME.fullmatch(name) else json.dumps(name[:40])
        return Place(self.value.get(name), f"{self.path}.{shown}" if self.path else shown)


class _Object(dict[str, Any]):
    """A JSON object that remembers a name that was given twice."""

    repeated: str | None = None


def load(document: bytes) -> Place:
    """The JSON of a document; `SpecFault` when it is none."""
    try:
        return Place(json.loads(document.decode("utf-8-sig"), object_pairs_hook=_object, parse_int=_number))
    except UnicodeDecodeError:
        raise SpecFault("spec", "not UTF-8") from None
    except json.JSONDecodeError as fault:
        raise SpecFault("spec", f"not JSON at line {fault.lineno}, column {fault.colno}") from None
    except RecursionError:
        raise SpecFault("spec", "nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    known = _Object()
    for name, value in pairs:
        if name in known:
            known.repeated = known.repeated or name
        known[name] = value
    return known


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float(digits)
