"""Which secret goes in which header of a call: names and templates of values, as an agency was told them. Pure."""

import re
from collections.abc import Mapping

NATIONAL: Mapping[str, str] = {"Authorization": "Bearer {auth_value}", "token": "{token_value}"}
"""What working clients send; others were seen to want `Apikey`, `auth`, or a bare value."""
MOST = 6
LONGEST_WORD = 40

_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_REFERENCE = re.compile(r"\{(auth_value|token_value|extra_value)\}")
_TAKEN = frozenset(
    ("accept", "accept-encoding", "connection", "content-length", "content-type", "host", "transfer-encoding")
)


def must_be_headers(headers: Mapping[str, str]) -> None:
    """Raises `ValueError` for what can never be sent, and for a value that names no secret or more than one: what is
    written here is not sealed, so a key itself must not stand here."""
    names = {name.casefold() for name in headers}
    if not 1 <= len(headers) <= MOST or len(names) != len(headers):
        raise ValueError(f"headers must be from 1 to {MOST}, each name once")
    if names & _TAKEN or not all(_NAME.fullmatch(name) for name in headers):
        raise ValueError(
            "headers: a name may hold letters, digits and hyphens, and is none that every call has"
        )
    for value in headers.values():
        words = _REFERENCE.split(value)[::2]
        plain = "".join(words)
        if len(words) != 2 or len(plain) > LONGEST_WORD or "{" in plain or "}" in plain:
            raise ValueError("headers: a value names one of {auth_value}, {token_value}, {extra_value}")
        if not (plain.isascii() and (plain.isprintable() or not plain)):
            raise ValueError("headers: a value may hold plain signs alone")


def needs(headers: Mapping[str, str], secret: str) -> bool:
    """Is this secret in one of them?"""
    return any(secret in _REFERENCE.findall(value) for value in headers.values())


def filled(headers: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """The headers as they are sent; a word like `Bearer` with which the secret begins already is not put before it."""
    return {name: _value(template, secrets) for name, template in headers.items()}


def _value(template: str, secrets: Mapping[str, str]) -> str:
    before, name, after = _REFERENCE.split(template, maxsplit=1)
    word, secret = before.strip().casefold(), secrets[name]
    return f"{'' if word and secret.casefold().startswith(word) else before}{secret}{after}"
