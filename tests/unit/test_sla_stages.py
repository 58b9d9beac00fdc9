"""Warnings and steps of a promise in danger: each at its moment, each once, none left out."""

from datetime import timedelta

from helpdesk.sla import rules
from helpdesk.sla.model import Clock, PauseReason, Receiver, TargetKind
from helpdesk.sla.stages import Stage, next_stage_at, take_stages
from helpdesk.sla.targets import Promise, Step
from support.hours import a_calendar, running_hours, wib, working_days, working_hours

R = Receiver
OFFICE = a_calendar()
MONDAY = wib("2026-03-16 08:00")
LADDER = (
    Step(80, R.OFFICER),
    Step(100, R.OFFICER),
    Step(100, R.SUPERVISOR),
    Step(150, R.HEAD),
    Step(200, R.PARENT),
)


def a_clock(hours: float = 10) -> Clock:
    return rules.start(Promise(TargetKind.RESOLUTION, working_hours(hours)), "r", OFFICE, MONDAY)


def test_each_stage_comes_at_its_part_of_the_promised_time() -> None:
    clock, moments = a_clock(), []
    while (at := next_stage_at(clock)) is not None:
        assert take_stages(clock, LADDER, at, OFFICE) == (clock, ()), "not before its moment has passed"
        clock, stages = take_stages(clock, LADDER, at + timedelta(seconds=1), OFFICE)
        moments.append((at, stages))
    assert moments == [
        (wib("2026-03-17 09:00"), (Stage(80, (R.OFFICER,)),)),  # eight of ten working hours
        (wib("2026-03-17 11:00"), (Stage(100, (R.OFFICER, R.SUPERVISOR)),)),
        (wib("2026-03-18 09:00"), (Stage(150, (R.HEAD,)),)),
        (wib("2026-03-18 15:00"), (Stage(200, (R.PARENT,)),)),
    ]


def test_after_a_long_sleep_every_stage_is_taken_once_and_in_order() -> None:
    clock, stages = take_stages(a_clock(), LADDER, wib("2026-06-01 08:00"), OFFICE)
    assert [stage.percent for stage in stages] == [80, 100, 150, 200]
    assert take_stages(clock, LADDER, wib("2026-07-01 08:00"), OFFICE) == (clock, ())


def test_without_steps_there_is_the_warning_alone() -> None:
    clock, stages = take_stages(a_clock(), (), wib("2026-06-01 08:00"), OFFICE)
    assert stages == (Stage(80, ()),)
    assert next_stage_at(clock) is None


def test_steps_before_the_warning_are_told_with_it() -> None:
    _, [stage] = take_stages(a_clock(), (Step(50, R.HEAD),), wib("2026-06-01 08:00"), OFFICE)
    assert stage == Stage(80, (R.HEAD,))


def test_a_pause_holds_the_next_stage_back_and_moves_it() -> None:
    clock, _ = take_stages(a_clock(), LADDER, wib("2026-03-17 09:30"), OFFICE)
    paused = rules.pause(clock, wib("2026-03-17 10:00"), PauseReason.WAITING_FOR_CONTACT)
    assert next_stage_at(paused) is None
    resumed = rules.resume(paused, wib("2026-03-18 10:00"), OFFICE)
    assert next_stage_at(resumed) == resumed.due_at == wib("2026-03-18 11:00")


def test_stages_of_working_days_and_of_running_time_are_measured_as_they_are_counted() -> None:
    days = rules.start(Promise(TargetKind.RESOLUTION, working_days(2)), "r", OFFICE, MONDAY)
    _, stages = take_stages(days, LADDER, wib("2026-03-20 11:31"), OFFICE)
    assert [stage.percent for stage in stages] == [80, 100, 150], "21 open hours, and half of them more"
    running = rules.start(Promise(TargetKind.FIRST_SEEN, running_hours(8)), "r", OFFICE, MONDAY)
    assert next_stage_at(running) == MONDAY + timedelta(hours=6.4)
    _, stages = take_stages(running, LADDER, MONDAY + timedelta(hours=12, seconds=1), OFFICE)
    assert [stage.percent for stage in stages] == [80, 100, 150]
