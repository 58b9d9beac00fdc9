"""How written numbers become identities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.contacts.model import masked, masked_abroad
from helpdesk.contacts.rules import phone_number


@pytest.mark.parametrize(
    "written",
    ["081234567890", "+62 812-3456-7890", "6281234567890", "(0812) 3456 7890", "0812.3456.7890"],
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert phone_number(written) == "+6281234567890"


@pytest.mark.parametrize(
    "written", ["1708", "1500567", "+62 1500567", "119", "110", "", "abc", "0", "+", "++62", "9" * 40]
)
def test_short_numbers_and_nonsense_are_nobodys(written: str) -> None:
    assert phone_number(written) is None


@given(st.text(max_size=40))
def test_no_text_is_an_error(written: str) -> None:
    read = phone_number(written)
    assert read is None or (read.startswith("+") and phone_number(read) == read)


@pytest.mark.parametrize(
    ("value", "shown", "abroad"),
    [
        ("+6281234567890", "••• 7890", "••• 7890"),
        ("1234", "•••", "•••"),
        ("", "•••", "•••"),
        (" siti@warga.example ", "s•••@warga.example", "•••@•••"),
        ("kontak@siti-aminah.example", "k•••@siti-aminah.example", "•••@•••"),
        ("s@warga.example", "•••@warga.example", "•••@•••"),
        ('"a@b"@warga.example', '"•••@warga.example', "•••@•••"),
        ("@warga.example", "•••@warga.example", "•••@•••"),
    ],
)
def test_little_of_a_number_or_address_is_shown_and_less_leaves_the_office(
    value: str, shown: str, abroad: str
) -> None:
    assert masked(value) == shown
    assert masked_abroad(value) == masked_abroad(shown) == abroad
