"""What one office promises to one case: its rules, its hours, and the traits of the case put together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from helpdesk.sla import rules
from helpdesk.sla.holidays import NationalDay
from helpdesk.sla.hours import OfficeHours
from helpdesk.sla.model import Calendar, Clock, ClockState, TargetKind
from helpdesk.sla.reactions import Clocks
from helpdesk.sla.targets import (
    AT_RECEIPT,
    OFFICE,
    Chosen,
    RuleSet,
    Step,
    Traits,
    chosen,
    rule_set_in_force,
    rule_set_named,
    steps_of,
)

K = TargetKind
_FROM_ANOTHER_OFFICE = "relay"
"""Its citizen is spoken to elsewhere, so nobody replies here."""
_MOST_CHOSEN = 1000


class OfficeRules(msgspec.Struct, frozen=True):
    """What one office promises, and the hours it counts in."""

    rule_sets: Sequence[RuleSet]
    hours: Mapping[str, OfficeHours]
    national: Sequence[NationalDay]
    calendars: Mapping[str, Calendar]
    """What the hours and the national days make together."""
    chosen_before: dict[tuple[int, Traits], tuple[RuleSet, Mapping[TargetKind, Chosen]]] = {}
    """By rule set and traits: most cases of an office are alike. The set is kept beside, so that it stays itself."""

    def in_force(self, at: datetime) -> RuleSet:
        """The rule set for what is received then; raises `NoRuleInForce`."""
        local = at.astimezone(ZoneInfo(self.calendars[OFFICE].timezone)).date()
        return rule_set_in_force(self.rule_sets, local)

    def chosen(self, rule_set: RuleSet, traits: Traits) -> Mapping[TargetKind, Chosen]:
        """Each promise to cases with these traits, and the rule that gives it."""
        key = (id(rule_set), traits)
        known = self.chosen_before.get(key)
        if known is None:
            if len(self.chosen_before) >= _MOST_CHOSEN:
                self.chosen_before.clear()
            known = self.chosen_before[key] = rule_set, chosen(rule_set, traits)
        return known[1]

    def steps(self, clock: Clock) -> tuple[Step, ...]:
        """Who is told of this promise when: nobody of the citizen's own time, nor by a rule set unknown by now."""
        if clock.kind is TargetKind.CONTACT_REPLY:
            return ()
        known = rule_set_named(self.rule_sets, clock.rule)
        return steps_of(known, clock.line) if known else ()


class CaseTerms:
    """A case is judged by the rules that were in force on the day of its receipt, and by today's hours."""

    def __init__(self, office: OfficeRules, traits: Traits, received_at: datetime) -> None:
        """Raises `NoRuleInForce` when no rule set reaches back to the receipt."""
        self.rule_set = office.in_force(received_at)
        self.calendars = office.calendars
        self.received_at = received_at
        self._office = office
        self._traits = traits

    @cached_property
    def promised(self) -> Mapping[TargetKind, Chosen]:
        """Each promise, and the rule that gives it."""
        return self._office.chosen(self.rule_set, self._traits)

    def begin(
        self, kind: TargetKind, at: datetime, *, round: int = 1, due: datetime | None = None
    ) -> Clock | None:
        """A new clock; none when nothing of the kind is promised. Raises a `CalendarFault`, `KeyError`."""
        given = self.promised.get(kind)
        if given is None or (kind is K.CONTACT_REPLY and self._traits.channel == _FROM_ANOTHER_OFFICE):
            return None
        calendar = self.calendars[given.promise.calendar_key]
        version = self.rule_set.version
        return rules.start(given.promise, version, calendar, at, line=given.rule.key, due=due, round=round)

    def at_receipt(self) -> Clocks:
        """The clocks that start when the case is received; raises a `CalendarFault`."""
        begun = ((kind, self.begin(kind, self.received_at)) for kind in AT_RECEIPT)
        return {kind: clock for kind, clock in begun if clock is not None}


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What of the promises at receipt is kept already, as the case itself says."""

    seen_at: datetime | None
    responded_at: datetime | None
    verified: bool
    answered: bool


def retimed(clocks: Clocks, terms: CaseTerms, kept: Kept, at: datetime) -> Clocks:
    """The clocks as the terms want them now: other budgets and hours, the same beginnings, the same pauses.

    What is no longer promised stops; what is promised now and was not begins at the receipt. History stays.
    """
    changed = {kind: _retimed(clock, terms, at) for kind, clock in clocks.items()}
    for kind in AT_RECEIPT:
        known = changed.get(kind)
        if (known is None or known.state is ClockState.STOPPED) and not _is_settled(kind, kept):
            begun = _begun_late(kind, terms, kept, at)
            if begun is not None:
                changed[kind] = replace(begun, round=known.round) if known else begun
    return changed


def _retimed(clock: Clock, terms: CaseTerms, at: datetime) -> Clock:
    given = terms.promised.get(clock.kind)
    if given is None:
        return rules.stop(clock, at)
    return rules.retime(clock, given, terms.rule_set.version, terms.calendars[given.promise.calendar_key])


def _is_settled(kind: TargetKind, kept: Kept) -> bool:
    """Without a moment of its own in the case, a promise that is kept cannot be begun belatedly."""
    return kept.verified if kind is K.VERIFICATION else kept.answered if kind is K.RESOLUTION else False


def _begun_late(kind: TargetKind, terms: CaseTerms, kept: Kept, at: datetime) -> Clock | None:
    begun = terms.begin(kind, terms.received_at)
    met = {K.FIRST_SEEN: kept.seen_at, K.FIRST_RESPONSE: kept.responded_at}.get(kind)
    if begun is None or met is None or met > at:
        return begun
    return rules.meet(begun, met)
