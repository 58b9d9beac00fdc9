"""Ninety thousand promises, drawn by lot, counted by the product and by a second, plain implementation."""

import random

import pytest

from helpdesk.sla.calendar import outlook, used_between
from helpdesk.sla.model import Budget, Clock, ClockState, Pause, TargetKind, Unit
from helpdesk.sla.progress import remaining
from support.lots import DAY, Office, a_start, an_office_by_lot, at, zones
from support.naive_days import NEVER, Stretch

CHUNKS = 20
OFFICES = 12
"""In each chunk, three of each zone."""
HISTORIES = 4500
_MOST = {
    Unit.SECONDS: 60 * 3600,
    Unit.RUNNING_SECONDS: 200 * 3600,
    Unit.WORKING_DAYS: 20,
    Unit.CALENDAR_DAYS: 30,
}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_due_time_used_time_and_what_is_left_are_those_of_counting_day_by_day(chunk: int) -> None:
    lot = random.Random(chunk)
    offices = [an_office_by_lot(lot, zones(chunk)[number % 4]) for number in range(OFFICES)]
    for number in range(HISTORIES):
        _compare(lot, offices[number % OFFICES])


def _compare(lot: random.Random, office: Office) -> None:
    hours, calendar, naive = office
    start, unit = a_start(lot), lot.choice(tuple(Unit))
    budget = Budget(unit, lot.randrange(_MOST[unit]))
    pauses = _pauses(lot, start)
    now = start + lot.randrange(-DAY, 30 * DAY)
    told = tuple(Pause(at(begins), None if ends == NEVER else at(ends)) for begins, ends in pauses)
    seen = hours, at(start), budget, told, at(now)
    found = outlook(at(start), budget, calendar, told)
    due, left = naive.outlook(start, unit, budget.amount, pauses)
    assert (found.due_at, found.left) == (None if due is None else at(due), left), seen
    used = naive.used(start, now, unit, pauses)
    assert used_between(at(start), at(now), unit, calendar, told) == used, seen
    clock = Clock(
        kind=TargetKind.RESOLUTION,
        state=ClockState.RUNNING,
        started_at=at(start),
        budget=budget,
        calendar="office",
        rule="",
        due_at=found.due_at,
        warn_at=None,
        pauses=told,
    )
    assert remaining(clock, at(now), calendar) == budget.amount - used, seen


def _pauses(lot: random.Random, start: int) -> list[Stretch]:
    """Short ones, long ones, empty ones, overlapping ones, ones before the start, and some without end."""
    pauses = list[Stretch]()
    for _ in range(lot.choice((0, 0, 1, 1, 2, 3))):
        begins = start + lot.randrange(-DAY, 12 * DAY)
        pauses.append((begins, begins + lot.choice((0, lot.randrange(6 * 3600), lot.randrange(5 * DAY)))))
    if lot.random() < 0.1:
        pauses.append((start + lot.randrange(12 * DAY), NEVER))
    return pauses
