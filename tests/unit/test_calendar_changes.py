"""What a changed calendar changes, and what a form of it may hold."""

from datetime import date

import pytest
from msgspec.structs import replace

from admin.calendars.changes import changes_of, fields_of
from admin.calendars.checking import checked
from admin.calendars.model import (
    DayChanged,
    JointLeaveChanged,
    KnownCalendar,
    NameChanged,
    Wanted,
    WeekdayChanged,
    ZoneChanged,
)
from admin.calendars.rules import key_of, telling_dates, typed_of
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.hours import LocalDay, SpecialDay
from kit.errors import Invalid
from support.hours import hours

MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 7)
FREE, OPEN = LocalDay(APRIL, "Hari jadi"), SpecialDay(MARCH, "Ramadan", hours("08:00-12:00"))
STANDS = KnownCalendar(
    key="office",
    name="Jam layanan",
    version=3,
    hours=replace(office_hours("Asia/Jakarta"), local_days=(FREE,), special_days=(OPEN,)),
    promised=True,
)


def test_the_form_of_what_stands_changes_nothing() -> None:
    for mark in (".", ":"):
        assert changes_of(STANDS, checked(typed_of(STANDS, mark), STANDS, [STANDS])) == []


def test_every_change_is_told_once_and_in_order() -> None:
    week = (*STANDS.hours.periods[:5], hours("08:00-10:00"), ())
    changed = replace(
        STANDS.hours,
        timezone="Asia/Makassar",
        periods=week,
        joint_leave_off=False,
        local_days=(LocalDay(MARCH, "Cuti"),),
        special_days=(SpecialDay(APRIL, "Hari jadi"),),
    )
    found = changes_of(STANDS, Wanted("Jam baru", changed))
    assert found == [
        NameChanged("Jam layanan", "Jam baru"),
        ZoneChanged("Asia/Jakarta", "Asia/Makassar"),
        WeekdayChanged(5, (), hours("08:00-10:00")),
        JointLeaveChanged(off=False),
        DayChanged(MARCH, OPEN, LocalDay(MARCH, "Cuti")),
        DayChanged(APRIL, FREE, SpecialDay(APRIL, "Hari jadi")),
    ]
    assert fields_of(found) == ["name", "timezone", "week", "joint_leave", "days"]


def test_a_day_that_goes_and_one_that_comes_are_both_told() -> None:
    comes = LocalDay(date(2026, 5, 4), "Pilkada")
    found = changes_of(STANDS, Wanted(STANDS.name, replace(STANDS.hours, local_days=(comes,))))
    assert found == [DayChanged(APRIL, FREE, None), DayChanged(comes.date, None, comes)]


def test_a_zone_that_an_operator_gave_may_stay_and_no_other_may_come() -> None:
    odd = replace(STANDS, hours=replace(STANDS.hours, timezone="UTC"))
    assert checked(typed_of(odd), odd, [odd]).hours.timezone == "UTC"
    with pytest.raises(Invalid):
        checked(replace(typed_of(STANDS), timezone="UTC"), STANDS, [STANDS])


def test_a_key_is_made_of_the_name_and_is_never_an_address_of_ours() -> None:
    assert key_of("Halo 24 jam!", set()) == "halo-24-jam"
    assert key_of("Halo 24 jam", {"halo-24-jam"}) == "halo-24-jam-2"
    assert key_of("New", set()) == "new-2"
    assert key_of("★", {"jam"}) == "jam-2"
    assert len(key_of("a" * 90, set())) == 40


def test_the_effect_is_shown_for_the_day_before_the_first_change_to_come() -> None:
    assert telling_dates([MARCH, APRIL], date(2026, 3, 20)) == [date(2026, 4, 6)]
    assert telling_dates([MARCH], date(2026, 3, 20)) == []
