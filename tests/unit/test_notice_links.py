"""A link in a notice names one colleague and one case; nobody can make or change one without the key."""

import secrets
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.notifications.links import VALID, Links
from kit.ids import uuid7
from kit.keys import Keys

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
KEY = secrets.token_bytes(32)
LINKS = Links("https://sahut.example", [KEY])
MEMBER, CASE = uuid7(), uuid7()


def _token(links: Links = LINKS) -> str:
    return links.to_case(7, MEMBER, CASE, NOW).rsplit("/", 1)[-1]


def test_a_link_says_who_and_what_and_until_when() -> None:
    address = LINKS.to_case(7, MEMBER, CASE, NOW)
    assert address.startswith("https://sahut.example/notice/")
    ticket = LINKS.read(_token())
    assert ticket is not None
    assert (ticket.tenant_id, ticket.membership_id, ticket.case_id) == (7, MEMBER, CASE)
    assert ticket.expires_at == NOW + VALID


def test_no_character_of_a_link_can_be_changed() -> None:
    token = _token()
    for place, character in enumerate(token):
        other = "A" if character != "A" else "B"
        assert LINKS.read(token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize(
    "token",
    ["", "x", "A" * 76, _token()[:-1], _token() + "A", _token().swapcase(), "é" * 76, "=" * 76],
    ids=["empty", "short", "made up", "cut", "longer", "other case", "not ascii", "signs"],
)
def test_what_we_did_not_make_is_no_link(token: str) -> None:
    assert LINKS.read(token) is None


def test_a_link_of_another_installation_or_purpose_is_no_link() -> None:
    keys = Keys([secrets.token_bytes(32)])
    assert LINKS.read(_token(Links("https://sahut.example", [secrets.token_bytes(32)]))) is None
    assert Links("", keys.derive_all("a")).read(_token(Links("", keys.derive_all("b")))) is None


def test_links_live_on_when_the_key_was_changed() -> None:
    token, newer = _token(), secrets.token_bytes(32)
    assert Links("", [newer, KEY]).read(token) is not None
    assert Links("", [newer]).read(token) is None


@given(st.text(max_size=100))
def test_any_token_has_an_answer(token: str) -> None:
    assert LINKS.read(token) is None
