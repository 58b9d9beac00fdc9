"""Due times: when a budget of time is spent, given opening hours, days off and pauses.

The rules are those of the outside contract (`sahut sla explain`). Two conventions other desks differ on:
a budget used up exactly at closing time is due at that closing time, and a calendar that is never open
is an error, never running time. Times go in with any zone and come out in UTC.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec

from helpdesk.sla.instants import MICROSECOND, SECOND, in_utc, instant, moment, zone_named
from helpdesk.sla.lookup import time_of
from helpdesk.sla.model import Budget, Calendar, Pause, Unit
from helpdesk.sla.spans import Span, latest, merged
from helpdesk.sla.spending import (
    RunningTime,
    Spent,
    TableEnds,
    calendar_days_counted,
    measure_time,
    meter_for,
    spend_calendar_days,
    spend_time,
    spend_working_days,
    working_days_counted,
)
from helpdesk.sla.table import OpenTable, longer, must_open, shared, table_covering

_SECONDS, _WORKING_DAYS = Unit.SECONDS, Unit.WORKING_DAYS
_RUNNING = RunningTime()


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """When a budget is spent, or what is left of it while a pause without end runs."""

    due_at: datetime | None
    left: int = 0
    """In the budget's own unit; a begun second counts as whole."""


def due_at(
    start: datetime, budget: Budget, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """The moment the budget is spent; None while a pause without end comes first.

    Raises `NeverOpen`, `UnknownZone`, or `BeyondHorizon` when open time runs out before the budget.
    """
    if not pauses and (amount := budget.amount) and (table := shared.get(calendar)) is not None:
        unit, began = budget.unit, start if start.tzinfo is UTC else in_utc(start)
        due = None  # by far the most questions end here, with two searches
        if unit is _SECONDS:
            due = table.lookup.after(began, time_of(amount))
        elif unit is _WORKING_DAYS:
            due = table.lookup.closing_after(began, amount)
        if due is not None:
            return due
    return outlook(start, budget, calendar, pauses).due_at


def outlook(start: datetime, budget: Budget, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Outlook:
    """The due time, or what is left of the budget; raises as `due_at` does."""
    must_open(calendar)
    if budget.amount == 0:
        return Outlook(due_at=start.astimezone(UTC))
    spent = _spent(start, budget, calendar, merged(pauses, instant(start)))
    if spent.due is not None:
        return Outlook(due_at=moment(spent.due))
    in_time = budget.unit in (Unit.SECONDS, Unit.RUNNING_SECONDS)
    return Outlook(due_at=None, left=-(-spent.left // SECOND) if in_time else spent.left)


def open_from(at: datetime, calendar: Calendar) -> datetime:
    """The moment itself while the office is open, else its next opening; raises as `due_at` does."""
    now = in_utc(at)
    table = table_covering(calendar, instant(now))
    while (reached := table.lookup.after(now, MICROSECOND)) is None:
        table = longer(calendar, table)
    return reached - MICROSECOND


def worked_between(since: datetime, until: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> int:
    """Whole seconds of open time between two moments; 0 when they run backwards."""
    return used_between(since, until, _SECONDS, calendar, pauses)


def used_between(
    since: datetime, until: datetime, unit: Unit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> int:
    """How much of a budget of this unit is spent: whole seconds, or dates after the first."""
    began = instant(since)
    now, zone, cuts = max(instant(until), began), zone_named(calendar.timezone), merged(pauses, began)
    match unit:
        case Unit.WORKING_DAYS:
            return working_days_counted(table_covering(calendar, began, now), zone, began, now, cuts)
        case Unit.CALENDAR_DAYS:
            return calendar_days_counted(zone, began, now, cuts)
    return measure_time(meter_for(unit, calendar, began, now), began, now, cuts) // SECOND


def _spent(start: datetime, budget: Budget, calendar: Calendar, pauses: tuple[Span, ...]) -> Spent:
    began, zone, amount = instant(start), zone_named(calendar.timezone), budget.amount
    match budget.unit:
        case Unit.RUNNING_SECONDS:
            return spend_time(_RUNNING, began, amount * SECOND, pauses)
        case Unit.CALENDAR_DAYS:
            return spend_calendar_days(zone, began, start.astimezone(zone).time(), amount, pauses)
        case Unit.WORKING_DAYS:
            return _in_a_table(
                calendar, began, pauses, lambda table: spend_working_days(table, zone, began, amount, pauses)
            )
    return _in_a_table(
        calendar, began, pauses, lambda table: spend_time(table, began, amount * SECOND, pauses)
    )


def _in_a_table(
    calendar: Calendar, began: int, pauses: tuple[Span, ...], spend: Callable[[OpenTable], Spent]
) -> Spent:
    """Spend in the shared table, or in one that reaches further when it ends too early."""
    table = table_covering(calendar, began, latest(pauses, began))
    while True:
        try:
            return spend(table)
        except TableEnds:
            table = longer(calendar, table)
