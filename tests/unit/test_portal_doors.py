"""The front page leads to few offices at once, and to many by a search and by their provinces."""

from uuid import UUID

import pytest

from helpdesk.portal.doors import FEW, MOST_FOUND, Doors, doors
from tenants.offices.model import Level, Office


def _office(number: int, name: str, level: Level = Level.DISTRICT, region: str = "") -> Office:
    return Office(
        id=number,
        uid=UUID(int=number),
        slug=f"o{number}",
        code="ABC",
        name=f"Dinas Kesehatan {name}",
        desk_name=f"Lapor {name}",
        level=level,
        region=region,
        parent_id=None,
        timezone="Asia/Jakarta",
        brand="",
        contacts={},
        languages=("id",),
        host=None,
    )


MINISTRY = _office(1, "Kementerian", Level.MINISTRY)
CENTRAL = _office(2, "Provinsi Jawa Tengah", Level.PROVINCE, "33")
BALI = _office(3, "Provinsi Bali", Level.PROVINCE, "51")
BATANG = _office(4, "Kabupaten Batang", region="33.25")
KARANGASEM = _office(5, "Kabupaten Karangasem", region="51.07")
ALONE = _office(6, "Kota Sofifi", region="82.99")
MANY = [MINISTRY, CENTRAL, BALI, BATANG, KARANGASEM, ALONE]
MANY += [_office(number, f"Kabupaten Nomor {number}", region=f"33.{number}") for number in range(40, 90)]


def test_few_offices_are_all_shown_without_a_search() -> None:
    assert doors(MANY[:FEW], "batang", "33") == Doors(many=False, offices=tuple(MANY[:FEW]))


def test_of_many_the_provinces_are_shown_and_what_belongs_to_none_of_them() -> None:
    shown = doors(MANY, "", "")
    assert shown.offices == (MINISTRY, ALONE)
    assert [(each.name, each.offices) for each in shown.provinces] == [("Bali", 2), ("Jawa Tengah", 52)]


def test_a_province_shows_its_own_office_before_its_regencies() -> None:
    shown = doors(MANY, "", "51")
    assert (shown.province, shown.offices) == ("Bali", (BALI, KARANGASEM))


@pytest.mark.parametrize("words", ["batang", "BATANG", "kabupaten batang", "batang lapor", "  Bátang "])
def test_a_search_finds_an_office_by_all_its_words(words: str) -> None:
    assert doors(MANY, words, "51").offices == (BATANG,)


def test_a_search_that_finds_too_many_says_so() -> None:
    shown = doors(MANY, "kabupaten", "")
    assert (len(shown.offices), shown.more) == (MOST_FOUND, True)


@pytest.mark.parametrize(("words", "region"), [("tidak ada", ""), ("%", ""), ("\x00", "")])
def test_what_fits_nothing_finds_nothing(words: str, region: str) -> None:
    assert doors(MANY, words, region).offices == ()


def test_an_unknown_province_shows_all_provinces() -> None:
    assert doors(MANY, "", "99") == doors(MANY, "", "")
