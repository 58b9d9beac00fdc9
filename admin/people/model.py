"""Somebody of the office, as its administrator sees them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from tenants.permissions.model import Role


class Standing(StrEnum):
    """Whether somebody may come in."""

    ACTIVE = "active"
    ENDED = "ended"
    """The post was for a time, and the time is over."""
    INACTIVE = "inactive"


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A person's post in this office."""

    membership_id: UUID
    person_id: UUID
    name: str
    email: str
    roles: tuple[Role, ...]
    units: tuple[tuple[UUID, str], ...]
    """Ids and names; a unit that is no longer active is among them."""
    active: bool
    valid_until: datetime | None
    last_sign_in: datetime | None
    phone: str
    """E.164, for notices of the office's own work; empty for none."""
    delegation_id: UUID | None = None
    """Of a guest from another office; changed and ended as a delegation only."""


class NewColleague(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says about somebody new, as it was typed."""

    email: str
    name: str
    roles: tuple[str, ...]
    units: tuple[str, ...]
    phone: str = ""


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says about somebody's post, as it was typed."""

    roles: tuple[str, ...]
    units: tuple[str, ...]
    phone: str = ""


class OneTimeLink(msgspec.Struct, frozen=True, kw_only=True):
    """An address that sets a password once; shown once and kept nowhere."""

    name: str
    email: str
    href: str
    hours: bool
    """Good for 24 hours, being somebody's first; otherwise for 30 minutes."""
