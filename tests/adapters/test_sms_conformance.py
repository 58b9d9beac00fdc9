"""SMS keeps to what every adapter keeps to, at a gateway that signs and at Twilio."""

import json
from typing import ClassVar
from urllib.parse import urlencode

from helpdesk.channels.contract import Account, Adapter
from integrations.sms.adapter import sms
from support.conformance import (
    AdapterConformance,
    Call,
    CallConformance,
    HealthConformance,
    JsonConformance,
    ListenerConformance,
    Subject,
)
from support.sms_script import (
    ACCOUNT,
    KEY,
    NUMBER,
    SECRET,
    TEXT,
    TWILIO,
    by_twilio,
    outbound,
    signed,
    with_settings,
)

BODIES = [
    {"id": "m-1", "from": "6281200000101", "text": "Antrean penuh: sudah tiga jam", "time": "1763600000"},
    {"id": "m-2", "from": "081200000101", "text": "Halo"},
    {"id": "m-3", "from": "1708", "text": "Laporan Anda diteruskan"},
    {"id": "s-1", "status": "delivered", "reference": "00000000-0000-0000-0000-000000000007"},
    {"id": "s-1", "status": "UNDELIV", "error": "absent"},
    {"id": "m-4-1", "from": NUMBER, "text": "bagian satu ", "ref": "77", "part": "1", "parts": "2"},
]
TWILIO_BODIES = [
    urlencode({"MessageSid": "SM1", "From": NUMBER, "To": "+6285500000002", "Body": "Antrean"}).encode()
    + b"&Note=a:b",
    b"MessageSid=SM2&MessageStatus=delivered&Note=a:b",
    b"MessageSid=SM2&MessageStatus=undelivered&ErrorCode=30003&Note=a:b",
]


async def send_text(adapter: Adapter, account: Account) -> object:
    assert adapter.sender
    return await adapter.sender.send(outbound(), account)


CALLS = (Call(name="send a text", run=send_text, changes=True),)


class TestGateway(AdapterConformance, JsonConformance, CallConformance, HealthConformance):
    subject: ClassVar[Subject] = Subject(
        make=lambda http: sms(http, "https://sahut.example"),
        account=ACCOUNT,
        hidden=(KEY, TEXT, NUMBER, NUMBER[1:], SECRET),
        calls=CALLS,
        bodies=[json.dumps(body).encode() for body in BODIES],
        signed=signed,
        without_secret=with_settings(signing_secret=""),
    )


class TestTwilio(AdapterConformance, ListenerConformance, CallConformance, HealthConformance):
    subject: ClassVar[Subject] = Subject(
        make=lambda http: sms(http, "https://sahut.example"),
        account=TWILIO,
        hidden=(KEY, TEXT, NUMBER, NUMBER[1:]),
        calls=CALLS,
        bodies=TWILIO_BODIES,
        signed=by_twilio,
        without_secret=with_settings(TWILIO, access_key=""),
    )
