"""A running SMS gateway, a hook that listens with the adapter, and a clock: real HTTP on ephemeral ports."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx2
from litestar import Litestar
from msgspec.structs import replace

from helpdesk.channels.contract import Account, Adapter, HookRequest
from helpdesk.channels.model import (
    Arrival,
    ChannelKind,
    Identity,
    MessageArrived,
    OutboundMessage,
    StatusArrived,
)
from integrations.sms.adapter import sms
from integrations.sms.settings import SmsSettings
from integrations.sms.simulator.model import Pace, SimulatedCustomer
from integrations.sms.simulator.router import simulator
from kit.egress import EgressPolicy
from kit.http import outside_client
from support.whatsapp_stage import received, served, until

SITI, NUMBER = "+6281200000101", "+6285500000001"
KEY, WORD = "kunci-demonstrasi", "kata-rahasia-alamat-hook"
PACE = Pace(sent=0.01, delivered=0.02, held_back=1.0, first_retry=0.02, longest_retry=0.1, tries=20)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Stage:
    """Everything a test of the running gateway needs."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http
        self.door = ""
        """Where the hook is."""
        self.adapter: Adapter
        self.arrivals: list[Arrival] = []
        self.calls = 0
        self.answers: list[int] = []
        """The hook's next answers; 200 when there is none."""
        self.base = ""
        self.account: Account

    async def hook(self, scope: Any, receive: Any, send: Any) -> None:
        """What our door does with a call: check, parse, answer."""
        body = await received(receive)
        self.calls += 1
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
            word, query = scope["path"].rpartition("/")[2], scope["query_string"].decode()
            call = HookRequest(
                headers=headers,
                query=dict(parse_qsl(query)),
                body=body,
                word=word,
                url=f"{self.door}{scope['path']}{'?' if query else ''}{query}",
            )
            assert self.adapter.listener
            self.adapter.listener.verify(call, self.account)
            self.arrivals += [each.arrival for each in self.adapter.listener.arrivals(call, self.account)]
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def messages(self) -> list[MessageArrived]:
        return [each for each in self.arrivals if isinstance(each, MessageArrived)]

    def reports(self, message_id: str) -> list[str]:
        found = [each for each in self.arrivals if isinstance(each, StatusArrived)]
        return [each.progress.value for each in found if each.message_id == message_id]

    async def send(self, text: str = "Halo", number: int = 1, to: str = SITI) -> str:
        """Send through the adapter; the delivery's id is made from `number`."""
        assert self.adapter.sender
        recipient = Identity(scheme="phone", value=to)
        message = OutboundMessage(id=UUID(int=number), recipient=recipient, text=text)
        return (await self.adapter.sender.send(message, self.account)).external_id

    async def post(self, path: str, data: object) -> Any:
        """Turn a handle; raises for a refusal."""
        answer = await self.http.post(f"{self.base}/sms/control/{path}", json=data)
        answer.raise_for_status()
        return answer.json()

    async def faults(self, **faults: Any) -> None:
        await self.post("faults", {"customer": "dinkes", **faults})

    async def citizen(self, text: str, sender: str = SITI, **more: str) -> Any:
        return await self.post("dinkes/incoming", {"from": sender, "text": text, **more})

    async def phone(self, number: str = SITI) -> list[dict[str, Any]]:
        answer = await self.http.get(f"{self.base}/sms/control/dinkes/talks/{number}")
        return list(answer.json())

    async def ledger(self) -> Any:
        return (await self.http.get(f"{self.base}/sms/ledger.json")).json()

    until = staticmethod(until)


@asynccontextmanager
async def running(*, sid: str = "", public: str = "") -> AsyncIterator[Stage]:
    """A gateway with one customer, whose hook is ours; with an account SID it is Twilio, which may know our door by
    its public name."""
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        stage = Stage(http)

        async def application(scope: Any, receive: Any, send: Any) -> None:  # uvicorn knows functions only
            await stage.hook(scope, receive, send)

        async with served(application) as door:
            stage.door = public or door
            stage.adapter = sms(http, stage.door)
            place = f"/hooks/sms/{UUID(int=1)}/{WORD}"
            customer = SimulatedCustomer(
                id="dinkes",
                number=NUMBER,
                name="SMS <Dinkes>",
                access_key=KEY,
                hook_url=f"{door}{place}",
                account_sid=sid,
                public_url=f"{public}{place}" if public else "",
            )
            other = replace(
                customer, id="lain", number="+6285500000002", access_key="lain", account_sid=f"{sid}9"
            )
            known = [customer, other] if sid else [customer]
            app = Litestar([simulator(known, lambda: NOW, pace=PACE)], openapi_config=None)
            async with served(app) as stage.base:
                settings = _at_twilio(stage.base, sid) if sid else _at_gateway(stage.base)
                stage.account = Account(
                    id=UUID(int=1), kind=ChannelKind.SMS, address=NUMBER, settings=settings
                )
                yield stage


def _at_gateway(base: str) -> SmsSettings:
    return SmsSettings(
        sender=NUMBER,
        send_address=f"{base}/sms/v1/messages",
        check_address=f"{base}/sms/v1/balance",
        access_key=KEY,
        hook_word=WORD,
        in_time="time",
        in_joint="ref",
        in_part="part",
        in_parts="parts",
    )


def _at_twilio(base: str, sid: str) -> SmsSettings:
    address = f"{base}/sms/2010-04-01"
    return SmsSettings(
        sender=NUMBER, provider="twilio", send_address=address, user=sid, access_key=KEY, hook_word=WORD
    )
