"""Read the office's rule sets, look at what a new one would change, and save it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from admin.promises import reading, rules, store
from admin.promises.differences import Difference, What, differences
from admin.promises.model import Affected, Book, Draft, TypedRule, Version
from helpdesk.cases.model import CaseKind
from helpdesk.cases.recounting import ask, last_recounts
from helpdesk.cases.recounts import Recount
from helpdesk.sla import service as sla
from helpdesk.sla import store as sla_store
from helpdesk.sla.foretelling import Foretelling, foretell
from helpdesk.sla.model import Pause
from helpdesk.sla.targets import OFFICE, NoRuleInForce, Rule, RuleSet, Traits, rule_set_in_force
from helpdesk.sla.terms import OfficeRules
from kit.errors import Invalid, Missing, Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

_READ, _WRITE = Permission.READ_OVERVIEW, Permission.MANAGE_OFFICE


class Example(msgspec.Struct, frozen=True):
    """A case that is received now: what it is promised, and what it would be."""

    traits: Traits
    before: Foretelling | None
    after: Foretelling


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What a new version would change."""

    base: RuleSet
    """The version that it takes the place of."""
    wanted: RuleSet
    changes: tuple[Difference, ...]
    shadowed: tuple[Rule, ...]
    affected: Affected
    later: RuleSet | None
    """A version that begins after it and takes its place then."""
    examples: tuple[Example, ...]


async def book(actor: Actor) -> Book:
    """Every version, and what they name."""
    require(actor, _READ)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        known, _ = await _book(scope)
    return known


async def recounts(actor: Actor) -> list[Recount]:
    """The last ones, the newest first."""
    require(actor, _READ)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await last_recounts(scope)


async def rule(actor: Actor, typed: TypedRule, draft: Draft, key: str) -> Draft:
    """The draft with this rule in it; raises `Invalid` naming the fields."""
    require(actor, _WRITE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        office, choices = await sla.fresh_rules(scope), await store.choices(scope)
        made = reading.checked_rule(typed, draft, key, choices, office.calendars, scope.now)
    wanted = rules.put(draft.rules, made)
    if len(wanted) > rules.MOST_RULES:
        raise Invalid("invalid", fields={"name": "too_many"})
    return replace(draft, rules=wanted)


async def review(actor: Actor, draft: Draft) -> Review:
    """What the draft would change; raises `Invalid` naming the fields, `Missing` when its base is unknown."""
    require(actor, _WRITE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        known, office = await _book(scope)
        wanted = rules.checked(draft, _sets(known), office.calendars, known.today, scope.now)
        base = _replaced(wanted, known, draft)
        later = _later(wanted, _sets(known))
        return Review(
            base=base,
            wanted=wanted,
            changes=differences(base, wanted),
            shadowed=rules.shadowed(wanted.rules),
            affected=await _affected(scope, wanted, later, known.timezone),
            later=later,
            examples=tuple(_example(office, wanted, each, scope.now) for each in _kinds()),
        )


async def save(actor: Actor, draft: Draft) -> None:
    """Make the draft a version, and have open cases counted anew.

    Raises `Stale` when another version was saved since the draft was begun, and what `review` raises.
    """
    require(actor, _WRITE)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        known, office = await _book(scope)
        newest = known.newest.rule_set
        if newest.version != draft.seen:
            raise Stale("rules_changed", current=newest.number)
        wanted = rules.checked(draft, _sets(known), office.calendars, known.today, scope.now)
        base = _replaced(wanted, known, draft)
        await sla_store.add_rule_set(scope, wanted, actor.name)
        await record(scope, actor, "rules.saved", "rule_set", **_summary(base, wanted))
        await ask(scope, actor, why="rules")
    sla.forget_office_rules(actor.tenant_id)


async def foretold(
    actor: Actor, traits: Traits, at: datetime, waits: Pause | None, draft: Draft | None = None
) -> Foretelling:
    """What a case would be promised, by the stored rules or by those of a draft.

    Raises `NoRuleInForce`, and `Invalid` for a draft that does not hold.
    """
    require(actor, _READ)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        tried = None
        if draft is not None:
            known, office = await _book(scope)
            tried = rules.checked(draft, _sets(known), office.calendars, known.today, scope.now)
        return await sla.foretold(scope, traits, at, waits=waits, rule_set=tried)


def version_of(known: Book, version: str) -> Version:
    """The one of this name; raises `Missing`."""
    for each in known.versions:
        if each.rule_set.version == version:
            return each
    raise Missing("rule_set_missing")


async def _book(scope: Scope) -> tuple[Book, OfficeRules]:
    """Every version, and the rules and hours that count now."""
    office = await sla.fresh_rules(scope)
    zone = office.calendars[OFFICE].timezone
    known = Book(
        versions=await store.versions(scope),
        today=scope.now.astimezone(ZoneInfo(zone)).date(),
        now=scope.now,
        timezone=zone,
        choices=await store.choices(scope),
    )
    return known, office


def _sets(known: Book) -> Sequence[RuleSet]:
    return [each.rule_set for each in known.versions]


def _replaced(wanted: RuleSet, known: Book, draft: Draft) -> RuleSet:
    """Which version the new one takes the place of on its first day; before all others, the one it began from."""
    try:
        return rule_set_in_force(_sets(known), wanted.effective_from)
    except NoRuleInForce:
        return version_of(known, draft.base).rule_set


def _later(wanted: RuleSet, known: Sequence[RuleSet]) -> RuleSet | None:
    following = [each for each in known if each.effective_from > wanted.effective_from]
    return min(following, key=lambda each: (each.effective_from, -each.number), default=None)


async def _affected(scope: Scope, wanted: RuleSet, later: RuleSet | None, zone: str) -> Affected:
    since = _midnight(wanted.effective_from, zone)
    until = _midnight(later.effective_from, zone) if later else None
    return await store.affected(scope, since, until)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _kinds() -> list[Traits]:
    graded = [Traits(kind=CaseKind.COMPLAINT.value, grade=grade) for grade in reading.GRADES]
    return [*graded, *(Traits(kind=kind.value) for kind in CaseKind)]


def _example(office: OfficeRules, wanted: RuleSet, traits: Traits, now: datetime) -> Example:
    try:
        before = foretell(office, traits, now)
    except NoRuleInForce:
        before = None
    return Example(traits, before, foretell(office, traits, now, rule_set=wanted))


def _summary(base: RuleSet, wanted: RuleSet) -> Mapping[str, Any]:
    """What the audit log keeps: names of rules, never more than a line each can hold."""
    changes = differences(base, wanted)
    named = {what.value: [each.rule.name for each in changes if each.what is what] for what in What}
    return {
        "version": wanted.version,
        "base": base.version,
        "since": wanted.effective_from.isoformat(),
        **{what: names for what, names in named.items() if names},
    }
