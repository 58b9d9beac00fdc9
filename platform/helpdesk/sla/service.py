"""Start and follow the promises of cases."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.events import CaseCorrected, CaseDisposed, CaseEvent, PromiseGiven, TargetMissed
from helpdesk.sla import store
from helpdesk.sla.calendar import due_at, open_from
from helpdesk.sla.foretelling import Foretelling, foretell
from helpdesk.sla.given import missed_between, promises_between
from helpdesk.sla.hours import calendar_of, periods_on
from helpdesk.sla.model import Budget, Calendar, CalendarFault, Clock, Pause, Period, TargetKind, Unit
from helpdesk.sla.reactions import Clocks, react
from helpdesk.sla.reckoning import Reckoning, reckonings
from helpdesk.sla.table import one_of
from helpdesk.sla.targets import OFFICE, NoRuleInForce, RuleSet, Traits
from helpdesk.sla.terms import CaseTerms, Kept, OfficeRules, retimed
from kit.remembered import Remembered
from tenants.doors import Scope, tenant_scope

KEPT_SECONDS = 15.0
"""How long a process works with rules it has read: a changed rule counts for new cases after that."""
SETTLED = timedelta(seconds=KEPT_SECONDS + 5)
"""How long after a change of rules or hours somebody may still work by the old ones."""
_TRAITS = frozenset({"kind", "grade", "priority", "topic_id"})
"""Corrections that may bring other promises."""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """The case whose promises are followed, as it stands after its facts."""

    case_id: UUID
    traits: Traits
    received_at: datetime
    kept: Kept
    by_unit: bool = False
    """An officer of the case's unit did it."""


class Promised(msgspec.Struct, frozen=True):
    """The promises of a case after facts, and what there is to tell."""

    clocks: Clocks
    given: tuple[PromiseGiven, ...] = ()
    """Due times given and moved: for the history, which nobody can change."""
    missed: tuple[TargetMissed, ...] = ()
    """Promises found broken just now, to be announced."""


_known = Remembered[int, OfficeRules](KEPT_SECONDS)


async def office_rules(scope: Scope) -> OfficeRules:
    """The office's rules and calendars, read at most every 15 seconds per process."""
    return await _known.get(scope.tenant_id, lambda: fresh_rules(scope))


async def fresh_rules(scope: Scope) -> OfficeRules:
    """The same, as they stand in this transaction."""
    hours, national = await store.hours(scope), await store.national_days(scope)
    calendars = {key: one_of(calendar_of(each, national)) for key, each in hours.items()}
    return OfficeRules(await store.rule_sets(scope), hours, national, calendars)


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody is open at a moment, and when next."""

    today: tuple[Period, ...] = ()
    opens_at: datetime | None = None
    """None while it is open, and when its hours cannot tell."""
    is_open: bool = False


async def openings(tenant_id: int, now: datetime, calendars: Mapping[UUID, str]) -> Callable[[UUID], Opening]:
    """How each unit's hours stand, by the key of its calendar; units without one have the office's."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        known = (await office_rules(scope)).calendars
    seen: dict[int, Opening] = {}

    def of(unit_id: UUID) -> Opening:
        calendar = known.get(calendars.get(unit_id, "")) or known.get(OFFICE)
        if calendar is None:
            return Opening()
        return seen.get(id(calendar)) or seen.setdefault(id(calendar), _opening(calendar, now))

    return of


def _opening(calendar: Calendar, now: datetime) -> Opening:
    today = periods_on(calendar, now.astimezone(ZoneInfo(calendar.timezone)).date())
    try:
        opens_at = open_from(now, calendar)
    except CalendarFault:
        return Opening(today=today)
    is_open = opens_at <= now
    return Opening(today=today, is_open=is_open, opens_at=None if is_open else opens_at)


async def when_open(scope: Scope, key: str = "") -> datetime:
    """Now, or when the calendar of this key opens next (else the office's); now as well when no hours can tell."""
    known = (await office_rules(scope)).calendars
    calendar = known.get(key) or known.get(OFFICE)
    try:
        return open_from(scope.now, calendar) if calendar else scope.now
    except CalendarFault:
        return scope.now


async def in_time(scope: Scope, budget: timedelta) -> datetime:
    """When so much of the office's time has passed from now; so much of any time when its hours cannot tell."""
    calendar = (await office_rules(scope)).calendars.get(OFFICE)
    spent = Budget(unit=Unit.SECONDS, amount=int(budget.total_seconds()))
    try:
        found = due_at(scope.now, spent, calendar) if calendar else None
    except CalendarFault:
        found = None
    return found or scope.now + budget


def forget_office_rules(tenant_id: int) -> None:
    """Read the rules anew at the next need: this process has changed them."""
    _known.forget(tenant_id)


async def follow(scope: Scope, case: Followed, facts: Sequence[CaseEvent]) -> Promised:
    """Let facts act on the clocks of their case, and save what moved."""
    office = await office_rules(scope)
    terms = CaseTerms(office, case.traits, case.received_at)
    before = clocks = await store.load(scope, case.case_id, hold=True)
    given: list[PromiseGiven] = []
    for fact in facts:
        was = clocks
        if _brings_others(fact):
            clocks = retimed(clocks, terms, case.kept, scope.now)
        clocks = react(clocks, fact, terms, by_unit=case.by_unit)
        given += promises_between(was, clocks, fact)
    if clocks != before:
        await store.save(scope, [(case.case_id, clocks)])
    missed = missed_between(case.case_id, before, clocks, scope.now)
    return Promised(clocks, tuple(given), missed)


def _brings_others(fact: CaseEvent) -> bool:
    """May the case have other promises after this fact?"""
    return isinstance(fact, CaseDisposed) or (
        isinstance(fact, CaseCorrected) and not _TRAITS.isdisjoint(fact.fields)
    )


async def clocks_of(scope: Scope, case_id: UUID) -> Clocks:
    """The promises of a case, for showing them."""
    clocks = await store.load(scope, case_id)
    return {kind: clocks[kind] for kind in TargetKind if kind in clocks}


async def clocks_of_many(scope: Scope, case_ids: Sequence[UUID]) -> dict[UUID, Clocks]:
    """The promises of several cases."""
    return await store.load_many(scope, case_ids) if case_ids else {}


async def reckoned(tenant_id: int, clocks: Sequence[Clock]) -> tuple[Reckoning, ...]:
    """How the due times of promises of the office came about, as far as its hours can still tell."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        office = await office_rules(scope)
    return reckonings(clocks, office.hours, office.national, office.rule_sets)


async def due_if_begun(
    tenant_id: int, kind: TargetKind, traits: Traits, received_at: datetime
) -> datetime | None:
    """When a promise to a case would be due if it began now.

    None when the office makes no such promise or its settings cannot tell.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return await due_if_begun_at(scope, kind, traits, received_at, scope.now)


async def due_if_begun_at(
    scope: Scope, kind: TargetKind, traits: Traits, received_at: datetime, at: datetime
) -> datetime | None:
    """The same for a promise that begins then, in the caller's transaction."""
    begun = await begun_at(scope, kind, traits, received_at, at)
    return begun.due_at if begun else None


async def begun_at(
    scope: Scope, kind: TargetKind, traits: Traits, received_at: datetime, at: datetime
) -> Clock | None:
    """The promise itself, as it would stand if it began then; nothing is kept."""
    try:
        return CaseTerms(await office_rules(scope), traits, received_at).begin(kind, at)
    except (NoRuleInForce, CalendarFault, KeyError):
        return None


async def foretold(
    scope: Scope,
    traits: Traits,
    at: datetime,
    *,
    waits: Pause | None = None,
    rule_set: RuleSet | None = None,
) -> Foretelling:
    """What a case that is received then would be promised by the rules and hours of this transaction.

    With a rule set of its own the case is judged by it. Raises `NoRuleInForce`.
    """
    return foretell(await fresh_rules(scope), traits, at, waits=waits, rule_set=rule_set)
