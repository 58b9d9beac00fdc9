"""What somebody means who types into the search field, and positions in lists that come back from outside."""

from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.cases.folders import CONDITIONS, COUNTED, Folder
from helpdesk.cases.numbers import new_number
from helpdesk.cases.searching import Search, understood, within_rights
from kit.cursors import cursor_of, place_of
from kit.errors import Invalid


class _Place(msgspec.Struct, frozen=True, array_like=True):
    number: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    word: str


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0812-5550-1234", Search(identity=("phone", "+6281255501234"))),
        ("+62 (812) 5550.1234", Search(identity=("phone", "+6281255501234"))),
        ("62 812 5550 1234", Search(identity=("phone", "+6281255501234"))),
        (" Siti@Contoh.EXAMPLE ", Search(identity=("email", "siti@contoh.example"))),
        ("antrean  poli\ngigi", Search(words="antrean poli gigi")),
        ("1500567", Search(words="1500567", ending="1500567")),
        ("2026", Search(words="2026", ending="2026")),
        ("50-12 34", Search(words="50-12 34", ending="501234")),
        ("119", Search(words="119")),
        ("siti @ contoh", Search(words="siti @ contoh")),
        ("ka\x00ta", Search(words="kata")),
        ("", None),
        (" \x00\t ", None),
    ],
)
def test_a_search_is_understood(written: str, meant: Search | None) -> None:
    assert understood(written) == meant


def test_a_case_number_is_recognised_as_people_write_it() -> None:
    number = new_number("BTG")
    for written in (number, number.lower(), number.replace("-", ""), f"  {number} "):
        assert understood(written) == Search(number=number)
    one_off = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert understood(one_off) == Search(words=one_off), "its check character does not fit"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("btg-7k4q", "BTG-7K4Q"),
        ("BTG7K4Q", "BTG-7K4Q"),
        ("btg-7ko", "BTG-7K0"),
        ("btg-7k4q-29x", "BTG-7K4Q-29X"),
        ("btg 7k4q", ""),
        ("b-7k4q", ""),
        ("antrean poli", ""),
    ],
)
def test_the_beginning_of_a_number_is_a_search_beside_its_words(written: str, number: str) -> None:
    assert understood(written) == Search(words=written, number=number)


def test_who_sees_no_whole_numbers_cannot_guess_one_digit_by_digit() -> None:
    four, five = Search(words="1234", ending="1234"), Search(words="51234", ending="51234")
    assert within_rights(four, reveals=False) == four
    assert within_rights(five, reveals=False) == Search(words="51234")
    assert within_rights(five, reveals=True) == five
    whole = Search(identity=("phone", "+6281255501234"))
    assert within_rights(whole, reveals=False) == whole


@given(st.text())
def test_any_text_is_a_search_or_none(written: str) -> None:
    meant = understood(written)
    assert meant is None or ("\x00" not in str(meant) and any(map(any, meant)) and len(meant.words) <= 200)


def test_every_folder_has_its_condition_and_all_but_the_finished_are_counted() -> None:
    assert set(CONDITIONS) == set(Folder)
    assert {*COUNTED, Folder.DONE} == set(Folder)


@given(st.integers(0, 1000), st.text(max_size=40))
def test_a_cursor_leads_back_to_its_place(number: int, word: str) -> None:
    cursor = cursor_of(_Place(number, word))
    assert place_of(cursor, _Place) == _Place(number, word)
    assert cursor.isascii()
    assert not set(cursor) & set("+/=?&# ")


@given(st.text() | st.binary().map(lambda raw: raw.hex()))
def test_what_is_no_cursor_is_refused_by_the_name_of_its_field(written: str) -> None:
    try:
        place = place_of(written, _Place, field="after")
    except Invalid as refused:
        assert refused.details["fields"] == {"after": "malformed"}
    else:
        assert place_of(cursor_of(place), _Place) == place


def test_a_cursor_out_of_range_is_refused() -> None:
    class _Wide(msgspec.Struct, array_like=True):
        number: int
        word: str

    with pytest.raises(Invalid):
        place_of(cursor_of(_Wide(1001, "")), _Place)
    with pytest.raises(Invalid):
        place_of(cursor_of(_Place(1, "x" * 500)), _Place)
