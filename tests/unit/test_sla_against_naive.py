"""The quick way of counting time against the slow one, in seven zones, around clock changes and holidays."""

from datetime import UTC, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from helpdesk.sla.calendar import due_at, worked_between
from helpdesk.sla.explain import explain
from helpdesk.sla.model import Budget, Unit
from helpdesk.sla.progress import moment_at
from support.drawn_hours import CHANGING, FEW, FIXED, calendars, moments, pauses_near, weekly_seconds
from support.naive_calendar import (
    calendar_days_by_minutes,
    closed_dates,
    due_by_days,
    due_by_minutes,
    first_closing,
    running_by_minutes,
    worked_by_minutes,
    working_days_by_minutes,
)


@FEW
@given(st.data())
def test_working_seconds_end_where_counting_minutes_ends(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start, pauses = data.draw(moments(centre)), data.draw(pauses_near(centre))
    seconds = data.draw(st.integers(1, min(weekly_seconds(calendar), 30 * 3600)))
    assert due_at(start, Budget(Unit.SECONDS, seconds), calendar, pauses) == due_by_minutes(
        start, seconds, calendar, pauses
    )


@FEW
@given(st.data())
def test_a_budget_that_fits_until_closing_is_due_at_that_closing(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start = data.draw(moments(centre))
    closes = first_closing(start, calendar)
    assume(closes is not None)
    assert closes is not None
    closing, seconds = closes
    assert due_at(start, Budget(Unit.SECONDS, seconds), calendar) == closing


@FEW
@given(st.data())
def test_the_open_time_between_two_moments_is_that_of_its_minutes(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    since, until = sorted([data.draw(moments(centre)), data.draw(moments(centre))])
    pauses = data.draw(pauses_near(centre))
    assert worked_between(since, until, calendar, pauses) == worked_by_minutes(since, until, calendar, pauses)


@FEW
@given(st.data())
def test_running_seconds_end_where_counting_minutes_ends(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start, pauses = data.draw(moments(centre)), data.draw(pauses_near(centre))
    seconds = data.draw(st.integers(1, 20 * 3600))
    assert due_at(start, Budget(Unit.RUNNING_SECONDS, seconds), calendar, pauses) == running_by_minutes(
        start, seconds, pauses
    )


@FEW
@given(st.data())
def test_working_days_end_with_the_last_open_minute_of_their_date(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start, pauses = data.draw(moments(centre)), data.draw(pauses_near(centre))
    days = data.draw(st.integers(1, 3))
    assert due_at(start, Budget(Unit.WORKING_DAYS, days), calendar, pauses) == working_days_by_minutes(
        start, days, calendar, pauses
    )


@FEW
@given(st.data())
def test_calendar_days_end_at_the_same_wall_clock_time(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start, pauses = data.draw(moments(centre)), data.draw(pauses_near(centre))
    days = data.draw(st.integers(1, 6))
    assert due_at(start, Budget(Unit.CALENDAR_DAYS, days), calendar, pauses) == calendar_days_by_minutes(
        start, days, calendar.timezone, pauses
    )


@FEW
@given(st.data())
def test_months_of_working_time_end_where_counting_days_ends(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED))
    start = data.draw(moments(centre))
    seconds = data.draw(st.integers(1, 20 * weekly_seconds(calendar)))
    assert due_at(start, Budget(Unit.SECONDS, seconds), calendar) == due_by_days(start, seconds, calendar)


@FEW
@given(st.data())
def test_what_was_worked_until_the_due_time_is_the_budget(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start, pauses = data.draw(moments(centre)), data.draw(pauses_near(centre))
    seconds = data.draw(st.integers(1, 3 * weekly_seconds(calendar)))
    due = due_at(start, Budget(Unit.SECONDS, seconds), calendar, pauses)
    assert due is not None
    assert worked_between(start, due, calendar, pauses) == seconds
    assert worked_between(start, due - timedelta(seconds=1), calendar, pauses) == seconds - 1


@FEW
@given(st.data())
def test_a_part_of_the_promised_time_is_that_part_of_its_minutes(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start, pauses = data.draw(moments(centre)), data.draw(st.one_of(st.just(()), pauses_near(centre)))
    seconds = 100 * data.draw(st.integers(1, min(weekly_seconds(calendar), 30 * 3600) // 100 or 1))
    due, percent = due_by_minutes(start, seconds, calendar, pauses), data.draw(st.integers(1, 150))
    part = due_by_minutes(start, seconds * percent // 100, calendar, pauses)
    assert moment_at(percent, start, due, Unit.SECONDS, calendar, pauses) == part


@FEW
@given(st.data())
def test_an_explanation_adds_up_and_names_the_closed_dates(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start, pauses = data.draw(moments(centre)), data.draw(pauses_near(centre))
    seconds = data.draw(st.integers(1, min(weekly_seconds(calendar), 30 * 3600)))
    told = explain(start, Budget(Unit.SECONDS, seconds), calendar, pauses)
    assert told.due_at is not None
    assert sum(interval.seconds or 0 for interval in told.counted) == seconds
    for interval in told.counted:
        assert interval.ends is not None
        counted = worked_by_minutes(interval.begins, interval.ends, calendar, pauses)
        passed = interval.ends.astimezone(UTC) - interval.begins.astimezone(UTC)  # not by the wall clock
        assert counted == interval.seconds == passed.total_seconds()
    assert [day.date for day in told.skipped] == closed_dates(start, told.due_at, calendar)
