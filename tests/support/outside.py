"""The simulated world over real HTTP: offices' accounts at it, the door that it calls, and one clock for both sides."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx2
from litestar import Litestar

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox.routes import HookDoor
from integrations.sms.adapter import sms
from integrations.sms.settings import SmsSettings
from integrations.sms.simulator import model as sms_model
from integrations.sms.simulator.router import simulator as sms_simulator
from integrations.whatsapp.adapter import whatsapp
from integrations.whatsapp.settings import WhatsAppSettings
from integrations.whatsapp.simulator import model as whatsapp_model
from integrations.whatsapp.simulator.router import simulator as whatsapp_simulator
from kit.doorbell import Bell
from kit.egress import EgressPolicy
from kit.http import outside_client
from kit.ids import uuid7
from kit.sealing import Sealer
from kit.settings import Settings
from support import sms_stage, whatsapp_stage
from support.whatsapp_stage import PATIENCE, served
from support.world import World
from tenants.doors import tenant_scope

NUMBER, KEY, WORD = "+6285500000001", "kunci-demonstrasi", "kata-rahasia-alamat-hook"
PHONE_ID = "1001"


class Outside:
    """One office of the world, at a simulated WhatsApp and a simulated SMS gateway, or Twilio."""

    def __init__(self, world: World, http: httpx2.AsyncClient, sid: str) -> None:
        self.world, self.http = world, http
        self.sid = sid
        """Of the office's account at Twilio; empty when it is at the gateway."""
        self.base, self.door = "", ""
        self.whatsapp, self.sms = uuid7(), uuid7()
        self.remotes: Any = None
        self._moved = timedelta()

    def now(self) -> datetime:
        """What the remotes' clock shows: the same as the office's."""
        return datetime.now(UTC) + self._moved

    async def forward(self, **by: float) -> None:
        """Let time pass, inside and outside."""
        await self.world.clock.forward(**by)
        self._moved += timedelta(**by)

    async def order(self, path: str, data: dict[str, Any]) -> Any:
        """Turn a handle of a simulator."""
        answer = await self.http.post(f"{self.base}/{path}", json=data)
        assert answer.is_success, answer.text
        return answer.json()

    async def ask(self, path: str) -> Any:
        """What a simulator shows."""
        return (await self.http.get(f"{self.base}/{path}")).json()

    async def until_heard(self, many: int) -> None:
        """Wait until so many messages came through the door, and have them understood."""
        await until_true(lambda: self.world.district.value(_HEARD), many)
        while await self.world.take_in(self.world.district):
            pass

    async def sent(self) -> None:
        """Let the office's worker send until nothing waits, as long as that takes on its clock."""
        for _ in range(300):
            if not await self.world.send(self.world.district):
                waits = await self.world.district.row(_WAITS)
                if not waits["many"]:
                    return
                await self.forward(seconds=(waits["next"] or 1.0) + 0.01)
        raise AssertionError("something never leaves")


_HEARD = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND kind = 'message'"
_WAITS = (
    "SELECT count(*) AS many, extract(epoch FROM min(due_at) FILTER (WHERE due_at > sahut_now()) - sahut_now())::float8"
    " AS next FROM delivery WHERE tenant_id = $1 AND state IN ('queued', 'sending')"
)


async def until_true(look: Callable[[], Awaitable[Any]], wanted: object) -> None:
    """Wait until something has come to be so."""
    async with asyncio.timeout(PATIENCE):
        while await look() != wanted:  # noqa: ASYNC110 - we look from outside, nobody rings
            await asyncio.sleep(0.02)


@asynccontextmanager
async def outside(world: World, settings: Settings, *, sid: str = "") -> AsyncIterator[Outside]:
    """Both simulators and the door, each on a port of its own; with an account SID the office is at Twilio."""
    bell = Bell(settings.redis_url)
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        out = Outside(world, http, sid)

        async def door(scope: Any, receive: Any, send: Any) -> None:
            runtime = SimpleNamespace(accounts=world.book, bell=bell, settings=_at(settings, out.door))
            await HookDoor(_nowhere, lambda: runtime)(scope, receive, send)

        async def remotes(scope: Any, receive: Any, send: Any) -> None:
            await out.remotes(scope, receive, send)

        async with served(door) as out.door, served(remotes) as out.base:
            adapters = {ChannelKind.WHATSAPP: whatsapp(http), ChannelKind.SMS: sms(http, out.door)}
            world.book = AccountBook(adapters, Sealer([b"s" * 32]))
            await _accounts(out)
            out.remotes = Litestar(
                [
                    whatsapp_simulator([_meta(out)], out.now, pace=whatsapp_stage.PACE),
                    sms_simulator([_customer(out)], out.now, pace=sms_stage.PACE),
                ],
                openapi_config=None,
            )
            yield out


async def _accounts(out: Outside) -> None:
    meta = WhatsAppSettings(
        phone_number_id=PHONE_ID,
        waba_id="2001",
        display_number="+6285500000009",
        verify_token=WORD,
        app_secret=WORD,
        access_token=KEY,
        api_base=f"{out.base}/whatsapp/v23.0",
    )
    gateway = SmsSettings(
        sender=NUMBER,
        provider="twilio" if out.sid else "gateway",
        send_address=f"{out.base}/sms/{'2010-04-01' if out.sid else 'v1/messages'}",
        user=out.sid,
        access_key=KEY,
        hook_word=WORD,
    )
    book, place = out.world.book, out.world.district
    async with tenant_scope(place.id) as scope:
        await book.add(scope, ChannelKind.WHATSAPP, "WA", PHONE_ID, meta, account_id=out.whatsapp)
        await book.add(scope, ChannelKind.SMS, "SMS", NUMBER, gateway, account_id=out.sms)


def _meta(out: Outside) -> whatsapp_model.SimulatedAccount:
    return whatsapp_model.SimulatedAccount(
        phone_number_id=PHONE_ID,
        waba_id="2001",
        display_number="+6285500000009",
        app_secret=WORD,
        access_token=KEY,
        verify_token=WORD,
        hook_url=_hook(out, "whatsapp", out.whatsapp),
        name="Kantor",
    )


def _customer(out: Outside) -> sms_model.SimulatedCustomer:
    hook = f"{_hook(out, 'sms', out.sms)}/{WORD}"
    return sms_model.SimulatedCustomer(
        id="dinkes", number=NUMBER, name="SMS", access_key=KEY, hook_url=hook, account_sid=out.sid
    )


def _hook(out: Outside, channel: str, account: UUID) -> str:
    return f"{out.door}/hooks/{channel}/{account}"


def _at(settings: Settings, base_url: str) -> SimpleNamespace:
    return SimpleNamespace(base_url=base_url, trusted_proxies=settings.trusted_proxies)


async def _nowhere(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("only hooks are called")
