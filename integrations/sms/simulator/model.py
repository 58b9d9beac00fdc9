"""What the simulated gateway knows: its customers, ordered faults, phones, ledgers."""

from collections import deque
from datetime import datetime
from typing import Annotated

import msgspec

MOST_LINES = 100
"""SMS kept per talk."""

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Times = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=120)]


class SimulatedCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """One number at the gateway, and the hook that hears of it."""

    id: str
    number: str
    name: str
    access_key: str
    hook_url: str
    """With the secret word at its end: this gateway signs nothing."""


class Faults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong for one customer, on request. Counts run down with every SMS sent."""

    duplicate_rate: Share = 0.0
    """Share of calls to the hook that are made twice."""
    shuffle: bool = False
    """Hold calls back for a random while, so that they arrive in another order."""
    in_parts: bool = False
    """Hand a citizen's long text on in the parts it came in, instead of joined."""
    auto_deliver: bool = True
    refused: Times = 0
    """Refuse the next n SMS with `error_code`."""
    error_code: str = "invalid_destination"
    throttled: Times = 0
    """Answer 429 with Retry-After, n times."""
    answer_500: Times = 0
    """Do nothing and answer 500, n times."""
    answer_500_after_accept: Times = 0
    """Take the SMS and answer 500, n times."""
    drop_response_after_accept: Times = 0
    """Take the SMS and break the answer off, n times."""
    slow_seconds: Seconds = 0.0
    """Take the SMS, then wait this long before answering."""
    fails: Times = 0
    """Take the next n SMS and report them undelivered."""
    seed: int = 1


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How long things take, in seconds."""

    sent: float = 0.2
    delivered: float = 0.8
    held_back: float = 1.5
    first_retry: float = 0.5
    longest_retry: float = 30.0
    tries: int = 60


class Line(msgspec.Struct, kw_only=True):
    """One SMS, as the citizen's phone shows it."""

    id: str
    from_citizen: bool
    at: datetime
    text: str
    parts: int
    our_id: str = ""
    """The customer's own reference."""
    state: str = ""
    """accepted, sent, delivered or undelivered; a citizen's SMS is sent until the hook took it."""


class Talk(msgspec.Struct, kw_only=True):
    """One citizen's number and one customer."""

    citizen: str
    lines: deque[Line] = msgspec.field(default_factory=lambda: deque(maxlen=MOST_LINES))


class Sending(msgspec.Struct, kw_only=True):
    """One call to send, for the ledger."""

    at: datetime
    customer: str
    to: str = ""
    text: str = ""
    parts: int = 0
    id: str = ""
    our_id: str = ""
    refused: str = ""
    repeated: bool = False
    """The reference was known: the same id was answered and nothing was sent."""
    answered: str = "ok"


class Hooking(msgspec.Struct, kw_only=True):
    """One call to a customer's hook, for the ledger."""

    at: datetime
    customer: str
    what: str
    id: str
    copy: bool = False
    attempts: int = 0
    status: int = 0
    done: bool = False
