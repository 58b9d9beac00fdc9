"""Hours and free days make a calendar, and a promise can be told day by day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from helpdesk.sla import rules
from helpdesk.sla.defaults import DISTRICT_RULES, office_hours
from helpdesk.sla.holidays import national_days
from helpdesk.sla.hours import LocalDay, SpecialDay, calendar_of, decreed_until, names_of
from helpdesk.sla.model import Budget, Clock, NeverOpen, PauseReason, Period, TargetKind, Unit
from helpdesk.sla.reckoning import Reckoning, reckon, reckonings
from helpdesk.sla.targets import Promise

NATIONAL = national_days()
HOURS = office_hours("Asia/Jakarta")
WIB = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2026, 3, 13, 15, 30, tzinfo=WIB)


def a_clock(unit: Unit, amount: int, at: datetime = FRIDAY) -> Clock:
    promise = Promise(TargetKind.RESOLUTION, Budget(unit, amount))
    return rules.start(promise, DISTRICT_RULES.version, calendar_of(HOURS, NATIONAL), at)


def told(clock: Clock, hours=HOURS) -> Reckoning:
    return reckon(clock, hours, NATIONAL, [DISTRICT_RULES])


def test_joint_leave_closes_an_office_unless_it_says_otherwise():
    leave = date(2026, 3, 18)
    assert leave in calendar_of(HOURS, NATIONAL).days_off
    assert leave not in calendar_of(replace(HOURS, joint_leave_off=False), NATIONAL).days_off
    assert date(2026, 3, 19) in calendar_of(replace(HOURS, joint_leave_off=False), NATIONAL).days_off


def test_an_office_s_own_days_count_for_it_alone_and_its_hours_of_a_day_win():
    fair, fasting = LocalDay(date(2026, 4, 8), "Hari jadi Batang"), date(2026, 3, 2)
    short = SpecialDay(fasting, "Jam puasa", (Period(8 * 60, 14 * 60),))
    own = replace(HOURS, local_days=(fair,), special_days=(short, SpecialDay(date(2026, 1, 2), "Inventaris")))
    calendar = calendar_of(own, NATIONAL)
    assert fair.date in calendar.days_off
    assert [day.date for day in calendar.exceptions] == [date(2026, 1, 2), fasting], "in order"
    assert fair.date not in calendar_of(HOURS, NATIONAL).days_off
    assert names_of(own, NATIONAL)[fair.date] == "Hari jadi Batang"


def test_offices_with_the_same_hours_share_one_calendar():
    assert calendar_of(office_hours("Asia/Jakarta"), NATIONAL) == calendar_of(HOURS, list(NATIONAL))


def test_working_days_are_named_one_by_one_and_so_are_those_left_out():
    reckoning = told(a_clock(Unit.WORKING_DAYS, 3))
    assert [day.date.day for day in reckoning.counted] == [16, 17, 25]
    names = {day.date.day: day.name for day in reckoning.skipped}
    assert (names[14], names[15]) == ("", ""), "a weekend has no name"
    assert "Suci Nyepi" in names[19]
    assert "Cuti Bersama" in names[18]
    assert set(names) == {14, 15, *range(18, 25)}
    assert (reckoning.legal_basis, reckoning.in_force_since) == (
        DISTRICT_RULES.legal_basis,
        date(2024, 1, 1),
    )
    assert (reckoning.provisional, reckoning.still_so) == (False, True)


def test_working_hours_add_up_to_the_second():
    reckoning = told(a_clock(Unit.SECONDS, 5 * 3600))
    assert [day.date.day for day in reckoning.counted] == [13, 16]
    spent = sum(each.seconds or 0 for day in reckoning.counted for each in day.stretches)
    assert spent == 5 * 3600


def test_running_hours_leave_nothing_out():
    reckoning = told(a_clock(Unit.RUNNING_SECONDS, 8 * 3600))
    assert reckoning.skipped == ()
    assert sum(each.seconds or 0 for day in reckoning.counted for each in day.stretches) == 8 * 3600
    assert [day.date.day for day in reckoning.counted] == [13]


def test_what_is_due_in_a_year_without_a_decree_is_provisional():
    assert decreed_until(NATIONAL) == date(2027, 12, 31)
    assert told(a_clock(Unit.WORKING_DAYS, 60, datetime(2027, 11, 1, 9, tzinfo=WIB))).provisional
    assert not told(a_clock(Unit.CALENDAR_DAYS, 90, datetime(2027, 11, 1, 9, tzinfo=WIB))).provisional
    assert decreed_until([]) is None


def test_a_changed_calendar_is_told_and_the_promise_stays():
    clock = a_clock(Unit.WORKING_DAYS, 3)
    changed = replace(HOURS, local_days=(LocalDay(date(2026, 3, 16), "Banjir"),))
    reckoning = told(clock, changed)
    assert not reckoning.still_so
    assert reckoning.clock.due_at == clock.due_at


def test_a_pause_is_cut_out_of_the_hours_that_counted():
    calendar = calendar_of(HOURS, NATIONAL)
    paused = rules.pause(a_clock(Unit.SECONDS, 5 * 3600), FRIDAY, PauseReason.WAITING_FOR_DATA)
    reckoning = told(rules.resume(paused, FRIDAY + timedelta(days=3), calendar))
    assert [day.date.day for day in reckoning.counted] == [16, 17]
    waiting = told(paused)
    assert waiting.counted == ()
    assert waiting.still_so


def test_promises_whose_hours_are_gone_are_left_out():
    clock = a_clock(Unit.WORKING_DAYS, 3)
    closed = replace(HOURS, periods=((),) * 7)
    with pytest.raises(NeverOpen):
        told(clock, closed)
    assert reckonings([clock], {"office": closed}, NATIONAL, []) == ()
    assert reckonings([clock], {}, NATIONAL, []) == ()
