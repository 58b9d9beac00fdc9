"""Calls to the customers' hooks: tried again with back-off, doubled and shuffled on request."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from typing import Any

import httpx2

from integrations.sms.simulator.model import Faults, Hooking, Pace, SimulatedCustomer
from kit.egress import EgressPolicy
from kit.http import outside_client

MOST_HOOKINGS = 20_000
MOST_WAITING = 20_000
AT_ONCE = 8

Done = Callable[[bool], None]


class Courier:
    """Calls hooks in the background and keeps a bounded ledger of it."""

    def __init__(self, pace: Pace, now: Callable[[], datetime]) -> None:
        self._pace = pace
        self._now = now
        self._http: httpx2.AsyncClient | None = None
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._chance = random.Random(1)  # noqa: S311 - repeatable faults, nothing secret
        self.hookings: deque[Hooking] = deque(maxlen=MOST_HOOKINGS)

    def reseed(self, seed: int) -> None:
        """Start the row of chances anew, so that a drill can be repeated."""
        self._chance.seed(seed)

    @property
    def waiting(self) -> int:
        return len(self._tasks)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something in the background until it is done or the process ends."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def post(
        self,
        customer: SimulatedCustomer,
        faults: Faults,
        fields: Mapping[str, str],
        what: str,
        done: Done | None = None,
    ) -> None:
        """Call the hook with a form, and once more when a duplicate is ordered."""
        doubled = self._chance.random() < faults.duplicate_rate
        for copy in (False, True) if doubled else (False,):
            hooking = Hooking(
                at=self._now(), customer=customer.id, what=what, id=fields.get("id", ""), copy=copy
            )
            self.hookings.append(hooking)
            held_back = self._chance.uniform(0, self._pace.held_back) if faults.shuffle else 0.0
            if self.waiting < MOST_WAITING:
                self.later(self._carry(customer.hook_url, dict(fields), hooking, held_back, done))

    async def _carry(
        self, url: str, fields: dict[str, str], hooking: Hooking, held_back: float, done: Done | None
    ) -> None:
        await asyncio.sleep(held_back)
        pause = self._pace.first_retry
        while not hooking.done and hooking.attempts < self._pace.tries:
            async with self._gate:
                hooking.attempts += 1
                hooking.status = await self._try(url, fields)
            hooking.done = 200 <= hooking.status < 300
            if not hooking.done:
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._pace.longest_retry)
        if done:
            done(hooking.done)

    async def _try(self, url: str, fields: dict[str, str]) -> int:
        """The hook's status, or 0 when it could not be reached."""
        if self._http is None:
            self._http = outside_client(EgressPolicy.LOOPBACK_ONLY)
        try:
            return (await self._http.post(url, data=fields)).status_code
        except (httpx2.RequestError, httpx2.InvalidURL):
            return 0
