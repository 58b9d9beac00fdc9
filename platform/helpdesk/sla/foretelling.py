"""What would be promised to a case that nobody has sent: by which rule, until when, and who would be told when."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from helpdesk.sla import rules
from helpdesk.sla.model import Calendar, CalendarFault, Clock, Pause, Receiver, TargetKind
from helpdesk.sla.progress import reached_at
from helpdesk.sla.reactions import HELD_UP_BY_WAITING
from helpdesk.sla.reckoning import Reckoning, reckon
from helpdesk.sla.targets import AT_RECEIPT, Condition, Rule, RuleSet, Step, Traits
from helpdesk.sla.terms import CaseTerms, OfficeRules


class PassedOver(msgspec.Struct, frozen=True):
    """A rule that stands above the one that counts, promises the same, and does not apply."""

    rule: Rule
    unmet: tuple[Condition, ...]


class ToldAt(msgspec.Struct, frozen=True):
    """Who is told at so many percent of the promised time."""

    percent: int
    tell: tuple[Receiver, ...]
    at: datetime | None
    """None when a pause decides, or the laid-out years end before."""


class Foretold(msgspec.Struct, frozen=True, kw_only=True):
    """One promise as it would be given."""

    reckoning: Reckoning
    rule: Rule
    passed_over: tuple[PassedOver, ...]
    steps: tuple[ToldAt, ...]
    at_receipt: bool
    """Otherwise it begins when its occasion comes, and is told as if that were at the same moment."""

    @property
    def clock(self) -> Clock:
        return self.reckoning.clock


class Foretelling(msgspec.Struct, frozen=True, kw_only=True):
    """All that would be promised to one case."""

    rule_set: RuleSet
    promises: tuple[Foretold, ...]
    untold: tuple[TargetKind, ...] = ()
    """Promised, but the hours cannot tell when it is due."""


def foretell(
    office: OfficeRules,
    traits: Traits,
    at: datetime,
    *,
    waits: Pause | None = None,
    rule_set: RuleSet | None = None,
) -> Foretelling:
    """What a case with these traits that is received then would be promised; `waits` is for the citizen.

    With a rule set of its own the case is judged by it, whatever its date; else by the one in force on the
    day of the receipt. Raises `NoRuleInForce`.
    """
    if rule_set is not None:
        office = replace(office, rule_sets=(replace(rule_set, effective_from=date.min),))
    terms = CaseTerms(office, traits, at)
    judged = rule_set or terms.rule_set
    promises, untold = [], []
    for kind, given in terms.promised.items():
        try:
            clock = terms.begin(kind, at)
            if clock is None:
                continue
            calendar = office.calendars[clock.calendar]
            clock = _held_up(clock, waits, calendar)
            reckoning = reckon(clock, office.hours[clock.calendar], office.national, (judged,))
            steps = _steps(office.steps(clock), clock, calendar)
        except (CalendarFault, KeyError):
            untold.append(kind)
            continue
        passed = _passed_over(judged, given.rule, kind, traits)
        promises.append(
            Foretold(
                reckoning=reckoning,
                rule=given.rule,
                passed_over=passed,
                steps=steps,
                at_receipt=kind in AT_RECEIPT,
            )
        )
    return Foretelling(rule_set=judged, promises=tuple(promises), untold=tuple(untold))


def _held_up(clock: Clock, waits: Pause | None, calendar: Calendar) -> Clock:
    if waits is None or clock.kind not in HELD_UP_BY_WAITING:
        return clock
    paused = rules.pause(clock, waits.begins, waits.reason)
    return rules.resume(paused, waits.ends, calendar) if waits.ends is not None else paused


def _steps(steps: Sequence[Step], clock: Clock, calendar: Calendar) -> tuple[ToldAt, ...]:
    percents = sorted({step.percent for step in steps})
    return tuple(ToldAt(each, _told(steps, each), reached_at(each, clock, calendar)) for each in percents)


def _told(steps: Sequence[Step], percent: int) -> tuple[Receiver, ...]:
    return tuple(dict.fromkeys(step.tell for step in steps if step.percent == percent))


def _passed_over(rule_set: RuleSet, winner: Rule, kind: TargetKind, traits: Traits) -> tuple[PassedOver, ...]:
    above = rule_set.rules[: rule_set.rules.index(winner)]
    return tuple(PassedOver(rule, rule.unmet(traits)) for rule in above if rule.promise(kind) is not None)
