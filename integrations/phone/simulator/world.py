"""Everything the simulated exchange remembers, all of it bounded; a restart forgets it."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from litestar.di import NamedDependency

from integrations.phone.simulator.model import Hooking, SimulatedCall, SimulatedLine, Told
from kit.simulator.courier import Call, Courier
from kit.simulator.handles import known
from kit.simulator.latest import Latest
from kit.simulator.model import Faults, Pace

MOST_CALLS = 500
"""Per line; the oldest is forgotten first."""
RECORDINGS = "https://rekaman.example/"


class World:
    """Lines, calls and the ledger. One event loop owns it."""

    def __init__(
        self,
        lines: Sequence[SimulatedLine],
        now: Callable[[], datetime],
        clock: Callable[[], float],
        pace: Pace,
    ) -> None:
        self.lines = {line.id: line for line in lines}
        self.faults = {line.id: Faults() for line in lines}
        self.now = now
        self._clock = clock
        """The exchange's own time, for signatures: no demonstration moves it."""
        self.courier = Courier[Hooking](pace)
        self.once = Courier[Hooking](msgspec.structs.replace(pace, tries=1))
        """Carries what is refused anyway."""
        self._calls = {name: Latest[str, SimulatedCall](MOST_CALLS) for name in self.lines}

    def line(self, line_id: str) -> SimulatedLine:
        """The line of that id; raises that there is none."""
        return known(self.lines, line_id, "line")

    def calls(self, line: SimulatedLine) -> Iterator[SimulatedCall]:
        """The calls of a line, the latest first."""
        return reversed(self._calls[line.id])

    def call(self, line: SimulatedLine, call_id: str) -> SimulatedCall | None:
        """One of them."""
        return self._calls[line.id].get(call_id)

    def ring(self, line: SimulatedLine, caller: str) -> SimulatedCall:
        """Somebody calls."""
        call = SimulatedCall(id=f"sim-{secrets.token_hex(8)}", caller=caller, began=self.now())
        self._calls[line.id].put(call.id, call)
        self._tell(line, call, "ringing")
        return call

    def answer(self, line: SimulatedLine, call: SimulatedCall) -> None:
        """Somebody picks up; once."""
        if call.state == "ringing":
            call.answered = self.now()
            self._tell(line, call, "answered")

    def hang_up(self, line: SimulatedLine, call: SimulatedCall, *, busy: bool = False) -> None:
        """The call ends; once."""
        if call.state == "over":
            return
        call.ended = self.now()
        call.outcome = "answered" if call.answered else "busy" if busy else "missed"
        seconds = int((call.ended - call.answered).total_seconds()) if call.answered else 0
        self._tell(line, call, "ended", seconds=seconds, outcome=call.outcome)

    def record(self, line: SimulatedLine, call: SimulatedCall) -> None:
        """The recording is ready; once, and only of what was spoken."""
        if call.answered and not call.recorded:
            call.recorded = True
            self._tell(line, call, "recording", recording=f"{RECORDINGS}{call.id}")

    def send(
        self,
        line: SimulatedLine,
        body: bytes,
        *,
        old: int = 0,
        forged: bool = False,
        done: Callable[[Hooking], None] | None = None,
    ) -> None:
        """Call the hook with any body, signed `old` seconds ago or by another key."""
        name, time = f"evt-{secrets.token_hex(8)}", str(int(self._clock()) - old)
        key = "another key" if forged else line.secret
        sum_ = hmac.new(key.encode(), f"{name}.{time}.".encode() + body, hashlib.sha256).digest()
        headers = {
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": time,
            "webhook-signature": "v1," + base64.b64encode(sum_).decode(),
        }
        hooking = Hooking(at=self.now(), line=line.id, what="event", call=name)
        courier = self.once if forged or old else self.courier
        courier.post(hooking, Call(line.hook_url, body, headers), self.faults[line.id], done)

    def _tell(self, line: SimulatedLine, call: SimulatedCall, event: str, **more: object) -> None:
        told = Told(event=event, at=self.now())
        call.told.append(told)
        fields: Mapping[str, object] = {
            "call": call.id,
            "event": event,
            "from": call.caller or "anonymous",
            "at": told.at.isoformat(),
            **more,
        }

        def done(hooking: Hooking) -> None:
            told.state = "taken" if hooking.done or told.state == "taken" else "refused"

        self.send(line, json.dumps(fields).encode(), done=done)


TheWorld = NamedDependency[World]
"""How a handler asks for it."""
