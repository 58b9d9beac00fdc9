"""A link opens one file for five minutes; nobody can make or change one without the key."""

import secrets
from datetime import UTC, datetime

import pytest

from helpdesk.attachments.links import PATH, VALID, FileLinks
from kit.ids import uuid7

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
KEY = secrets.token_bytes(32)
LINKS = FileLinks("https://sahut.example", "", [KEY])
FILE = uuid7()


def _token(links: FileLinks = LINKS) -> str:
    return links.to_file(7, FILE, NOW)[0].rsplit("/", 1)[-1]


def test_a_link_says_which_file_and_until_when() -> None:
    address, ends = LINKS.to_file(7, FILE, NOW)
    assert address.startswith(f"https://sahut.example{PATH}/")
    ticket = LINKS.read(_token())
    assert ticket is not None
    assert (ticket.tenant_id, ticket.file_id) == (7, FILE)
    assert ticket.expires_at == ends == NOW + VALID
    assert str(FILE) not in address


def test_no_character_of_a_link_can_be_changed() -> None:
    token = _token()
    for place, character in enumerate(token):
        for other in ("A" if character != "A" else "B", "=", "/"):
            assert LINKS.read(token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize(
    "token",
    ["", "x", "A" * 60, _token()[:-1], _token() + "A", _token().swapcase(), "é" * 60, "=" * 60],
    ids=["empty", "short", "made up", "cut", "longer", "other case", "not ascii", "signs"],
)
def test_what_we_did_not_make_is_no_link(token: str) -> None:
    assert LINKS.read(token) is None


def test_a_link_of_another_key_is_none_and_one_of_an_older_key_still_is() -> None:
    newer = secrets.token_bytes(32)
    assert FileLinks("https://sahut.example", "", [newer]).read(_token()) is None
    assert FileLinks("https://sahut.example", "", [newer, KEY]).read(_token()) is not None


def test_files_may_have_a_host_of_their_own() -> None:
    apart = FileLinks("https://sahut.example", "https://berkas.example", [KEY])
    assert apart.to_file(7, FILE, NOW)[0].startswith(f"https://berkas.example{PATH}/")
    assert (apart.apart, LINKS.apart) == (True, False)
    assert not FileLinks("https://sahut.example", "https://sahut.example", [KEY]).apart
