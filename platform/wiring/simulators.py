"""The outside world of a demonstration: every remote system, played by this one process."""

import asyncio
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
import uvicorn
from litestar import Litestar
from msgspec import convert

from integrations.email.simulator.model import SimulatedMailbox
from integrations.email.simulator.router import simulator as email
from integrations.email.simulator.world import World as MailWorld
from integrations.lapor.simulator.model import SimulatedAgency
from integrations.lapor.simulator.router import simulator as lapor
from integrations.phone.simulator.model import SimulatedLine
from integrations.phone.simulator.router import simulator as phone
from integrations.sms.simulator.model import SimulatedCustomer
from integrations.sms.simulator.router import simulator as sms
from integrations.whatsapp.simulator.model import SimulatedAccount
from integrations.whatsapp.simulator.router import simulator as whatsapp
from kit.logging import configure
from kit.settings import Settings
from kit.simulator.start import Remote, start_page
from wiring.demo import Coordinates, coordinates
from wiring.loops import DATABASE_AWAY

_LOOK_EVERY = 0.5
REMOTES = (
    Remote(
        path="/whatsapp/",
        names={"id": "WhatsApp", "en": "WhatsApp"},
        lines={"id": "Ponsel warga, dengan foto dan suara", "en": "A citizen's phone, with photos and voice"},
    ),
    Remote(
        path="/sms/",
        names={"id": "SMS", "en": "SMS"},
        lines={"id": "Ponsel warga tanpa internet", "en": "A citizen's phone without internet"},
    ),
    Remote(
        path="/email/",
        names={"id": "Surel", "en": "E-mail"},
        lines={"id": "Kotak surat warga, dan gangguannya", "en": "A citizen's mailbox, and what goes wrong"},
    ),
    Remote(
        path="/phone/",
        names={"id": "Telepon", "en": "Telephone"},
        lines={
            "id": "Sentral telepon yang berdering di kantor",
            "en": "An exchange whose calls ring at the offices",
        },
    ),
    Remote(
        path="/lapor/admin",
        names={"id": "SP4N-LAPOR!", "en": "SP4N-LAPOR!"},
        lines={"id": "Meja petugas LAPOR", "en": "The desk of LAPOR's officers"},
    ),
)
"""What somebody can play, as the first page tells."""


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


def create(demonstration: Coordinates, clock: DemonstrationClock, mail: MailWorld) -> Litestar:
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
    agencies = convert(demonstration.agencies, list[SimulatedAgency], from_attributes=True)
    customers = [
        SimulatedCustomer(
            id=account.id,
            number=account.number,
            name=account.name,
            access_key=account.access_key,
            hook_url=account.hook,
            account_sid=account.account_sid,
            public_url=f"{demonstration.base_url}/hooks/sms/{account.id}/{account.hook_word}",
        )
        for account in demonstration.sms_accounts
    ]
    lines = [
        SimulatedLine(id=line.id, number=line.number, name=line.name, secret=line.secret, hook_url=line.hook)
        for line in demonstration.phone_lines
    ]
    return Litestar(
        route_handlers=[
            start_page(REMOTES, clock.now),
            whatsapp(accounts, clock.now),
            sms(customers, clock.now),
            email(mail),
            phone(lines, clock.now, time.time),
            lapor(clock.now, agencies, time.time),
        ],
        openapi_config=None,
        logging_config=None,
    )


def serve(settings: Settings, listening: socket.socket, mail: Sequence[socket.socket]) -> None:
    """Run until SIGTERM; `mail` are the sockets for IMAP and SMTP."""
    configure()
    asyncio.run(_serve(settings, listening, mail))


async def _serve(settings: Settings, listening: socket.socket, mail: Sequence[socket.socket]) -> None:
    clock = DemonstrationClock(settings.web_url)
    following = asyncio.create_task(clock.follow())
    demonstration = coordinates(settings)
    mailboxes = convert(demonstration.mail_accounts, list[SimulatedMailbox], from_attributes=True)
    world = MailWorld(mailboxes, clock.now)
    app = create(demonstration, clock, world)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=3)
    )
    async with world.serving(*mail):
        await server.serve(sockets=[listening])
    following.cancel()
