"""What every simulated remote knows: ordered faults, its pace, calls to hooks for the ledger."""

from datetime import datetime
from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Times = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=120)]


class Faults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong at one account, on request. Counts run down with every message sent."""

    duplicate_rate: Share = 0.0
    """Share of calls to the hook that are made twice."""
    shuffle: bool = False
    """Hold calls back for a random while, so that they arrive in another order."""
    auto_deliver: bool = True
    throttled: Times = 0
    """Answer 429 with Retry-After to the next n messages."""
    answer_500: Times = 0
    """Do nothing and answer 500, n times."""
    answer_500_after_accept: Times = 0
    """Take the message and answer 500, n times."""
    drop_response_after_accept: Times = 0
    """Take the message and break the answer off, n times."""
    slow_seconds: Seconds = 0.0
    """Take the message, then wait this long before answering."""
    fails: Times = 0
    """Take the next n messages and report that they did not arrive."""
    seed: int = 1

    def once(self, name: str) -> bool:
        """Whether the counted fault is still ordered; counts it down."""
        left: int = getattr(self, name)
        setattr(self, name, max(0, left - 1))
        return left > 0


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How long things take, in seconds."""

    held_back: float = 1.5
    """The longest that a shuffled call waits."""
    first_retry: float = 0.5
    longest_retry: float = 30.0
    tries: int = 60


class Hooking(msgspec.Struct, kw_only=True):
    """One call to a hook, for the ledger."""

    at: datetime
    what: str
    copy: bool = False
    """A duplicate sent on purpose."""
    attempts: int = 0
    status: int = 0
    """The last answer of the hook; 0 while there was none."""
    done: bool = False
