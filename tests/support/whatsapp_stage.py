"""A running simulator, a hook that listens with the adapter, and a clock: real HTTP on ephemeral ports."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import httpx2
import uvicorn
from litestar import Litestar

from helpdesk.channels.contract import Account, Adapter, HookRequest, Listener, MediaSource, Probe, Sender
from helpdesk.channels.errors import SignatureWrong
from helpdesk.channels.model import (
    Arrival,
    ChannelKind,
    Identity,
    MessageArrived,
    OutboundMessage,
    StatusArrived,
)
from integrations.whatsapp.adapter import whatsapp
from integrations.whatsapp.settings import WhatsAppSettings
from integrations.whatsapp.simulator.model import Pace, SimulatedAccount
from integrations.whatsapp.simulator.router import simulator
from kit.egress import EgressPolicy
from kit.http import outside_client

SITI = "6281200000101"
PACE = Pace(
    sent=0.01, delivered=0.02, read=0.03, held_back=1.0, first_retry=0.02, longest_retry=0.1, tries=20
)
PATIENCE = 60.0

_Found = TypeVar("_Found")


async def until(look: Callable[[], _Found]) -> _Found:
    """Wait until something is there."""
    async with asyncio.timeout(PATIENCE):
        while not (found := look()):  # noqa: ASYNC110 - we look from outside, nobody rings
            await asyncio.sleep(0.005)
    return found


async def received(receive: Any) -> bytes:
    """The whole body of a call."""
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part.get("body", b""), part.get("more_body", False)
    return body


class Clock:
    """The demonstration's clock; it only goes forward, so that tests can share it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)


class Heard:
    """What one account's hook heard, and what it is to answer."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.calls = 0
        self.refusals = 0
        self.answers: list[int] = []
        """The next answers; 200 when there is none."""

    def messages(self) -> list[MessageArrived]:
        return [each for each in self.arrivals if isinstance(each, MessageArrived)]

    def statuses(self, message_id: str) -> list[str]:
        found = [each for each in self.arrivals if isinstance(each, StatusArrived)]
        return [each.progress.value for each in found if each.message_id == message_id]


class Hook:
    """What `/hooks/whatsapp/…` does with a call: check, parse, answer."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.accounts: dict[str, Account] = {}
        self.heard: defaultdict[str, Heard] = defaultdict(Heard)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = await received(receive)
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        status = self._take(scope["path"].removeprefix("/hooks/"), headers, body)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def _take(self, number: str, headers: dict[str, str], body: bytes) -> int:
        heard = self.heard[number]
        heard.calls += 1
        if heard.answers:
            return heard.answers.pop(0)
        call, account = HookRequest(headers=headers, query={}, body=body), self.accounts[number]
        try:
            self._listener.verify(call, account)
        except SignatureWrong:
            heard.refusals += 1
            return 401
        for addressed in self._listener.arrivals(call, account):
            heard.arrivals.append(addressed.arrival)
        return 200


class Ground:
    """A running simulator with many accounts; each test takes two of them for itself."""

    def __init__(
        self, base: str, http: httpx2.AsyncClient, adapter: Adapter, hook: Hook, clock: Clock
    ) -> None:
        self.base = base
        self.http = http
        self.adapter = adapter
        self.hook = hook
        self.clock = clock
        self._free = iter(sorted(hook.accounts))

    def stage(self) -> "Stage":
        return Stage(self, next(self._free), next(self._free))


class Stage:
    """Everything a test of the running simulator needs."""

    def __init__(self, ground: Ground, number: str, other: str) -> None:
        self._ground = ground
        self.number = number
        self.other = other
        self.clock = ground.clock
        self.http = ground.http
        self.hook = ground.hook.heard[number]
        self.other_hook = ground.hook.heard[other]
        self.account = ground.hook.accounts[number]
        self.other_account = ground.hook.accounts[other]
        self.page = f"{ground.base}/whatsapp/{number}/{SITI}"
        assert ground.adapter.sender
        assert ground.adapter.media
        assert ground.adapter.health
        self.sender: Sender = ground.adapter.sender
        self.media: MediaSource = ground.adapter.media
        self.health: Probe = ground.adapter.health

    async def send(self, text: str = "Halo", to: str = f"+{SITI}", number: int = 1, **parts: Any) -> str:
        """Send through the adapter; the delivery's id is made from `number`."""
        scheme = "phone" if to.startswith("+") else "wa_user"
        recipient = Identity(scheme=scheme, value=to)
        message = OutboundMessage(id=UUID(int=number), recipient=recipient, text=text, **parts)
        return (await self.sender.send(message, self.account)).external_id

    def control(self, path: str) -> str:
        return f"{self._ground.base}/whatsapp/control/{path}"

    async def post(self, path: str, data: object) -> Any:
        """Turn a handle of the simulator; raises for a refusal."""
        answer = await self.http.post(self.control(path), json=data)
        answer.raise_for_status()
        return answer.json()

    async def citizen(self, text: str = "Halo", **parts: Any) -> str:
        """Siti writes; the message's id."""
        act = {"from": SITI, "name": "Siti Contoh", "text": text} | parts
        return str((await self.post(f"{self.number}/incoming", act))["id"])

    async def faults(self, **faults: Any) -> None:
        await self.post("faults", {"phone_number_id": self.number} | faults)

    async def chat(self) -> Any:
        return (await self.http.get(self.control(f"{self.number}/chats/{SITI}"))).json()

    async def ledger(self) -> Any:
        address = f"{self._ground.base}/whatsapp/ledger.json?account={self.number}"
        return (await self.http.get(address)).json()

    until = staticmethod(until)

    async def heard(self, count: int) -> list[MessageArrived]:
        """Wait until the hook has heard so many messages."""
        await self.until(lambda: len(self.hook.messages()) >= count)
        return self.hook.messages()


@asynccontextmanager
async def running(pairs: int = 80) -> AsyncIterator[Ground]:
    """A simulator and the hook that hears of all its accounts."""
    clock = Clock()
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        adapter = whatsapp(http)
        assert adapter.listener
        hook = Hook(adapter.listener)
        async with served(hook) as hook_base:
            simulated = [_simulated(str(number), hook_base) for number in range(1000, 1000 + 2 * pairs)]
            app = Litestar([simulator(simulated, lambda: clock.now, pace=PACE)], openapi_config=None)
            async with served(app) as base:
                hook.accounts = {each.phone_number_id: _account(each, base) for each in simulated}
                yield Ground(base, http, adapter, hook, clock)


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """Serve an application on a free port of this machine; its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.002)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            await serving


def _simulated(number: str, hook_base: str) -> SimulatedAccount:
    return SimulatedAccount(
        phone_number_id=number,
        waba_id=f"2{number}",
        display_number=f"+62855000{number}",
        app_secret=f"rahasia-{number}",
        access_token=f"token-{number}",
        verify_token=f"verifikasi-{number}",
        hook_url=f"{hook_base}/hooks/{number}",
        name=f"Kantor {number}",
    )


def _account(simulated: SimulatedAccount, base: str) -> Account:
    settings = WhatsAppSettings(
        phone_number_id=simulated.phone_number_id,
        waba_id=simulated.waba_id,
        display_number=simulated.display_number,
        verify_token=simulated.verify_token,
        app_secret=simulated.app_secret,
        access_token=simulated.access_token,
        api_base=f"{base}/whatsapp/v23.0",
    )
    return Account(
        id=UUID(int=int(simulated.phone_number_id)),
        kind=ChannelKind.WHATSAPP,
        address=simulated.phone_number_id,
        settings=settings,
    )
