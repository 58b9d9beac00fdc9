"""Hours and dates as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.calendars.reading import Unread, day_of, periods_of, text_of
from helpdesk.sla.model import DAY_MINUTES, Period
from support.hours import hours


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("07.30–12.00, 13.00–16.00", hours("07:30-12:00", "13:00-16:00")),
        ("7:30-12, 13-16.00", hours("07:30-12:00", "13:00-16:00")),
        ("13.00 — 16.00 dan 07.30 s/d 12.00", hours("07:30-12:00", "13:00-16:00")),
        ("8 sampai 12; 12-16", hours("08:00-12:00", "12:00-16:00")),
        ("22.00–24.00", hours("22:00-24:00")),
        ("24 jam", hours("00:00-24:00")),
        ("24 Hours", hours("00:00-24:00")),
        ("  ", ()),
        ("Tutup", ()),
    ],
)
def test_hours_are_read_in_the_ways_that_people_write_them(text: str, meant: tuple[Period, ...]) -> None:
    assert periods_of(text) == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pagi", "unreadable"),
        ("08.00", "unreadable"),
        ("08.61–09.00", "unreadable"),
        ("08.00–24.01", "unreadable"),
        ("٠٨-٠٩", "unreadable"),
        ("08.00–09.00,", "unreadable"),
        ("16.00–08.00", "backwards"),
        ("08.00–08.00", "backwards"),
        ("08.00–12.00, 11.59–13.00", "overlap"),
        (", ".join(["08.00–09.00"] * 7), "too_many"),
    ],
)
def test_what_is_no_hours_is_told_by_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(Unread) as unread:
        periods_of(text)
    assert unread.value.code == code


@given(st.lists(st.integers(0, DAY_MINUTES), unique=True, max_size=12), st.sampled_from(".:"))
def test_what_is_shown_can_be_typed_again(bounds: list[int], mark: str) -> None:
    bounds = sorted(bounds)[: len(bounds) // 2 * 2]
    periods = tuple(Period(*pair) for pair in zip(bounds[::2], bounds[1::2], strict=True))
    assert periods_of(text_of(periods, mark)) == periods


@given(st.text())
def test_whatever_is_typed_is_hours_or_a_fault(text: str) -> None:
    for read in (periods_of, day_of):
        try:
            read(text)
        except Unread as unread:
            assert unread.code


def test_dates_are_read_as_browsers_and_as_people_write_them() -> None:
    assert day_of("2026-12-24") == day_of(" 24/12/2026") == day_of("24.12.2026") == date(2026, 12, 24)
    for text in ("2026-02-29", "24/12/26", "1999-12-31", "2100-01-01", "besok", "２０２６-12-24"):
        with pytest.raises(Unread):
            day_of(text)
