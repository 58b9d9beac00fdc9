"""What citizens are asked about a case of theirs, and what they said."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from tenants.permissions.model import ActorKind

STANDS = timedelta(days=7)
"""How long a question may be answered with yes; a no is heard for ever."""
WORDING = "persetujuan-1"
"""The version of the words in which citizens are asked (helpdesk.texts.asked); goes up with them."""
ON_PAGE = "tracking"
AT_DESK = "desk"
"""Where somebody said so, when it was on no channel."""


class Purpose(StrEnum):
    """What is agreed to."""

    HANDOVER = "handover"
    """Name and contact are seen by one other office that the case is handed to."""
    REGISTER = "register"
    """The case is filed in SP4N-LAPOR."""
    REPORTER = "reporter"
    """It is filed there with the citizen's name and contact."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is agreed to or not."""

    purpose: Purpose
    office: UUID | None = None
    """The office that a hand-over names; none for a register."""


def subjects_of(purpose: Purpose, offices: Iterable[UUID] = ()) -> tuple[Subject, ...]:
    """What a question of this purpose is about."""
    if purpose is not Purpose.HANDOVER:
        return (Subject(purpose=purpose),)
    return tuple(Subject(purpose=purpose, office=office) for office in offices)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, whom, when and in which words; never changed."""

    id: UUID
    case_id: UUID
    purpose: Purpose
    offices: tuple[UUID, ...] = ()
    conversation_id: UUID | None
    """The thread it was asked in; none on the tracking page alone."""
    message_id: UUID
    channel: str
    asked: str
    """Word by word."""
    wording: str = WORDING
    actor_id: UUID | None = None
    actor_name: str = ""
    at: datetime
    expires_at: datetime

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What one answer is about."""
        return subjects_of(self.purpose, self.offices)


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What a citizen said of one thing; the last one counts."""

    subject: Subject
    given: bool
    channel: str
    """Where it was said: a channel, `tracking`, or `desk` when an officer wrote it down."""
    how: str = ""
    """The citizen's own word, or how the officer heard it."""
    wording: str = ""
    question_id: UUID | None = None
    actor_kind: ActorKind = ActorKind.CITIZEN
    actor_id: UUID | None = None
    actor_name: str = ""
    at: datetime


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question as its thread knows it."""

    question: Question
    external_ids: frozenset[str]
    """What the remote calls the message that asked it."""
    spoken_since: bool
    """An officer has written there since: a bare word may answer that."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Where it stands with one thing that a citizen was asked or said something about."""

    subject: Subject
    office: str = ""
    """The name of the office that a hand-over is about."""
    given: bool | None = None
    """None while nobody has said anything."""
    channel: str
    """Where it was said, or else asked."""
    at: datetime
    """When it was said, or else asked."""
    name: str
    """The officer who wrote it down, or else asked."""
    expires_at: datetime | None = None
    """When the question ends, or ended; none once something was said."""
