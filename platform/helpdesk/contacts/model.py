"""A person as one office knows them; never joined across offices."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen."""

    id: UUID
    name: str = ""
    language: str = "id"
    version: int = 1
    """Goes up when the contact is merged, parted, or told in another language."""
    merged_into: UUID | None = None
    """The contact that this one was found to be."""


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """One contact was found to be another; everything that moved by it stands here."""

    id: UUID
    kept_id: UUID
    absorbed_id: UUID
    reason: str
    identities: tuple[tuple[str, str], ...]
    """Scheme and value of each."""
    conversations: frozenset[UUID]
    cases: frozenset[UUID]
    at: datetime
    by_name: str
    undone_at: datetime | None = None


def reachable(identities: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Identities by which somebody is reached: whom the portal knows by a number and a PIN is not, by those."""
    return tuple((scheme, value) for scheme, value in identities if scheme != "portal")


def masked_identities(identities: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Identities as the desk shows them before anybody gives a reason."""
    return tuple((scheme, masked(value)) for scheme, value in reachable(identities))


def masked(value: str) -> str:
    """What staff see until they ask for it with a reason.

    The last four signs of a number; an address's domain, and its first letter unless that is all of the name.
    """
    plain = value.strip()
    name, at, domain = plain.rpartition("@")
    if at:
        return f"{name[:1] if len(name) > 1 else ''}•••@{domain}"
    return f"••• {plain[-4:]}" if len(plain) > 4 else "•••"


def masked_abroad(value: str) -> str:
    """What leaves the office of it, whole or masked already: of an address only that it is one.

    A domain may be a person's own, and with a first letter the one of an employer names somebody too.
    """
    return "•••@•••" if "@" in value else masked(value)


def masked_name(name: str) -> str:
    """What leaves the house of a name: the first letter of each word."""
    return " ".join(f"{word[0]}•••" for word in name.split())
