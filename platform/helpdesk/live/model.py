"""The words of live updates: what rings between processes, and what a listener is told."""

from enum import StrEnum
from uuid import UUID

import msgspec

CHANNEL = "sahut:live"
"""Pub/sub ignores the number of a Valkey database, so the name itself says whose it is."""
MOST_CASES = 40
"""More cases than this in one ring are told as "look again"."""
EVERY_OFFICE = 0
"""As the tenant of a ring: all of them."""


class What(StrEnum):
    """What a ring says; also the names of the stream's events."""

    CHANGED = "changed"
    """Cases changed."""
    HERE = "here"
    """Somebody came to a case, left it, or began or stopped to write."""
    CALL = "call"
    """A telephone call of the office went on; nothing tells which."""
    RESYNC = "resync"
    """Something may have been missed: look again at everything."""
    UP = "up"
    """The bus rings again; what was missed follows as `RESYNC`."""
    DOWN = "down"
    """The bus is away: nothing will ring until it is back."""
    OVER = "over"
    """The stream ends."""
    RIGHTS = "rights"
    """A member's post changed: their streams ask whether they may go on. No browser hears it."""


class Touched(msgspec.Struct, frozen=True, array_like=True):
    """A case, and the units whose officers may hear of it: where it is, and where it was."""

    case_id: UUID
    units: tuple[UUID, ...] = ()


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """What travels over the bus: ids, never a word of a case."""

    tenant_id: int
    what: What
    seq: int = 0
    """The newest place in the office's readers' order (decision 17)."""
    cases: tuple[Touched, ...] = ()
    member_id: UUID | None = None
    """Whom `RIGHTS` is about."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What one listener is told: the cases of a ring that are the listener's business."""

    what: What
    seq: int = 0
    cases: tuple[UUID, ...] = ()


class Watcher(msgspec.Struct, frozen=True, kw_only=True):
    """Who listens: one tab of one member of staff."""

    tenant_id: int
    member_id: UUID
    units: frozenset[UUID] | None
    """The units whose cases the listener sees; none means the whole office."""


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """One member of staff at one case."""

    case_id: UUID
    member_id: UUID
    writing_since: float | None = None
    """Seconds since 1970, by the office's clock; none for somebody who only looks."""
