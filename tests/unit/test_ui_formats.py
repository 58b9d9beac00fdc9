"""Times, durations and numbers are said as people say them, with the zone named and nothing rounded up."""

from datetime import UTC, datetime, timedelta

import pytest

from ui import formats

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
JAKARTA, MAKASSAR, JAYAPURA = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (JAKARTA, "Selasa, 24 November 2026 pukul 16.00 WIB"),
        (MAKASSAR, "Selasa, 24 November 2026 pukul 17.00 WITA"),
        (JAYAPURA, "Selasa, 24 November 2026 pukul 18.00 WIT"),
        ("Asia/Dubai", "Selasa, 24 November 2026 pukul 13.00 UTC+04"),
    ],
)
def test_a_promise_names_day_date_time_and_zone(zone: str, said: str):
    assert formats.absolute(TUESDAY, zone) == said


def test_a_promise_in_english():
    assert formats.absolute(TUESDAY, JAKARTA, language="en") == "Tuesday, 24 November 2026, 16:00 WIB"
    assert formats.date_time(TUESDAY, JAKARTA, language="en") == "24 Nov 2026, 16:00 WIB"


def test_the_day_is_the_readers_day_and_not_the_servers():
    late = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert formats.absolute(late, JAKARTA) == "Rabu, 25 November 2026 pukul 00.30 WIB"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(hours=2), "14.00"),
        (timedelta(hours=20), "Kemarin"),
        (timedelta(days=5), "19 Nov"),
        (timedelta(days=400), "20 Okt 2025"),
    ],
)
def test_a_row_of_a_list_shows_the_shortest_clear_time(before: timedelta, said: str):
    assert formats.short_time(TUESDAY - before, JAKARTA, TUESDAY) == said


def test_the_line_between_days_says_today_yesterday_or_the_date():
    assert formats.day(TUESDAY, JAKARTA, TUESDAY) == "Hari ini"
    assert formats.day(TUESDAY - timedelta(days=1), JAKARTA, TUESDAY, language="en") == "Yesterday"
    assert formats.day(TUESDAY - timedelta(days=4), JAKARTA, TUESDAY) == "Jumat, 20 November"
    assert formats.day(TUESDAY - timedelta(days=365), JAKARTA, TUESDAY) == "Senin, 24 November 2025"


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (0, "kurang dari 1 menit", "< 1 m"),
        (59, "kurang dari 1 menit", "< 1 m"),
        (42 * 60 + 59, "42 menit", "42 m"),
        (65 * 60, "1 jam 05 menit", "1 j 05 m"),
        (6 * 3600, "6 jam", "6 j"),
        (27 * 3600, "1 hari 3 jam", "1 hr 3 j"),
        (48 * 3600 + 59 * 60, "2 hari", "2 hr"),
    ],
)
def test_a_duration_has_two_units_and_is_never_rounded_up(seconds: int, long: str, short: str):
    assert formats.duration(seconds) == long
    assert formats.duration(seconds, short=True) == short


def test_a_duration_in_english_knows_one_from_many():
    assert formats.duration(65 * 60, language="en") == "1 hour 5 minutes"
    assert formats.duration(61 * 60, language="en") == "1 hour 1 minute"
    assert formats.duration(65 * 60, True, language="en") == "1 h 05 m"


def test_time_left_turns_into_time_late():
    assert formats.left(65 * 60, short=True) == "1 j 05 m lagi"
    assert formats.left(-(2 * 3600 + 600), short=True) == "Lewat 2 j 10 m"
    assert formats.left(-130 * 60, language="en") == "2 hours 10 minutes late"


def test_relative_times_look_both_ways():
    assert formats.relative(TUESDAY - timedelta(minutes=5), TUESDAY) == "5 menit lalu"
    assert formats.relative(TUESDAY + timedelta(hours=2, minutes=59), TUESDAY) == "dalam 2 jam"
    assert formats.relative(TUESDAY - timedelta(seconds=20), TUESDAY, language="en") == "just now"


def test_numbers_and_sizes_follow_the_language():
    assert formats.number(1234567.5, 1) == "1.234.567,5"
    assert formats.number(1234567.5, 1, language="en") == "1,234,567.5"
    assert formats.size(184 * 1024) == "184 KB"
    assert formats.size(1) == "1 KB"
    assert formats.size(2_500_000) == "2,4 MB"


def test_a_pin_is_read_in_groups():
    assert formats.grouped("482915") == "482 915"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Dewi Anjani", "DA"),
        ("Sri", "S"),
        ("I Made Suarsana Putra", "IP"),
        ("Warga (disamarkan)", "W"),
        ("", "?"),
    ],
)
def test_initials_of_a_name(name: str, letters: str):
    assert formats.initials(name) == letters
