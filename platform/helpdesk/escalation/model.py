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


AWAY = frozenset({LinkState.OFFERED, LinkState.ACCEPTED, LinkState.IN_PROGRESS})
"""The other office has it in hand; once it has answered, the next step is ours again."""
LIVING = frozenset({LinkState.OFFERED, LinkState.ACCEPTED, LinkState.IN_PROGRESS, LinkState.ANSWERED})


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
