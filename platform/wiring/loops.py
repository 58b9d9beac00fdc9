"""The engine of the worker: level-triggered loops over what is due; bells only make them look sooner."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import structlog

log = structlog.get_logger()

Work = Callable[[int], Awaitable[int]]
"""Handle one tenant's due rows; answers how many."""

DATABASE_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""How asyncpg tells that the database went away; the last one when it dies in the middle of a statement."""
IDLE_SECONDS = 1.0
_REST_AFTER_FAULT = 2.0
_BLINK = 0.02


class Loop:
    """One kind of work. Tenants take turns; one that fails rests, and holds up nobody else."""

    def __init__(
        self, topic: str, due: str, work: Work, *, at_once: int = 1, after: tuple[str, ...] = ()
    ) -> None:
        """`due` selects the tenants with due rows, oldest first; `after` are topics this work makes due."""
        self.topic = topic
        self.after = after
        self._due = due
        self._work = work
        self._bell = asyncio.Event()
        self._at_once = at_once
        self._slots = asyncio.Semaphore(at_once)
        self._running: dict[int, asyncio.Task[None]] = {}
        self._resting: dict[int, float] = {}
        self._ringing: asyncio.TimerHandle | None = None

    def ring(self) -> None:
        """Look now; rings that come within a blink while others have their turn are one."""
        if not self._running:
            self._bell.set()
        elif self._ringing is None:
            self._ringing = asyncio.get_running_loop().call_later(_BLINK, self._rung)

    def _rung(self) -> None:
        self._ringing = None
        self._bell.set()

    async def run(self, sweep: "asyncpg.Pool[Any]", ring: Callable[[str], None]) -> None:
        """Until cancelled. A database that is away is waited for."""
        while True:
            self._bell.clear()
            try:
                tenants = [row[0] for row in await sweep.fetch(self._due)]
            except DATABASE_AWAY as fault:
                log.warning("due_rows_unreadable", topic=self.topic, error=type(fault).__name__)
                await asyncio.sleep(IDLE_SECONDS)
                continue
            for tenant in tenants:
                if self._may(tenant):
                    self._start(tenant, ring)
            await (self._until_all_have_turns() if self._somebody_waits() else self._wait())

    def _somebody_waits(self) -> bool:
        return len(self._running) > self._at_once

    async def _until_all_have_turns(self) -> None:
        """Whoever is found meanwhile would wait behind them: the database is asked no sooner, yet each second."""
        look_again = time.monotonic() + IDLE_SECONDS
        while left := max(0.0, look_again - time.monotonic()):
            await asyncio.wait(self._running.values(), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if not self._somebody_waits():
                return

    def _may(self, tenant: int) -> bool:
        return tenant not in self._running and self._resting.get(tenant, 0.0) <= time.monotonic()

    def _start(self, tenant: int, ring: Callable[[str], None]) -> None:
        self._running[tenant] = asyncio.get_running_loop().create_task(self._turn(tenant, ring))

    async def _turn(self, tenant: int, ring: Callable[[str], None]) -> None:
        try:
            async with self._slots:
                done = await self._work(tenant)
            if done:
                self._bell.set()
                for topic in self.after:
                    ring(topic)
        except Exception as fault:
            self._resting[tenant] = time.monotonic() + _REST_AFTER_FAULT
            log.error("work_failed", topic=self.topic, tenant=tenant, exc_info=fault)
        finally:
            self._running.pop(tenant, None)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._bell.wait()
        except TimeoutError:
            return

    async def drain(self) -> None:
        """Let turns that are under way finish."""
        if self._running:
            await asyncio.wait(list(self._running.values()))
