"""Other rules, other hours, another grade: open promises follow, from the same receipt, and history stays."""

from datetime import date, timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.sla import rules
from helpdesk.sla.defaults import DISTRICT_RULES, office_hours
from helpdesk.sla.given import promises_changed
from helpdesk.sla.hours import LocalDay
from helpdesk.sla.model import ClockState, TargetKind
from helpdesk.sla.targets import Rule
from helpdesk.sla.terms import Kept, retimed
from support.hours import running_hours, wib
from support.terms import an_office, terms_of

K, S = TargetKind, ClockState
ID = UUID(int=7)
RECEIVED = wib("2026-03-02 09:00")
NOTHING_KEPT = Kept(seen_at=None, responded_at=None, verified=False, answered=False)


def test_a_red_grade_brings_its_hours_from_the_original_receipt_and_lowering_it_brings_them_back() -> None:
    plain, red = terms_of(RECEIVED), terms_of(RECEIVED, grade="red")
    clocks = plain.at_receipt()
    graded = retimed(clocks, red, NOTHING_KEPT, RECEIVED + timedelta(hours=3))
    assert graded[K.RESOLUTION].due_at == RECEIVED + timedelta(hours=24)
    assert (graded[K.RESOLUTION].budget, graded[K.RESOLUTION].line) == (running_hours(24), "grade_red")
    assert retimed(graded, plain, NOTHING_KEPT, RECEIVED + timedelta(hours=4)) == clocks


def test_a_day_off_that_is_added_moves_open_promises_and_no_finished_one() -> None:
    closed = replace(office_hours("Asia/Jakarta"), local_days=(LocalDay(date(2026, 3, 3), "Hari jadi"),))
    terms, changed = terms_of(RECEIVED), terms_of(RECEIVED, an_office(hours=closed))
    clocks = terms.at_receipt()
    clocks[K.VERIFICATION] = rules.meet(clocks[K.VERIFICATION], RECEIVED + timedelta(hours=1))
    after = retimed(clocks, changed, NOTHING_KEPT, RECEIVED + timedelta(hours=2))
    assert after[K.VERIFICATION] is clocks[K.VERIFICATION]
    assert clocks[K.FIRST_RESPONSE].due_at == wib("2026-03-09 16:00")
    assert after[K.FIRST_RESPONSE].due_at == wib("2026-03-10 16:00")
    assert after[K.FIRST_SEEN].due_at == clocks[K.FIRST_SEEN].due_at, "eight hours of day and night"


def test_what_is_no_longer_promised_stops_and_what_is_promised_now_begins_at_the_receipt() -> None:
    clocks = terms_of(RECEIVED).at_receipt()
    information = terms_of(RECEIVED, kind="information")
    after = retimed(clocks, information, NOTHING_KEPT, RECEIVED + timedelta(hours=1))
    assert after[K.FIRST_RESPONSE].state is S.STOPPED
    back = retimed(after, terms_of(RECEIVED), NOTHING_KEPT, RECEIVED + timedelta(hours=2))
    assert back[K.FIRST_RESPONSE] == clocks[K.FIRST_RESPONSE]


def test_a_promise_that_came_later_is_kept_already_when_the_case_says_so() -> None:
    information = terms_of(RECEIVED, kind="information").at_receipt()
    answered_at = RECEIVED + timedelta(hours=5)
    kept = Kept(seen_at=RECEIVED, responded_at=answered_at, verified=True, answered=False)
    after = retimed(information, terms_of(RECEIVED), kept, RECEIVED + timedelta(hours=9))
    assert (after[K.FIRST_RESPONSE].state, after[K.FIRST_RESPONSE].met_at) == (S.MET, answered_at)


def test_a_case_is_judged_by_the_rules_of_its_receipt_whatever_came_later() -> None:
    stricter = replace(
        DISTRICT_RULES,
        version="district-2",
        number=2,
        effective_from=date(2026, 3, 3),
        rules=(Rule(key="every", name="", promises=()),),
    )
    office = an_office(DISTRICT_RULES, stricter)
    assert terms_of(RECEIVED, office).rule_set.version == "district-1"
    assert terms_of(RECEIVED + timedelta(days=1), office).rule_set.version == "district-2"


def test_the_log_says_what_was_promised_before_and_what_now_and_nothing_of_what_stayed() -> None:
    clocks = terms_of(RECEIVED).at_receipt()
    at = RECEIVED + timedelta(hours=3)
    graded = retimed(clocks, terms_of(RECEIVED, grade="yellow"), NOTHING_KEPT, at)
    told = promises_changed(ID, clocks, graded, at, "rules")
    assert [(each.target, each.was, each.due_at, each.line) for each in told] == [
        (kind.value, clocks[kind].due_at, RECEIVED + timedelta(hours=72), "grade_yellow")
        for kind in (K.FIRST_RESPONSE, K.RESOLUTION)
    ]
    assert promises_changed(ID, clocks, clocks, at, "rules") == []
