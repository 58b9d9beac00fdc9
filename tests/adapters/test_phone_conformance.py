"""The telephone keeps to what every adapter keeps to that is called and calls nobody."""

from typing import ClassVar

import msgspec

from integrations.phone.adapter import phone
from support.conformance import AdapterConformance, JsonConformance, Subject
from support.phone_script import ACCOUNT, CALLER, NOW, SECRET, body_of, event, signed

BODIES = [
    body_of(event("c-1", "ringing", at="2025-11-20T08:00:00+07:00")),
    body_of(event("c-1", "answered", at=NOW)),
    body_of(event("c-1", "ended", seconds=61, outcome="answered")),
    body_of(event("c-1", "recording", recording="https://rekaman.example/c-1")),
    body_of(event("c-2", "ringing", **{"from": "119"}), event("c-2", "ended", outcome="busy")),
]


class TestPhone(AdapterConformance, JsonConformance):
    subject: ClassVar[Subject] = Subject(
        make=lambda _: phone(lambda: float(NOW)),
        account=ACCOUNT,
        hidden=(SECRET, CALLER),
        bodies=BODIES,
        signed=signed,
        without_secret=msgspec.structs.replace(
            ACCOUNT, settings=msgspec.structs.replace(ACCOUNT.settings, call_secret="")
        ),
    )
