"""What happens to a promise from its start to its end."""

from datetime import timedelta

import pytest

from helpdesk.sla import rules
from helpdesk.sla.explain import explain
from helpdesk.sla.model import Budget, Clock, ClockState, NeverOpen, PauseReason, TargetKind
from helpdesk.sla.targets import Chosen, Promise, Rule
from support.hours import a_calendar, calendar_days, running_hours, wib, working_days, working_hours

OFFICE = a_calendar()
WAITING = PauseReason.WAITING_FOR_CONTACT
MINUTE = timedelta(minutes=1)


def a_clock(budget: Budget | None = None, at: str = "2026-03-16 08:00") -> Clock:
    """Started on a Monday at eight, with ten working hours unless told otherwise: due on Tuesday at 11."""
    promise = Promise(TargetKind.RESOLUTION, budget or working_hours(10))
    return rules.start(promise, "district-1", OFFICE, wib(at))


def test_a_started_clock_runs_towards_its_due_time_and_remembers_its_rule() -> None:
    clock = a_clock()
    assert (clock.state, clock.kind, clock.rule, clock.round) == (
        ClockState.RUNNING,
        TargetKind.RESOLUTION,
        "district-1",
        1,
    )
    assert (clock.started_at, clock.due_at) == (wib("2026-03-16 08:00"), wib("2026-03-17 11:00"))


@pytest.mark.parametrize(
    ("budget", "warned"),
    [
        (working_hours(10), "2026-03-17 09:00"),
        (running_hours(10), "2026-03-16 16:00"),
        # Fourteen hours are open from Monday to the end of Tuesday, eleven and a fifth of them are 80 %.
        (working_days(1), "2026-03-17 13:12"),
        (calendar_days(5), "2026-03-20 08:00"),
    ],
)
def test_a_warning_comes_when_four_fifths_of_the_time_have_passed(budget: Budget, warned: str) -> None:
    clock = a_clock(budget)
    assert clock.warn_at == wib(warned)
    assert rules.progress(clock, wib(warned), OFFICE) == pytest.approx(0.8)


def test_a_promise_in_a_calendar_that_is_never_open_cannot_be_made() -> None:
    promise = Promise(TargetKind.FIRST_SEEN, running_hours(8))
    with pytest.raises(NeverOpen):
        rules.start(promise, "district-1", a_calendar(week={}), wib("2026-03-16 08:00"))


def test_a_paused_clock_has_no_due_time_and_does_not_become_late() -> None:
    paused = rules.pause(a_clock(), wib("2026-03-16 10:00"), WAITING)
    assert (paused.state, paused.due_at, paused.warn_at) == (ClockState.PAUSED, None, None)
    assert paused.paused_at == wib("2026-03-16 10:00")
    assert rules.mark_breached(paused, wib("2026-06-01 10:00")) == paused


def test_resuming_moves_the_due_time_by_the_open_time_that_was_paused() -> None:
    paused = rules.pause(a_clock(), wib("2026-03-16 10:00"), WAITING)
    resumed = rules.resume(paused, wib("2026-03-18 09:00"), OFFICE)
    assert (resumed.state, resumed.paused_at) == (ClockState.RUNNING, None)
    assert resumed.due_at == wib("2026-03-19 10:00")
    assert resumed.pauses[0].ends == wib("2026-03-18 09:00")
    assert resumed.pauses[0].reason is WAITING


def test_a_resumed_clock_is_due_when_the_explanation_says() -> None:
    clock = a_clock(working_days(3))
    for begins, ends in [("2026-03-17 07:00", "2026-03-17 17:00"), ("2026-03-18 09:00", "2026-03-18 10:00")]:
        clock = rules.resume(rules.pause(clock, wib(begins), WAITING), wib(ends), OFFICE)
    told = explain(clock.started_at, clock.budget, OFFICE, clock.pauses)
    assert clock.due_at == told.due_at == wib("2026-03-20 16:00")


def test_the_warning_moves_with_a_pause_before_it_and_not_with_one_after_it() -> None:
    early = rules.pause(a_clock(), wib("2026-03-16 10:00"), WAITING)
    assert rules.resume(early, wib("2026-03-16 11:00"), OFFICE).warn_at == wib("2026-03-17 10:00")
    late = rules.pause(a_clock(), wib("2026-03-17 10:00"), WAITING)
    assert late.warn_at == wib("2026-03-17 09:00")
    assert rules.resume(late, wib("2026-03-17 11:00"), OFFICE).warn_at == wib("2026-03-17 09:00")


def test_pausing_twice_or_resuming_a_running_clock_changes_nothing() -> None:
    clock = a_clock()
    paused = rules.pause(clock, wib("2026-03-16 10:00"), WAITING)
    assert rules.pause(paused, wib("2026-03-16 11:00"), PauseReason.LAPOR_ON_HOLD) is paused
    assert rules.resume(clock, wib("2026-03-16 11:00"), OFFICE) is clock


def test_a_resumption_that_is_dated_before_its_pause_makes_an_empty_pause() -> None:
    paused = rules.pause(a_clock(), wib("2026-03-16 10:00"), WAITING)
    resumed = rules.resume(paused, wib("2026-03-16 09:00"), OFFICE)
    assert resumed.due_at == a_clock().due_at


def test_a_promise_kept_at_its_due_time_is_kept() -> None:
    clock = a_clock()
    assert clock.due_at is not None
    met = rules.meet(clock, clock.due_at)
    assert (met.state, met.met_at, met.breached_at) == (ClockState.MET, clock.due_at, None)
    assert rules.mark_breached(met, wib("2026-06-01 10:00")) == met


def test_a_breach_between_two_looks_is_still_a_breach_however_the_clock_ends() -> None:
    clock = a_clock()
    assert clock.due_at is not None
    late = clock.due_at + MINUTE
    assert rules.meet(clock, late).breached_at == clock.due_at
    assert rules.stop(clock, late).breached_at == clock.due_at
    assert rules.pause(clock, late, WAITING).breached_at == clock.due_at


def test_a_breach_is_recorded_once_and_dated_by_the_due_time() -> None:
    clock = a_clock()
    assert clock.due_at is not None
    assert rules.mark_breached(clock, clock.due_at) is clock
    breached = rules.mark_breached(clock, wib("2026-05-01 09:00"))
    assert (breached.state, breached.breached_at) == (ClockState.RUNNING, clock.due_at)
    assert rules.mark_breached(breached, wib("2026-05-02 09:00")) is breached


def test_a_pause_after_the_due_time_does_not_undo_the_breach() -> None:
    clock = a_clock()
    paused = rules.pause(clock, wib("2026-03-18 09:00"), WAITING)
    assert (paused.due_at, paused.breached_at) == (clock.due_at, clock.due_at)
    resumed = rules.resume(paused, wib("2026-03-20 09:00"), OFFICE)
    assert (resumed.due_at, resumed.breached_at) == (clock.due_at, clock.due_at)


def test_a_paused_promise_can_be_kept_and_its_pause_ends_with_it() -> None:
    paused = rules.pause(a_clock(), wib("2026-03-16 10:00"), WAITING)
    met = rules.meet(paused, wib("2026-03-20 10:00"))
    assert (met.state, met.breached_at, met.paused_at) == (ClockState.MET, None, None)
    assert met.pauses[-1].ends == wib("2026-03-20 10:00")
    assert rules.remaining(met, wib("2026-05-01 10:00"), OFFICE) == 8 * 3600


def test_a_finished_clock_is_history() -> None:
    met = rules.meet(a_clock(), wib("2026-03-16 10:00"))
    stopped = rules.stop(a_clock(), wib("2026-03-16 10:00"))
    later = wib("2026-06-01 10:00")
    for ended in (met, stopped):
        assert rules.meet(ended, later) is ended
        assert rules.stop(ended, later) is ended
        assert rules.pause(ended, later, WAITING) is ended
        assert rules.resume(ended, later, OFFICE) is ended
        assert rules.mark_breached(ended, later) is ended


def test_each_reason_pauses_a_promise_once_so_that_asking_again_buys_no_time() -> None:
    paused = rules.pause(a_clock(), wib("2026-03-16 10:00"), WAITING)
    resumed = rules.resume(paused, wib("2026-03-17 10:00"), OFFICE)
    assert rules.pause(resumed, wib("2026-03-17 11:00"), WAITING) is resumed
    other = rules.pause(resumed, wib("2026-03-17 11:00"), PauseReason.WAITING_FOR_DATA)
    assert other.state is ClockState.PAUSED


def test_a_due_time_that_a_person_set_is_moved_by_no_pause_and_no_rule() -> None:
    by_hand = wib("2026-03-18 12:00")
    clock = rules.start(
        Promise(TargetKind.DISPOSITION, working_days(3)), "r", OFFICE, wib("2026-03-16 08:00"), due=by_hand
    )
    assert clock.due_at == by_hand
    assert rules.pause(clock, wib("2026-03-17 10:00"), WAITING) is clock
    given = Chosen(Rule(key="k", name="k"), Promise(TargetKind.DISPOSITION, working_days(1)))
    assert rules.retime(clock, given, "r2", OFFICE) is clock


def test_a_promise_timed_anew_keeps_its_beginning_its_pauses_and_its_breach() -> None:
    paused = rules.pause(a_clock(working_hours(2)), wib("2026-03-16 09:00"), WAITING)
    resumed = rules.resume(paused, wib("2026-03-17 09:00"), OFFICE)
    late = rules.mark_breached(resumed, wib("2026-03-18 12:00"))
    longer = Chosen(Rule(key="k", name="k"), Promise(late.kind, working_hours(16)))
    changed = rules.retime(late, longer, "r2", OFFICE)
    assert (changed.started_at, changed.pauses) == (late.started_at, late.pauses)
    assert changed.due_at == wib("2026-03-19 10:00")
    assert (changed.breached_at, changed.rule, changed.line) == (resumed.due_at, "r2", "k")
    met = rules.meet(a_clock(), wib("2026-03-16 10:00"))
    assert rules.retime(met, longer, "r2", OFFICE) is met, "what is over was promised as it was promised"


def test_a_paused_promise_that_is_timed_anew_is_told_its_due_time_when_it_goes_on() -> None:
    paused = rules.pause(a_clock(working_hours(10)), wib("2026-03-16 10:00"), WAITING)
    shorter = Chosen(Rule(key="k", name="k"), Promise(paused.kind, working_hours(4)))
    changed = rules.retime(paused, shorter, "r2", OFFICE)
    assert (changed.state, changed.due_at) == (ClockState.PAUSED, None)
    resumed = rules.resume(changed, wib("2026-03-17 09:00"), OFFICE)
    assert resumed.due_at == wib("2026-03-17 11:00"), "two hours were used before the pause"


@pytest.mark.parametrize(
    ("budget", "now", "left"),
    [
        (working_hours(10), "2026-03-16 07:00", 10 * 3600),
        (working_hours(10), "2026-03-16 20:00", 3 * 3600),
        (working_hours(10), "2026-03-17 11:00", 0),
        (working_hours(10), "2026-03-17 14:00", -2 * 3600),
        (running_hours(10), "2026-03-16 20:00", -2 * 3600),
        (working_days(2), "2026-03-16 20:00", 2),
        (working_days(2), "2026-03-17 00:00", 1),
        (working_days(2), "2026-03-18 15:59", 0),
        (working_days(2), "2026-03-22 12:00", -2),
        (calendar_days(2), "2026-03-17 00:00", 1),
        (calendar_days(2), "2026-03-22 12:00", -4),
    ],
)
def test_what_remains_is_told_in_the_unit_of_the_budget(budget: Budget, now: str, left: int) -> None:
    assert rules.remaining(a_clock(budget), wib(now), OFFICE) == left


@pytest.mark.parametrize("budget", [working_hours(10), working_days(3), calendar_days(3)])
def test_nothing_is_used_up_while_a_clock_is_paused(budget: Budget) -> None:
    paused = rules.pause(a_clock(budget), wib("2026-03-16 16:00"), WAITING)
    at_pause = rules.remaining(paused, wib("2026-03-16 16:00"), OFFICE)
    assert rules.remaining(paused, wib("2026-06-01 16:00"), OFFICE) == at_pause
    assert rules.progress(paused, wib("2026-06-01 16:00"), OFFICE) < 0.8


def test_progress_goes_from_nothing_past_one() -> None:
    clock = a_clock()
    told = [
        rules.progress(clock, wib(now), OFFICE)
        for now in ("2026-03-16 08:00", "2026-03-16 14:00", "2026-03-17 11:00", "2026-03-18 13:00")
    ]
    assert told == [0.0, 0.5, 1.0, 1.8]


def test_a_promise_without_time_is_spent_at_once() -> None:
    clock = a_clock(working_hours(0), at="2026-03-15 10:00")
    assert clock.due_at == clock.warn_at == wib("2026-03-15 10:00")
    assert rules.progress(clock, wib("2026-03-15 10:00"), OFFICE) == 1.0
