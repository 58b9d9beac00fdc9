"""How the due time of a promise came about: the days and hours that counted, those that did not, and by which rule."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.sla.explain import Interval, Skipped, explain
from helpdesk.sla.holidays import NationalDay
from helpdesk.sla.hours import OfficeHours, calendar_of, decreed_until, names_of
from helpdesk.sla.model import CalendarFault, Clock, Unit
from helpdesk.sla.targets import RuleSet, rule_set_named


class CountedDay(msgspec.Struct, frozen=True):
    """A date that counted, and the stretches of it that did; none when whole days are counted."""

    date: date
    stretches: tuple[Interval, ...] = ()


class SkippedDay(msgspec.Struct, frozen=True):
    """A date that did not count. Without a name it is one of the days on which the office is always closed."""

    date: date
    name: str


class Reckoning(msgspec.Struct, frozen=True, kw_only=True):
    """One promise and its arithmetic, in the zone of the office's hours."""

    clock: Clock
    counted: tuple[CountedDay, ...]
    skipped: tuple[SkippedDay, ...]
    rule: str
    """The name of the rule; empty when it is no longer known."""
    legal_basis: str
    in_force_since: date | None
    """Since when the rule holds; none when it is no longer known."""
    provisional: bool
    """The due time lies in a year whose free days are not decreed yet."""
    still_so: bool
    """Today's hours and free days would give the same due time: false when they were changed since."""


def reckon(
    clock: Clock, hours: OfficeHours, national: Sequence[NationalDay], rule_sets: Sequence[RuleSet]
) -> Reckoning:
    """The arithmetic of a promise. Raises a `CalendarFault` when the hours cannot tell it any more."""
    if clock.by_hand:
        return _by_hand(clock, rule_sets)
    told = explain(clock.started_at, clock.budget, calendar_of(hours, national), clock.pauses)
    zone, names = ZoneInfo(hours.timezone), names_of(hours, national)
    ends = told.due_at or (clock.paused_at or clock.started_at).astimezone(zone)
    rule = rule_set_named(rule_sets, clock.rule)
    known = decreed_until(national)
    return Reckoning(
        clock=clock,
        counted=_counted(clock, told.counted, told.skipped, ends, zone),
        skipped=_skipped(clock, told.skipped, names),
        rule=_rule_name(clock, rule),
        legal_basis=rule.legal_basis if rule else "",
        in_force_since=rule.effective_from if rule else None,
        provisional=_skips_free_days(clock) and (known is None or ends.date() > known),
        still_so=clock.due_at is None or told.due_at is None or told.due_at == clock.due_at,
    )


def _by_hand(clock: Clock, rule_sets: Sequence[RuleSet]) -> Reckoning:
    """A person set the due time: there is nothing to count."""
    return Reckoning(
        clock=clock,
        counted=(),
        skipped=(),
        rule=_rule_name(clock, rule_set_named(rule_sets, clock.rule)),
        legal_basis="",
        in_force_since=None,
        provisional=False,
        still_so=True,
    )


def _rule_name(clock: Clock, rule_set: RuleSet | None) -> str:
    rules = rule_set.rules if rule_set else ()
    return next((rule.name for rule in rules if rule.key == clock.line), "")


def reckonings(
    clocks: Sequence[Clock],
    hours: Mapping[str, OfficeHours],
    national: Sequence[NationalDay],
    rule_sets: Sequence[RuleSet],
) -> tuple[Reckoning, ...]:
    """The arithmetic of each promise that can still be told."""
    found = []
    for clock in clocks:
        try:
            found.append(reckon(clock, hours[clock.calendar], national, rule_sets))
        except (CalendarFault, KeyError):  # hours that were made unusable since promise nothing new
            continue
    return tuple(found)


def _skips_free_days(clock: Clock) -> bool:
    return clock.budget.unit in (Unit.SECONDS, Unit.WORKING_DAYS)


def _skipped(clock: Clock, skipped: Sequence[Skipped], names: Mapping[date, str]) -> tuple[SkippedDay, ...]:
    """Free days matter only to promises that count open time or working days."""
    if not _skips_free_days(clock):
        return ()
    return tuple(SkippedDay(day.date, names.get(day.date, "")) for day in skipped)


def _counted(
    clock: Clock, intervals: Sequence[Interval], skipped: Sequence[Skipped], ends: datetime, zone: ZoneInfo
) -> tuple[CountedDay, ...]:
    if intervals:
        days: dict[date, list[Interval]] = {}
        for interval in intervals:
            days.setdefault(interval.begins.date(), []).append(interval)
        return tuple(CountedDay(day, tuple(each)) for day, each in days.items())
    if clock.budget.unit is Unit.RUNNING_SECONDS:
        return ()
    free = {day.date for day in skipped} if clock.budget.unit is Unit.WORKING_DAYS else set[date]()
    first = clock.started_at.astimezone(zone).date()
    later = (first + timedelta(days=count) for count in range(1, (ends.date() - first).days + 1))
    return tuple(CountedDay(day) for day in later if day not in free)
