"""Letters between this office and others as a supervisor sees them: what, when and how far; never what they say."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.escalation.model import Side


class Way(StrEnum):
    """Who wrote it."""

    OUT = "out"
    IN = "in"


class LetterState(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    """On its way, or tried again later."""
    BEHIND = "behind"
    """Another one of the same hand-over, which waits for a person, comes first."""
    TAKEN = "taken"
    DEAD = "dead"
    """Nothing more is tried before a person decides."""
    SETTLED = "settled"
    """Given up by a person."""
    ASIDE = "aside"
    """It arrived, and a person dismissed it there, or here: nobody reads it."""
    REFUSED = "refused"
    """It came, and was not for that office to say: it changed nothing."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One letter."""

    id: UUID
    way: Way
    kind: str
    seq: int
    number: str
    """Of our own case; empty while a letter that came has not opened one."""
    peer: str
    side: Side | None
    """What we are to the hand-over; none while it is not known here."""
    state: LetterState
    written_at: datetime
    taken_at: datetime | None = None
    next_at: datetime | None = None
    attempts: int = 0
    error: str = ""
    settled_by: str = ""
    settled_reason: str = ""


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the letter log."""

    lines: tuple[Line, ...]
    dead: int
    """Of the whole office."""
    older: UUID | None = None
    """Where the next page begins; none at the end."""
