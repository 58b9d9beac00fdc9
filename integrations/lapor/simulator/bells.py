"""Calls of the simulated LAPOR to agencies whose complaints changed. No real one was ever seen: their form is ours."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime

import msgspec

from helpdesk.channels.signing import ID_HEADER, SIGNATURE_HEADER, TIME_HEADER, signature
from integrations.lapor.simulator.model import Complaint
from kit.simulator.courier import Call, Courier
from kit.simulator.model import Faults, Hooking, Pace


class Bell(msgspec.Struct, frozen=True, kw_only=True):
    """Where an institution wants to be called, and the secret with which calls are signed."""

    institution_id: int
    url: str
    secret: str


class Bells:
    """One bell for each institution that hung one. `clock` is the machine's own time, by which calls are signed."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.courier = Courier[Hooking](Pace())
        self._clock = clock
        self._hung: dict[int, Bell] = {}

    def hang(self, bell: Bell) -> None:
        """Call there from now on; nowhere, when no address is given."""
        self._hung.pop(bell.institution_id, None)
        if bell.url:
            self._hung[bell.institution_id] = bell

    def clear(self) -> None:
        """Nobody wants to be called."""
        self._hung.clear()

    def ring(self, complaint: Complaint, at: datetime) -> None:
        """Say that it changed, and nothing else that is true: whoever believes the rest was never here."""
        for place in dict.fromkeys((complaint.filed_by.id, complaint.disposition.id)):
            if bell := self._hung.get(place):
                body = json.dumps(
                    {"complaint_id": complaint.id, "status_name": "Tidak Untuk Dipercaya"}
                ).encode()
                name, time = f"lapor-{secrets.token_hex(8)}", str(int(self._clock()))
                headers = {
                    "content-type": "application/json",
                    ID_HEADER: name,
                    TIME_HEADER: time,
                    SIGNATURE_HEADER: signature(bell.secret, name, time, body),
                }
                hooking = Hooking(at=at, what="complaint")
                self.courier.post(hooking, Call(bell.url, body, headers), Faults())
