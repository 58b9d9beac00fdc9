"""The rules of `sahut sla explain` on pauses, each as its own sentence."""

from typing import Any

import pytest

from support.asking import ask, march


def test_pauses_are_cut_out_of_running_seconds() -> None:
    pauses = [[march("14 21:00"), march("14 22:30")]]
    told = ask(start=march("14 20:00"), budget={"running_seconds": 7200}, pauses=pauses)
    assert told["due_at"] == march("14 23:30")
    assert [item["seconds"] for item in told["counted"]] == [3600, 3600]


def test_overlapping_pauses_count_once() -> None:
    pauses = [
        [march("16 10:00"), march("16 11:00")],
        [march("16 09:00"), march("16 10:30")],
        [march("16 09:30"), march("16 09:45")],
    ]
    told = ask(start=march("16 08:00"), budget={"seconds": 7200}, pauses=pauses)
    assert told["due_at"] == march("16 12:00")
    assert told["paused"] == [{"from": march("16 09:00"), "to": march("16 11:00"), "seconds": 7200}]


def test_pauses_are_told_as_they_lie_between_start_and_due_time() -> None:
    pauses = [
        [march("16 07:00"), march("16 08:30")],
        [march("16 16:00"), march("17 08:00")],
        [march("18 08:00"), march("18 09:00")],
    ]
    told = ask(start=march("16 08:00"), budget={"seconds": 7 * 3600}, pauses=pauses)
    assert told["due_at"] == march("17 08:30")
    assert [(item["from"], item["seconds"]) for item in told["paused"]] == [
        (march("16 08:00"), 1800),
        (march("16 16:00"), 16 * 3600),
    ]


def test_a_pause_at_night_costs_no_working_time() -> None:
    pauses = [[march("16 16:00"), march("17 08:00")]]
    assert ask(start=march("16 15:00"), budget={"seconds": 7200}, pauses=pauses)["due_at"] == march(
        "17 09:00"
    )


def test_pauses_are_cut_out_of_the_time_between() -> None:
    told = ask(
        between=[march("16 08:00"), march("16 14:00")], pauses=[[march("16 09:00"), march("16 10:00")]]
    )
    assert told == {
        "seconds": 4 * 3600,
        "counted": [
            {"from": march("16 08:00"), "to": march("16 09:00"), "seconds": 3600},
            {"from": march("16 10:00"), "to": march("16 12:00"), "seconds": 7200},
            {"from": march("16 13:00"), "to": march("16 14:00"), "seconds": 3600},
        ],
    }


def test_a_running_pause_stops_the_time_between() -> None:
    assert (
        ask(between=[march("16 08:00"), march("20 14:00")], pauses=[[march("16 09:00"), None]])["seconds"]
        == 3600
    )


def test_a_working_day_is_not_counted_when_all_its_open_time_is_paused() -> None:
    one_morning_open = [[march("17 08:00"), march("17 12:00")], [march("17 12:30"), march("17 18:00")]]
    told = ask(start=march("16 09:00"), budget={"working_days": 1}, pauses=one_morning_open)
    assert told["due_at"] == march("18 16:00")


def test_a_working_day_counts_when_a_minute_of_it_is_not_paused() -> None:
    pauses = [[march("17 00:00"), march("17 15:59")]]
    told = ask(start=march("16 09:00"), budget={"working_days": 1}, pauses=pauses)
    assert told["due_at"] == march("17 16:00")


def test_a_calendar_day_is_not_counted_only_when_its_whole_length_is_paused() -> None:
    whole, almost = [[march("17 00:00"), march("18 00:00")]], [[march("17 00:00"), march("17 23:59")]]
    assert ask(start=march("16 09:00"), budget={"calendar_days": 1}, pauses=whole)["due_at"] == march(
        "18 09:00"
    )
    assert ask(start=march("16 09:00"), budget={"calendar_days": 1}, pauses=almost)["due_at"] == march(
        "17 09:00"
    )


@pytest.mark.parametrize(
    ("budget", "left"),
    [
        ({"seconds": 5 * 3600}, {"seconds": 4 * 3600}),
        ({"running_seconds": 5 * 3600}, {"running_seconds": 4 * 3600}),
        ({"working_days": 3}, {"working_days": 3}),
        ({"calendar_days": 3}, {"calendar_days": 3}),
    ],
)
def test_a_running_pause_leaves_no_due_time_but_what_is_left(budget: Any, left: Any) -> None:
    told = ask(start=march("16 08:00"), budget=budget, pauses=[[march("16 09:00"), None]])
    assert (told["due_at"], told["remaining"]) == (None, left)
    assert told["paused"] == [{"from": march("16 09:00"), "to": None, "seconds": None}]


def test_dates_before_a_running_pause_are_counted_also_the_one_it_begins_in() -> None:
    pauses = [[march("18 10:00"), None]]
    for unit in ("working_days", "calendar_days"):
        told = ask(start=march("16 08:00"), budget={unit: 5}, pauses=pauses)
        assert told["remaining"] == {unit: 3}


def test_a_due_time_that_came_before_the_running_pause_stays_told() -> None:
    told = ask(start=march("16 08:00"), budget={"seconds": 3600}, pauses=[[march("16 09:00"), None]])
    assert (told["due_at"], told["paused"], "remaining" in told) == (march("16 09:00"), [], False)
