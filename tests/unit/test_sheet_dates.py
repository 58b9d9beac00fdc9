"""A date is understood as Indonesian offices write it, and what may be misread is not guessed."""

import pytest

from helpdesk.sheets.dates import DateUnclear, moment

_SAME_DAY = (
    *(
        "01/11/2026",
        "1/11/2026",
        "1-11-2026",
        "1.11.2026",
        "01/11/26",
        "2026-11-01",
        "1 Nov 2026",
        "1 nop 2026",
    ),
    *("1 November 2026", "1 Nopember 2026", "01-Nov-26", "Minggu, 1 November 2026", "Nov 1, 2026", "46327"),
)


@pytest.mark.parametrize("written", _SAME_DAY)
def test_one_day_may_be_written_in_many_ways(written: str) -> None:
    assert moment(written, "Asia/Jakarta").isoformat() == "2026-11-01T00:00:00+07:00"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("01/11/2026 09:30", "2026-11-01T09:30:00+07:00"),
        ("1 Nov 2026 pukul 09.30 WIB", "2026-11-01T09:30:00+07:00"),
        ("1 Nov 2026 9.05", "2026-11-01T09:05:00+07:00"),
        ("2026-11-01T09:30:15", "2026-11-01T09:30:15+07:00"),
        ("01/11/2026 09.30 WITA", "2026-11-01T09:30:00+08:00"),
        ("01/11/2026 2:05 PM", "2026-11-01T14:05:00+07:00"),
        ("46327,5", "2026-11-01T12:00:00+07:00"),
        ("17 Agt 2026", "2026-08-17T00:00:00+07:00"),
        ("5 Mei 2026", "2026-05-05T00:00:00+07:00"),
        ("31 Des 2026", "2026-12-31T00:00:00+07:00"),
    ],
)
def test_a_time_beside_the_date_counts(written: str, meant: str) -> None:
    assert moment(written, "Asia/Jakarta").isoformat() == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("11/25/2026", "month_first"),
        ("31/02/2026", "unreadable"),
        ("besok", "unreadable"),
        ("1 Novembre 2026", "unreadable"),
        ("12345", "unreadable"),
        ("25:99", "unreadable"),
        ("01/11/2026 25.00", "unreadable"),
        ("11/2026", "unreadable"),
    ],
)
def test_what_is_no_date_is_said_and_not_guessed(written: str, code: str) -> None:
    with pytest.raises(DateUnclear) as refused:
        moment(written, "Asia/Jakarta")
    assert refused.value.code == code


def test_a_day_begins_where_the_office_is() -> None:
    assert moment("01/11/2026", "Asia/Jayapura").isoformat() == "2026-11-01T00:00:00+09:00"
