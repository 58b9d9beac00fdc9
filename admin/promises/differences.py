"""What changes from one rule set to the next, rule by rule."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from helpdesk.sla.model import TargetKind
from helpdesk.sla.targets import Condition, Promise, Rule, RuleSet, Step


class What(StrEnum):
    """What became of a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that is not as it was; places count from 1."""

    what: What
    before: Rule | None = None
    after: Rule | None = None
    was_at: int = 0
    is_at: int = 0

    @property
    def rule(self) -> Rule:
        """As it is, or as it was when it is gone."""
        found = self.after or self.before
        assert found is not None
        return found


def differences(before: RuleSet, after: RuleSet) -> tuple[Difference, ...]:
    """Rules added, changed and moved in their new order, then those removed."""
    was = {rule.key: (place, rule) for place, rule in enumerate(before.rules, 1)}
    keys = {rule.key for rule in after.rules}
    stayed = _stayed([rule.key for rule in before.rules], [rule.key for rule in after.rules])
    found = []
    for place, rule in enumerate(after.rules, 1):
        if rule.key not in was:
            found.append(Difference(what=What.ADDED, after=rule, is_at=place))
            continue
        was_at, old = was[rule.key]
        places = {"was_at": was_at, "is_at": place}
        if not same(old, rule):
            found.append(Difference(what=What.CHANGED, before=old, after=rule, **places))
        if rule.key not in stayed:
            found.append(Difference(what=What.MOVED, before=old, after=rule, **places))
    gone = [(place, rule) for place, rule in enumerate(before.rules, 1) if rule.key not in keys]
    removed = (Difference(what=What.REMOVED, before=rule, was_at=place) for place, rule in gone)
    return (*found, *removed)


def same(one: Rule, other: Rule) -> bool:
    """Do they ask for and promise the same, in whatever order it is written?"""
    return (
        one.name == other.name
        and not conditions_changed(one, other)
        and not promises_changed(one, other)
        and same_steps(one.steps, other.steps)
    )


def conditions_changed(one: Rule, other: Rule) -> tuple[Condition, ...]:
    """Conditions that ask for something else."""
    return tuple(
        each for each in Condition if set(one.applies.get(each, ())) != set(other.applies.get(each, ()))
    )


def promises_changed(one: Rule, other: Rule) -> tuple[tuple[TargetKind, Promise | None, Promise | None], ...]:
    """Targets whose promise is another, with what was and what is promised."""
    pairs = ((kind, one.promise(kind), other.promise(kind)) for kind in TargetKind)
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def same_steps(one: Sequence[Step] | None, other: Sequence[Step] | None) -> bool:
    """Are the same people told at the same percentages?"""
    if one is None or other is None:
        return one is other
    return set(one) == set(other)


def _stayed(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The most rules that keep their order among each other; every other one was moved."""
    places = {key: place for place, key in enumerate(before)}
    best: list[tuple[str, ...]] = [()]
    for key in (each for each in after if each in places):
        fitting = [run for run in best if not run or places[run[-1]] < places[key]]
        best.append((*_longest(fitting), key))
    return frozenset(_longest(best))


def _longest(runs: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return max(runs, key=len)
