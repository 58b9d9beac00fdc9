"""Messages of a case: from the citizen, to the citizen, between colleagues, between offices."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.channels.model import Identity

PIN_PLACE = "\ue001"
"""Stands where a PIN is put in at the moment of sending; timelines show dots there."""
PIN_DOTS = "●●●●●●"


class Direction(StrEnum):
    """Which way a message went."""

    IN = "in"
    OUT = "out"
    NOTE = "note"
    PEER = "peer"
    """From the other office of a linked case; citizens do not see it."""


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """Where a contact is answered on one account."""

    id: UUID
    contact_id: UUID
    account_id: UUID
    scheme: str
    address: str
    last_in_at: datetime | None = None
    warned_at: datetime | None = None
    """When its citizen was last told to call 119."""
    asked: bool = False
    """A dialogue is under way in it."""

    @property
    def identity(self) -> Identity:
        """Who is written to here."""
        return Identity(scheme=self.scheme, value=self.address)


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said."""

    id: UUID
    case_id: UUID
    direction: Direction
    channel: str
    author_kind: str
    text: str
    at: datetime
    sent_at: datetime
    conversation_id: UUID | None = None
    kind: str = "text"
    author_id: UUID | None = None
    author_name: str = ""
    automatic: bool = False
    unproven: bool = False
    """Its sender may be somebody else than it says."""
    reply_to: str = ""
    """What the remote calls the message that it answers."""
    external_id: str = ""
    template: str = ""
    reaction: str = ""
    """Of the citizen."""
    office_reaction: str | None = None
    """Of the office; empty when it was taken back, none when there never was one."""
    revoked_at: datetime | None = None

    @property
    def shown_text(self) -> str:
        """The text as timelines show it: a PIN never stands in one."""
        return shown_text(self.text)


def shown_text(text: str) -> str:
    """A text with dots in place of a PIN."""
    return text.replace(PIN_PLACE, PIN_DOTS)
