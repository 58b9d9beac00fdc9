"""What an administrator types as rules, what a version may be, and what changes from one to the next."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from admin.promises.asking import checked_question
from admin.promises.differences import What, differences
from admin.promises.model import Choices, Draft, TypedPromise, TypedQuestion, TypedRule
from admin.promises.reading import MEASURES, checked_rule, measured, read_steps, typed_steps
from admin.promises.rules import checked, draft_of, moved, put, shadowed, without
from helpdesk.sla.defaults import DISTRICT_RULES, HALO_RULES, halo_hours, office_hours
from helpdesk.sla.foretelling import foretell
from helpdesk.sla.holidays import national_days
from helpdesk.sla.hours import OfficeHours, calendar_of
from helpdesk.sla.model import Budget, Calendar, Pause, Receiver, TargetKind, Unit
from helpdesk.sla.targets import OFFICE, Condition, Promise, Rule, RuleSet, Step, Traits
from helpdesk.sla.terms import OfficeRules
from kit.errors import Invalid
from support.hours import wib, working_days

K = TargetKind
NOW = datetime(2026, 3, 13, 8, 30, tzinfo=UTC)
TODAY = date(2026, 3, 13)
NATIONAL = national_days()
HOURS = {OFFICE: office_hours("Asia/Jakarta")}
CALENDARS = {key: calendar_of(hours, NATIONAL) for key, hours in HOURS.items()}
BATANG = OfficeRules((DISTRICT_RULES,), HOURS, NATIONAL, CALENDARS)
CHOICES = Choices(
    units=(("u1", "Sekretariat"),), closed_units=frozenset(), topics=(), calendars=((OFFICE, "Jam layanan"),)
)
DRAFT = draft_of(DISTRICT_RULES, "district-1", date(2026, 4, 1))


def a_rule(key: str, *kinds: TargetKind, **applies: str) -> Rule:
    return Rule(
        key=key,
        name=key,
        applies={Condition(name): tuple(values.split()) for name, values in applies.items()},
        promises=tuple(Promise(kind, working_days(1)) for kind in kinds or (K.RESOLUTION,)),
    )


def a_set(*rules: Rule) -> RuleSet:
    return RuleSet(version="a-1", effective_from=TODAY, legal_basis="SK", rules=rules)


def read(calendars: dict[str, Calendar] = CALENDARS, **typed: object) -> Rule:
    times = {K.RESOLUTION: TypedPromise("5", "working_days", OFFICE)}
    form = TypedRule(**{"name": "Baru", "promises": times, **typed})  # type: ignore[arg-type]
    return checked_rule(form, DRAFT, "", CHOICES, calendars, NOW)


def wrong(call: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        call()  # type: ignore[operator]
    return dict(refused.value.details["fields"])


def test_a_typed_rule_is_read_and_told_apart_by_its_name() -> None:
    applies = {Condition.CHANNEL: ("email", "sms"), Condition.UNIT: ("u1",), Condition.KIND: ()}
    rule = read(name="  Surel  & SMS ", applies=applies)
    assert rule == Rule(
        key="surel_sms",
        name="Surel & SMS",
        applies={Condition.CHANNEL: ("email", "sms"), Condition.UNIT: ("u1",)},
        promises=(Promise(K.RESOLUTION, working_days(5)),),
    )
    assert read(name="Every").key == "every_2", "a key is never given twice"
    assert read(own_steps=True).steps == ()
    assert read(own_steps=True, steps={Receiver.HEAD: "80, 120 %"}).steps == (
        Step(80, Receiver.HEAD),
        Step(120, Receiver.HEAD),
    )


@pytest.mark.parametrize(
    ("unit", "amount", "budget"),
    [
        ("working_days", "5", Budget(Unit.WORKING_DAYS, 5)),
        ("working_hours", "2", Budget(Unit.SECONDS, 7200)),
        ("working_minutes", "30", Budget(Unit.SECONDS, 1800)),
        ("running_hours", "24", Budget(Unit.RUNNING_SECONDS, 86400)),
        ("running_minutes", " 90 ", Budget(Unit.RUNNING_SECONDS, 5400)),
        ("calendar_days", "3", Budget(Unit.CALENDAR_DAYS, 3)),
    ],
)
def test_time_is_read_in_six_units_and_told_in_the_largest_that_fits(
    unit: str, amount: str, budget: Budget
) -> None:
    rule = read(promises={K.RESOLUTION: TypedPromise(amount, unit, OFFICE)})
    assert rule.promises[0].budget == budget
    assert measured(budget) == (int(amount), unit)


@given(st.sampled_from(sorted(MEASURES)), st.integers(1, 500))
def test_what_is_told_of_a_budget_is_the_budget(unit: str, amount: int) -> None:
    measure = MEASURES[unit]
    told, told_unit = measured(Budget(measure.unit, amount * measure.size))
    assert told * MEASURES[told_unit].size == amount * measure.size


def test_a_calendar_that_is_never_open_can_promise_nothing() -> None:
    never = calendar_of(OfficeHours(timezone="Asia/Jakarta", periods=((),) * 7), NATIONAL)
    assert wrong(lambda: read(calendars={OFFICE: never})) == {"amount_resolution": "untold"}
    fields = wrong(lambda: checked(DRAFT, [DISTRICT_RULES], {OFFICE: never}, TODAY, NOW))
    assert fields == {"rules": "broken"}


@pytest.mark.parametrize("text", ["80,100", "80 100", " 80; 100 %", "100, 80, 80"])
def test_percentages_are_read_however_they_are_parted(text: str) -> None:
    fields: dict[str, str] = {}
    steps = read_steps({Receiver.OFFICER: text}, fields)
    assert (steps, fields) == ((Step(80, Receiver.OFFICER), Step(100, Receiver.OFFICER)), {})


def test_steps_are_typed_as_they_are_read() -> None:
    assert read_steps(typed_steps(DISTRICT_RULES.steps), {}) == DISTRICT_RULES.steps


def test_a_new_version_counts_on_and_never_takes_a_name_that_is_taken() -> None:
    odd = replace(DISTRICT_RULES, version="district-2", number=1)
    made = checked(DRAFT, [DISTRICT_RULES, odd], CALENDARS, TODAY, NOW)
    assert (made.number, made.version, made.effective_from) == (3, "district-3", date(2026, 4, 1))
    assert (made.rules, made.steps) == (DISTRICT_RULES.rules, DISTRICT_RULES.steps)
    halo = checked(draft_of(HALO_RULES, "halo-1", TODAY), [HALO_RULES], CALENDARS, TODAY, NOW)
    assert halo.version == "halo-2"


def test_every_fault_of_a_draft_is_named_at_once() -> None:
    bad = Draft(seen="x", base="x", effective_from="soon", steps={Receiver.HEAD: "0"}, rules=(a_rule("a"),))
    assert wrong(lambda: checked(bad, [DISTRICT_RULES], CALENDARS, TODAY, NOW)) == {
        "effective_from": "unreadable",
        "legal_basis": "required",
        "tell_head": "percent",
        "rules": "first_seen",
    }


@pytest.mark.parametrize("since", ["2028-03-20", "2024-03-01", "0001-01-01", "9999-12-31"])
def test_a_version_begins_within_two_years(since: str) -> None:
    draft = replace(DRAFT, effective_from=since)
    assert wrong(lambda: checked(draft, [DISTRICT_RULES], CALENDARS, TODAY, NOW)) == {"effective_from": "far"}


def test_rules_move_one_place_and_stay_at_the_ends() -> None:
    a, b, c = (a_rule(key) for key in "abc")
    assert moved((a, b, c), "b", -1) == (b, a, c)
    assert moved((a, b, c), "b", 1) == (a, c, b)
    assert moved((a, b, c), "a", -1) == moved((a, b, c), "c", 1) == moved((a, b, c), "x", 1) == (a, b, c)
    assert without((a, b, c), "b") == (a, c)
    assert put((a, b), c) == (c, a, b), "a new rule stands on top"
    again = a_rule("b", K.FIRST_SEEN)
    assert put((a, b), again) == (a, again)


def test_a_rule_is_shadowed_only_when_rules_above_win_all_its_promises_for_all_its_cases() -> None:
    every, red = a_rule("every"), a_rule("red", kind="complaint", grade="red")
    complaint, both = (
        a_rule("complaint", kind="complaint aspiration"),
        a_rule("both", K.RESOLUTION, K.HANDOVER),
    )
    assert shadowed((every, red)) == (red,)
    assert shadowed((red, every)) == ()
    assert shadowed((complaint, red)) == (red,), "its cases are among those of the rule above"
    assert shadowed((red, complaint)) == ()
    assert shadowed((every, both)) == (), "it still promises the hand-over"
    assert shadowed((every, a_rule("h", K.HANDOVER), both)) == (both,), "two rules above together"
    assert shadowed(DISTRICT_RULES.rules) == ()


def test_what_changed_is_told_rule_by_rule() -> None:
    a, b, c, d = (a_rule(key) for key in "abcd")
    other = replace(b, name="B")
    found = differences(a_set(a, b, c), a_set(c, a, other, d))
    assert [(each.what, each.rule.key, each.was_at, each.is_at) for each in found] == [
        (What.MOVED, "c", 3, 1),
        (What.CHANGED, "b", 2, 3),
        (What.ADDED, "d", 0, 4),
    ]
    [gone] = differences(a_set(a, b), a_set(a))
    assert (gone.what, gone.rule, gone.was_at) == (What.REMOVED, b, 2)
    swapped = (
        replace(a, applies={Condition.KIND: ("x", "y")}),
        replace(a, applies={Condition.KIND: ("y", "x")}),
    )
    assert differences(a_set(swapped[0]), a_set(swapped[1])) == (), "the order of values says nothing"


@given(st.permutations("abcdefg"))
def test_moved_rules_are_as_few_as_can_be(order: list[str]) -> None:
    before = [a_rule(key) for key in "abcdefg"]
    after = [a_rule(key) for key in order]
    gone = {each.rule.key for each in differences(a_set(*before), a_set(*after))}
    left = [key for key in order if key not in gone]
    assert left == sorted(left), "the others kept their order"
    one_taken = moved(tuple(before), "c", 1)
    assert len(differences(a_set(*before), a_set(*one_taken))) == 1


def test_a_red_complaint_of_friday_afternoon_is_foretold_with_its_rule_and_its_steps() -> None:
    told = foretell(BATANG, Traits(kind="complaint", grade="red"), wib("2026-03-13 15:30"))
    promise = next(each for each in told.promises if each.clock.kind is K.FIRST_RESPONSE)
    assert promise.clock.due_at == wib("2026-03-14 15:30")
    assert (promise.rule.key, promise.passed_over, promise.at_receipt) == ("grade_red", (), True)
    assert [(step.percent, step.at) for step in promise.steps] == [
        (80, wib("2026-03-14 10:42")),
        (100, wib("2026-03-14 15:30")),
        (150, wib("2026-03-15 03:30")),
        (200, wib("2026-03-15 15:30")),
    ]
    assert promise.steps[1].tell == (Receiver.OFFICER, Receiver.SUPERVISOR)
    assert told.rule_set is DISTRICT_RULES


def test_a_plain_complaint_is_foretold_with_the_rules_that_are_not_its_own() -> None:
    told = foretell(BATANG, Traits(kind="complaint"), wib("2026-03-13 15:30"))
    promise = next(each for each in told.promises if each.clock.kind is K.FIRST_RESPONSE)
    assert promise.clock.due_at == wib("2026-03-27 16:30")
    assert [(each.rule.key, each.unmet) for each in promise.passed_over] == [
        ("grade_red", (Condition.GRADE,)),
        ("grade_yellow", (Condition.GRADE,)),
        ("grade_green", (Condition.GRADE,)),
        ("supervisory", (Condition.TOPIC,)),
    ]
    assert not promise.reckoning.provisional


def test_a_wait_holds_up_what_the_citizen_s_silence_holds_up_in_a_case() -> None:
    at, wait = wib("2026-03-13 15:30"), Pause(wib("2026-03-13 16:30"), wib("2026-03-13 18:30"))
    told = foretell(BATANG, Traits(kind="complaint", grade="red"), at, waits=wait)
    due = {each.clock.kind: each.clock.due_at for each in told.promises}
    assert due[K.FIRST_RESPONSE] == wib("2026-03-14 15:30")
    assert due[K.RESOLUTION] == wib("2026-03-14 17:30")


def test_a_set_of_its_own_judges_whatever_its_date_and_hours_that_cannot_tell_are_named() -> None:
    later = replace(DISTRICT_RULES, version="district-2", effective_from=date(2030, 1, 1))
    told = foretell(BATANG, Traits(kind="complaint"), wib("2026-03-13 15:30"), rule_set=later)
    assert (told.rule_set, told.promises[0].clock.rule) == (later, "district-2")
    night = replace(DISTRICT_RULES.rules[-1], promises=(Promise(K.FIRST_SEEN, working_days(1), "night"),))
    odd = foretell(
        BATANG, Traits(kind="complaint"), wib("2026-03-13 15:30"), rule_set=replace(later, rules=(night,))
    )
    assert (odd.promises, odd.untold) == ((), (K.FIRST_SEEN,))


def test_halo_s_half_hour_of_open_time_is_foretold_over_its_night() -> None:
    halo = {OFFICE: halo_hours()}
    office = OfficeRules((HALO_RULES,), halo, NATIONAL, {OFFICE: calendar_of(halo[OFFICE], NATIONAL)})
    told = foretell(office, Traits(kind="information"), wib("2026-03-12 22:50"))
    assert told.promises[0].clock.due_at == wib("2026-03-13 07:20")


def test_a_question_is_read_in_the_zone_of_the_office() -> None:
    typed = TypedQuestion(kind="complaint", unit="u1", date="2026-03-13", time="15:30")
    asked = checked_question(typed, CHOICES, "Asia/Jakarta")
    assert (asked.at, asked.waits) == (wib("2026-03-13 15:30"), None)
    assert asked.traits == Traits(kind="complaint", unit="u1")
    eastern = checked_question(typed, CHOICES, "Asia/Jayapura")
    assert eastern.at.utcoffset() != asked.at.utcoffset()
    assert wrong(lambda: checked_question(TypedQuestion(), CHOICES, "Asia/Jakarta")) == {
        "kind": "required",
        "date": "required",
        "time": "required",
    }
