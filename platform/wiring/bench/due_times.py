"""F9: due times by the product's table of open time against a plain loop that walks through the days.

The goal is that of budgets drawn from all lengths up to the longest that the country's rules know; what a loop has to
walk, and so the ratio, grows with the length, so some lengths are shown by themselves.
"""

import random
import statistics
import time as clock
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.sla.calendar import due_at
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.holidays import national_days
from helpdesk.sla.hours import calendar_of
from helpdesk.sla.model import Budget, Calendar, Period, Unit
from wiring.bench.intake import Measurement, conditions

ROUNDS = 5
STARTS = 3000
"""Moments over a year."""
LONGEST = 14 * 7.5 * 3600
"""Seconds of open time: fourteen working days, the time for a complaint of PR 62/2018."""
ALONE = (
    Budget(Unit.SECONDS, 4 * 3600),
    Budget(Unit.SECONDS, 40 * 3600),
    Budget(Unit.WORKING_DAYS, 14),
    Budget(Unit.WORKING_DAYS, 60),
)
_DAY = timedelta(days=1)
_Question = tuple[datetime, Budget]
_Way = Callable[[datetime, Budget, Calendar], datetime | None]


def due_times() -> Iterator[Measurement]:
    """Both ways in turn, after every answer was found equal: budgets of all lengths, then some by themselves."""
    calendar = calendar_of(office_hours("Asia/Jakarta"), national_days())
    draw = random.Random(9)  # noqa: S311 - a seeded load
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    starts = [begins + timedelta(seconds=draw.randrange(365 * 86_400)) for _ in range(STARTS)]
    any_length = [Budget(Unit.SECONDS, draw.randrange(60, int(LONGEST))) for _ in starts]
    yield _measured("F9 due times", list(zip(starts, any_length, strict=True)), calendar)
    for budget in ALONE:
        name = f"F9 {budget.amount} {budget.unit.value}".replace("_", " ")
        yield _measured(name, [(start, budget) for start in starts], calendar)


def _measured(name: str, asked: list[_Question], calendar: Calendar) -> Measurement:
    for start, budget in asked:
        if due_at(start, budget, calendar) != due_by_days(start, budget, calendar):
            raise RuntimeError(f"the two ways differ: {start} and {budget}")
    rounds = [
        (_per_second(due_at, asked, calendar), _per_second(due_by_days, asked[::20], calendar))
        for _ in range(ROUNDS)
    ]
    ratios = [table / loop for table, loop in rounds]
    return Measurement(
        name=name,
        value=round(statistics.median(table for table, _ in rounds)),
        unit="1/s",
        reference=f"day-by-day loop = {statistics.median(loop for _, loop in rounds):.0f}",
        ratio=round(statistics.median(ratios), 1),
        rounds=[round(ratio, 1) for ratio in ratios],
        conditions=conditions(1),
    )


def _per_second(way: _Way, asked: list[_Question], calendar: Calendar) -> float:
    begun = clock.perf_counter()
    for start, budget in asked:
        way(start, budget, calendar)
    return len(asked) / (clock.perf_counter() - begun)


def due_by_days(start: datetime, budget: Budget, calendar: Calendar) -> datetime:
    """What a due time costs without a table; right for zones whose clocks do not change."""
    zone = ZoneInfo(calendar.timezone)
    special = {hours.date: hours.periods for hours in calendar.exceptions}
    day = start.astimezone(zone).date()
    if budget.unit is Unit.WORKING_DAYS:
        return _last_of_days(day, budget.amount, calendar, special, zone)
    left = timedelta(seconds=budget.amount)
    while True:
        for period in _periods(day, calendar, special):
            opens, closes = max(_wall(day, period.opens, zone), start), _wall(day, period.closes, zone)
            if opens < closes:
                if closes - opens >= left:
                    return opens + left
                left -= closes - opens
        day += _DAY


def _last_of_days(
    day: date, days: int, calendar: Calendar, special: dict[date, tuple[Period, ...]], zone: ZoneInfo
) -> datetime:
    while True:
        day += _DAY
        periods = _periods(day, calendar, special)
        days -= bool(periods)
        if not days:
            return _wall(day, periods[-1].closes, zone)


def _periods(day: date, calendar: Calendar, special: dict[date, tuple[Period, ...]]) -> tuple[Period, ...]:
    if day in special:
        return special[day]
    return () if day in calendar.days_off else calendar.periods[day.weekday()]


def _wall(day: date, minute: int, zone: ZoneInfo) -> datetime:
    days, rest = divmod(minute, 24 * 60)
    at = time(rest // 60, rest % 60)
    return datetime.combine(day + days * _DAY, at, tzinfo=zone).astimezone(UTC)
