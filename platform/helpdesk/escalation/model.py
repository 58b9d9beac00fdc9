"""The link between two mirrored cases, as one side keeps it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Side(StrEnum):
    """Who asked whom. The source speaks with the citizen."""

    SOURCE = "source"
    TARGET = "target"


class LinkState(StrEnum):
    """Where the hand-over stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"
    RETURNED = "returned"
    """The office asked gave it back, with its reason."""
    WITHDRAWN = "withdrawn"
    """The office that asked took it back, with its reason."""
    EXPIRED = "expired"
    """Nobody took it on in the agreed time."""


class Turn(StrEnum):
    """Who owes the other desk an answer."""

    NOBODY = ""
    OURS = "ours"
    THEIRS = "theirs"


AWAY = frozenset({LinkState.OFFERED, LinkState.ACCEPTED, LinkState.IN_PROGRESS})
"""The other office has it in hand; once it has answered, the next step is ours again."""
LIVING = frozenset({LinkState.OFFERED, LinkState.ACCEPTED, LinkState.IN_PROGRESS, LinkState.ANSWERED})
ENDED = frozenset(LinkState) - LIVING
"""It is over between the two offices."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One side's view of a hand-over. The id is the same on both sides; nothing else is shared."""

    id: UUID
    case_id: UUID
    side: Side
    peer_uid: UUID
    state: LinkState
    reason: str
    created_at: datetime
    changed_at: datetime
    peer_number: str = ""
    own_seq: int = 0
    peer_seq: int = 0
    chain: tuple[UUID, ...] = ()
    """The offices that the matter came through, the one that offered it last."""
    turn: Turn = Turn.NOBODY
    """Of a question between the desks, which no citizen reads."""
    said: str = ""
    """Why it was given back or taken back."""
    agree_by: datetime | None = None
    """When the agreed time to take it on is over; the office asked sees the same moment."""
    due_at: datetime | None = None
    """When an offer that nobody took on ends by itself; only the office that asked looks after that."""
