"""Calls to the hooks of accounts: tried again with back-off, doubled and shuffled on request."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import httpx2
import msgspec

from kit.egress import EgressPolicy
from kit.http import outside_client
from kit.simulator.model import Faults, Hooking, Pace

MOST_HOOKINGS = 20_000
MOST_WAITING = 20_000
AT_ONCE = 8


class Call(NamedTuple):
    """What the hook is sent."""

    url: str
    content: bytes
    headers: Mapping[str, str]


_Hooking = TypeVar("_Hooking", bound=Hooking)


class Courier(Generic[_Hooking]):
    """Calls hooks in the background and keeps a bounded ledger of it."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._http: httpx2.AsyncClient | None = None
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._chance = random.Random(1)  # noqa: S311 - repeatable faults, nothing secret
        self.hookings: deque[_Hooking] = deque(maxlen=MOST_HOOKINGS)
        self.dropped = 0
        """Calls that were never made because too many were waiting."""

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
        hooking: _Hooking,
        call: Call,
        faults: Faults,
        done: Callable[[_Hooking], None] | None = None,
    ) -> list[_Hooking]:
        """Call the hook, and once more when a duplicate is ordered."""
        hookings = [hooking]
        if self._chance.random() < faults.duplicate_rate:
            hookings.append(msgspec.structs.replace(hooking, copy=True))
        for each in hookings:
            self.hookings.append(each)
            if self.waiting >= MOST_WAITING:
                self.dropped += 1
            else:
                held_back = self._chance.uniform(0, self._pace.held_back) if faults.shuffle else 0.0
                self.later(self._carry(each, call, held_back, done))
        return hookings

    async def _carry(
        self, hooking: _Hooking, call: Call, held_back: float, done: Callable[[_Hooking], None] | None
    ) -> None:
        """Try until the hook takes it; a remote goes on for days, a demonstration for half an hour."""
        await asyncio.sleep(held_back)
        pause = self._pace.first_retry
        while not hooking.done and hooking.attempts < self._pace.tries:
            async with self._gate:
                hooking.attempts += 1
                hooking.status = await self._try(call)
            hooking.done = 200 <= hooking.status < 300
            if not hooking.done:
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._pace.longest_retry)
        if done:
            done(hooking)

    async def _try(self, call: Call) -> int:
        """The hook's status, or 0 when it could not be reached."""
        try:
            response = await self.http.post(call.url, content=call.content, headers=call.headers)
        except (httpx2.RequestError, httpx2.InvalidURL):
            return 0
        return response.status_code

    @property
    def http(self) -> httpx2.AsyncClient:
        """The client for hooks, which are on this machine."""
        if self._http is None:
            self._http = outside_client(EgressPolicy.LOOPBACK_ONLY)
        return self._http
