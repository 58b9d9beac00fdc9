"""Offices in order: neutral first, and no rate that rests on few cases is ranked."""

from datetime import UTC, datetime
from typing import Any

from helpdesk.overview.model import OfficeFigures, Sort
from helpdesk.overview.rules import ENOUGH, in_order, is_comparable, is_rated, of_province
from helpdesk.overview.tiles import _GRID, tiles


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


def test_a_mean_score_is_compared_only_when_enough_citizens_judged() -> None:
    assert is_rated(_office("A", ratings=ENOUGH, mean_score=4.0))
    assert not is_rated(_office("A", ratings=ENOUGH - 1, mean_score=5.0))


def test_missed_rounds_are_ordered_from_the_most() -> None:
    offices = [_office("A", rounds=90, rounds_missed=1), _office("B", rounds=90, rounds_missed=3)]
    assert _names(offices, Sort.ROUNDS) == ["B", "A"]


def test_a_province_shows_its_own_offices_and_one_s_own() -> None:
    offices = [
        _office("Ministry", own=True),
        _office("Jateng", region="33"),
        _office("Batang", region="33.25"),
    ]
    offices += [_office("Bali", region="51")]
    assert [each.name for each in of_province(offices, "33")] == ["Ministry", "Jateng", "Batang"]
    assert of_province(offices, "") == offices


def test_a_tile_adds_up_what_a_province_s_offices_hold() -> None:
    offices = [
        _office("Ministry", own=True, open=50),
        _office("Batang", region="33.25", open=3, late=1),
        _office("Jateng", region="33", open=2),
        _office("Aceh", region="11", open=7, late=7),
    ]
    west, east = tiles(offices)
    assert (west.name, west.offices, west.open, west.late) == ("Aceh", 1, 7, 7)
    assert (east.name, east.offices, east.open, east.late) == ("Jateng", 2, 5, 1)


def test_one_province_needs_no_map() -> None:
    assert tiles([_office("Jateng", region="33"), _office("Batang", region="33.25")]) == ()


def test_no_two_provinces_lie_on_one_place() -> None:
    assert len({(place.row, place.column) for place in _GRID.values()}) == len(_GRID) == 38


def _elsewhere(name: str, *, old: bool = False, told: bool = True, **more: Any) -> OfficeFigures:
    at = datetime(2026, 11, 23, tzinfo=UTC) if told else None
    return _office(name, elsewhere=True, old=old, told_at=at, **more)


def test_offices_that_are_silent_stand_behind_the_others_by_every_number_but_what_is_shared() -> None:
    offices = [
        _elsewhere("Old", old=True, open=99, late=99, rounds_missed=99, shared=9),
        _elsewhere("Never", told=False),
        _elsewhere("Fresh", open=5, late=2, rounds_missed=2),
        _office("Here", open=1, late=1, rounds_missed=1, shared=1),
    ]
    for by in (Sort.OPEN, Sort.LATE, Sort.ROUNDS):
        assert _names(offices, by) == ["Fresh", "Here", "Old", "Never"], by
    assert set(_names(offices, Sort.ACTIVITY)[2:]) == {"Old", "Never"}
    assert _names(offices, Sort.SHARED)[0] == "Old", "what is shared is counted here"


def test_a_province_counts_the_offices_that_are_silent_and_not_their_numbers() -> None:
    [bali, jateng] = sorted(
        tiles(
            [
                _office("A", region="33.25", open=2, late=1),
                _elsewhere("B", region="33.26", open=3, late=2),
                _elsewhere("C", region="33.27", open=50, late=40, old=True),
                _office("D", region="51.07", open=1),
            ]
        ),
        key=lambda tile: tile.name,
    )
    assert (jateng.offices, jateng.open, jateng.late) == (3, 5, 3)
    assert (bali.offices, bali.open) == (1, 1)
