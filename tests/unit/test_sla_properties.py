"""What holds for every promise, whatever the hours: more is never sooner, parts add up, a pause is a break."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.sla.calendar import due_at, used_between
from helpdesk.sla.model import DAY_MINUTES, Budget, Calendar, DayHours, Pause, Period, Unit
from support.drawn_hours import CHANGING, FEW, FIXED, calendars, moments, pauses_near, weekly_seconds

IN_TIME = (Unit.SECONDS, Unit.RUNNING_SECONDS)
IN_DAYS = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)


@st.composite
def budgets(draw: st.DrawFn, calendar: Calendar, units: tuple[Unit, ...] = tuple(Unit)) -> Budget:
    """Up to a week of open time, or of days."""
    unit = draw(st.sampled_from(units))
    most = 6 if unit in IN_DAYS else weekly_seconds(calendar)
    return Budget(unit, draw(st.integers(1, most)))


def due(start: datetime, budget: Budget, calendar: Calendar, pauses: tuple[Pause, ...] = ()) -> datetime:
    """The due time of a promise whose pauses have all ended."""
    found = due_at(start, budget, calendar, pauses)
    assert found is not None
    return found


@FEW
@given(st.data())
def test_who_comes_later_or_is_promised_more_or_waited_longer_is_never_due_sooner(
    data: st.DataObject,
) -> None:
    calendar, centre = data.draw(calendars(FIXED))
    start, later = sorted([data.draw(moments(centre)), data.draw(moments(centre))])
    budget, pauses = data.draw(budgets(calendar)), data.draw(pauses_near(centre))
    asked = due(start, budget, calendar, pauses)
    more = Budget(budget.unit, budget.amount + data.draw(st.integers(0, 4)))
    free = msgspec.structs.replace(calendar, days_off=calendar.days_off | {centre, start.date()})
    assert start < asked
    assert _told(asked, budget, calendar) <= _told(due(later, budget, calendar, pauses), budget, calendar)
    assert asked <= due(start, more, calendar, pauses)
    assert asked <= due(start, budget, calendar, (*pauses, *data.draw(pauses_near(centre))))
    assert asked <= due(start, budget, free, pauses)


def _told(moment: datetime, budget: Budget, calendar: Calendar) -> datetime | date:
    """What is promised: of calendar days the date, for each keeps the time of day of its own start."""
    local = moment.astimezone(ZoneInfo(calendar.timezone))
    return local.date() if budget.unit is Unit.CALENDAR_DAYS else moment


@FEW
@given(st.data())
def test_a_promise_in_two_parts_is_due_when_the_whole_is(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    start, pauses = data.draw(moments(centre)), data.draw(pauses_near(centre))
    first = data.draw(budgets(calendar, IN_TIME))
    second = data.draw(st.integers(1, weekly_seconds(calendar)))
    whole = Budget(first.unit, first.amount + second)
    halfway = due(start, first, calendar, pauses)
    assert due(halfway, Budget(first.unit, second), calendar, pauses) == due(start, whole, calendar, pauses)


@FEW
@given(st.data())
def test_what_passed_in_two_stretches_adds_up_to_what_passed_in_both(data: st.DataObject) -> None:
    """So the time that units, offices and the citizen held a case adds up to its whole time."""
    calendar, centre = data.draw(calendars(FIXED + CHANGING))
    since, between, until = sorted(data.draw(moments(centre)) for _ in range(3))
    unit, pauses = data.draw(st.sampled_from(Unit)), data.draw(pauses_near(centre))
    parts = [used_between(*each, unit, calendar, pauses) for each in ((since, between), (between, until))]
    assert sum(parts) == used_between(since, until, unit, calendar, pauses)


@FEW
@given(st.data())
def test_a_pause_counts_as_a_break_in_the_hours_does(data: st.DataObject) -> None:
    """A pause within a date is as if the office had been closed so long: same due time, same time passed."""
    calendar, centre = data.draw(calendars(FIXED))
    start = data.draw(moments(centre))
    pauses, broken = data.draw(breaks(calendar, centre))
    until_a_pause = [used_between(start, pause.begins, Unit.SECONDS, broken) for pause in pauses]
    seconds = st.one_of(st.integers(1, weekly_seconds(calendar)), st.sampled_from(until_a_pause))
    budget = Budget(Unit.SECONDS, data.draw(seconds))
    asked = due(start, budget, calendar, pauses)
    assert asked == due(start, budget, broken)
    until = data.draw(st.sampled_from([asked, asked + timedelta(hours=30)]))
    assert used_between(start, until, Unit.SECONDS, calendar, pauses) == used_between(
        start, until, Unit.SECONDS, broken
    )


@FEW
@given(st.data())
def test_a_pause_over_a_whole_date_counts_as_a_closed_day_does(data: st.DataObject) -> None:
    calendar, centre = data.draw(calendars(FIXED))
    start = data.draw(moments(centre))
    day = start.astimezone(ZoneInfo(calendar.timezone)).date() + timedelta(days=data.draw(st.integers(1, 4)))
    pause, closed = _pause(calendar, day, 0, DAY_MINUTES), _with(calendar, day, ())
    budget = data.draw(budgets(calendar, (Unit.SECONDS, Unit.WORKING_DAYS)))
    assert due(start, budget, calendar, (pause,)) == due(start, budget, closed)


@st.composite
def breaks(draw: st.DrawFn, calendar: Calendar, centre: date) -> tuple[tuple[Pause, ...], Calendar]:
    """Pauses, each within one date, and the calendar whose hours have these breaks instead."""
    pauses, broken = [], calendar
    for days in draw(st.sets(st.integers(-4, 6), min_size=1, max_size=4)):
        day = centre + timedelta(days=days)
        begins, ends = sorted(draw(st.sets(st.integers(0, DAY_MINUTES), min_size=2, max_size=2)))
        pauses.append(_pause(calendar, day, begins, ends))
        broken = _with(broken, day, _cut(_hours(calendar, day), begins, ends))
    return tuple(pauses), broken


def _pause(calendar: Calendar, day: date, begins: int, ends: int) -> Pause:
    midnight = datetime.combine(day, time.min, tzinfo=ZoneInfo(calendar.timezone))
    return Pause(midnight + timedelta(minutes=begins), midnight + timedelta(minutes=ends))


def _hours(calendar: Calendar, day: date) -> tuple[Period, ...]:
    special = {hours.date: hours.periods for hours in calendar.exceptions}
    usual = () if day in calendar.days_off else calendar.periods[day.weekday()]
    return special.get(day, usual)


def _cut(periods: tuple[Period, ...], begins: int, ends: int) -> tuple[Period, ...]:
    parts = [
        part
        for each in periods
        for part in ((each.opens, min(each.closes, begins)), (max(each.opens, ends), each.closes))
    ]
    return tuple(Period(opens, closes) for opens, closes in parts if opens < closes)


def _with(calendar: Calendar, day: date, periods: tuple[Period, ...]) -> Calendar:
    others = [hours for hours in calendar.exceptions if hours.date != day]
    hours = sorted([*others, DayHours(day, periods)], key=lambda each: each.date)
    return msgspec.structs.replace(calendar, exceptions=tuple(hours))
