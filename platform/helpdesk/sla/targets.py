"""Which promises a case is given, by dated rule sets: limits are data, never code.

The rules of a set stand in an order. For each target the first rule counts that applies to the case and
promises that target: a special rule stands above a general one, and an administrator sees which one wins.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from helpdesk.sla.model import Budget, Receiver, TargetKind

OFFICE = "office"
"""Key of the calendar that every office has."""
AT_RECEIPT = (
    TargetKind.FIRST_SEEN,
    TargetKind.VERIFICATION,
    TargetKind.FIRST_RESPONSE,
    TargetKind.RESOLUTION,
)
"""What begins when a case is received; every other target begins when its occasion comes."""


class NoRuleInForce(LookupError):
    """No rule set of the office is in force on that date."""

    code = "sla_no_rule_in_force"


class Condition(StrEnum):
    """What of a case a rule may ask for."""

    KIND = "kind"
    GRADE = "grade"
    PRIORITY = "priority"
    TOPIC = "topic"
    CHANNEL = "channel"
    UNIT = "unit"


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What of a case chooses its promises; topic and unit are ids as text."""

    kind: str
    grade: str = ""
    priority: str = ""
    topic: str = ""
    channel: str = ""
    unit: str = ""


class Promise(msgspec.Struct, frozen=True):
    """A target of one kind with its budget, counted in one of the office's calendars."""

    kind: TargetKind
    budget: Budget
    calendar_key: str = OFFICE


class Step(msgspec.Struct, frozen=True):
    """Who is told when so many percent of the promised time have passed and the promise is not kept."""

    percent: int
    tell: Receiver


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """Promises for the cases that it applies to."""

    key: str
    """Unique in its set."""
    name: str
    applies: dict[Condition, tuple[str, ...]] = {}
    """Each condition with the values that meet it; all must be met, and none asked for means every case."""
    promises: tuple[Promise, ...] = ()
    steps: tuple[Step, ...] | None = None
    """In place of the set's own steps."""

    def unmet(self, traits: Traits) -> tuple[Condition, ...]:
        """The conditions that a case with these traits does not meet; none when the rule applies."""
        return tuple(
            condition
            for condition, values in self.applies.items()
            if getattr(traits, condition) not in values
        )

    def promise(self, kind: TargetKind) -> Promise | None:
        """What it promises of this kind."""
        return next((promise for promise in self.promises if promise.kind is kind), None)


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """What an office promises from a date on; a changed rule is a new set with a new version."""

    version: str
    number: int = 1
    """Counts the office's versions; of two with the same date the later one holds."""
    effective_from: date
    legal_basis: str
    rules: tuple[Rule, ...] = ()
    """From the special to the general: for each target the first that applies counts."""
    steps: tuple[Step, ...] = ()
    """Who is told of a promise in danger, when its rule does not say otherwise."""


class Chosen(msgspec.Struct, frozen=True):
    """A promise, and the rule that gives it."""

    rule: Rule
    promise: Promise


def rule_set_in_force(rule_sets: Iterable[RuleSet], on: date) -> RuleSet:
    """The set with the latest beginning that is not after the date; `NoRuleInForce` without one."""
    begun = [rule_set for rule_set in rule_sets if rule_set.effective_from <= on]
    if not begun:
        raise NoRuleInForce(f"no rule set is in force on {on}")
    return max(begun, key=lambda rule_set: (rule_set.effective_from, rule_set.number))


def chosen(rule_set: RuleSet, traits: Traits) -> Mapping[TargetKind, Chosen]:
    """For each target the promise that a case with these traits has, in the order of the targets."""
    found: dict[TargetKind, Chosen] = {}
    for rule in rule_set.rules:
        if not rule.unmet(traits):
            for promise in rule.promises:
                found.setdefault(promise.kind, Chosen(rule, promise))
    return {kind: found[kind] for kind in TargetKind if kind in found}


def rule_set_named(rule_sets: Iterable[RuleSet], version: str) -> RuleSet | None:
    """The set of this version; none when it is not known any more."""
    return next((each for each in rule_sets if each.version == version), None)


def steps_of(rule_set: RuleSet, rule_key: str) -> tuple[Step, ...]:
    """The steps of a rule of the set, by their percentage; the set's own when the rule is not known."""
    rule = next((each for each in rule_set.rules if each.key == rule_key), None)
    steps = rule_set.steps if rule is None or rule.steps is None else rule.steps
    return tuple(sorted(steps, key=lambda step: step.percent))
