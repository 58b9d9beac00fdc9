"""Case numbers and PINs."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.cases.numbers import new_number, pin, pin_fits, read_number
from kit.ids import uuid7

KEY = b"k" * 32
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_number_has_the_offices_code_forty_random_bits_and_a_check_sign() -> None:
    numbers = {new_number("BTG") for _ in range(500)}
    assert len(numbers) == 500
    assert all(re.fullmatch(rf"BTG-[{SIGNS}]{{4}}-[{SIGNS}]{{4}}-[{SIGNS}]", number) for number in numbers)


@given(st.data())
def test_every_single_wrong_sign_and_every_exchange_of_two_is_seen(data: st.DataObject) -> None:
    number = new_number("KMK")
    places = [place for place, sign in enumerate(number) if place > 3 and sign != "-"]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != number[place]]))
    assert read_number(number[:place] + wrong + number[place + 1 :]) is None
    for one, other in itertools.combinations(places, 2):
        if number[one] != number[other]:
            swapped = list(number)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert read_number("".join(swapped)) is None


@given(st.data())
def test_a_number_is_read_however_people_write_it(data: st.DataObject) -> None:
    number = new_number("BTG")
    body = (
        number[4:]
        .replace("0", data.draw(st.sampled_from("0Oo")))
        .replace("1", data.draw(st.sampled_from("1IiLl")))
    )
    written = f" btg {body.lower()} ".replace("-", data.draw(st.sampled_from(["", " ", "-", "–"])))
    assert read_number(written) == number


@given(st.text(max_size=40))
def test_anything_else_is_no_number_and_no_error(written: str) -> None:
    read = read_number(written)
    assert read is None or read_number(read) == read


def test_a_pin_belongs_to_one_tenant_one_case_and_one_generation() -> None:
    case = uuid7()
    digits = pin(KEY, 1, case, 1)
    assert re.fullmatch(r"\d{6}", digits)
    assert digits == pin(KEY, 1, case, 1)
    others = [pin(KEY, 2, case, 1), pin(KEY, 1, uuid7(), 1), pin(KEY, 1, case, 2), pin(b"x" * 32, 1, case, 1)]
    assert any(other != digits for other in others[:2])
    assert others.count(digits) < 2


@pytest.mark.parametrize("written", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00", "é" * 6])
def test_a_wrong_pin_does_not_fit_and_is_no_error(written: str) -> None:
    case = uuid7()
    right = pin(KEY, 1, case, 1)
    assert pin_fits(KEY, 1, case, 1, f" {right[:3]} {right[3:]} ")
    assert not pin_fits(KEY, 1, case, 1, written)


def test_a_number_without_its_check_character_is_no_number_of_an_office_with_a_shorter_code():
    assert read_number("BRMIM-TBHD-1YFG-V") == "BRMIM-TBHD-1YFG-V"
    assert read_number("BRMIM-TBHD-1YFG-") is None
    assert read_number("brmim tbhd 1yfg v") == "BRMIM-TBHD-1YFG-V"
