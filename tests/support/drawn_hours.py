"""Odd office hours, moments and pauses for hypothesis: holidays, exceptions, clock changes, periods that touch."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from helpdesk.sla.model import DAY_MINUTES, Calendar, DayHours, Pause, Period
from support.hours import utc

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
    """The opening hours of a date, in up to five periods."""
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
    """A moment of the days around."""
    at = utc(f"{centre}") + timedelta(minutes=draw(st.integers(-4 * DAY_MINUTES, 3 * DAY_MINUTES)))
    if draw(st.booleans()):
        at = at.replace(minute=0)
    return at if whole_minutes else at + timedelta(seconds=draw(st.sampled_from([0, 0, 1, 30, 59])))


@st.composite
def pauses_near(draw: st.DrawFn, centre: date) -> tuple[Pause, ...]:
    """Up to three pauses, which may overlap, be empty, or begin before the clock does."""
    lengths = st.one_of(st.integers(0, 300), st.integers(0, 3 * DAY_MINUTES))
    begins = draw(st.lists(moments(centre, whole_minutes=True), max_size=3))
    return tuple(Pause(at, at + timedelta(minutes=draw(lengths))) for at in begins)


def weekly_seconds(calendar: Calendar) -> int:
    """The open time of a week without holidays."""
    return 60 * sum(period.closes - period.opens for day in calendar.periods for period in day)
