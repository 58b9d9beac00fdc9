"""Lines of the ledger of consents."""

from datetime import datetime
from enum import StrEnum

import msgspec

WORDING = "pesan-tambahan-1"
"""The version of what citizens are told about it (helpdesk.texts.to_citizens); goes up with its words."""


class Purpose(StrEnum):
    """What is allowed or withdrawn."""

    EXTRA_MESSAGES = "extra_messages"
    """Messages that nobody asked for: questions about our service, announcements. Never a word on one's own case."""


class Source(StrEnum):
    """Where somebody said so."""

    MESSAGE = "message"
    TRACKING = "tracking"
    DESK = "desk"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """An address on a channel."""

    channel: str
    scheme: str
    address: str


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What was said, when, where and by whom."""

    way: Way
    given: bool
    source: Source
    at: datetime
    wording: str = WORDING
    reason: str = ""
    actor_kind: str = ""
    actor_name: str = ""
