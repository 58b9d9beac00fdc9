"""A running LAPOR that offices of a small world have accounts at: the real adapter over real HTTP."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2
from litestar import Litestar

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import LaporSettings
from integrations.lapor.simulator.model import SimulatedAgency
from integrations.lapor.simulator.router import simulator
from kit.egress import EgressPolicy
from kit.http import outside_client
from kit.sealing import Sealer
from support.builders import NOW
from support.channel import adapters
from support.whatsapp_stage import served
from support.world import Place, World
from tenants.doors import tenant_scope

AGENCIES = (
    SimulatedAgency(
        institution_id=151, name="Dinas Kesehatan Contoh", auth_value="Bearer satu", token_value="{SATU}"
    ),
    SimulatedAgency(
        institution_id=152, name="Dinas Kesehatan Tetangga", auth_value="Bearer dua", token_value="{DUA}"
    ),
)


class LaporStage:
    """The register, its examiner's side, and the offices' accounts there."""

    def __init__(self, world: World, http: httpx2.AsyncClient, base: str, hand: list[datetime]) -> None:
        self._hand = hand
        self.world, self.http, self.base = world, http, f"{base}/lapor"
        self.book = AccountBook(
            {**adapters(world.far_end), ChannelKind.LAPOR: lapor(http, time.time, bool)}, Sealer([b"s" * 32])
        )
        world.book = self.book

    async def join(self, place: Place, agency: SimulatedAgency = AGENCIES[0], **settings: Any) -> UUID:
        """Give the office's account at LAPOR the keys of an agency; answers its id."""
        account = await place.row(
            "SELECT id, version FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
        )
        given: dict[str, Any] = {
            "auth_value": agency.auth_value,
            "token_value": agency.token_value,
            "user_id": 7,
            "disposition_id": agency.institution_id,
            "category_id": 88,
            "base_url": f"{self.base}/3.0.0",
            "connect_seconds": 60,  # a machine under load is not a register that is away
        }
        async with tenant_scope(place.id) as scope:
            changed = await self.book.change(
                scope,
                account["id"],
                "SP4N-LAPOR!",
                str(agency.institution_id),
                LaporSettings(**(given | settings)),
                account["version"],
            )
        assert changed
        self.book.forget(account["id"])
        account_id: UUID = account["id"]
        return account_id

    async def at(self, moment: datetime) -> None:
        """It is this moment, here and at LAPOR."""
        self._hand[0] = moment
        await self.world.clock.set_to(moment)

    async def faults(self, **ordered: Any) -> None:
        """Order what goes wrong; nothing makes it work again."""
        answer = await self.http.post(f"{self.base}/control/faults", json=ordered)
        assert answer.status_code == 200, answer.text

    async def control(self, path: str, **body: Any) -> Any:
        """Do something on the examiner's side."""
        answer = await self.http.post(f"{self.base}/control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ledger(self) -> Any:
        """Everything that was filed, and how often each call came."""
        return (await self.http.get(f"{self.base}/ledger.json")).json()


@asynccontextmanager
async def a_lapor(
    world: World, agencies: tuple[SimulatedAgency, SimulatedAgency] = AGENCIES
) -> AsyncIterator[LaporStage]:
    """LAPOR runs; the ministry and the district have accounts there, each of an agency of its own."""
    hand = [NOW]
    app = Litestar(
        [simulator(lambda: hand[0], agencies, time.time)], openapi_config=None, logging_config=None
    )
    async with served(app) as base, outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        stage = LaporStage(world, http, base, hand)
        await stage.join(world.district, agencies[0])
        await stage.join(world.ministry, agencies[1])
        yield stage
