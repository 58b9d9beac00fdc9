"""Calendars as values: what they refuse, and how far their open time is laid out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import json

from helpdesk.sla.calendar import due_at, outlook, worked_between
from helpdesk.sla.instants import LAST_YEAR
from helpdesk.sla.model import (
    BeyondHorizon,
    Budget,
    Calendar,
    DayHours,
    NeverOpen,
    Pause,
    Period,
    UnknownZone,
)
from support.hours import (
    a_calendar,
    calendar_days,
    hours,
    running_hours,
    utc,
    wib,
    working_days,
    working_hours,
)


def test_a_friday_afternoon_message_is_due_after_the_holiday() -> None:
    office = a_calendar(days_off=frozenset({date(2026, 8, 17)}))
    assert due_at(wib("2026-08-14 15:00"), working_hours(4), office) == wib("2026-08-18 11:00")


def test_due_times_come_out_in_utc_whatever_zone_goes_in() -> None:
    for budget in (working_hours(1), working_hours(0), working_days(1), running_hours(1), calendar_days(1)):
        due = due_at(wib("2026-08-14 15:00"), budget, a_calendar())
        assert due is not None
        assert due.tzinfo is UTC


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_the_three_zones_of_indonesia_open_an_hour_apart(zone: str) -> None:
    opens = {"Asia/Jakarta": "01:00", "Asia/Makassar": "00:00", "Asia/Jayapura": "23:00"}[zone]
    night = utc("2026-03-15 20:00")
    due = due_at(night, Budget(working_hours(1).unit, 1), a_calendar(zone))
    assert due is not None
    assert f"{due - timedelta(seconds=1):%H:%M}" == opens


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        due_at(datetime(2026, 3, 16, 9), working_hours(1), a_calendar())


@pytest.mark.parametrize("budget", [working_hours(1), running_hours(1), working_days(0), calendar_days(1)])
def test_a_calendar_that_is_never_open_is_an_error_and_never_running_time(budget: Budget) -> None:
    with pytest.raises(NeverOpen):
        due_at(wib("2026-03-16 09:00"), budget, a_calendar(week={}))


def test_an_unknown_zone_is_an_error() -> None:
    with pytest.raises(UnknownZone):
        due_at(wib("2026-03-16 09:00"), working_hours(1), a_calendar("Asia/Batang"))


def test_an_office_that_opens_on_one_day_in_years_to_come_promises_up_to_that_day() -> None:
    once = a_calendar(week={}, exceptions={date(2030, 5, 2): hours("08:00-16:00")})
    assert due_at(wib("2026-01-05 10:00"), working_hours(1), once) == wib("2030-05-02 09:00")
    assert due_at(wib("2026-01-05 10:00"), working_days(1), once) == wib("2030-05-02 16:00")


def test_open_time_that_runs_out_is_an_error() -> None:
    once = a_calendar(week={}, exceptions={date(2026, 3, 20): hours("08:00-10:00")})
    assert due_at(wib("2026-03-16 09:00"), working_hours(2), once) == wib("2026-03-20 10:00")
    with pytest.raises(BeyondHorizon):
        due_at(wib("2026-03-16 09:00"), Budget(working_hours(1).unit, 7201), once)
    with pytest.raises(BeyondHorizon):
        due_at(wib("2026-03-20 10:00"), working_days(1), once)


def test_a_due_time_decades_away_is_still_told() -> None:
    weeks = 52 * 100
    due = due_at(wib("2026-03-16 08:00"), working_hours(35 * weeks), a_calendar())
    assert due == wib("2026-03-13 16:00") + timedelta(weeks=weeks)


@pytest.mark.parametrize("budget", [working_days(10**9), calendar_days(10**9), running_hours(10**9)])
def test_nothing_is_told_beyond_the_horizon(budget: Budget) -> None:
    with pytest.raises(BeyondHorizon, match=str(LAST_YEAR)):
        due_at(wib("2026-03-16 08:00"), budget, a_calendar())


def test_looking_at_an_earlier_year_does_not_change_what_a_later_one_says() -> None:
    office = a_calendar(days_off=frozenset({date(2026, 3, 20)}))
    later = due_at(wib("2030-03-18 09:00"), working_hours(20), office)
    assert due_at(wib("1990-03-19 09:00"), working_hours(2), office) == wib("1990-03-19 11:00")
    assert due_at(wib("2030-03-18 09:00"), working_hours(20), office) == later
    assert worked_between(wib("1990-01-01 00:00"), wib("1990-01-08 00:00"), office) == 35 * 3600


def test_a_running_pause_long_after_the_start_leaves_what_was_not_used_until_then() -> None:
    pause = Pause(wib("2030-03-18 08:00"))
    worked = worked_between(wib("2026-03-16 08:00"), wib("2030-03-18 08:00"), a_calendar())
    told = outlook(wib("2026-03-16 08:00"), working_hours(10_000), a_calendar(), [pause])
    assert (told.due_at, told.left) == (None, 10_000 * 3600 - worked)


def test_a_begun_second_is_left_whole() -> None:
    start = wib("2026-03-16 08:00")
    pause = Pause(start + timedelta(milliseconds=1500))
    assert outlook(start, working_hours(1), a_calendar(), [pause]).left == 3599


def test_equal_calendars_are_one_value_also_after_being_stored() -> None:
    office = a_calendar(
        days_off=frozenset({date(2026, 3, 19)}), exceptions={date(2026, 3, 20): hours("08:00-10:00")}
    )
    stored = json.decode(json.encode(office), type=Calendar)
    assert stored == office
    assert hash(stored) == hash(office)


@pytest.mark.parametrize(("opens", "closes"), [(480, 480), (720, 480), (-1, 480), (480, 1441)])
def test_a_period_opens_before_it_closes_within_one_day(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="opens before it closes"):
        Period(opens, closes)


def test_a_calendar_refuses_overlapping_periods_short_weeks_and_repeated_dates() -> None:
    overlapping = (Period(480, 720), Period(719, 900))
    with pytest.raises(ValueError, match="do not overlap"):
        a_calendar(week={"mon": overlapping})
    with pytest.raises(ValueError, match="do not overlap"):
        DayHours(date(2026, 3, 20), overlapping)
    with pytest.raises(ValueError, match="seven days"):
        Calendar(timezone="Asia/Jakarta", periods=((),) * 6)
    twice = (DayHours(date(2026, 3, 20)), DayHours(date(2026, 3, 20)))
    with pytest.raises(ValueError, match="once"):
        Calendar(timezone="Asia/Jakarta", periods=((),) * 7, exceptions=twice)


def test_budgets_and_pauses_do_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="not negative"):
        working_days(-1)
    with pytest.raises(ValueError, match="before it begins"):
        Pause(wib("2026-03-16 09:00"), wib("2026-03-16 08:59"))
