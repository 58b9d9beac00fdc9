"""Ninety thousand promises, drawn by lot, counted by the product and by a second, plain implementation."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from helpdesk.sla.calendar import outlook, used_between
from helpdesk.sla.holidays import national_days
from helpdesk.sla.hours import LocalDay, OfficeHours, SpecialDay, calendar_of
from helpdesk.sla.model import Budget, Calendar, Clock, ClockState, Pause, Period, TargetKind, Unit
from helpdesk.sla.progress import remaining
from support.naive_days import NEVER, NaiveOffice, Stretch

CHUNKS = 20
OFFICES = 12
"""In each chunk, three of each zone."""
HISTORIES = 4500
CHANGING = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana")
NATIONAL = national_days()
DAY = 86_400
_BOUNDS = (0, 450, 480, 690, 720, 780, 960, 990, 1380, 1440)
_MOST = {
    Unit.SECONDS: 60 * 3600,
    Unit.RUNNING_SECONDS: 200 * 3600,
    Unit.WORKING_DAYS: 20,
    Unit.CALENDAR_DAYS: 30,
}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_due_time_used_time_and_what_is_left_are_those_of_counting_day_by_day(chunk: int) -> None:
    lot = random.Random(chunk)
    zones = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", CHANGING[chunk % len(CHANGING)])
    offices = [_an_office(lot, zones[number % 4]) for number in range(OFFICES)]
    for number in range(HISTORIES):
        _compare(lot, *offices[number % OFFICES])


def _compare(lot: random.Random, hours: OfficeHours, calendar: Calendar, naive: NaiveOffice) -> None:
    start, pauses = _a_start(lot), list[Stretch]()
    unit = lot.choice(tuple(Unit))
    budget = Budget(unit, lot.randrange(_MOST[unit]))
    for _ in range(lot.choice((0, 0, 1, 1, 2, 3))):
        begins = start + lot.randrange(-DAY, 12 * DAY)
        pauses.append((begins, begins + lot.choice((0, lot.randrange(6 * 3600), lot.randrange(5 * DAY)))))
    if lot.random() < 0.1:
        pauses.append((start + lot.randrange(12 * DAY), NEVER))
    now = start + lot.randrange(-DAY, 30 * DAY)
    told = _pauses(pauses)
    found = outlook(at(start), budget, calendar, told)
    due, left = naive.outlook(start, unit, budget.amount, pauses)
    seen = hours, at(start), budget, told
    assert (found.due_at, found.left) == (at(due), left), seen
    used = naive.used(start, now, unit, pauses)
    assert used_between(at(start), at(now), unit, calendar, told) == used, (*seen, at(now))
    assert remaining(_a_clock(start, budget, told), at(now), calendar) == budget.amount - used, (
        *seen,
        at(now),
    )


def _an_office(lot: random.Random, zone: str) -> tuple[OfficeHours, Calendar, NaiveOffice]:
    week = [_periods(lot) if lot.random() < 0.85 else () for _ in range(7)]
    week[lot.randrange(5)] = (Period(480, 960),)
    local = lot.sample(range(420), 12)
    special = sorted(lot.sample(range(420), 20))
    hours = OfficeHours(
        timezone=zone,
        periods=tuple(week),
        joint_leave_off=lot.random() < 0.5,
        local_days=tuple(LocalDay(_date(number), "Hari jadi") for number in local),
        special_days=tuple(SpecialDay(_date(number), "Khusus", _periods(lot)) for number in special),
    )
    return hours, calendar_of(hours, NATIONAL), NaiveOffice(hours, NATIONAL)


def _periods(lot: random.Random) -> tuple[Period, ...]:
    cuts = sorted(lot.sample(_BOUNDS, lot.choice((0, 2, 2, 4, 4, 6))))
    return tuple(Period(*cuts[place : place + 2]) for place in range(0, len(cuts), 2))


def _a_start(lot: random.Random) -> int:
    """Any second of fourteen months, often one at a bound of the hours in a zone of Indonesia."""
    second = _BEGINS + lot.randrange(380 * DAY)
    return second if lot.random() < 0.6 else second // 1800 * 1800


_BEGINS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


def _date(number: int) -> date:
    return date(2025, 12, 20) + timedelta(days=number)


def _a_clock(start: int, budget: Budget, pauses: tuple[Pause, ...]) -> Clock:
    return Clock(
        kind=TargetKind.RESOLUTION,
        state=ClockState.RUNNING,
        started_at=at(start),
        budget=budget,
        calendar="office",
        rule="",
        due_at=None,
        warn_at=None,
        pauses=pauses,
    )


def _pauses(pauses: list[Stretch]) -> tuple[Pause, ...]:
    return tuple(Pause(at(begins), None if ends == NEVER else at(ends)) for begins, ends in pauses)


def at(moment: int | None) -> datetime | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC)
