"""Which promises a case is given at Batang, at the province and at Halo Kemenkes."""

from datetime import date

import pytest
from msgspec import json

from helpdesk.sla.calendar import due_at, worked_between
from helpdesk.sla.defaults import DISTRICT_RULES, HALO_RULES, halo_hours, office_hours
from helpdesk.sla.hours import calendar_of
from helpdesk.sla.model import TargetKind
from helpdesk.sla.targets import (
    NoRuleInForce,
    Promise,
    RuleSet,
    promise_on_demand,
    promises_at_receipt,
    rule_set_in_force,
)
from support.hours import running_hours, wib, working_days, working_hours

CASE_KINDS = ["complaint", "supervisory_complaint", "consultation", "information", "aspiration"]


def a_rule_set(version: str, effective_from: str) -> RuleSet:
    return RuleSet(
        version=version, effective_from=date.fromisoformat(effective_from), legal_basis="a regulation"
    )


@pytest.mark.parametrize("case_kind", [*CASE_KINDS, "a kind nobody has thought of"])
def test_batang_looks_at_every_case_within_eight_hours_of_day_and_night(case_kind: str) -> None:
    promises = promises_at_receipt(DISTRICT_RULES, case_kind)
    assert promises[0] == Promise(TargetKind.FIRST_SEEN, running_hours(8))
    assert promises[1] == Promise(TargetKind.VERIFICATION, working_days(3))


@pytest.mark.parametrize("case_kind", CASE_KINDS)
def test_halo_kemenkes_looks_at_every_case_within_thirty_open_minutes(case_kind: str) -> None:
    assert promises_at_receipt(HALO_RULES, case_kind)[0] == Promise(TargetKind.FIRST_SEEN, working_hours(0.5))


@pytest.mark.parametrize(
    ("case_kind", "response", "resolution"),
    [
        ("complaint", 5, 14),
        ("supervisory_complaint", 5, 60),
        ("consultation", 1, 5),
        ("information", None, 5),
        ("aspiration", None, 14),
    ],
)
@pytest.mark.parametrize("rule_set", [DISTRICT_RULES, HALO_RULES])
def test_each_kind_of_case_has_the_limits_of_its_rule(
    rule_set: RuleSet, case_kind: str, response: int | None, resolution: int
) -> None:
    days = {promise.kind: promise.budget for promise in promises_at_receipt(rule_set, case_kind)}
    assert days[TargetKind.RESOLUTION] == working_days(resolution)
    assert days.get(TargetKind.FIRST_RESPONSE) == (working_days(response) if response else None)


def test_a_rule_of_a_kind_replaces_the_rule_of_every_case() -> None:
    strict = Promise(TargetKind.VERIFICATION, working_days(1))
    rule_set = RuleSet(
        version="strict",
        effective_from=date(2026, 1, 1),
        legal_basis="a local rule",
        every_case=(Promise(TargetKind.VERIFICATION, working_days(3)),),
        by_case_kind={"complaint": (strict,)},
    )
    assert promises_at_receipt(rule_set, "complaint") == (strict,)


def test_what_lapor_promises_is_started_when_its_occasion_comes() -> None:
    lapor = [TargetKind.LAPOR_VERIFICATION, TargetKind.LAPOR_RESPONSE, TargetKind.LAPOR_CLOSING]
    promised = [promise_on_demand(DISTRICT_RULES, kind) for kind in lapor]
    assert [promise and promise.budget for promise in promised] == [
        working_days(3),
        working_days(5),
        working_days(10),
    ]
    assert not set(lapor) & {promise.kind for promise in promises_at_receipt(DISTRICT_RULES, "complaint")}
    assert promise_on_demand(a_rule_set("empty", "2026-01-01"), TargetKind.HANDOVER) is None


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
