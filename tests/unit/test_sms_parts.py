"""How many SMS a text is: GSM-7 with its extension table, else UCS-2."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ui
from kit.sms_parts import BASIC, EXTENDED, counted, is_plain

PLAIN = st.text(alphabet=sorted(BASIC | EXTENDED), max_size=700)
ANYTHING = st.text(max_size=300)


@pytest.mark.parametrize(
    ("text", "parts", "wide", "left"),
    [
        ("", 0, False, 160),
        ("a", 1, False, 159),
        ("a" * 160, 1, False, 0),
        ("a" * 161, 2, False, 145),
        ("a" * 306, 2, False, 0),
        ("a" * 307, 3, False, 152),
        ("€" * 80, 1, False, 0),
        ("€" * 81, 2, False, 143),
        ("a" * 152 + "€" * 5, 2, False, 143),
        ("a" * 152 + "€" + "a" * 151, 2, False, 0),
        ("a" * 152 + "€" + "a" * 152, 3, False, 152),
        ("é" * 160, 1, False, 0),
        ("ê", 1, True, 69),
        ("’" * 70, 1, True, 0),
        ("’" * 71, 2, True, 63),
        ("😀" * 35, 1, True, 0),
        ("😀" * 36, 2, True, 61),
        ("a" * 66 + "😀" + "a" * 66, 3, True, 66),
        ("Laporan [BTG] selesai\n", 1, False, 136),
    ],
)
def test_parts_are_counted_as_networks_do(text: str, parts: int, wide: bool, left: int) -> None:
    assert counted(text) == (parts, wide, left)


@given(PLAIN)
def test_plain_text_never_needs_wide_parts(text: str) -> None:
    assert is_plain(text)
    septets = sum(2 if sign in EXTENDED else 1 for sign in text)
    parts = counted(text).parts
    assert parts <= 1 if septets <= 160 else -(-septets // 153) <= parts <= -(-septets // 152)


@given(ANYTHING, ANYTHING)
def test_more_text_is_never_fewer_parts(one: str, other: str) -> None:
    assert counted(one + other).parts >= counted(one).parts
    assert counted(one + other).left >= 0


@given(ANYTHING)
def test_a_text_is_wide_when_one_of_its_signs_is(text: str) -> None:
    assert counted(text).wide is any(counted(sign).wide for sign in text)


def test_the_composer_counts_by_the_same_table() -> None:
    script = (Path(ui.__file__).parent / "static" / "compose_parts.js").read_text("utf-8")
    basic = re.search(r"const BASIC =\n((?:\s+\".*?\" ?[+;]\n)+)", script)
    extended = re.search(r"const EXTENDED = (\".*?\");", script)
    assert basic
    assert extended
    lines = re.findall(r"\".*\"", basic[1])
    assert frozenset("".join(json.loads(line) for line in lines)) == BASIC
    assert frozenset(json.loads(extended[1])) == EXTENDED
    for number in ("160, 153", "70, 67"):
        assert number in script
