"""A case in somebody else's register."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.channels.register import Filing


class Step(StrEnum):
    """Each is committed before and after the call outside."""

    WAITING = "waiting"
    SUBMITTING = "submitting"
    TRACKING = "tracking"
    FINISHED = "finished"
    FAILED = "failed"
    NEEDS_PERSON = "needs_person"


class RegisterLink(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger's line of one filing."""

    id: UUID
    case_id: UUID
    account_id: UUID
    step: Step
    filing: Filing
    remote_id: str = ""
    tracking_id: str = ""
    status: str = ""
    raw_code: str = ""
    raw_name: str = ""
    institution: str = ""
    attempts: int = 0
    error_code: str = ""
    due_at: datetime | None = None
    polled_at: datetime | None = None
    """When it was last looked at there, in vain or not."""
    changed_at: datetime


LEASE = timedelta(seconds=120)
"""Longer than the slowest filing may take (lapor.md §1.1: 90 seconds)."""

POLL = {
    "unverified": timedelta(hours=3),
    "verified": timedelta(hours=6),
    "in_process": timedelta(hours=6),
    "answered": timedelta(hours=6),
    "finished": timedelta(days=1),
}
"""How often a followed case is looked at, by its status there (lapor.md §4)."""
POLL_OTHER = timedelta(hours=12)
RETRY = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1))
"""After a refusal that is worth another try; then hourly."""
TRIES_UNTOLD = 10
"""So many refusals of one filing pass before its desk is told; it is tried on, hourly."""
