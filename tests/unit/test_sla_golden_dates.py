"""Dates two other libraries agree on: Indonesian working days across Lebaran and the turn of the year."""

from datetime import date, datetime, time

import pytest

from helpdesk.sla.calendar import due_at
from helpdesk.sla.holidays import HolidayKind, days_off, national_days
from support.hours import JAKARTA, a_calendar, working_days

GOVERNMENT = a_calendar(days_off=days_off(national_days()))
WITHOUT_JOINT_LEAVE = a_calendar(days_off=days_off(national_days(), joint_leave=False))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (
            "2026-03-13",
            {3: "2026-03-25", 5: "2026-03-27", 10: "2026-04-06", 14: "2026-04-10", 60: "2026-06-24"},
        ),
        (
            "2026-05-12",
            {3: "2026-05-19", 5: "2026-05-21", 10: "2026-06-02", 14: "2026-06-08", 60: "2026-08-12"},
        ),
        (
            "2026-12-21",
            {3: "2026-12-28", 5: "2026-12-30", 10: "2027-01-08", 14: "2027-01-14", 60: "2027-04-01"},
        ),
    ],
)
@pytest.mark.parametrize("hour", [0, 9, 15, 23])
def test_a_report_is_due_at_the_end_of_the_working_day_the_decrees_give(
    received: str, due: dict[int, str], hour: int
) -> None:
    start = datetime.combine(date.fromisoformat(received), time(hour, 30), JAKARTA)
    for days, expected in due.items():
        assert due_at(start, working_days(days), GOVERNMENT) == datetime.combine(
            date.fromisoformat(expected), time(16), JAKARTA
        )


def test_an_office_that_works_through_joint_leave_answers_earlier() -> None:
    start = datetime(2026, 3, 13, 10, tzinfo=JAKARTA)
    due = {3: "2026-03-18", 5: "2026-03-23", 14: "2026-04-06", 60: "2026-06-15"}
    for days, expected in due.items():
        told = due_at(start, working_days(days), WITHOUT_JOINT_LEAVE)
        assert told is not None
        assert told.astimezone(JAKARTA).date() == date.fromisoformat(expected)


def test_the_limits_of_lapor_are_chained_from_receipt_to_passing_on_to_follow_up() -> None:
    at = datetime(2026, 3, 13, 10, tzinfo=JAKARTA)
    for days, expected in [(3, "2026-03-25"), (5, "2026-04-01"), (10, "2026-04-16")]:
        told = due_at(at, working_days(days), GOVERNMENT)
        assert told is not None
        at = told
        assert at.astimezone(JAKARTA).date() == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("year", "public", "joint_leave"), [(2024, 19, 10), (2025, 17, 11), (2026, 17, 8), (2027, 18, 8)]
)
def test_every_year_has_the_free_days_of_its_decree(year: int, public: int, joint_leave: int) -> None:
    days = national_days(range(year, year + 1))
    assert [day.date for day in days] == sorted({day.date for day in days})
    assert sum(day.kind is HolidayKind.PUBLIC for day in days) == public
    assert sum(day.kind is HolidayKind.JOINT_LEAVE for day in days) == joint_leave


def test_lebaran_2026_is_named_and_surrounded_by_joint_leave() -> None:
    march = {day.date.day: day for day in national_days(range(2026, 2027)) if day.date.month == 3}
    assert {day: march[day].kind for day in (18, 19, 20, 21, 22, 23, 24)} == {
        18: HolidayKind.JOINT_LEAVE,
        19: HolidayKind.PUBLIC,
        20: HolidayKind.JOINT_LEAVE,
        21: HolidayKind.PUBLIC,
        22: HolidayKind.PUBLIC,
        23: HolidayKind.JOINT_LEAVE,
        24: HolidayKind.JOINT_LEAVE,
    }
    assert march[21].name == "Hari Raya Idul Fitri"


def test_a_year_without_a_decree_is_refused_instead_of_guessed() -> None:
    with pytest.raises(ValueError, match="2024 to 2027"):
        national_days(range(2027, 2029))


def test_every_day_names_its_decree_and_a_day_that_came_later_its_own() -> None:
    days = national_days()
    assert all(day.decree.startswith("SKB ") for day in days)
    [later] = [day.decree for day in days if day.date == date(2025, 8, 18)]
    assert later == "SKB 933/2025, 1/2025, 3/2025"
