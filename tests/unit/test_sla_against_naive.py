"""The quick way of counting time against the slow one, in seven zones, around clock changes and holidays."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from helpdesk.sla.calendar import due_at, worked_between
from helpdesk.sla.explain import explain
from helpdesk.sla.model import DAY_MINUTES, Budget, Calendar, DayHours, Pause, Period, Unit
from helpdesk.sla.progress import moment_at
from support.hours import utc
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

FIXED = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
CHANGING = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana"]
# Lebaran, the turn of the year, and the days around clock changes in the zones above.
AROUND = ["2026-03-20", "2026-12-31", "2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05"]

FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

bounds = st.one_of(
    st.sampled_from([0, 8 * 60, 12 * 60, 13 * 60, 16 * 60, DAY_MINUTES]), st.integers(0, DAY_MINUTES)
)


@st.composite
def day_periods(draw: st.DrawFn, least: int = 0) -> tuple[Period, ...]:
    cuts = sorted(draw(st.sets(bounds, min_size=2 * least, max_size=6)))
    # Periods that touch: a closing that is also an opening.
    if draw(st.booleans()):
        return tuple(Period(opens, closes) for opens, closes in pairwise(cuts))
    return tuple(Period(opens, closes) for opens, closes in zip(cuts[::2], cuts[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn, zones: list[str]) -> tuple[Calendar, date]:
    """A calendar with odd dates around a day worth looking at, open at least a while every week."""
    centre = date.fromisoformat(draw(st.sampled_from(AROUND)))
    near = st.integers(-4, 9).map(lambda days: centre + timedelta(days=days))
    week = [draw(day_periods()) for _ in range(7)]
    week[draw(st.integers(0, 6))] = draw(day_periods(least=1))
    exceptions = draw(st.dictionaries(near, day_periods(), max_size=3))
    calendar = Calendar(
        timezone=draw(st.sampled_from(zones)),
        periods=tuple(week),
        days_off=frozenset(draw(st.sets(near, max_size=3))),
        exceptions=tuple(DayHours(day, exceptions[day]) for day in sorted(exceptions)),
    )
    return calendar, centre


@st.composite
def moments(draw: st.DrawFn, centre: date, *, whole_minutes: bool = False) -> datetime:
    at = utc(f"{centre}") + timedelta(minutes=draw(st.integers(-4 * DAY_MINUTES, 3 * DAY_MINUTES)))
    if draw(st.booleans()):
        at = at.replace(minute=0)
    return at if whole_minutes else at + timedelta(seconds=draw(st.sampled_from([0, 0, 1, 30, 59])))


@st.composite
def pauses_near(draw: st.DrawFn, centre: date) -> tuple[Pause, ...]:
    lengths = st.one_of(st.integers(0, 300), st.integers(0, 3 * DAY_MINUTES))
    begins = draw(st.lists(moments(centre, whole_minutes=True), max_size=3))
    return tuple(Pause(at, at + timedelta(minutes=draw(lengths))) for at in begins)


def weekly_seconds(calendar: Calendar) -> int:
    return 60 * sum(period.closes - period.opens for day in calendar.periods for period in day)


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
