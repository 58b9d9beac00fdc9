"""A file of a case."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

MOST_BYTES = 10 * 1024 * 1024
"""Of one file (decision 28)."""
MOST_FILES = 5
"""In one portal form."""
ORIGINAL = "message/rfc822"
"""The type of a letter as it came: officers may fetch it, nobody else."""


class AttachmentState(StrEnum):
    """Where it is."""

    WAITING = "waiting"
    """At the remote, until it is fetched; or its bytes are on their way."""
    SCANNING = "scanning"
    """Here, but nobody may have it until the virus scanner has looked at it."""
    STORED = "stored"
    REFUSED = "refused"
    INFECTED = "infected"
    """A virus was found: the bytes are thrown away, those of a letter are kept apart."""
    FAILED = "failed"


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """What the case page shows of a file."""

    id: UUID
    message_id: UUID | None
    name: str
    mime_type: str
    size: int
    state: AttachmentState
    reason: str
    created_at: datetime


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be handed out, as was found at `now`."""

    id: UUID
    tenant_id: int
    name: str
    mime_type: str
    size: int
    key: str
    now: datetime
