"""A delegation, as each of its two offices keeps it."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from tenants.permissions.model import GUEST_ROLES, Role

LONGEST = timedelta(days=30)
"""From beginning to end."""
FURTHEST = timedelta(days=90)
"""How far ahead one may begin."""
LONGEST_REASON = 300
MOST_OPEN = 50
"""So many may an office have at a time."""
ROLES: tuple[Role, ...] = GUEST_ROLES


class Side(StrEnum):
    """Which of the two offices keeps a row."""

    HOST = "host"
    """Where the guest acts."""
    HOME = "home"
    """Whose person the guest is."""


class Ender(StrEnum):
    """Who ended it, or said no."""

    HOST = "host"
    GUEST = "guest"
    HOME = "home"


class State(StrEnum):
    """What follows from the moments of a delegation."""

    ASKED = "asked"
    """The guest, the guest's office, or both have not said yes."""
    AGREED = "agreed"
    """It begins later."""
    ACTIVE = "active"
    OVER = "over"
    """Its time is over."""
    LAPSED = "lapsed"
    """Its time is over, and it was never agreed to."""
    WITHDRAWN = "withdrawn"
    """The host took the request back."""
    REFUSED = "refused"
    ENDED = "ended"
    """Somebody ended it before its time."""


OPEN = (State.ASKED, State.AGREED, State.ACTIVE)


class Delegation(msgspec.Struct, frozen=True, kw_only=True):
    """One office's row; the other office's has the same id."""

    id: UUID
    side: Side
    other_id: int
    """The other office."""
    email: str
    role: Role
    reason: str
    begins_at: datetime
    ends_at: datetime
    asked_at: datetime
    person_id: UUID | None = None
    """In the host's row only since everybody agreed."""
    unit_ids: tuple[UUID, ...] = ()
    """Units of the host; a guest with the role of a unit officer sees their cases only."""
    units: tuple[str, ...] = ()
    """Their names, for the guest and the guest's office."""
    guest_at: datetime | None = None
    """When the guest said yes."""
    office_at: datetime | None = None
    """When the guest's office did."""
    closed_at: datetime | None = None
    closed_by: Ender | None = None
    version: int = 1


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A delegation with the guest's name, as far as the reader's office knows it."""

    delegation: Delegation
    name: str
    """Empty for the host until everybody agreed."""


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What the form of a request says, as it was typed."""

    home: str = ""
    """The slug of the guest's office."""
    email: str = ""
    role: str = ""
    units: tuple[str, ...] = ()
    reason: str = ""
    begins_day: str = ""
    begins_time: str = ""
    ends_day: str = ""
    ends_time: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for, when the form was in order."""

    email: str
    role: Role
    unit_ids: tuple[UUID, ...]
    units: tuple[str, ...]
    reason: str
    begins_at: datetime
    ends_at: datetime
