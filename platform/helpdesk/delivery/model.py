"""A message on its way to a citizen."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.channels.model import DeliveryProgress, OutboundMessage, Template


class DeliveryState(StrEnum):
    """Where it is. Only a status of the remote moves it beyond `sent`."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"


RANK = {
    DeliveryState.QUEUED: 0,
    DeliveryState.SENDING: 1,
    DeliveryState.UNKNOWN: 1,
    DeliveryState.SENT: 2,
    DeliveryState.FAILED: 3,
    DeliveryState.DELIVERED: 4,
    DeliveryState.READ: 5,
}
"""A status never moves a delivery to a lower rank: the remote tells things late and twice."""

PROGRESS = {
    DeliveryProgress.SENT: DeliveryState.SENT,
    DeliveryProgress.DELIVERED: DeliveryState.DELIVERED,
    DeliveryProgress.READ: DeliveryState.READ,
    DeliveryProgress.FAILED: DeliveryState.FAILED,
}

LEASE_SECONDS = 60
"""Longer than any send may take (kit.http): after that the sender is held for dead."""
SETTLE_SECONDS = 15 * 60
"""How long an unknown outcome waits for a status that settles it."""
MOST_ATTEMPTS = 8


WAITS_TURN = "waits_turn"
"""Stands where an error's code would: nothing is wrong, only others go first."""

WAITS_MORNING = "waits_morning"
"""The same of news that nobody is woken for."""


class QuietHours(msgspec.Struct, frozen=True, kw_only=True):
    """When automatic news to citizens wait: minutes of the office's day, over midnight if the end is earlier."""

    active: bool = True
    begins: int = 21 * 60
    ends: int = 7 * 60
    version: int = 0
    """0 for the usual ones, which nobody has set."""


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """What leaves in place of an extra message if its recipient wants none any more by then."""

    text: str = ""
    """As the case shows it; empty when nothing leaves."""
    template: Template | None = None
    """The same, when the way takes only templates."""


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery carries from the transaction that wants it: a message of a case, or a notice."""

    case_id: UUID | None
    message_id: UUID | None = None
    notice_id: UUID | None = None
    conversation_id: UUID
    """Of a notice: the colleague's membership. What goes to one place goes in order."""
    account_id: UUID
    outbound: OutboundMessage
    morning: datetime | None = None
    """When it may leave, if it waits for the end of the quiet hours."""
    extra: Extra | None = None
    """Set when nobody asked for it, or for a part of it."""
