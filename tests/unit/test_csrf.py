"""Tokens of forms, and what browsers say about where they were sent."""

import base64

import pytest

from kit.csrf import is_token, make_token, sent_from_here

KEY = b"k" * 32


def test_a_token_is_good_for_its_browser_and_its_key_only() -> None:
    token = make_token(KEY, "browser one")
    assert is_token(KEY, token, "browser one")
    assert not is_token(KEY, token, "browser two")
    assert not is_token(b"l" * 32, token, "browser one")
    assert token != make_token(KEY, "browser one")


def test_no_browser_has_no_token() -> None:
    assert not is_token(KEY, make_token(KEY, ""), "")


def test_a_changed_token_is_refused_at_every_place() -> None:
    raw = base64.urlsafe_b64decode(make_token(KEY, "b"))
    for place in range(len(raw)):
        changed = bytes(byte ^ (index == place) for index, byte in enumerate(raw))
        assert not is_token(KEY, base64.urlsafe_b64encode(changed).decode(), "b")
    for size in range(len(raw)):
        assert not is_token(KEY, base64.urlsafe_b64encode(raw[:size]).decode(), "b")


@pytest.mark.parametrize("token", ["", "=", "é", "\x00", "not base64!", "A" * 10_000])
def test_nonsense_is_refused(token: str) -> None:
    assert not is_token(KEY, token, "b")


@pytest.mark.parametrize(
    ("origin", "fetch_site", "secure", "here"),
    [
        (None, None, True, True),
        ("https://sahut.example", None, True, True),
        ("https://SAHUT.example", "same-origin", True, True),
        ("http://sahut.example", None, True, False),
        ("http://sahut.example", None, False, True),
        ("https://sahut.example", None, False, True),
        ("ftp://sahut.example", None, False, False),
        ("https://sahut.example/", None, True, False),
        ("https://sahut.example:443", None, True, False),
        ("null", None, True, False),
        ("null", "same-origin", True, True),
        ("null", "cross-site", True, False),
        (None, "same-origin", True, True),
        (None, "same-site", True, False),
        ("", None, True, False),
        ("http://[", None, True, False),
    ],
)
def test_where_a_form_was_sent(origin: str | None, fetch_site: str | None, secure: bool, here: bool) -> None:
    said = sent_from_here(host="sahut.example", origin=origin, fetch_site=fetch_site, secure=secure)
    assert said is here
