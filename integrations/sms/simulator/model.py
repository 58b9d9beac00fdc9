"""What the simulated gateway knows: its customers, ordered faults, phones, ledgers."""

from collections import deque
from datetime import datetime

import msgspec

from kit.simulator import model
from kit.simulator.limits import Limit
from kit.simulator.model import Times

MOST_LINES = 100
"""SMS kept per talk."""


class SimulatedCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """One number at a gateway, and the hook that hears of it."""

    id: str
    number: str
    name: str
    access_key: str
    """The key; at Twilio the auth token, with which it signs its calls, too."""
    hook_url: str
    """With the secret word at its end: the plain gateway signs nothing."""
    account_sid: str = ""
    """Set for whoever is at Twilio."""
    public_url: str = ""
    """What its customer calls the hook, when a proxy stands before it: Twilio signs the address that it was told."""


class Faults(model.Faults, kw_only=True):
    """What goes wrong for one customer, on request."""

    in_parts: bool = False
    """Hand a citizen's long text on in the parts it came in, instead of joined."""
    refused: Times = 0
    """Refuse the next n SMS with `error_code`."""
    error_code: str = "invalid_destination"


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast one customer may hand over SMS; above it the answer is 429."""

    account: Limit = Limit(at_once=30, every=0.5)


LIMITS = {
    "usual": Limits(),
    "narrow": Limits(account=Limit(at_once=3, every=20.0)),
    "none": Limits(account=Limit(at_once=1, every=0.0)),
}
"""What the page offers, by its name there."""


class Pace(model.Pace, frozen=True, kw_only=True):
    """How long things take, in seconds."""

    sent: float = 0.2
    delivered: float = 0.8


class Line(msgspec.Struct, kw_only=True):
    """One SMS, as the citizen's phone shows it."""

    id: str
    from_citizen: bool
    at: datetime
    text: str
    parts: int
    our_id: str = ""
    """The customer's own reference."""
    report_to: str = ""
    """Where its reports go; empty for the customer's hook."""
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


class Hooking(model.Hooking, kw_only=True):
    """One call to a customer's hook, for the ledger."""

    customer: str
    id: str
