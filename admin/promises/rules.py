"""What a rule set may be: every case is looked at in time, every promise can be told, and no rule stands twice."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from admin.promises.model import Draft
from admin.promises.reading import (
    LARGEST_PERCENT,
    LONGEST_NAME,
    MEASURES,
    can_be_told,
    read_steps,
    typed_steps,
)
from helpdesk.sla.model import Calendar, TargetKind, Unit
from helpdesk.sla.targets import Rule, RuleSet
from kit.errors import Invalid
from kit.typed import one_line

MOST_RULES = 60
LONGEST_BASIS = 300
FARTHEST = timedelta(days=731)


def checked(
    draft: Draft, known: Sequence[RuleSet], calendars: Mapping[str, Calendar], today: date, now: datetime
) -> RuleSet:
    """The version that the draft asks for, behind those that are known; raises `Invalid` naming the fields."""
    wrong: dict[str, str] = {}
    since = _day(draft.effective_from, today, wrong)
    basis = one_line(draft.legal_basis)
    if not basis or len(basis) > LONGEST_BASIS:
        wrong["legal_basis"] = "too_long" if basis else "required"
    steps = read_steps(draft.steps, wrong)
    fault = _rules_fault(draft.rules, calendars, now)
    if fault:
        wrong["rules"] = fault
    if wrong:
        raise Invalid("invalid", fields=wrong)
    number, version = _next(known)
    return RuleSet(
        version=version,
        number=number,
        effective_from=since,
        legal_basis=basis,
        rules=draft.rules,
        steps=steps,
    )


def _rules_fault(rules: Sequence[Rule], calendars: Mapping[str, Calendar], now: datetime) -> str:
    """What is wrong with them as a whole; also what only a form that was not ours can hold."""
    if not rules:
        return "empty"
    if len(rules) > MOST_RULES:
        return "too_many"
    if len({rule.key for rule in rules}) < len(rules) or len({r.name.casefold() for r in rules}) < len(rules):
        return "twice"
    if any(not _is_sound(rule, calendars, now) for rule in rules):
        return "broken"
    first_seen = any(not rule.applies and rule.promise(TargetKind.FIRST_SEEN) for rule in rules)
    return "" if first_seen else "first_seen"


def _is_sound(rule: Rule, calendars: Mapping[str, Calendar], now: datetime) -> bool:
    most = {unit: max(m.most * m.size for m in MEASURES.values() if m.unit is unit) for unit in Unit}
    return (
        0 < len(rule.name) <= LONGEST_NAME
        and len({promise.kind for promise in rule.promises}) == len(rule.promises) > 0
        and all(0 < each.budget.amount <= most[each.budget.unit] for each in rule.promises)
        and all(1 <= step.percent <= LARGEST_PERCENT for step in rule.steps or ())
        and all(can_be_told(promise, calendars, now) for promise in rule.promises)
    )


def _day(text: str, today: date, wrong: dict[str, str]) -> date:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        wrong["effective_from"] = "unreadable" if text.strip() else "required"
        return today
    if abs(found - today) > FARTHEST:
        wrong["effective_from"] = "far"
    return found


def _next(known: Sequence[RuleSet]) -> tuple[int, str]:
    newest = max(known, key=lambda rule_set: rule_set.number)
    stem = re.sub(r"-[0-9]+$", "", newest.version)
    taken, number = {rule_set.version for rule_set in known}, newest.number + 1
    while f"{stem}-{number}" in taken:
        number += 1
    return number, f"{stem}-{number}"


def put(rules: tuple[Rule, ...], rule: Rule) -> tuple[Rule, ...]:
    """The rule in its place; a new one on top, where the special stands."""
    if any(each.key == rule.key for each in rules):
        return tuple(rule if each.key == rule.key else each for each in rules)
    return (rule, *rules)


def moved(rules: tuple[Rule, ...], key: str, by: int) -> tuple[Rule, ...]:
    """The rule one place up or down; at the end it stays."""
    at = next((index for index, rule in enumerate(rules) if rule.key == key), None)
    if at is None or not 0 <= at + by < len(rules):
        return rules
    others = [*rules[:at], *rules[at + 1 :]]
    others.insert(at + by, rules[at])
    return tuple(others)


def without(rules: tuple[Rule, ...], key: str) -> tuple[Rule, ...]:
    """The rules but for one."""
    return tuple(rule for rule in rules if rule.key != key)


def shadowed(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Rules that can never win: for each of their promises a rule above applies wherever they do."""
    return tuple(
        rule
        for place, rule in enumerate(rules)
        if rule.promises
        and all(
            any(upper.promise(promise.kind) and _covers(upper, rule) for upper in rules[:place])
            for promise in rule.promises
        )
    )


def _covers(upper: Rule, lower: Rule) -> bool:
    """Does the upper rule apply to every case that the lower one applies to?"""
    return all(
        condition in lower.applies and set(lower.applies[condition]) <= set(values)
        for condition, values in upper.applies.items()
    )


def draft_of(rule_set: RuleSet, seen: str, since: date) -> Draft:
    """A draft that begins as this version."""
    return Draft(
        seen=seen,
        base=rule_set.version,
        effective_from=since.isoformat(),
        legal_basis=rule_set.legal_basis,
        steps=typed_steps(rule_set.steps),
        rules=rule_set.rules,
    )
