"""People, as the offices they work for see them."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from tenants.permissions.model import Role

FIRST_LINK = timedelta(hours=24)
"""How long the link of somebody new can be used."""

RESET_LINK = timedelta(minutes=30)
"""How long the link for a forgotten password can be used."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can sign in; one e-mail address is one person in the whole installation."""

    id: UUID
    email: str
    name: str
    language: str
    theme: str


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person in one office."""

    membership_id: UUID
    person: Person
    roles: tuple[Role, ...]
    units: tuple[str, ...]
    active: bool
    valid_until: datetime | None
    works_now: bool
    """Active, begun, and not ended."""


class Reachable(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who works for the office now and can be told something by telephone."""

    membership_id: UUID
    phone: str
    """E.164."""
    language: str
    roles: tuple[str, ...]
    unit_ids: frozenset[UUID]


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is in the office now."""

    membership_id: UUID
    roles: tuple[str, ...]
    unit_ids: frozenset[UUID]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody is told of cases outside the desk."""

    phone: str
    """Empty when there is none."""
    notices: bool
    """Whether they want to be told."""


class NewMember(msgspec.Struct, frozen=True, kw_only=True):
    """What is said about somebody who is added to an office."""

    email: str
    name: str
    roles: tuple[Role, ...]
    units: tuple[str, ...] = ()
    """Names of units; an officer of a unit sees the cases of these only."""
    language: str = "id"
    valid_until: datetime | None = None
