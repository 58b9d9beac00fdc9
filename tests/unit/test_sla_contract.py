"""The rules of `sahut sla explain`, each as its own sentence, asked in JSON as the outside asks."""

import json
from typing import Any

import pytest

from helpdesk.sla.answer import answer
from helpdesk.sla.reading import SpecFault
from support.asking import OFFICE, ask, march


def berlin(timezone: str = "Europe/Berlin", **periods: Any) -> Any:
    return {"timezone": timezone, "periods": periods}


def test_the_example_of_the_contract_is_answered_interval_by_interval() -> None:
    calendar = {
        "timezone": "Asia/Jakarta",
        "periods": {"mon": [["08:00", "12:00"], ["13:00", "16:00"]], "tue": [["00:00", "24:00"]]},
        "days_off": ["2026-03-19"],
        "exceptions": {"2026-03-20": [["08:00", "10:00"]]},
    }
    pauses = [[march("16 09:00"), march("16 10:00")]]
    assert ask(calendar, start=march("13 15:00"), budget={"seconds": 28800}, pauses=pauses) == {
        "due_at": march("17 02:00"),
        "counted": [
            {"from": march("16 08:00"), "to": march("16 09:00"), "seconds": 3600},
            {"from": march("16 10:00"), "to": march("16 12:00"), "seconds": 7200},
            {"from": march("16 13:00"), "to": march("16 16:00"), "seconds": 10800},
            {"from": march("17 00:00"), "to": march("17 02:00"), "seconds": 7200},
        ],
        "skipped": [
            {"date": "2026-03-13", "why": "weekly"},
            {"date": "2026-03-14", "why": "weekly"},
            {"date": "2026-03-15", "why": "weekly"},
        ],
        "paused": [{"from": march("16 09:00"), "to": march("16 10:00"), "seconds": 3600}],
    }


def test_opening_time_is_open_and_closing_time_is_not() -> None:
    assert ask(start=march("16 08:00"), budget={"seconds": 1})["due_at"] == "2026-03-16T08:00:01+07:00"
    assert ask(start=march("16 12:00"), budget={"seconds": 1})["due_at"] == "2026-03-16T13:00:01+07:00"


def test_a_day_can_end_at_24_00() -> None:
    night = {"timezone": "Asia/Jakarta", "periods": {"mon": [["22:00", "24:00"]]}}
    assert ask(night, start=march("16 21:00"), budget={"seconds": 7200})["due_at"] == march("17 00:00")


def test_a_repeated_hour_counts_twice_and_a_skipped_hour_not_at_all() -> None:
    sunday = berlin(sun=[["01:00", "04:00"]])
    back = ask(sunday, between=["2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"])
    forward = ask(sunday, between=["2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"])
    assert (back["seconds"], forward["seconds"]) == (4 * 3600, 2 * 3600)


def test_a_period_inside_the_repeated_hour_opens_twice() -> None:
    sunday = berlin(sun=[["02:15", "02:45"]])
    told = ask(sunday, start="2026-10-25T00:00:00+02:00", budget={"seconds": 3600})
    assert told["counted"] == [
        {"from": "2026-10-25T02:15:00+02:00", "to": "2026-10-25T02:45:00+02:00", "seconds": 1800},
        {"from": "2026-10-25T02:15:00+01:00", "to": "2026-10-25T02:45:00+01:00", "seconds": 1800},
    ]


def test_a_date_whose_only_period_is_skipped_by_the_clocks_has_no_open_time() -> None:
    sunday = berlin(sun=[["02:15", "02:45"]], mon=[["08:00", "09:00"]])
    told = ask(sunday, start="2026-03-28T12:00:00+01:00", budget={"working_days": 1})
    assert told["due_at"] == "2026-03-30T09:00:00+02:00"
    assert {"date": "2026-03-29", "why": "weekly"} in told["skipped"]


def test_an_exception_replaces_the_week_and_wins_over_a_day_off() -> None:
    calendar = {
        **OFFICE,
        "days_off": ["2026-03-17", "2026-03-18"],
        "exceptions": {"2026-03-17": [["08:00", "09:00"]], "2026-03-19": []},
    }
    told = ask(calendar, start=march("16 16:00"), budget={"seconds": 2 * 3600})
    assert told["due_at"] == march("20 09:00")
    assert told["skipped"] == [
        {"date": "2026-03-18", "why": "day off"},
        {"date": "2026-03-19", "why": "exception"},
    ]


def test_a_closed_sunday_that_is_also_a_holiday_is_called_a_day_off() -> None:
    calendar = {**OFFICE, "days_off": ["2026-03-22"]}
    told = ask(calendar, start=march("20 16:00"), budget={"seconds": 60})
    assert told["skipped"] == [
        {"date": "2026-03-21", "why": "weekly"},
        {"date": "2026-03-22", "why": "day off"},
    ]


def test_a_budget_used_up_at_closing_time_is_due_then_and_not_at_the_next_opening() -> None:
    assert ask(start=march("16 08:00"), budget={"seconds": 4 * 3600})["due_at"] == march("16 12:00")
    assert ask(start=march("16 08:00"), budget={"seconds": 7 * 3600})["due_at"] == march("16 16:00")


@pytest.mark.parametrize("unit", ["seconds", "working_days", "running_seconds", "calendar_days"])
def test_a_budget_of_nothing_is_due_at_the_start_even_when_closed_or_paused(unit: str) -> None:
    told = ask(start=march("15 03:00"), budget={unit: 0}, pauses=[[march("14 00:00"), None]])
    assert told == {
        "due_at": march("15 03:00"),
        "counted": [],
        "skipped": [{"date": "2026-03-15", "why": "weekly"}],
        "paused": [],
    }


@pytest.mark.parametrize("hour", ["00:00", "07:59", "12:30", "23:59"])
def test_the_date_of_the_start_is_day_0_at_any_hour(hour: str) -> None:
    told = ask(start=march(f"16 {hour}"), budget={"working_days": 1})
    assert (told["due_at"], told["counted"]) == (march("17 16:00"), [])


def test_the_local_date_of_the_start_counts_not_the_utc_one() -> None:
    told = ask(start="2026-03-16T22:30:00Z", budget={"working_days": 1})
    assert told["due_at"] == march("18 16:00")


def test_a_working_day_ends_with_the_last_period_of_an_exceptional_date() -> None:
    calendar = {**OFFICE, "exceptions": {"2026-03-21": [["08:00", "10:00"]]}}
    assert ask(calendar, start=march("20 15:00"), budget={"working_days": 1})["due_at"] == march("21 10:00")


def test_calendar_days_keep_the_wall_clock_through_a_clock_change() -> None:
    always = berlin(mon=[["08:00", "09:00"]])
    told = ask(always, start="2026-03-28T15:30:00+01:00", budget={"calendar_days": 2})
    assert (told["due_at"], told["counted"]) == ("2026-03-30T15:30:00+02:00", [])


def test_running_seconds_pass_at_night_and_at_weekends() -> None:
    told = ask(start=march("14 20:00"), budget={"running_seconds": 8 * 3600})
    assert told["due_at"] == march("15 04:00")
    assert told["counted"] == [{"from": march("14 20:00"), "to": march("15 04:00"), "seconds": 28800}]
    assert [day["date"] for day in told["skipped"]] == ["2026-03-14", "2026-03-15"]


def test_nothing_lies_between_a_moment_and_itself() -> None:
    assert ask(between=[march("16 09:00"), march("16 09:00")]) == {"seconds": 0, "counted": []}


@pytest.mark.parametrize("unit", ["seconds", "working_days", "running_seconds", "calendar_days"])
@pytest.mark.parametrize("amount", [0, 5])
def test_a_calendar_that_is_never_open_is_an_error_for_every_budget(unit: str, amount: int) -> None:
    closed = {"timezone": "Asia/Jakarta", "periods": {"mon": []}, "exceptions": {"2026-03-20": []}}
    with pytest.raises(SpecFault, match=r"^calendar: the calendar is never open$"):
        ask(closed, start=march("16 08:00"), budget={unit: amount})


def test_a_calendar_that_is_never_open_is_an_error_between_two_moments() -> None:
    with pytest.raises(SpecFault, match="never open"):
        ask({"timezone": "Asia/Jakarta"}, between=[march("16 08:00"), march("17 08:00")])


@pytest.mark.parametrize("budget", [{"seconds": 7201}, {"working_days": 2}])
def test_open_time_that_runs_out_before_the_budget_is_an_error(budget: Any) -> None:
    once = {"timezone": "Asia/Jakarta", "exceptions": {"2026-03-20": [["08:00", "10:00"]]}}
    assert ask(once, start=march("16 08:00"), budget={"seconds": 7200})["due_at"] == march("20 10:00")
    assert ask(once, start=march("16 08:00"), budget={"working_days": 1})["due_at"] == march("20 10:00")
    with pytest.raises(SpecFault, match=r"^budget: open time runs out"):
        ask(once, start=march("16 08:00"), budget=budget)


@pytest.mark.parametrize("unit", ["seconds", "working_days", "running_seconds", "calendar_days"])
def test_a_budget_of_ages_is_an_error_and_not_an_endless_search(unit: str) -> None:
    with pytest.raises(SpecFault, match=r"^budget: "):
        ask(start=march("16 08:00"), budget={unit: 10**17})


def test_times_are_answered_in_the_zone_of_the_calendar() -> None:
    jayapura = {"timezone": "Asia/Jayapura", "periods": {"mon": [["08:00", "16:00"]]}}
    told = ask(jayapura, start="2026-03-16T00:00:00Z", budget={"seconds": 3600})
    assert told["due_at"] == "2026-03-16T10:00:00+09:00"
    assert told["counted"][0]["from"] == "2026-03-16T09:00:00+09:00"


def test_what_is_counted_adds_up_also_with_fractions_of_a_second() -> None:
    told = ask(start="2026-03-16T15:59:59.5+07:00", budget={"seconds": 2})
    assert told["due_at"] == "2026-03-17T08:00:01.500000+07:00"
    assert [item["seconds"] for item in told["counted"]] == [0.5, 1.5]


def test_skipped_dates_include_those_of_the_start_and_of_a_due_time_at_midnight() -> None:
    friday = {"timezone": "Asia/Jakarta", "periods": {"fri": [["22:00", "24:00"]]}}
    told = ask(friday, start=march("19 10:00"), budget={"seconds": 7200})
    assert told["due_at"] == march("21 00:00")
    assert [day["date"] for day in told["skipped"]] == ["2026-03-19", "2026-03-21"]


def test_several_specs_are_answered_in_order_and_a_bad_one_in_its_place() -> None:
    good = {"calendar": OFFICE, "start": march("16 08:00"), "budget": {"seconds": 60}}
    bad = {**good, "budget": {"seconds": -1}}
    told: Any = answer(json.dumps([good, bad, 7, good]).encode())
    assert told[0] == told[3] == answer(json.dumps(good).encode())
    assert told[1]["error"].startswith("budget.seconds: ")
    assert told[2] == {"error": "spec: not an object"}
    assert answer(b"[]") == []
