"""What colleagues are told outside the desk."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class NoticeKind(StrEnum):
    """Why a colleague is told something."""

    DISPOSED = "disposed"
    ASSIGNED = "assigned"
    ALERT = "alert"
    ANSWER = "answer"
    """They wrote to the office's own account."""
    APPROVAL = "approval"
    """A disposition waits for their word, or theirs was decided about."""
    PART = "part"
    """Their unit helps or has a copy, is asked something else, or no more."""
    EXPIRED = "expired"
    """A citizen said nothing in the time they had."""
    ROUND = "round"
    """A monitoring round ends soon, or was missed."""


HELP = "help"
"""The target of an alert about a unit that helps; all others are promises of the office."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody was told; the words stand in the delivery only."""

    id: UUID
    membership_id: UUID
    case_id: UUID | None
    kind: NoticeKind


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody is to hear of a promise in danger."""

    id: UUID
    membership_id: UUID | None
    """None for the office above, whose supervisors are not ours to know."""
    case_id: UUID | None
    """None when the case is another office's."""
    office: str = ""
    """Whose case it is, when it is none of ours."""
    number: str
    target: str
    percent: int
    promised_at: datetime


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What a link in a notice says: who was written to, and which case it leads to."""

    tenant_id: int
    membership_id: UUID
    case_id: UUID
    expires_at: datetime


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ticket leads, and whom it was made for."""

    person_id: UUID
    email: str
    slug: str
    number: str
