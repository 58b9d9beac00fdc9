"""The words of a case."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class CaseKind(StrEnum):
    """What the citizen wants; each kind has promises of its own."""

    COMPLAINT = "complaint"
    CONSULTATION = "consultation"
    INFORMATION = "information"
    ASPIRATION = "aspiration"


class CaseState(StrEnum):
    """Where the case stands in its office. Everything else is a fact beside it."""

    RECEIVED = "received"
    VERIFYING = "verifying"
    IN_PROGRESS = "in_progress"
    WAITING_CONTACT = "waiting_contact"
    ANSWERED = "answered"
    CLOSED = "closed"
    REJECTED = "rejected"


class Grade(StrEnum):
    """How grave a complaint is (KWTK); green: harm is not to be feared, red: it is at hand."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Priority(StrEnum):
    """How much it presses beside its grade, in the eyes of the office."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


OPEN_STATES = frozenset(
    {CaseState.RECEIVED, CaseState.VERIFYING, CaseState.IN_PROGRESS, CaseState.WAITING_CONTACT}
)
ENDED_STATES = frozenset({CaseState.CLOSED, CaseState.REJECTED})


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One matter of one citizen in one office."""

    id: UUID
    number: str
    kind: CaseKind
    state: CaseState
    title: str
    channel: str
    opened_at: datetime
    last_message_at: datetime
    summary: str = ""
    contact_id: UUID | None = None
    conversation_id: UUID | None = None
    unit_id: UUID | None = None
    assignee_id: UUID | None = None
    facility_id: UUID | None = None
    topic_id: UUID | None = None
    grade: Grade | None = None
    """Of complaints only; none until somebody has judged it."""
    priority: Priority = Priority.NORMAL
    anonymous: bool = False
    confidential: bool = False
    spam: bool = False
    danger: bool = False
    """Something in it sounded like danger to life, and no officer has said otherwise since."""
    duplicate_of: UUID | None = None
    escalated: bool = False
    spoken_for: bool = False
    """Another office speaks with its citizen: this one's desk proposes answers."""
    mirrored: bool = False
    lapor_number: str = ""
    filed_elsewhere: bool = False
    """Another office that has it is filing it in the register, and no number is known yet."""
    reopened: int = 0
    pin_generation: int = 1
    first_seen_at: datetime | None = None
    first_response_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    """When the nearest promise of the office is due."""
    soon_at: datetime | None = None
    """From when a promise of the office is near its end: 80 % of its time are gone."""
    lapor_soon_at: datetime | None = None
    """The same of SP4N-LAPOR's own promises."""
    unread: bool = True
    rating: int | None = None
    version: int = 1
    late: bool = False
    """What `is_late` said when an act left the case so; not stored, for time alone makes it true."""

    def is_late(self, now: datetime) -> bool:
        """Is a promise of the office that still runs past its due time?"""
        return self.due_at is not None and self.due_at < now


class Triage(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer says of a case when checking or correcting it; what is unset stays as it is."""

    grade: Grade | msgspec.UnsetType | None = msgspec.UNSET
    priority: Priority | msgspec.UnsetType = msgspec.UNSET
    topic_id: UUID | msgspec.UnsetType | None = msgspec.UNSET


UNSAID = Triage()


class PartRole(StrEnum):
    """What a unit does about a case: one leads, others help, the rest know."""

    LEAD = "lead"
    HELPER = "helper"
    COPY = "copy"


class PartState(StrEnum):
    """How far a unit is with what it was asked."""

    OPEN = "open"
    ANSWERED = "answered"
    RETURNED = "returned"
    ENDED = "ended"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit was asked about a case, and how far it is."""

    id: UUID
    case_id: UUID
    unit_id: UUID
    role: PartRole
    state: PartState
    instruction: str
    due_at: datetime | None
    at: datetime
    answered_at: datetime | None = None

    @property
    def lives(self) -> bool:
        """The unit has it now."""
        return self.state in (PartState.OPEN, PartState.ANSWERED)


class CaseWord(StrEnum):
    """The status words shown to people (one table, rules.py); outside vocabularies map from these too."""

    RECEIVED = "received"
    CHECKED = "checked"
    FORWARDED = "forwarded"
    IN_PROGRESS = "in_progress"
    WAITING_FOR_YOU = "waiting_for_you"
    WITH_MINISTRY = "with_ministry"
    DONE = "done"
    REOPENED = "reopened"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
