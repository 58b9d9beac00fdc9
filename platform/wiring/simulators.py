"""The outside world of a demonstration: every remote system, played by this one process."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta

import asyncpg
import uvicorn
from litestar import Litestar, get
from litestar.response import Redirect

from integrations.lapor.simulator.model import SimulatedAgency
from integrations.lapor.simulator.router import simulator as lapor
from integrations.sms.simulator.model import SimulatedCustomer
from integrations.sms.simulator.router import simulator as sms
from integrations.whatsapp.simulator.model import SimulatedAccount
from integrations.whatsapp.simulator.router import simulator as whatsapp
from kit.logging import configure
from kit.settings import Settings
from wiring.demo import Coordinates, coordinates
from wiring.loops import DATABASE_AWAY

_LOOK_EVERY = 0.5


class DemonstrationClock:
    """The demonstration's time: this machine's, plus the offset that stands in the database."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._offset = timedelta()

    def now(self) -> datetime:
        """The time as it was told at most half a second ago."""
        return datetime.now(UTC) + self._offset

    async def follow(self) -> None:
        """Keep the offset true, for ever; a database that is away is waited for."""
        while True:
            try:
                connection = await asyncpg.connect(self._database_url, timeout=3)
                try:
                    while True:
                        self._offset = await connection.fetchval("SELECT clock_offset FROM installation")
                        await asyncio.sleep(_LOOK_EVERY)
                finally:
                    await connection.close(timeout=1)
            except DATABASE_AWAY:
                await asyncio.sleep(1.0)


@get("/", include_in_schema=False)
async def _home() -> Redirect:
    return Redirect("/whatsapp/")


def create(demonstration: Coordinates, clock: DemonstrationClock) -> Litestar:
    """All simulators in one application."""
    accounts = [
        SimulatedAccount(
            phone_number_id=account.phone_number_id,
            waba_id=account.waba_id,
            display_number=account.address,
            app_secret=account.app_secret,
            access_token=account.access_token,
            verify_token=account.verify_token,
            hook_url=account.hook,
            name=account.name,
        )
        for account in demonstration.accounts
    ]
    agencies = [
        SimulatedAgency(
            institution_id=agency.institution_id,
            name=agency.name,
            auth_value=agency.auth_value,
            token_value=agency.token_value,
        )
        for agency in demonstration.agencies
    ]
    customers = [
        SimulatedCustomer(
            id=account.id,
            number=account.number,
            name=account.name,
            access_key=account.access_key,
            hook_url=account.hook,
        )
        for account in demonstration.sms_accounts
    ]
    return Litestar(
        route_handlers=[
            _home,
            whatsapp(accounts, clock.now),
            sms(customers, clock.now),
            lapor(clock.now, agencies),
        ],
        openapi_config=None,
        logging_config=None,
    )


def serve(settings: Settings, listening: socket.socket) -> None:
    """Run until SIGTERM."""
    configure()
    asyncio.run(_serve(settings, listening))


async def _serve(settings: Settings, listening: socket.socket) -> None:
    clock = DemonstrationClock(settings.web_url)
    following = asyncio.create_task(clock.follow())
    app = create(coordinates(settings), clock)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=3)
    )
    await server.serve(sockets=[listening])
    following.cancel()
