"""A unit's way to one case, and what it finds there."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.attachments.model import Attachment
from helpdesk.cases.model import Case, CaseKind, Part
from helpdesk.unit_terms.model import UnitTerms


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What an address says."""

    tenant_id: int
    link_id: UUID


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """The way of one unit to one case, as long as the case is with it."""

    id: UUID
    case_id: UUID
    unit_id: UUID
    disposition_id: UUID
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Via(StrEnum):
    """Where a code is sent."""

    PHONE = "phone"
    EMAIL = "email"


class CameBy(StrEnum):
    """By which way a unit answered."""

    LINK = "link"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    DESK = "desk"
    """By an officer of the unit at the desk, or by the interface."""


class AnswerState(StrEnum):
    """What became of a unit's answer."""

    WAITING = "waiting"
    """For the desk."""
    RELEASED = "released"
    """The citizen has it."""
    RETURNED = "returned"
    """The desk asked for a better one."""
    PROPOSED = "proposed"
    """To the office that speaks with the citizen."""


class UnitAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit answered; its words are a note of the case."""

    id: UUID
    case_id: UUID
    unit_id: UUID
    disposition_id: UUID
    message_id: UUID
    came_by: CameBy
    state: AnswerState
    released_id: UUID | None
    """What the citizen, or the office that speaks with them, got of it: another message, because the desk may have
    edited it."""
    at: datetime
    word: str = ""
    """Why the desk returned it."""


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code that was sent."""

    id: UUID
    """Of its delivery, too."""
    link_id: UUID
    sent_at: datetime
    wrong: int = 0
    used_at: datetime | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A link that opens something, and what it belongs to."""

    link: Link
    case: Case
    part: Part
    terms: UnitTerms
    unit: str
    now: datetime


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said, as the unit reads it."""

    mine: bool
    """The unit's own."""
    text: str
    at: datetime
    state: AnswerState | None = None
    word: str = ""
    """Why the desk wants a better one."""
    files: tuple[Attachment, ...] = ()


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The page of a case for its unit: no name, no number, no address of the citizen, no note of the desk."""

    number: str
    kind: CaseKind
    unit: str
    instruction: str
    due_at: datetime | None
    received_at: datetime
    facility: str
    lines: tuple[Line, ...]
    expires_at: datetime
    now: datetime
    directly: bool
    """The unit's answers go to the citizen at once."""
    asked: bool
    """It may answer; who has a copy only reads."""
    leads: bool
    hidden_files: int
    """The citizen's files that this unit may not see."""
