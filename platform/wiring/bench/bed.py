"""The test bed: a database, a queue store, offices with accounts, and the product's own processes, in a temp folder."""

import asyncio
import contextlib
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
from msgspec.structs import replace

from admin.offices.furnishing import furnish
from helpdesk.channels.model import ChannelKind
from integrations.whatsapp.settings import WhatsAppSettings
from kit.embedded import EmbeddedPostgres, EmbeddedValkey
from kit.ids import uuid7
from kit.settings import Mode, Settings
from tenants.doors import tenant_scope
from wiring import migrate
from wiring.installation import master_key
from wiring.listening import listen
from wiring.offices import add_office
from wiring.parts import Part
from wiring.runtime import open_runtime
from wiring.seed_data import BATANG
from wiring.servers import DATABASE, ROLES, apply_roles
from wiring.supervisor import Supervisor

SECRET = "s" * 32
OFFICES = 24


class Hook(msgspec.Struct, frozen=True):
    """Where messages of one office go."""

    tenant_id: int
    account_id: UUID
    phone_number_id: str


class Bed:
    """Everything a measurement needs; processes are started and stopped by name."""

    def __init__(self, folder: Path, supervisor: Supervisor, offices: int = OFFICES) -> None:
        self.folder = folder
        self.supervisor = supervisor
        self.offices = offices
        self.postgres = EmbeddedPostgres(folder / "postgres", tell=lambda _line: None)
        self.valkey = EmbeddedValkey(folder / "valkey")
        self.sockets = listen("127.0.0.1", 0)
        self.port = int(self.sockets[0].getsockname()[1])
        self.hooks: list[Hook] = []
        self.settings = Settings(mode=Mode.TEST, data=folder, base_url=f"http://127.0.0.1:{self.port}")

    def prepare(self) -> None:
        """Start the servers, migrate, open the offices."""
        os.environ["SAHUT_KEY_FILE"] = str(master_key(self.folder))
        for server in (self.postgres, self.valkey):
            server.prepare()
            self.supervisor.start(Part(name=server.folder.name, what=server.program()))
        if not self.supervisor.wait(lambda: self.postgres.ready() and self.valkey.ready(), 60):
            raise RuntimeError("the servers of the test bed do not start")
        apply_roles(self.postgres, DATABASE)
        self.settings = self._addressed(DATABASE)
        self.run("migrate", partial(migrate.run, self.settings))
        self.run("offices", partial(_open_offices, self.settings, self.folder / "hooks.json", self.offices))
        self.hooks = msgspec.json.decode((self.folder / "hooks.json").read_bytes(), type=list[Hook])

    def copy(self, name: str) -> Settings:
        """Another database with the same offices; nobody may be connected to the first one meanwhile."""
        self.postgres.create_database(name, DATABASE)
        apply_roles(self.postgres, name)
        return self._addressed(name)

    def _addressed(self, database: str) -> Settings:
        urls = {name: self.postgres.url(role, database) for name, role in ROLES.items()}
        return msgspec.structs.replace(
            self.settings,
            owner_url=urls["DATABASE_URL"],
            web_url=urls["DATABASE_URL_WEB"],
            worker_url=urls["DATABASE_URL_WORKER"],
            sweep_url=urls["DATABASE_URL_SWEEP"],
            redis_url=self.valkey.url(),
        )

    def run(self, name: str, function: Callable[[], object]) -> None:
        """In a process of its own; `RuntimeError` when it fails."""
        if self.supervisor.run(Part(name=name, what=function)):
            raise RuntimeError(f"{name} failed")

    def checkpoint(self) -> None:
        """Before a round of writing."""
        self.postgres.psql("CHECKPOINT", DATABASE)


@contextlib.contextmanager
def test_bed(offices: int = OFFICES) -> Iterator[Bed]:
    """A bed that leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="sahut-bench-"))
    try:
        with Supervisor() as supervisor:
            bed = Bed(folder, supervisor, offices)
            bed.prepare()
            yield bed
        bed.postgres.tidy()
        bed.valkey.tidy()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_offices(settings: Settings, found: Path, count: int) -> None:
    asyncio.run(_open(settings, found, count))


async def _open(settings: Settings, found: Path, count: int) -> None:
    hooks: list[Hook] = []
    owner = await asyncpg.connect(settings.owner_url)
    async with open_runtime(settings, settings.worker_url, connections=2) as runtime:
        for number in range(count):
            name = f"bench-{number:03d}"
            code = "B" + "".join(chr(65 + int(digit)) for digit in f"{number:03d}")
            office = replace(BATANG, slug=name, code=code, parent="")
            tenant_id = await add_office(owner, office)
            async with tenant_scope(tenant_id) as scope:
                await furnish(scope, office, runtime.accounts)
                account = WhatsAppSettings(
                    phone_number_id=f"{10**14 + number}",
                    waba_id="1",
                    display_number="+628110000000",
                    verify_token=SECRET,
                    app_secret=SECRET,
                    access_token=SECRET,
                    api_base="http://127.0.0.1:9/v23.0",
                )
                account_id = await runtime.accounts.add(
                    scope, ChannelKind.WHATSAPP, name, account.phone_number_id, account, account_id=uuid7()
                )
            hooks.append(Hook(tenant_id, account_id, account.phone_number_id))
    await owner.close()
    await asyncio.to_thread(found.write_bytes, msgspec.json.encode(hooks))


def free_port() -> int:
    """Where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def wait_for_port(port: int, seconds: float = 60.0) -> None:
    """Until something answers there."""
    give_up = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return
