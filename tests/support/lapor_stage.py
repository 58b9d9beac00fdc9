"""The small world with a real SP4N-LAPOR adapter, and the simulated LAPOR behind it, over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import msgspec
from litestar import Litestar

from helpdesk.attachments import store as attachments
from helpdesk.channels.accounts import AccountBook, NoSettings
from helpdesk.channels.model import ChannelKind
from helpdesk.registers import service as registers
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import LaporSettings
from integrations.lapor.simulator.model import SimulatedAgency
from integrations.lapor.simulator.router import simulator
from kit.egress import EgressPolicy
from kit.http import outside_client
from kit.sealing import Sealer
from kit.settings import Settings
from support.channel import adapters
from support.kept_files import a_file
from support.photos import PNG
from support.whatsapp_stage import served
from support.world import Place, World, small_world
from tenants.doors import tenant_scope

AGENCY = SimulatedAgency(
    institution_id=151, name="Kementerian Kesehatan", auth_value="Bearer pusat", token_value="{PUSAT}"
)
BPJS = "9002"
"""Another institution that the simulated LAPOR knows."""


_KINDS = {"jpg": "image/jpeg", "pdf": "application/pdf"}


class Stage:
    """A world whose LAPOR is behind the network.

    The simulator plays the real one, unless an account says that it is a sandbox.
    """

    def __init__(self, world: World, base: str, http: httpx2.AsyncClient) -> None:
        self.world = world
        self.base = base
        self.http = http
        self.settings = LaporSettings(
            auth_value="pusat",
            token_value=AGENCY.token_value,
            user_id=7,
            disposition_id=AGENCY.institution_id,
            category_id=88,
            base_url=f"{base}/3.0.0",
            connect_seconds=60,  # a machine under load is not a register that is away
            write_seconds=90,
            read_seconds=60,
        )
        scripted = adapters(world.far_end)
        world.book = AccountBook(
            {**scripted, ChannelKind.LAPOR: lapor(http, is_real=bool)}, Sealer([b"s" * 32])
        )

    async def enter(self, place: Place, *, by_hand: bool = False, **changes: Any) -> None:
        """The office's account there; one by hand has no address and no keys."""
        own = msgspec.structs.replace(self.settings, **changes)
        settings = NoSettings() if by_hand else own
        await place.change("UPDATE account SET active = false WHERE tenant_id = $1 AND kind = 'lapor'")
        async with tenant_scope(place.id) as scope:
            address = "" if by_hand else str(own.disposition_id)
            await self.world.book.add(scope, ChannelKind.LAPOR, "LAPOR", address, settings)

    async def give_keys(self, place: Place) -> None:
        """The account that was by hand gets its keys."""
        account = await place.row(
            "SELECT id, name, version FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND active"
        )
        async with tenant_scope(place.id) as scope:
            changed = await self.world.book.change(
                scope, account["id"], account["name"], "151", self.settings, account["version"]
            )
        assert changed

    async def be_patient(self, seconds: float) -> None:
        """From now on the district waits so long until a written call counts as unanswered."""
        changed = msgspec.structs.replace(self.settings, write_seconds=seconds)
        account = await self.world.district.row(
            "SELECT id, version FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND active"
        )
        async with tenant_scope(self.world.district.id) as scope:
            assert await self.world.book.change(
                scope, account["id"], "LAPOR", "151", changed, account["version"]
            )

    async def advance(self, place: Place | None = None) -> None:
        """The worker's hand on the ledger of filings, until nothing is due now."""
        world = self.world
        while await registers.advance_due((place or world.district).id, world.book, files=world.files):
            pass

    async def fail(self, *orders: tuple[str, str], times: int = 1, **more: Any) -> None:
        """What goes wrong next."""
        listed = [{"call": call, "failure": failure, "times": times} for call, failure in orders]
        answer = await self.http.post(f"{self.base}/control/faults", json={"orders": listed, **more})
        assert answer.status_code == 200, answer.text

    async def remote(self) -> dict[str, Any]:
        """Everything that LAPOR knows and counted."""
        found: dict[str, Any] = (await self.http.get(f"{self.base}/ledger.json")).json()
        return found

    async def set_state(self, remote_id: str, code: str, name: str) -> None:
        """Put a complaint into a state."""
        url = f"{self.base}/control/complaints/{remote_id}/state"
        assert (await self.http.post(url, json={"code": code, "name": name})).status_code == 200

    async def a_file(self, number: str, name: str = "foto.png", content: bytes = PNG) -> UUID:
        """A picture that the citizen sent with a case."""
        place, kind = self.world.district, _KINDS.get(name[-3:], f"image/{name[-3:]}")
        id_ = await a_file(place.id, self.world.files, content, name, kind)
        row = await place.row(
            "SELECT m.id, m.case_id FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
            " WHERE m.tenant_id = $1 AND c.number = $2 AND m.direction = 'in' ORDER BY m.at LIMIT 1",
            number,
        )
        async with tenant_scope(place.id) as scope:
            await attachments.bind(scope, [id_], row["case_id"], row["id"])
        return id_


@asynccontextmanager
async def lapor_stage(settings: Settings) -> AsyncIterator[Stage]:
    """Play it: servers on ephemeral ports, all closed at the end."""
    app = Litestar([simulator(lambda: datetime.now(UTC), [AGENCY])], openapi_config=None)
    async with (
        served(app) as address,
        small_world(settings) as world,
        outside_client(EgressPolicy.LOOPBACK_ONLY) as http,
    ):
        stage = Stage(world, f"{address}/lapor", http)
        await stage.enter(world.district)
        yield stage
