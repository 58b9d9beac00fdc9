"""What somebody means who types into the search field, and positions in lists that come back from outside."""

from datetime import timedelta
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.cases.folders import CONDITIONS, COUNTED, DUE_SOON, Folder
from helpdesk.cases.numbers import new_number
from helpdesk.cases.searching import Search, SearchKind, like_pattern, understood
from kit.cursors import cursor_of, place_of
from kit.errors import Invalid

K = SearchKind


class _Place(msgspec.Struct, frozen=True, array_like=True):
    number: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    word: str


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0812-5550-1234", Search(K.IDENTITY, "+6281255501234", "phone")),
        ("+62 (812) 5550.1234", Search(K.IDENTITY, "+6281255501234", "phone")),
        (" Siti@Contoh.EXAMPLE ", Search(K.IDENTITY, "siti@contoh.example", "email")),
        ("antrean  poli\ngigi", Search(K.WORDS, "antrean poli gigi")),
        ("1500567", Search(K.WORDS, "1500567")),
        ("2026", Search(K.WORDS, "2026")),
        ("siti @ contoh", Search(K.WORDS, "siti @ contoh")),
        ("ka\x00ta", Search(K.WORDS, "kata")),
        ("", None),
        (" \x00\t ", None),
    ],
)
def test_a_search_is_understood(written: str, meant: Search | None) -> None:
    assert understood(written) == meant


def test_a_case_number_is_recognised_as_people_write_it() -> None:
    number = new_number("BTG")
    for written in (number, number.lower(), number.replace("-", ""), f"  {number} "):
        assert understood(written) == Search(K.NUMBER, number)
    one_off = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert understood(one_off) == Search(K.WORDS, one_off)


@given(st.text())
def test_any_text_is_a_search_or_none(written: str) -> None:
    meant = understood(written)
    assert meant is None or ("\x00" not in meant.text and 0 < len(meant.text) <= 200)


@pytest.mark.parametrize(
    ("text", "pattern"), [("siti", "%siti%"), ("100%", "%100\\%%"), ("a_b", "%a\\_b%"), ("\\", "%\\\\%")]
)
def test_wildcards_are_taken_literally(text: str, pattern: str) -> None:
    assert like_pattern(text) == pattern


def test_every_folder_has_its_condition_and_all_but_the_finished_are_counted() -> None:
    assert set(CONDITIONS) == set(Folder)
    assert {*COUNTED, Folder.DONE} == set(Folder)
    assert timedelta(hours=1) <= DUE_SOON <= timedelta(hours=24)


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
