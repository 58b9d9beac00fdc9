"""Which dispositions wait, and for whom."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from helpdesk.approvals import rules
from helpdesk.approvals.model import Approvers, Plan, Rule, Why, Wish
from kit.errors import Invalid
from support.builders import an_actor
from tenants.permissions.model import ActorKind, Permission, Role

PUSKESMAS, FIELD = UUID(int=1), UUID(int=2)
DUE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEAD = Approvers.HEAD
WISH = Wish(unit_id=PUSKESMAS, due_at=DUE)


def why(rule: Rule, wish: Wish = WISH, kind: str = "complaint", grade: str = "red") -> tuple[Why, ...]:
    return rules.reasons(rule, wish, kind=kind, grade=grade, proposed=DUE)


def test_a_rule_that_names_nothing_fits_every_disposition() -> None:
    assert why(Rule(approvers=HEAD)) == (Why.EVERY,)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(approvers=HEAD, kind="complaint"), (Why.KIND,)),
        (Rule(approvers=HEAD, kind="aspiration"), ()),
        (Rule(approvers=HEAD, grade="red"), (Why.GRADE,)),
        (Rule(approvers=HEAD, grade="green"), ()),
        (Rule(approvers=HEAD, unit_id=PUSKESMAS), (Why.UNIT,)),
        (Rule(approvers=HEAD, unit_id=FIELD), ()),
        (Rule(approvers=HEAD, kind="complaint", grade="red"), (Why.KIND, Why.GRADE)),
        (Rule(approvers=HEAD, kind="complaint", grade="green"), ()),
        (Rule(approvers=HEAD, longer=True), ()),
    ],
)
def test_it_fits_when_all_that_it_names_is_true(rule: Rule, fits: tuple[Why, ...]) -> None:
    assert why(rule) == fits


def test_a_unit_is_meant_in_whatever_role() -> None:
    rule = Rule(approvers=HEAD, unit_id=FIELD)
    assert why(rule, replace(WISH, helpers=frozenset({FIELD})))
    assert why(rule, replace(WISH, copies=frozenset({FIELD})))


@pytest.mark.parametrize(
    ("due", "waits"),
    [(DUE, False), (DUE - timedelta(days=1), False), (DUE + timedelta(minutes=1), True), (None, True)],
)
def test_longer_is_what_takes_time_from_the_promise(due: datetime | None, waits: bool) -> None:
    assert bool(why(Rule(approvers=HEAD, longer=True), replace(WISH, due_at=due))) == waits


def test_where_nothing_is_proposed_no_due_time_is_longer() -> None:
    rule = Rule(approvers=HEAD, longer=True)
    assert not rules.reasons(rule, WISH, kind="complaint", grade="", proposed=None)


def test_the_first_that_fits_counts() -> None:
    plan = Plan(rules=(Rule(approvers=HEAD, grade="green"), Rule(approvers=Approvers.SUPERVISOR)))
    found = rules.first_that_fits(plan, WISH, kind="complaint", grade="red", proposed=None)
    assert found == (plan.rules[1], (Why.EVERY,))
    assert rules.first_that_fits(Plan(), WISH, kind="complaint", grade="red", proposed=None) is None


@pytest.mark.parametrize(
    ("role", "by"),
    [
        (Role.SUPERVISOR, {Approvers.SUPERVISOR, Approvers.EITHER}),
        (Role.HEAD, {Approvers.HEAD, Approvers.EITHER}),
        (Role.AGENT, set()),
        (Role.ADMINISTRATOR, set()),
    ],
)
def test_who_decides_follows_from_the_role(role: Role, by: set[Approvers]) -> None:
    actor = an_actor(role)
    assert {each for each in Approvers if rules.may_decide(actor, each)} == by
    assert {each for each in Approvers if rules.holds_role([role.value], each)} == by


def test_a_role_without_the_right_decides_nothing_and_a_program_decides_by_its_scope() -> None:
    actor = an_actor(Role.SUPERVISOR)
    assert not rules.may_decide(replace(actor, permissions=frozenset()), Approvers.EITHER)
    program = replace(actor, kind=ActorKind.API_KEY, roles=frozenset())
    assert rules.may_decide(replace(program, permissions=frozenset({Permission.APPROVE})), HEAD)
    assert not rules.may_decide(replace(program, permissions=frozenset({Permission.DISPOSE})), HEAD)


def test_rules_name_what_there_is() -> None:
    wanted = [Rule(approvers=HEAD), Rule(approvers=HEAD, kind="x", grade="y", unit_id=FIELD)]
    with pytest.raises(Invalid) as refused:
        rules.checked(wanted, kinds={"complaint"}, grades={"red"}, units={PUSKESMAS})
    assert set(refused.value.details["fields"]) == {"kind_2", "grade_2", "unit_2"}
    many = [Rule(approvers=HEAD, unit_id=UUID(int=each)) for each in range(20)]
    with pytest.raises(Invalid):
        rules.checked(many, kinds=(), grades=(), units={rule.unit_id for rule in many if rule.unit_id})


def test_the_same_rule_twice_is_kept_once() -> None:
    rule = Rule(approvers=HEAD)
    assert rules.checked([rule, rule], kinds=(), grades=(), units=()) == (rule,)
