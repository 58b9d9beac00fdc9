"""What a process of Sahut holds while it lives; opened the same way by web, worker and commands."""

import gc
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import httpx2
from redis.asyncio import Redis

from helpdesk.attachments.links import PURPOSE as FILES_PURPOSE
from helpdesk.attachments.links import FileLinks
from helpdesk.channels.accounts import AccountBook
from helpdesk.intake import braking, linking
from helpdesk.live.hub import Hub
from helpdesk.live.presence import Marks
from helpdesk.live.ringing import Ringer
from helpdesk.live.service import Live
from helpdesk.notifications import service as notifications
from helpdesk.notifications.links import PURPOSE, Links
from helpdesk.relay.far import FarPost
from helpdesk.tracking import service as tracking
from helpdesk.unit_links.links import PURPOSE as UNITS_PURPOSE
from helpdesk.unit_links.links import UnitLinks
from integrations.email.reader import Reader
from kit.doorbell import Bell
from kit.egress import EgressPolicy
from kit.http import outside_client
from kit.keys import Keys, read_keys
from kit.limits import Limits
from kit.sealing import Sealer
from kit.settings import Mode, Settings
from tenants.doors import close_gate, open_gate
from tenants.doors.roles import check_database
from ui.assets import Assets
from ui.i18n import shipped
from ui.render import Pages
from wiring.adapters import adapters, usual
from wiring.keeping import files_of, scanner_of
from wiring.national import national
from wiring.rooms import TEMPLATES


class Runtime:
    """Settings, keys, doors and adapters of one process."""

    def __init__(self, settings: Settings, keys: Keys, http: httpx2.AsyncClient) -> None:
        self.settings = settings
        self.keys = keys
        self.http = http
        self.sealer = Sealer(keys.derive_all("sealing"))
        self.pin_key = keys.derive_all("pin")[-1]  # the oldest: citizens keep their PINs when keys rotate
        self.reader = Reader()
        self.adapters = adapters(
            http, settings.base_url, egress_of(settings.mode), keys.derive("letters"), self.reader
        )
        for_all = national(settings)
        self.accounts = AccountBook(self.adapters, self.sealer, usual(settings, for_all), for_all)
        self.far = FarPost(
            http,
            self.sealer,
            settings.base_url,
            time.time,
            public_only=settings.mode is Mode.PRODUCTION,
        )
        self.scanner = scanner_of(settings)
        self.files = files_of(settings, os.environ)
        self.file_links = FileLinks(settings.base_url, settings.files_url, keys.derive_all(FILES_PURPOSE))
        self.bell = Bell(settings.redis_url)
        self.redis = Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=1)
        self.limits = Limits(
            self.redis, secret=keys.derive("limits"), processes=max(1, settings.web_processes)
        )
        self.live = Live(
            hub=Hub(settings.redis_url),
            ringer=Ringer(self.redis),
            marks=Marks(self.redis),
            key=keys.derive("live"),
        )
        self.links = Links(settings.base_url, keys.derive_all(PURPOSE))
        self.unit_links = UnitLinks(settings.base_url, keys.derive_all(UNITS_PURPOSE))
        notifications.configure(settings)
        braking.configure(keys.derive("unasked-mail"))
        linking.configure(keys.derive("linking"))
        tracking.configure(self.limits, self.pin_key)

    def open_pages(self) -> None:
        """Read templates, catalogues and static files: only the web needs them."""
        self.assets, self.pages = _shown()


@cache
def _shown() -> tuple[Assets, Pages]:
    """What every page needs is read once per process."""
    assets = Assets()
    return assets, Pages(TEMPLATES, assets, shipped())


def calm_collector() -> None:
    """What a process loaded at start is never collected; what requests leave, less often (a fifth less CPU)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def egress_of(mode: Mode) -> EgressPolicy:
    """The one policy of what this installation may connect to."""
    return EgressPolicy.PUBLIC_HTTPS if mode is Mode.PRODUCTION else EgressPolicy.LOOPBACK_ONLY


@asynccontextmanager
async def open_runtime(settings: Settings, database_url: str, *, connections: int) -> AsyncIterator[Runtime]:
    """Open the doors as the role of `database_url`, refuse an unsafe database, close all at the end."""
    os.environ["PICCOLO_CONF"] = "wiring.piccolo_conf"
    await open_gate(database_url, most=connections)
    http = outside_client(egress_of(settings.mode))
    runtime = Runtime(settings, read_keys(os.environ), http)
    try:
        await check_database(durable=settings.mode is not Mode.TEST)
        yield runtime
    finally:
        await runtime.reader.close()
        await runtime.live.hub.close()
        await runtime.bell.close()
        await runtime.redis.aclose()
        await http.aclose()
        await close_gate()
