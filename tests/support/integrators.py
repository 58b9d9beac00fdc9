"""The web application on a small world, and keys to knock with."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any

import httpx
from litestar import Litestar

from helpdesk.api.openapi import openapi_config
from helpdesk.api.routes import PATH
from helpdesk.cases.model import Case
from kit.headers import Headers
from kit.ids import uuid7
from kit.settings import Settings
from support.applications import BODY, lent
from support.runtimes import a_callers_case, small_runtime
from support.world import Place, World
from tenants.doors.gate import current_pool
from tenants.permissions.model import Permission
from tenants.sessions.rules import digest_of, new_api_key
from wiring.problems import exception_handlers
from wiring.routes import route_handlers
from wiring.runtime import Runtime

BASE = "http://localhost:8000"


@cache
def _whole() -> Litestar:
    return Litestar(
        route_handlers=route_handlers(),
        exception_handlers=exception_handlers(),
        openapi_config=openapi_config(BASE),
        request_max_body_size=BODY,
    )


class House:
    """The running application, and the offices in it."""

    def __init__(self, world: World, runtime: Runtime) -> None:
        self.world = world
        self.runtime = runtime
        self.app = lent(_whole(), runtime)
        self._outside: Any = Headers(self.app, secure=False)

    @property
    def office(self) -> Place:
        """The office that most stories are about."""
        return self.world.district

    async def key(self, *scopes: Permission, office: Place | None = None) -> str:
        """An API key with these scopes; with every scope when none is named."""
        key = new_api_key()
        await (office or self.office).change(
            "INSERT INTO api_key (tenant_id, id, name, digest, scopes) VALUES ($1, $2, 'x', $3, $4)",
            uuid7(),
            digest_of(key),
            [each.value for each in scopes or Permission],
        )
        return key

    async def case(
        self, text: str = "Antrean panjang sekali", *, office: Place | None = None, **filing: Any
    ) -> Case:
        """A case that a caller opened, and that nobody has looked at."""
        place = office or self.office
        return await a_callers_case(place, self.runtime.accounts, text, **filing)

    def client(self, key: str = "", *, path: str = PATH) -> httpx.AsyncClient:
        """An integrator with this key."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = httpx.ASGITransport(app=self._outside)
        return httpx.AsyncClient(transport=transport, base_url=BASE + path, headers=headers)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """The application with its routes and handlers; the doors are open as the web's role."""
    async with small_runtime(settings) as (world, runtime):
        runtime.live.hub.end_streams()  # a stream says its beginning and ends: these clients read whole answers
        yield House(world, runtime)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that this process sends, without the beginnings and ends of transactions."""
    seen: list[str] = []

    def note(record: Any) -> None:
        if record.query not in ("BEGIN", "BEGIN READ ONLY", "COMMIT", "ROLLBACK"):
            seen.append(" ".join(record.query.split()))

    open_ones = [holder._con for holder in current_pool()._holders if holder._con is not None]
    for connection in open_ones:
        connection.add_query_logger(note)
    try:
        yield seen
    finally:
        for connection in open_ones:
            connection.remove_query_logger(note)
