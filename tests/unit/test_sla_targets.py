"""Which promises a case is given at Batang, at the province and at Halo Kemenkes."""

from datetime import date

import pytest
from msgspec import json

from helpdesk.sla.calendar import due_at, worked_between
from helpdesk.sla.defaults import DISTRICT_RULES, HALO_RULES, SUPERVISORY, halo_hours, office_hours
from helpdesk.sla.hours import calendar_of
from helpdesk.sla.model import Budget, Receiver, TargetKind
from helpdesk.sla.targets import (
    AT_RECEIPT,
    Condition,
    NoRuleInForce,
    Promise,
    Rule,
    RuleSet,
    Step,
    Traits,
    chosen,
    rule_set_in_force,
    steps_of,
)
from support.hours import running_hours, wib, working_days, working_hours

K = TargetKind
CASE_KINDS = ["complaint", "consultation", "information", "aspiration"]


def a_rule_set(version: str, effective_from: str, *rules: Rule, number: int = 1) -> RuleSet:
    return RuleSet(
        version=version,
        number=number,
        effective_from=date.fromisoformat(effective_from),
        legal_basis="a regulation",
        rules=rules,
    )


def promised(rule_set: RuleSet, **traits: str) -> dict[TargetKind, Budget]:
    """Which budgets a case with these traits has."""
    found = chosen(rule_set, Traits(**{"kind": "complaint", **traits}))
    return {kind: each.promise.budget for kind, each in found.items()}


@pytest.mark.parametrize("case_kind", [*CASE_KINDS, "a kind nobody has thought of"])
def test_batang_looks_at_every_case_within_eight_hours_of_day_and_night(case_kind: str) -> None:
    promises = promised(DISTRICT_RULES, kind=case_kind)
    assert promises[K.FIRST_SEEN] == running_hours(8)
    assert promises[K.VERIFICATION] == working_days(3)


@pytest.mark.parametrize("case_kind", CASE_KINDS)
def test_halo_kemenkes_looks_at_every_case_within_thirty_open_minutes(case_kind: str) -> None:
    assert promised(HALO_RULES, kind=case_kind)[K.FIRST_SEEN] == working_hours(0.5)


@pytest.mark.parametrize(
    ("case_kind", "topic", "response", "resolution"),
    [
        ("complaint", "", 5, 14),
        ("complaint", SUPERVISORY, 5, 60),
        ("consultation", "", 1, 5),
        ("information", "", None, 5),
        ("aspiration", "", None, 14),
    ],
)
@pytest.mark.parametrize("rule_set", [DISTRICT_RULES, HALO_RULES])
def test_each_kind_of_case_has_the_limits_of_its_rule(
    rule_set: RuleSet, case_kind: str, topic: str, response: int | None, resolution: int
) -> None:
    days = promised(rule_set, kind=case_kind, topic=topic)
    assert days[K.RESOLUTION] == working_days(resolution)
    assert days.get(K.FIRST_RESPONSE) == (working_days(response) if response else None)


@pytest.mark.parametrize(("grade", "hours"), [("red", 24), ("yellow", 72), ("green", 168)])
def test_a_graded_complaint_is_answered_and_followed_up_in_the_hours_of_its_grade(
    grade: str, hours: int
) -> None:
    graded = promised(DISTRICT_RULES, grade=grade)
    assert graded[K.FIRST_RESPONSE] == graded[K.RESOLUTION] == running_hours(hours)
    assert graded[K.VERIFICATION] == working_days(3), "what its rule does not promise, the next one does"


def a_rule(key: str, days: int, kind: TargetKind = K.RESOLUTION, **applies: tuple[str, ...]) -> Rule:
    conditions = {Condition(name): values for name, values in applies.items()}
    return Rule(key=key, name=key, applies=conditions, promises=(Promise(kind, working_days(days)),))


def test_of_the_rules_that_apply_the_upper_one_counts_for_each_target() -> None:
    rule_set = a_rule_set(
        "ordered",
        "2026-01-01",
        a_rule("unit", 2, unit=("a unit",)),
        a_rule("urgent", 3, priority=("urgent", "high")),
        a_rule("topic", 4, topic=("drugs",)),
        a_rule("any", 5),
        a_rule("seen", 1, K.FIRST_SEEN),
    )
    both = promised(rule_set, unit="a unit", priority="urgent")
    assert both == {K.FIRST_SEEN: working_days(1), K.RESOLUTION: working_days(2)}
    assert promised(rule_set, priority="high", topic="drugs")[K.RESOLUTION] == working_days(3)
    assert promised(rule_set, topic="drugs")[K.RESOLUTION] == working_days(4)
    assert promised(rule_set)[K.RESOLUTION] == working_days(5)


def test_a_rule_says_which_of_its_conditions_a_case_does_not_meet() -> None:
    rule = a_rule("strict", 1, channel=("whatsapp",), grade=("red",), priority=("urgent",))
    case = Traits(kind="complaint", channel="whatsapp", grade="green")
    assert rule.unmet(case) == (Condition.GRADE, Condition.PRIORITY)


def test_what_lapor_promises_is_started_when_its_occasion_comes() -> None:
    lapor = [K.LAPOR_VERIFICATION, K.LAPOR_RESPONSE, K.LAPOR_CLOSING]
    promises = promised(DISTRICT_RULES)
    assert [promises[kind] for kind in lapor] == [working_days(3), working_days(5), working_days(10)]
    assert not set(lapor) & set(AT_RECEIPT)
    assert K.HANDOVER not in promised(a_rule_set("empty", "2026-01-01"))


def test_a_rule_may_have_steps_of_its_own() -> None:
    own = Rule(key="own", name="own", steps=(Step(120, Receiver.HEAD), Step(50, Receiver.OFFICER)))
    none = Rule(key="none", name="none", steps=())
    rule_set = RuleSet(
        version="v",
        effective_from=date(2026, 1, 1),
        legal_basis="",
        rules=(own, none, Rule(key="usual", name="usual")),
        steps=(Step(100, Receiver.SUPERVISOR),),
    )
    assert [step.percent for step in steps_of(rule_set, "own")] == [50, 120]
    assert steps_of(rule_set, "none") == ()
    assert steps_of(rule_set, "usual") == steps_of(rule_set, "gone") == (Step(100, Receiver.SUPERVISOR),)


def test_of_two_versions_with_the_same_first_day_the_later_one_holds() -> None:
    first, second = a_rule_set("v-1", "2026-01-01"), a_rule_set("v-2", "2026-01-01", number=2)
    assert rule_set_in_force([second, first], date(2026, 1, 1)) is second


def test_a_rule_set_is_in_force_from_its_first_day_until_a_later_one_begins() -> None:
    old, new = a_rule_set("old", "2025-01-01"), a_rule_set("new", "2026-07-01")
    assert rule_set_in_force([new, old], date(2026, 6, 30)) is old
    assert rule_set_in_force([new, old], date(2026, 7, 1)) is new
    with pytest.raises(NoRuleInForce):
        rule_set_in_force([new, old], date(2024, 12, 31))


def test_rule_sets_survive_being_stored() -> None:
    for rule_set in (DISTRICT_RULES, HALO_RULES):
        assert json.decode(json.encode(rule_set), type=RuleSet) == rule_set


def test_halo_kemenkes_is_open_from_seven_to_eleven_at_night_on_weekdays() -> None:
    halo = calendar_of(halo_hours(), ())
    assert worked_between(wib("2026-03-02 00:00"), wib("2026-03-09 00:00"), halo) == 5 * 16 * 3600
    assert due_at(wib("2026-03-06 22:50"), working_hours(0.5), halo) == wib("2026-03-09 07:20")


def test_an_office_works_thirty_seven_and_a_half_hours_a_week() -> None:
    office = calendar_of(office_hours("Asia/Jakarta"), ())
    assert worked_between(wib("2026-03-02 00:00"), wib("2026-03-09 00:00"), office) == 37.5 * 3600
