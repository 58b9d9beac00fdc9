"""Which promises a case of a kind is given, by dated rule sets: limits are data, never code."""

from collections.abc import Iterable
from datetime import date

import msgspec

from helpdesk.sla.model import Budget, TargetKind

OFFICE = "office"
"""Key of the calendar that every office has."""


class NoRuleInForce(LookupError):
    """No rule set of the office is in force on that date."""

    code = "sla_no_rule_in_force"


class Promise(msgspec.Struct, frozen=True):
    """A target of one kind with its budget, counted in one of the office's calendars."""

    kind: TargetKind
    budget: Budget
    calendar_key: str = OFFICE


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """What an office promises from a date on; a changed rule is a new set with a new version."""

    version: str
    effective_from: date
    legal_basis: str
    every_case: tuple[Promise, ...] = ()
    """Given to a case of any kind at its receipt."""
    by_case_kind: dict[str, tuple[Promise, ...]] = {}
    """Given at receipt to cases of this kind; a target named here replaces the one of every case."""
    on_demand: tuple[Promise, ...] = ()
    """Given when something happens later: a hand-over, a new question, a registration in SP4N-LAPOR."""


def rule_set_in_force(rule_sets: Iterable[RuleSet], on: date) -> RuleSet:
    """The set with the latest beginning that is not after the date; `NoRuleInForce` without one."""
    begun = [rule_set for rule_set in rule_sets if rule_set.effective_from <= on]
    if not begun:
        raise NoRuleInForce(f"no rule set is in force on {on}")
    return max(begun, key=lambda rule_set: rule_set.effective_from)


def promises_at_receipt(rule_set: RuleSet, case_kind: str) -> tuple[Promise, ...]:
    """The promises whose clocks start when a case of this kind is received."""
    promises = {promise.kind: promise for promise in rule_set.every_case}
    promises.update({promise.kind: promise for promise in rule_set.by_case_kind.get(case_kind, ())})
    return tuple(promises.values())


def promise_on_demand(rule_set: RuleSet, kind: TargetKind) -> Promise | None:
    """The promise to start when its occasion comes, if the office makes it."""
    return next((promise for promise in rule_set.on_demand if promise.kind is kind), None)
