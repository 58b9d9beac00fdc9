"""Offices in order: neutral first, and no rate that rests on few cases is ranked."""

from datetime import UTC, datetime
from typing import Any

from helpdesk.overview.model import OfficeFigures, Sort
from helpdesk.overview.rules import ENOUGH, in_order, is_comparable


def _office(name: str, **more: Any) -> OfficeFigures:
    fields: dict[str, Any] = {
        "slug": name.lower(), "own": False, "open": 0, "late": 0, "recent": 0, "answered": 0,
        "median_seconds": None, "shared": 0, "last_activity": None, **more,
    }  # fmt: skip
    return OfficeFigures(name=name, **fields)


def _names(offices: list[OfficeFigures], by: Sort) -> list[str]:
    return [each.name for each in in_order(offices, by)]


def test_the_neutral_order_is_one_s_own_and_then_by_name() -> None:
    offices = [_office("B"), _office("A"), _office("Z", own=True)]
    assert _names(offices, Sort.NAME) == ["Z", "A", "B"]


def test_numbers_are_ordered_from_the_most_and_equal_ones_by_name() -> None:
    offices = [_office("B", open=2, late=9), _office("A", open=2, late=1, shared=4), _office("C", open=7)]
    assert _names(offices, Sort.OPEN) == ["C", "A", "B"]
    assert _names(offices, Sort.LATE) == ["B", "A", "C"]
    assert _names(offices, Sort.SHARED) == ["A", "B", "C"]


def test_a_median_of_few_cases_is_never_ranked() -> None:
    offices = [
        _office("Few", answered=ENOUGH - 1, median_seconds=1.0),
        _office("Slow", answered=ENOUGH, median_seconds=900.0),
        _office("Quick", answered=ENOUGH, median_seconds=60.0),
        _office("Also few", answered=1, median_seconds=99_999.0),
        _office("None"),
    ]
    assert _names(offices, Sort.RESPONSE) == ["Quick", "Slow", "Also few", "Few", "None"]
    assert [is_comparable(each) for each in offices] == [False, True, True, False, False]


def test_the_last_activity_comes_first_and_none_last() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    offices = [_office("A", last_activity=early), _office("B"), _office("C", last_activity=late)]
    assert _names(offices, Sort.ACTIVITY) == ["C", "A", "B"]
