"""The parts of a web process beside its application, on a real database."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from msgspec.structs import replace

from helpdesk.cases.model import Case, CaseKind
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.intake.hand import Filing, open_by_hand
from kit.keys import read_keys
from kit.settings import Settings
from support.wires import trusted
from support.world import Place, World, small_world
from tenants.permissions.model import Actor, ActorKind, Permission
from wiring.runtime import Runtime


@asynccontextmanager
async def small_runtime(settings: Settings) -> AsyncIterator[tuple[World, Runtime]]:
    """Four new offices without people; the doors are open as the web's role."""
    async with (
        small_world(replace(settings, worker_url=settings.web_url)) as world,
        httpx2.AsyncClient(verify=trusted()) as http,
    ):
        runtime = Runtime(settings, read_keys(os.environ), http)
        runtime.accounts = world.book
        runtime.links = world.links
        runtime.unit_links = world.unit_links
        runtime.open_pages()
        try:
            yield world, runtime
        finally:
            await runtime.live.hub.close()
            await runtime.bell.close()
            await runtime.redis.aclose()


async def a_callers_case(place: Place, book: AccountBook, text: str, **filing: Any) -> Case:
    """A case that a caller opened, and that nobody has looked at."""
    filer = Actor(tenant_id=place.id, kind=ActorKind.SYSTEM, permissions=frozenset({Permission.OPEN_CASES}))
    fields = {"kind": CaseKind.COMPLAINT, "name": "Siti Aminah", "phone": "0812 5550 1234"} | filing
    return await open_by_hand(filer, Filing(text=text, **fields), ChannelKind.PHONE, book)
