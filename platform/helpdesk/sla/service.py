"""Start and follow the promises of cases."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.events import CaseCorrected, CaseEvent, TargetMissed
from helpdesk.sla import rules, store
from helpdesk.sla.holidays import NationalDay
from helpdesk.sla.hours import OfficeHours, calendar_of
from helpdesk.sla.model import Calendar, CalendarFault, Clock, TargetKind
from helpdesk.sla.reactions import Clocks, is_late, next_due, react, regrade
from helpdesk.sla.reckoning import Reckoning, reckonings
from helpdesk.sla.targets import (
    OFFICE,
    NoRuleInForce,
    RuleSet,
    promise_on_demand,
    promises_at_receipt,
    rule_set_in_force,
)
from tenants.doors import Scope, tenant_scope

_KEPT_SECONDS = 15.0
"""How long a process works with rules it has read: a changed rule counts for new cases after that."""


class OfficeRules(msgspec.Struct, frozen=True):
    """What one office promises, and the hours it counts in."""

    rule_sets: Sequence[RuleSet]
    hours: Mapping[str, OfficeHours]
    national: Sequence[NationalDay]
    calendars: Mapping[str, Calendar]
    """What the hours and the national days make together."""

    def clocks_at_receipt(self, case_kind: str, at: datetime) -> Clocks:
        """The clocks that start when a case of this kind is received.

        Raises `NoRuleInForce` or a `CalendarFault` when the office's settings cannot tell.
        """
        local = at.astimezone(ZoneInfo(self.calendars[OFFICE].timezone)).date()
        rule_set = rule_set_in_force(self.rule_sets, local)
        return {
            promise.kind: rules.start(promise, rule_set.version, self.calendars[promise.calendar_key], at)
            for promise in promises_at_receipt(rule_set, case_kind)
        }

    def due_if_begun(self, kind: TargetKind, at: datetime) -> datetime | None:
        """When a promise that is given on demand would be due if it began then.

        None when the office makes no such promise or its settings cannot tell.
        """
        try:
            local = at.astimezone(ZoneInfo(self.calendars[OFFICE].timezone)).date()
            rule_set = rule_set_in_force(self.rule_sets, local)
            promise = promise_on_demand(rule_set, kind)
            if promise is None:
                return None
            return rules.start(promise, rule_set.version, self.calendars[promise.calendar_key], at).due_at
        except (NoRuleInForce, CalendarFault, KeyError):
            return None


class Promised(msgspec.Struct, frozen=True):
    """What the desk sorts by."""

    due_at: datetime | None
    late: bool
    missed: tuple[TargetMissed, ...] = ()
    """Promises found broken just now, to be announced."""


_known: dict[int, tuple[float, OfficeRules]] = {}


async def office_rules(scope: Scope) -> OfficeRules:
    """The office's rules and calendars, read at most every 15 seconds per process."""
    read_at, known = _known.get(scope.tenant_id, (0.0, None))
    if known is not None and time.monotonic() - read_at < _KEPT_SECONDS:
        return known
    hours, national = await store.hours(scope), await store.national_days(scope)
    calendars = {key: calendar_of(each, national) for key, each in hours.items()}
    fresh = OfficeRules(await store.rule_sets(scope), hours, national, calendars)
    _known[scope.tenant_id] = (time.monotonic(), fresh)
    return fresh


def forget_office_rules(tenant_id: int) -> None:
    """Read the rules anew at the next need: this process has changed them."""
    _known.pop(tenant_id, None)


async def follow(scope: Scope, case_id: UUID, case_kind: str, facts: Sequence[CaseEvent]) -> Promised:
    """Let facts act on the clocks of their case, and save what moved."""
    office = await office_rules(scope)
    before = await store.load(scope, case_id)
    clocks = before
    for fact in facts:
        if isinstance(fact, CaseCorrected) and "kind" in fact.fields:
            clocks = _regraded(office, clocks, case_kind, scope.now)
        clocks = react(clocks, fact, office.calendars)
    moved = [clock for kind, clock in clocks.items() if clock != before.get(kind)]
    if moved:
        await store.save(scope, [(case_id, clocks)])
    missed = tuple(
        TargetMissed(case_id=case_id, at=scope.now, target=clock.kind.value, due_at=clock.breached_at)
        for clock in moved
        if clock.breached_at is not None and _unbroken(before.get(clock.kind), clock)
    )
    return Promised(next_due(clocks), is_late(clocks, scope.now), missed)


def _unbroken(before: Clock | None, clock: Clock) -> bool:
    return before is None or before.breached_at is None or before.round != clock.round


def _regraded(office: OfficeRules, clocks: Clocks, case_kind: str, now: datetime) -> Clocks:
    received = min((clock.started_at for clock in clocks.values()), default=now)
    return regrade(clocks, office.clocks_at_receipt(case_kind, received), office.calendars, now)


async def clocks_of(scope: Scope, case_id: UUID) -> Clocks:
    """The promises of a case, for showing them."""
    clocks = await store.load(scope, case_id)
    return {kind: clocks[kind] for kind in TargetKind if kind in clocks}


async def reckoned(tenant_id: int, clocks: Sequence[Clock]) -> tuple[Reckoning, ...]:
    """How the due times of promises of the office came about, as far as its hours can still tell."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        office = await office_rules(scope)
    return reckonings(clocks, office.hours, office.national, office.rule_sets)


async def due_if_begun(tenant_id: int, kind: TargetKind) -> datetime | None:
    """When a promise on demand of the office would be due if it began now; none when it makes none."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return (await office_rules(scope)).due_if_begun(kind, scope.now)
