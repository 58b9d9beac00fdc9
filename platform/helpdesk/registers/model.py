"""A case in somebody else's register."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseKind
from helpdesk.channels.register import Filing, FilingFile, FollowupKind


class Step(StrEnum):
    """Each is committed before and after the call outside."""

    DRAFT = "draft"
    """Asked for: it waits its turn, or for the officer who files it by hand."""
    UPLOADING = "uploading"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    """The register has it; the transfer to another institution is still to be asked for."""
    TRANSFER_REQUESTED = "transfer_requested"
    """It was asked for, and the register's people have not acted yet."""
    TRACKING = "tracking"
    FINISHED = "finished"
    FAILED = "failed"
    NEEDS_PERSON = "needs_person"


class Mode(StrEnum):
    """In which way an office deals with the register; of a filing, in which it was filed."""

    OFF = "off"
    """Of an office alone: it has no account there."""
    MANUAL = "manual"
    """Its officers carry it there and back."""
    API = "api"
    SANDBOX = "sandbox"
    """By machine, in a system that is there to try things."""


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What the officer chose for a filing; everything else is the case's own."""

    title: str | None = None
    content: str | None = None
    files: tuple[UUID, ...] | None = None
    """None: all that the citizen sent. A file that is not named stays here, and that is the officer's choice."""
    secret: bool | None = None
    """None leaves it, as the next one, to what is usual at the office."""
    anonymous: bool | None = None
    """Whoever was promised silence is never filed by name, whatever stands here."""
    classification: str = ""
    category: str = ""
    location: str = ""
    transfer_to: str = ""
    transfer_reason: str = ""
    confirmed: bool = False
    """The officer saw that the text tells who the citizen is, and means it to."""


class FilingRule(msgspec.Struct, frozen=True, kw_only=True):
    """Which cases an office files by itself; the citizen's consent is needed beside it, always."""

    active: bool = False
    kinds: frozenset[CaseKind] = frozenset()
    topics: frozenset[UUID] = frozenset()
    """Empty means any, and cases without one."""
    version: int = 0
    """0 until somebody saved it."""


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What the citizen said about filing a case, and who wrote it down."""

    given: bool
    how: str
    """How it was given: on the telephone, in a message."""
    actor_name: str
    at: datetime
    contact: bool = False
    """The citizen's name and how they are reached may be given along."""
    channel: str = ""
    """Where the citizen said so; `desk` when an officer wrote it down."""


class RegisterLink(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger's line of one filing."""

    id: UUID
    case_id: UUID
    account_id: UUID
    step: Step
    filing: Filing
    mode: Mode = Mode.API
    documents: tuple[str, ...] = ()
    """What the register called the uploaded files."""
    remote_id: str = ""
    tracking_id: str = ""
    status: str = ""
    status_since: datetime | None = None
    """Since when the register shows it, as far as we saw."""
    raw_code: str = ""
    raw_name: str = ""
    institution: str = ""
    proposes_close: bool = False
    """It ended there, and the office wants somebody to see whether it may end here."""
    attempts: int = 0
    error_code: str = ""
    due_at: datetime | None = None
    polled_at: datetime | None = None
    """When it was last looked at there, in vain or not."""
    changed_at: datetime


class AnswerStep(StrEnum):
    """Where an answer to the register is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    NEEDS_PERSON = "needs_person"


class RegisterAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the office wrote to a case in the register, or is about to."""

    id: UUID
    link_id: UUID
    step: AnswerStep
    text: str
    kind: FollowupKind = FollowupKind.ANSWER
    files: tuple[FilingFile, ...] = ()
    attempts: int = 0
    error_code: str = ""
    due_at: datetime | None = None


FOLLOWED = frozenset({Step.TRANSFER_REQUESTED, Step.TRACKING, Step.FINISHED})
"""The register has it, and its status counts."""

STATUSES = ("unverified", "verified", "in_process", "answered", "finished", "rejected", "archived", "on_hold")
"""What an officer can read there; a machine may also read what no map knows."""

LEASE = timedelta(minutes=8)
"""Of a filing or an answer: whoever has not said by then what came of it is held for dead."""

LONGEST_CALL = LEASE - timedelta(minutes=1)
"""Of what may have its effect there only once; then its outcome is unknown, and is written down within the lease."""

CHORE_LEASE = timedelta(minutes=15)
"""Longer than reading every page of every list of a slow register takes."""

SOON = timedelta(minutes=10)
"""After a step of our own the register is looked at so much later: whoever filed or answered wants to see it there."""
