"""The link between two mirrored cases, as one side keeps it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Side(StrEnum):
    """Who asked whom. The citizen is reached through the source, whoever speaks."""

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
    BOTH = "both"
    """Each has asked, and neither has answered."""


class Wish(StrEnum):
    """What one desk asked of the other about who speaks with the citizen, until that one has said yes or no."""

    NONE = ""
    OFFERED = "offered"
    """The desk that speaks would let the other one speak."""
    ASKED = "asked"
    """The desk that does not speak would like to."""
    TAKEN = "taken"
    """It said yes, and speaks as soon as the other has let go."""


class Copy(StrEnum):
    """What became of the other office's copy once the citizen's data were erased here."""

    THERE = ""
    ASKED = "asked"
    """It was told to erase them, and has not said what it did."""
    ERASED = "erased"
    KEPT = "kept"
    """A law makes it keep them; which one, it says."""


AWAY = frozenset({LinkState.OFFERED, LinkState.ACCEPTED, LinkState.IN_PROGRESS})
"""The other office has it in hand; once it has answered, the next step is ours again."""
LIVING = frozenset({LinkState.OFFERED, LinkState.ACCEPTED, LinkState.IN_PROGRESS, LinkState.ANSWERED})
ENDED = frozenset(LinkState) - LIVING
"""It is over between the two offices."""
PARTED = frozenset({LinkState.RETURNED, LinkState.WITHDRAWN, LinkState.EXPIRED})
"""It ended without an answer."""


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
    asked: int = 0
    """The number of our last question to the other desk while it is open; no citizen reads those."""
    owed: int = 0
    """The number of theirs that we have not answered."""
    said: str = ""
    """Why it was given back or taken back."""
    agree_by: datetime | None = None
    """When the agreed time to take it on is over; the office asked sees the same moment."""
    due_at: datetime | None = None
    """When an offer that nobody took on ends by itself; only the office that asked looks after that."""
    speaker: Side = Side.SOURCE
    """Whose desk speaks with the citizen."""
    wish: Wish = Wish.NONE
    with_files: bool = False
    """Files of the citizen's later messages go along, as far as the relation lets them."""
    peer_files: bool = False
    """The other office files the matter in a public register, and its number is not known yet."""
    peer_files_at: datetime | None = None
    """Since when it says so."""
    peer_passed: bool = False
    """A supervisor does not wait for that any longer: ours may file it, until the other office says something anew."""
    told_files: bool = False
    """The other office was told that we, or one behind us, do."""
    home_id: UUID | None = None
    """The case it was made with, where that was merged into another one since."""
    copy: Copy = Copy.THERE
    copy_said: str = ""
    """Why the other office keeps its copy."""
    holder: str = ""
    """Who has the matter beyond the office asked, by name; empty: that office itself."""

    @property
    def awaited_files(self) -> bool:
        """Do we leave the filing to the other office?"""
        return self.peer_files and not self.peer_passed

    @property
    def speaks(self) -> bool:
        """Does our desk speak with the citizen?"""
        return self.speaker is self.side

    @property
    def turn(self) -> Turn:
        """Who owes the other desk an answer."""
        if self.asked and self.owed:
            return Turn.BOTH
        return Turn.OURS if self.owed else Turn.THEIRS if self.asked else Turn.NOBODY


class Ground(StrEnum):
    """Why the citizen's data go."""

    REQUEST = "request"
    """The citizen asked for it."""
    RETENTION = "retention"
    """The time for which they are kept is over."""
