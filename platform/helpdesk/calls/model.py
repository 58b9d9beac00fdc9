"""A telephone call as an office knows it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.cases.model import Case
from helpdesk.channels.calls import CallOutcome


class CallState(StrEnum):
    """How a call stands at a moment; it follows from its moments and is stored nowhere."""

    RINGING = "ringing"
    TALKING = "talking"
    ANSWERED = "answered"
    MISSED = "missed"
    BUSY = "busy"


RUNNING = frozenset({CallState.RINGING, CallState.TALKING})
UNHEARD = frozenset({CallState.MISSED, CallState.BUSY})
"""Nobody spoke with the caller."""


class PhoneCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call to one line of the office."""

    id: UUID
    account_id: UUID
    remote_id: str
    """The exchange's name for it."""
    began_at: datetime
    caller: str = ""
    """The person's number in E.164; empty when it is nobody's."""
    written: str = ""
    """What was shown then; empty when it was withheld."""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: int | None = None
    outcome: CallOutcome | None = None
    recording: str = ""
    taken_by: UUID | None = None
    taken_name: str = ""
    taken_at: datetime | None = None
    done_at: datetime | None = None
    done_name: str = ""
    version: int = 1


class CallLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call in the list of an office."""

    call: PhoneCall
    state: CallState
    name: str = ""
    """Of the caller, as far as the reader may know it; empty for whoever is not known."""
    times: int = 1
    """How often the caller tried in vain since somebody last spoke with them."""
    numbers: tuple[str, ...] = ()
    """Of the cases that it was noted on and that the reader sees."""


class CallsView(msgspec.Struct, frozen=True, kw_only=True):
    """The calls of an office at one moment."""

    now: datetime
    running: tuple[CallLine, ...] = ()
    waiting: tuple[CallLine, ...] = ()
    """Whoever nobody spoke with, one line for each number; the newest first."""
    today: tuple[CallLine, ...] = ()
    """What is over, since the day began; the newest first."""
    has_line: bool = True
    """The office has a line whose exchange tells of its calls."""


class CallsStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What every page of the desk says of calls."""

    running: int = 0
    waiting: int = 0
    """Callers who have to be called back."""
    has_line: bool = False


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """One call, and what is known of its caller."""

    now: datetime
    line: CallLine
    cases: tuple[Case, ...] = ()
    """The caller's last cases that the reader sees, the newest first; none where the citizen stays unnamed."""


class CallOnCase(msgspec.Struct, frozen=True, kw_only=True):
    """A call as it stands in a case's line of time."""

    id: UUID
    at: datetime
    state: CallState
    seconds: int | None
    recording: str
    noted_name: str
