"""What the simulated exchange knows: its lines, its calls, ordered faults."""

from datetime import datetime

import msgspec

from kit.simulator import model


class SimulatedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One number at the exchange, and the hook that hears of its calls."""

    id: str
    number: str
    name: str
    secret: str
    hook_url: str


class Told(msgspec.Struct, kw_only=True):
    """One event, as the hook is told of it."""

    event: str
    at: datetime
    state: str = "told"
    """told, taken or refused."""


class SimulatedCall(msgspec.Struct, kw_only=True):
    """One call."""

    id: str
    caller: str
    """As the exchange shows it; empty when it is withheld."""
    began: datetime
    answered: datetime | None = None
    ended: datetime | None = None
    outcome: str = ""
    recorded: bool = False
    told: list[Told] = []

    @property
    def state(self) -> str:
        """ringing, talking or over."""
        return "over" if self.ended else "talking" if self.answered else "ringing"


class Hooking(model.Hooking, kw_only=True):
    """One call to a line's hook, for the ledger."""

    line: str
    call: str
