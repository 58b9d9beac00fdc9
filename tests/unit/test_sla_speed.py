"""The table is why due times are cheap: many times cheaper than walking over the days."""

import random
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter

from helpdesk.sla.calendar import due_at
from helpdesk.sla.defaults import office_calendar
from helpdesk.sla.holidays import days_off, national_days
from support.hours import utc, working_hours
from support.naive_calendar import due_by_days

OFFICE = office_calendar("Asia/Jakarta", days_off(national_days()))


def test_a_due_time_within_sixty_working_days_costs_a_fortieth_of_walking_there() -> None:
    """About a hundredth where this was written; the promise is a fortieth."""
    chance = random.Random(2026)
    spans = [
        (
            utc("2026-01-01") + timedelta(seconds=chance.randrange(300 * 86_400)),
            chance.randrange(1, 60 * 27_000),
        )
        for _ in range(300)
    ]
    budgets = [(start, working_hours(seconds / 3600)) for start, seconds in spans]

    def by_table() -> None:
        for start, budget in budgets:
            due_at(start, budget, OFFICE)

    def by_days() -> None:
        for start, budget in budgets:
            due_by_days(start, budget.amount, OFFICE)

    by_table()
    assert median(_seconds(by_days) / _seconds(by_table) for _ in range(5)) >= 40


def _seconds(work: Callable[[], None]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
