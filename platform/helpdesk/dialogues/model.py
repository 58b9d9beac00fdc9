"""What stands in a dialogue, and what comes of one more message."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseKind
from helpdesk.channels.model import ChannelKind, MediaRef

LEFT_ALONE = timedelta(minutes=30)
"""After so long without an answer it becomes a case with what was said, or ends."""
TALKS_ON = frozenset({ChannelKind.WHATSAPP})
"""Channels on which a question costs nothing and its answer comes at once."""


class Step(StrEnum):
    """What was asked last."""

    KIND = "kind"
    STORY = "story"
    FACILITY = "facility"
    PHOTO = "photo"
    NAME = "name"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A facility that may be named."""

    id: UUID
    name: str


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the citizen, kept until it stands in a case."""

    message_id: UUID
    """Its id as a message of that case."""
    entry_id: UUID
    external_id: str
    kind: str
    text: str
    author_name: str = ""
    media: tuple[MediaRef, ...] = ()
    reply_to: str = ""
    choice: str = ""
    sent_at: datetime
    received_at: datetime
    urgent: bool = False
    """It sounds like danger to life: nothing more is asked."""
    first_text: str | None = None
    """What it said before its sender changed it."""
    revoked_at: datetime | None = None


class Dialogue(msgspec.Struct, frozen=True, kw_only=True):
    """Where a conversation stands between a greeting and a case."""

    step: Step = Step.KIND
    language: str = "id"
    kind: CaseKind | None = None
    facility_id: UUID | None = None
    offered: tuple[UUID, ...] = ()
    """The facilities that were shown last, in the order of their numbers."""
    page: int = 0
    """Which part of the list of facilities that was."""
    said: tuple[Said, ...] = ()
    repeated: int = 0
    """How often the same question was asked again."""


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """The case that a dialogue ends in."""

    kind: CaseKind
    language: str
    said: tuple[Said, ...]
    facility_id: UUID | None = None
    anonymous: bool = False


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one message did: the dialogue goes on, becomes a case, or is over."""

    dialogue: Dialogue | None = None
    filing: Filing | None = None
    asks: bool = False
    """The citizen is asked the dialogue's question now; what only adds to an answer is not answered."""
