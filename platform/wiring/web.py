"""The web process: every route, and what stands around them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import uvicorn
from litestar import Litestar
from litestar.types import ASGIApp

from helpdesk.api.openapi import openapi_config
from helpdesk.attachments.links import PATH as FILES
from helpdesk.inbox.routes import HookDoor
from kit.headers import ApartHost, ExactHosts, Headers
from kit.logging import configure
from kit.settings import Mode, Settings, require
from tenants.offices.service import office_hosts
from wiring.problems import exception_handlers
from wiring.routes import route_handlers
from wiring.runtime import Runtime, calm_collector, open_runtime

NEEDS = ("web_url", "sweep_url", "redis_url")
"""Settings without which no web process starts; the sweep's address is for its lag in /health/ready."""
BY_ADDRESS = ("/health/live", "/health/ready", "/metrics")
"""What machines ask under whatever name they know us by."""
MOST_BYTES = 64 * 1024
"""Of a request's body, unless a route says otherwise."""


def create_app(
    settings: Settings, *, extra: Sequence[Any] = (), on_start: Callable[[Runtime], None] | None = None
) -> ASGIApp:
    """The whole application; it opens the doors when it starts and closes them when it stops."""
    app = Litestar(
        route_handlers=[*route_handlers(), *extra],
        lifespan=[_lifespan(settings, on_start)],
        exception_handlers=exception_handlers(),
        openapi_config=openapi_config(settings.base_url),
        request_max_body_size=MOST_BYTES,
        debug=False,
        logging_config=None,
    )
    secure = settings.base_url.startswith("https://")
    hosts = ExactHosts(
        HookDoor(app, lambda: app.state.runtime),
        base_url=settings.base_url,
        loopback=settings.mode is not Mode.PRODUCTION,
        tenant_hosts=office_hosts,
        by_address=BY_ADDRESS,
    )
    apart = ApartHost(app, hosts, url=_files_url(settings), path=FILES, by_address=BY_ADDRESS)
    return Headers(apart, secure=secure)


def _files_url(settings: Settings) -> str:
    """The host name of files alone; none when it is that of everything."""
    return "" if settings.files_url == settings.base_url else settings.files_url


def _lifespan(settings: Settings, on_start: Callable[[Runtime], None] | None) -> Any:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        sweep: asyncpg.Pool[Any]
        async with (
            open_runtime(settings, settings.web_url, connections=12) as runtime,
            asyncpg.create_pool(settings.sweep_url, min_size=0, max_size=1) as sweep,
        ):
            runtime.open_pages()
            _hold(app, runtime, sweep)
            if on_start is not None:
                on_start(runtime)
            calm_collector()
            yield

    return lifespan


def _hold(app: Litestar, runtime: Runtime, sweep: "asyncpg.Pool[Any]") -> None:
    app.state.runtime = runtime
    app.state.sweep = sweep


def serve(settings: Settings, listening: Sequence[socket.socket]) -> None:
    """Serve on sockets that are bound already; SIGTERM lets requests under way finish, within 15 seconds."""
    require(settings, *NEEDS)
    configure()
    runtimes: list[Runtime] = []
    config = uvicorn.Config(
        create_app(settings, on_start=runtimes.append),
        http="httptools",
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=15,
        timeout_keep_alive=30,
    )
    server = _Server(config, runtimes)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=list(listening)))


class _Server(uvicorn.Server):
    """Ends the desk's streams when it is asked to stop: they are requests that would last for ever."""

    def __init__(self, config: uvicorn.Config, runtimes: Sequence[Runtime]) -> None:
        super().__init__(config)
        self._runtimes = runtimes

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for runtime in self._runtimes:
            runtime.live.hub.end_streams()
        await super().shutdown(sockets=sockets)
