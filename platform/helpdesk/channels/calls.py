"""What an exchange tells of a telephone call."""

from datetime import datetime
from enum import StrEnum

import msgspec


class CallStep(StrEnum):
    """How far a telephone call is, as one event of its exchange tells."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    RECORDED = "recorded"


class CallOutcome(StrEnum):
    """What became of a telephone call."""

    ANSWERED = "answered"
    MISSED = "missed"
    BUSY = "busy"


class CallArrived(msgspec.Struct, frozen=True, kw_only=True, tag="call"):
    """The exchange tells of a telephone call; its events come in any order.

    `external_id` is unique within the account, for ever: one event of each step and call.
    """

    external_id: str
    call_id: str
    """The exchange's name for the call."""
    step: CallStep
    at: datetime
    caller: str = ""
    """The person's number in E.164; empty for a withheld number, a service number, an extension."""
    written: str = ""
    """What was shown where it is nobody's number; empty when the caller withheld it."""
    seconds: int | None = None
    """How long was spoken."""
    outcome: CallOutcome | None = None
    recording: str = ""
    """Where the recording may be heard: an address with https."""
