"""Calendars of other programs: what of them is a free day, and that no bytes do harm."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from admin.calendars.ics import Unfit, read, write
from admin.calendars.model import Skip
from helpdesk.sla.defaults import office_hours
from helpdesk.sla.holidays import HolidayKind, NationalDay
from helpdesk.sla.hours import LocalDay, SpecialDay
from support.hours import hours

YEARS = range(2026, 2029)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def a_file(*events: str) -> bytes:
    inside = "".join(f"BEGIN:VEVENT\r\nUID:1\r\n{lines}\r\nEND:VEVENT\r\n" for lines in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inside}END:VCALENDAR\r\n".encode()


def days(*events: str) -> list[str]:
    return [day.date.isoformat() for day in read(a_file(*events), YEARS).days]


def skipped(*events: str) -> Mapping[Skip, int]:
    found = read(a_file(*events), YEARS)
    assert found.days == ()
    return found.skipped


def test_an_event_of_several_days_is_each_of_them() -> None:
    assert days("DTSTART;VALUE=DATE:20260407") == ["2026-04-07"]
    assert days("DTSTART:20260407\r\nDTEND;VALUE=DATE:20260407") == ["2026-04-07"]
    several = ["2026-04-07", "2026-04-08", "2026-04-09"]
    assert days("DTSTART;VALUE=DATE:20260407\r\nDTEND;VALUE=DATE:20260410") == several
    assert days("DTSTART;VALUE=DATE:20260407\r\nDURATION:P3D") == several
    assert days("DTSTART;VALUE=DATE:20260408", "DTSTART;VALUE=DATE:20260407\r\nDURATION:P3D") == several


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("RRULE:FREQ=YEARLY", ["2026-04-07", "2027-04-07", "2028-04-07"]),
        ("RRULE:FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=7;WKST=MO", ["2026-04-07", "2027-04-07", "2028-04-07"]),
        ("RRULE:FREQ=YEARLY;INTERVAL=2", ["2027-04-07"]),
        ("RRULE:FREQ=YEARLY;COUNT=3", ["2026-04-07", "2027-04-07"]),
        ("RRULE:FREQ=YEARLY;UNTIL=20270101", ["2026-04-07"]),
        ("RRULE:FREQ=YEARLY;UNTIL=20270407T000000Z", ["2026-04-07", "2027-04-07"]),
        ("RRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20260407,20280407", ["2027-04-07"]),
    ],
)
def test_what_comes_back_each_year_is_laid_out_over_the_known_years(rule: str, meant: list[str]) -> None:
    assert days(f"DTSTART;VALUE=DATE:20250407\r\n{rule}") == meant


def test_a_leap_day_comes_back_in_leap_years_and_old_birthdays_only_in_ours() -> None:
    assert days("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY") == ["2028-02-29"]
    old = days("DTSTART;VALUE=DATE:19450817\r\nRRULE:FREQ=YEARLY")
    assert old == ["2026-08-17", "2027-08-17", "2028-08-17"]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("DTSTART:20260407T080000", Skip.HOURS),
        ("DTSTART;TZID=Asia/Jakarta:20260407T000000", Skip.HOURS),
        ("DTSTART;VALUE=DATE:20260407\r\nRRULE:FREQ=WEEKLY", Skip.RECURRENCE),
        ("DTSTART;VALUE=DATE:20260407\r\nRRULE:FREQ=YEARLY;BYDAY=1MO", Skip.RECURRENCE),
        ("DTSTART;VALUE=DATE:20260407\r\nRRULE:FREQ=YEARLY;BYMONTH=5", Skip.RECURRENCE),
        ("DTSTART;VALUE=DATE:20260407\r\nRDATE;VALUE=DATE:20260408", Skip.RECURRENCE),
        ("DTSTART;VALUE=DATE:20260407\r\nSTATUS:CANCELLED", Skip.CANCELLED),
        ("SUMMARY:Tanpa tanggal", Skip.UNREADABLE),
        ("DTSTART:besok", Skip.UNREADABLE),
        ("DTSTART;VALUE=DATE:20260407\r\nDTSTART;VALUE=DATE:20260408", Skip.UNREADABLE),
        ("DTSTART;VALUE=DATE:20260407\r\nDTEND;VALUE=DATE:20260401", Skip.UNREADABLE),
        ("DTSTART;VALUE=DATE:20260407\r\nDURATION:P9999999999D", Skip.UNREADABLE),
        ("DTSTART;VALUE=DATE:19260407", Skip.UNREADABLE),
        ("DTSTART;VALUE=DATE:99991231\r\nDURATION:P3D", Skip.UNREADABLE),
    ],
)
def test_what_is_no_free_day_is_passed_over_with_its_reason(event: str, why: Skip) -> None:
    assert skipped(event) == {why: 1}


def test_one_event_that_cannot_be_read_does_not_lose_the_others() -> None:
    found = read(a_file("DTSTART:x", "DTSTART;VALUE=DATE:20260407", "DTSTART:20260407T080000"), YEARS)
    assert [day.date for day in found.days] == [date(2026, 4, 7)]
    assert found.skipped == {Skip.UNREADABLE: 1, Skip.HOURS: 1}


def test_names_are_unescaped_trimmed_and_on_one_line() -> None:
    long = "DTSTART;VALUE=DATE:20260408\r\nSUMMARY:" + "a" * 90
    event = "DTSTART;VALUE=DATE:20260407\r\nSUMMARY:Hari jadi\\, <b>\\n Ba\r\n tang\x07"
    unnamed = "DTSTART;VALUE=DATE:20260409"
    names = [day.name for day in read(a_file(event, long, unnamed), YEARS).days]
    assert names == ["Hari jadi, <b> Batang", "a" * 79 + "…", "Hari libur"]


def test_an_alarm_inside_an_event_is_not_the_event() -> None:
    alarm = "BEGIN:VALARM\r\nDURATION:P9D\r\nSUMMARY:Bangun\r\nEND:VALARM"
    [day] = read(a_file(f"DTSTART;VALUE=DATE:20260407\r\n{alarm}\r\nSUMMARY:Libur"), YEARS).days
    assert day == LocalDay(date(2026, 4, 7), "Libur")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_ics"),
        (b"Tanggal;Nama\r\n2026-04-07;Libur", "not_ics"),
        (a_file() + b" " * 1024 * 1024, "too_large"),
        (
            a_file(
                "DTSTART;VALUE=DATE:20260407\r\nDURATION:P400D",
                "DTSTART;VALUE=DATE:20280407\r\nDURATION:P400D",
            ),
            "too_many",
        ),
        (a_file(*["DTSTART:x"] * 1001), "too_many"),
    ],
)
def test_a_file_that_is_none_or_too_much_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unfit) as unfit:
        read(content, YEARS)
    assert unfit.value.code == code


_LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "END:VCALENDAR", " "),
                *("DTSTART;VALUE=DATE:20260407", "DTSTART:20260407T08", "DTEND;VALUE=DATE:00010101"),
                *("RRULE:FREQ=YEARLY;INTERVAL=0", "RRULE:FREQ=YEARLY;COUNT=x", "RRULE:", "EXDATE:1,2"),
                *("DURATION:-P1W", "DURATION:PT5H", 'STATUS;X="', "SUMMARY;LANGUAGE=:", "RECURRENCE-ID:x"),
            ]
        ),
        st.text(max_size=40),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(_LINES, st.binary(max_size=60))
def test_whatever_the_bytes_the_answer_is_days_or_a_reason(lines: list[str], rest: bytes) -> None:
    content = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT"]).encode(
        "utf-8", "replace"
    )
    for each in (content + rest, rest + content, rest):
        try:
            found = read(each, YEARS)
        except Unfit as unfit:
            assert unfit.code
        else:
            assert all(day.name and day.name.isprintable() for day in found.days)


def test_what_goes_out_comes_in_again_without_days_that_are_open() -> None:
    national = (
        NationalDay(date(2026, 8, 17), "Hari Kemerdekaan", HolidayKind.PUBLIC),
        NationalDay(date(2026, 12, 24), "Cuti Natal", HolidayKind.JOINT_LEAVE),
        NationalDay(date(2026, 12, 25), "Natal", HolidayKind.PUBLIC),
    )
    own = replace(
        office_hours("Asia/Jakarta"),
        joint_leave_off=False,
        local_days=(LocalDay(date(2026, 4, 7), "Hari jadi; Batang, \\ é"),),
        special_days=(
            SpecialDay(date(2026, 5, 4), "Pilkada"),
            SpecialDay(date(2026, 12, 25), "Piket", hours("08:00-10:00")),
        ),
    )
    content = write("Jam layanan", "office.batang", own, national, NOW)
    assert [(str(day.date), day.name) for day in read(content, YEARS).days] == [
        ("2026-04-07", "Hari jadi; Batang, \\ é"),
        ("2026-05-04", "Pilkada"),
        ("2026-08-17", "Hari Kemerdekaan"),
    ]
    uids = [event["UID"] for event in icalendar.Calendar.from_ical(content).walk("VEVENT")]
    assert uids == [
        "2026-04-07@office.batang.sahut",
        "2026-05-04@office.batang.sahut",
        "2026-08-17-public@national.sahut",
    ]
