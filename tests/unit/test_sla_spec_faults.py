"""A bad question about time is refused with the place of its fault, on one line."""

import copy
import json
from typing import Any

import pytest

from helpdesk.sla.answer import answer
from helpdesk.sla.reading import SpecFault

GOOD: dict[str, Any] = {
    "calendar": {
        "timezone": "Asia/Jakarta",
        "periods": {"mon": [["08:00", "12:00"], ["13:00", "16:00"]]},
        "days_off": ["2026-03-19"],
        "exceptions": {"2026-03-20": [["08:00", "10:00"]]},
    },
    "start": "2026-03-13T15:00:00+07:00",
    "budget": {"seconds": 28800},
    "pauses": [["2026-03-16T09:00:00+07:00", "2026-03-16T10:00:00+07:00"]],
}
GONE = object()


def answers(document: bytes) -> Any:
    return answer(document)


def fault_of(document: bytes) -> str:
    with pytest.raises(SpecFault) as caught:
        answer(document)
    return str(caught.value)


def with_value(path: tuple[str | int, ...], value: Any) -> bytes:
    spec = copy.deepcopy(GOOD)
    place: Any = spec
    for step in path[:-1]:
        place = place[step]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return json.dumps(spec).encode()


def test_the_spec_all_these_are_made_from_is_good() -> None:
    assert answer(json.dumps(GOOD).encode())


CALENDAR: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("calendar",), GONE, "calendar: missing"),
    (("calendar",), [], "calendar: not an object"),
    (("calendar", "timezone"), GONE, "calendar.timezone: missing"),
    (("calendar", "timezone"), 7, "calendar.timezone: not a text"),
    (("calendar", "timezone"), "WIB", "calendar.timezone: not a time zone"),
    (("calendar", "timezone"), "Asia", "calendar.timezone: not a time zone"),
    (("calendar", "timezone"), "../etc/passwd", "calendar.timezone: not a time zone"),
    (("calendar", "timezone"), "asia/jakarta", "calendar.timezone: not a time zone"),
    (("calendar", "timezone"), "localtime", "calendar.timezone: not a time zone"),
    (("calendar", "timezone"), "\ud800", "calendar.timezone: not a time zone"),
    (("calendar", "timezone"), "", "calendar.timezone: not a time zone"),
    (("calendar", "zone"), "Asia/Jakarta", "calendar.zone: unknown"),
    (("calendar", "periods"), [], "calendar.periods: not an object"),
    (("calendar", "periods", "Mon"), [], "calendar.periods.Mon: unknown"),
    (("calendar", "periods", "mon\nday"), [], 'calendar.periods."mon\\nday": unknown'),
    (("calendar", "periods", "mon"), {}, "calendar.periods.mon: not a list"),
    (("calendar", "periods", "mon"), ["08:00", "12:00"], "calendar.periods.mon[0]: not a pair"),
    (("calendar", "periods", "mon", 1), ["13:00"], "calendar.periods.mon[1]: not a pair"),
    (("calendar", "periods", "mon", 0, 1), "12", "calendar.periods.mon[0][1]: not a time of day"),
    (("calendar", "periods", "mon", 0, 1), "24:01", "calendar.periods.mon[0][1]: not a time of day"),
    (("calendar", "periods", "mon", 0, 0), "8:00", "calendar.periods.mon[0][0]: not a time of day"),
    (("calendar", "periods", "mon", 0, 0), "08:60", "calendar.periods.mon[0][0]: not a time of day"),
    (("calendar", "periods", "mon", 0, 0), "08:00\n", "calendar.periods.mon[0][0]: not a time of day"),
    (("calendar", "periods", "mon", 0, 0), "٠٨:٠٠", "calendar.periods.mon[0][0]: not a time of day"),
    (("calendar", "periods", "mon", 0, 0), 480, "calendar.periods.mon[0][0]: not a text"),
    (("calendar", "periods", "mon", 0), ["12:00", "08:00"], "calendar.periods.mon[0][1]: not after"),
    (("calendar", "periods", "mon", 0), ["12:00", "12:00"], "calendar.periods.mon[0][1]: not after"),
    (("calendar", "periods", "mon", 0), ["24:00", "24:00"], "calendar.periods.mon[0][1]: not after"),
    (("calendar", "periods", "mon", 1, 0), "11:59", "calendar.periods.mon[1]: overlaps"),
    (("calendar", "periods", "mon", 1), ["08:00", "12:00"], "calendar.periods.mon[1]: overlaps"),
    (("calendar", "days_off"), "2026-03-19", "calendar.days_off: not a list"),
    (("calendar", "days_off", 0), "2026-02-30", "calendar.days_off[0]: no such date"),
    (("calendar", "days_off", 0), "20260319", "calendar.days_off[0]: not a date"),
    (("calendar", "days_off", 0), "2026-W12-4", "calendar.days_off[0]: not a date"),
    (("calendar", "days_off", 0), None, "calendar.days_off[0]: not a text"),
    (("calendar", "days_off"), ["2026-03-19"] * 2, "calendar.days_off[1]: given twice"),
    (("calendar", "exceptions"), [], "calendar.exceptions: not an object"),
    (("calendar", "exceptions", "monday"), [], "calendar.exceptions.monday: not a date"),
    (("calendar", "exceptions", "2026-02-29"), [], "calendar.exceptions.2026-02-29: no such date"),
    (("calendar", "exceptions", "2026-03-20"), None, "calendar.exceptions.2026-03-20: not a list"),
    (
        ("calendar", "exceptions", "2026-03-20", 0, 1),
        "07:00",
        "calendar.exceptions.2026-03-20[0][1]: not after",
    ),
]

QUESTION: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("budgets",), {}, "budgets: unknown"),
    (("start",), GONE, "start: missing"),
    (("start",), "2026-03-13T15:00:00", "start: not an RFC 3339 time with zone"),
    (("start",), "2026-03-13", "start: not an RFC 3339 time with zone"),
    (("start",), "20260313T150000+0700", "start: not an RFC 3339 time with zone"),
    (("start",), "2026-02-30T15:00:00+07:00", "start: no such time"),
    (("start",), "2026-03-13T25:00:00+07:00", "start: no such time"),
    (("start",), "2026-03-13T15:00:00+24:00", "start: no such time"),
    (("start",), "0001-01-01T00:00:00+07:00", "start: "),
    (("start",), "9999-12-31T23:59:59-07:00", "start: "),
    (("start",), "1979-12-31T00:00:00Z", "start: not between the years"),
    (("start",), 1773388800, "start: not a text"),
    (("budget",), GONE, "budget: missing"),
    (("budget",), 28800, "budget: not an object"),
    (("budget",), {}, "budget: exactly one of"),
    (("budget",), {"seconds": 1, "working_days": 1}, "budget: exactly one of"),
    (("budget",), {"hours": 1}, "budget.hours: unknown"),
    (("budget", "seconds"), -1, "budget.seconds: not a whole number"),
    (("budget", "seconds"), 1.5, "budget.seconds: not a whole number"),
    (("budget", "seconds"), 8.0, "budget.seconds: not a whole number"),
    (("budget", "seconds"), True, "budget.seconds: not a whole number"),
    (("budget", "seconds"), "60", "budget.seconds: not a whole number"),
    (("budget", "seconds"), None, "budget.seconds: not a whole number"),
    (("budget", "seconds"), float("nan"), "budget.seconds: not a whole number"),
    (("pauses",), None, "pauses: not a list"),
    (("pauses", 0), "2026-03-16T09:00:00+07:00", "pauses[0]: not a pair"),
    (("pauses", 0, 0), None, "pauses[0][0]: not a text"),
    (("pauses", 0, 1), "2026-03-16T10:00:00", "pauses[0][1]: not an RFC 3339 time with zone"),
    (("pauses", 0, 1), "2026-03-16T08:59:59+07:00", "pauses[0][1]: earlier than its beginning"),
    (("between",), ["2026-03-16T09:00:00+07:00", "2026-03-16T10:00:00+07:00"], ": not together with between"),
]


@pytest.mark.parametrize(("path", "value", "fault"), CALENDAR + QUESTION)
def test_a_fault_names_its_place_on_one_line(path: tuple[str | int, ...], value: Any, fault: str) -> None:
    told = fault_of(with_value(path, value))
    assert fault in told
    assert told.startswith(fault) or fault.startswith(":")
    assert "\n" not in told
    told.encode()


@pytest.mark.parametrize(
    ("between", "fault"),
    [
        (["2026-03-16T10:00:00+07:00", "2026-03-16T09:59:59+07:00"], "between[1]: earlier"),
        (["2026-03-16T10:00:00+07:00", None], "between[1]: not a text"),
        (["2026-03-16T10:00:00+07:00"], "between: not a pair"),
    ],
)
def test_between_runs_forward_from_one_moment_to_another(between: Any, fault: str) -> None:
    spec = {"calendar": GOOD["calendar"], "between": between}
    assert fault_of(json.dumps(spec).encode()).startswith(fault)


def test_a_name_given_twice_is_a_fault_where_it_stands() -> None:
    text = json.dumps(GOOD)
    twice = text.replace('"mon":', '"mon": [], "mon":')
    assert fault_of(twice.encode()) == "calendar.periods.mon: given twice"
    assert fault_of(text.replace('"budget":', '"start": 1, "budget":').encode()) == "start: given twice"
    good, bad = answers(f"[{text}, {twice}]".encode())
    assert "due_at" in good
    assert bad == {"error": "calendar.periods.mon: given twice"}


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (b"", "spec: not JSON"),
        (b'{"calendar": ', "spec: not JSON"),
        (b"\xff\xfe", "spec: not UTF-8"),
        (b"[" * 100_000, "spec: nested too deeply"),
        (b"null", "spec: not an object"),
        (b'"spec"', "spec: not an object"),
    ],
)
def test_what_is_no_spec_at_all_is_refused(document: bytes, fault: str) -> None:
    assert fault_of(document).startswith(fault)


def test_a_number_of_thousands_of_digits_is_a_fault_of_its_spec_alone() -> None:
    text = json.dumps(GOOD)
    good, bad = answers(f"[{text}, {text.replace('28800', '9' * 10_000)}]".encode())
    assert "due_at" in good
    assert bad["error"].startswith("budget.seconds: ")


def test_a_byte_order_mark_and_periods_out_of_order_do_no_harm() -> None:
    spec = copy.deepcopy(GOOD)
    spec["calendar"]["periods"]["mon"].reverse()
    assert answer(b"\xef\xbb\xbf" + json.dumps(spec).encode()) == answer(json.dumps(GOOD).encode())
