"""How the plain gateway tells a hook of a citizen's SMS and of what became of ours."""

import secrets
from collections.abc import Mapping
from typing import Protocol

from integrations.sms.simulator.model import Line, SimulatedCustomer

PART_CHARACTERS = 60
"""Of a part as it is handed on: fits into one SMS in whatever signs."""

Fields = dict[str, str]


class Speech(Protocol):
    """One provider's words."""

    def new_id(self) -> str:
        """What an SMS is called."""

    def said(self, customer: SimulatedCustomer, citizen: str, line: Line, *, in_parts: bool) -> list[Fields]:
        """A citizen's SMS, in one call or in the parts it came in."""

    def reported(self, customer: SimulatedCustomer, citizen: str, line: Line) -> Fields:
        """Where one of ours is now."""

    def called(self, customer: SimulatedCustomer, url: str, fields: Mapping[str, str]) -> tuple[str, Fields]:
        """Where the call goes, and its headers."""


class Plain:
    """The gateway's own: few fields, no signature."""

    def new_id(self) -> str:
        return f"sim-{secrets.token_hex(8)}"

    def said(self, customer: SimulatedCustomer, citizen: str, line: Line, *, in_parts: bool) -> list[Fields]:
        told = {"id": line.id, "from": citizen, "to": customer.number, "text": line.text}
        told["time"] = str(int(line.at.timestamp()))
        if not in_parts or line.parts < 2:
            return [told]
        texts = [line.text[at : at + PART_CHARACTERS] for at in range(0, len(line.text), PART_CHARACTERS)]
        joint = {"ref": str(secrets.randbelow(256)), "parts": str(len(texts))}
        return [
            {**told, **joint, "id": f"{line.id}-{place}", "text": text, "part": str(place)}
            for place, text in enumerate(texts, 1)
        ]

    def reported(self, customer: SimulatedCustomer, citizen: str, line: Line) -> Fields:
        fields = {"id": line.id, "status": line.state, "reference": line.our_id}
        return {**fields, "error": "absent_subscriber"} if line.state == "undelivered" else fields

    def called(self, customer: SimulatedCustomer, url: str, fields: Mapping[str, str]) -> tuple[str, Fields]:
        return url, {}
