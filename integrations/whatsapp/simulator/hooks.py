"""Webhooks on their way to us: signed, tried again with back-off, doubled and shuffled on request."""

import asyncio
import hashlib
import hmac
import json
import random
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

import httpx2

from integrations.whatsapp.simulator.model import Faults, Hooking, Pace, SimulatedAccount
from kit.egress import EgressPolicy
from kit.http import outside_client

MOST_HOOKINGS = 20_000
MOST_WAITING = 20_000
AT_ONCE = 8

Done = Callable[[Hooking], None]


class Courier:
    """Sends webhooks in the background and keeps a bounded ledger of them."""

    def __init__(self, pace: Pace, now: Callable[[], datetime]) -> None:
        self._pace = pace
        self._now = now
        self._http: httpx2.AsyncClient | None = None
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._chance = random.Random(1)  # noqa: S311 - repeatable faults, nothing secret
        self.hookings: deque[Hooking] = deque(maxlen=MOST_HOOKINGS)
        self.dropped = 0
        """Webhooks that were never sent because too many were waiting."""

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
        account: SimulatedAccount,
        faults: Faults,
        body: object,
        what: str,
        ids: Sequence[str],
        done: Done | None = None,
    ) -> list[Hooking]:
        """Send one webhook, and a copy of it when a duplicate is ordered."""
        raw = json.dumps(body, separators=(",", ":")).encode()
        doubled = self._chance.random() < faults.duplicate_rate
        return [
            self._post_once(account, faults, raw, what, ids, done, copy)
            for copy in ((False, True) if doubled else (False,))
        ]

    def _post_once(
        self,
        account: SimulatedAccount,
        faults: Faults,
        raw: bytes,
        what: str,
        ids: Sequence[str],
        done: Done | None,
        copy: bool,
    ) -> Hooking:
        hooking = Hooking(
            at=self._now(), phone_number_id=account.phone_number_id, what=what, ids=list(ids), copy=copy
        )
        self.hookings.append(hooking)
        if self.waiting >= MOST_WAITING:
            self.dropped += 1
            return hooking
        held_back = self._chance.uniform(0, self._pace.held_back) if faults.shuffle else 0.0
        self.later(self._carry(account, raw, hooking, held_back, done))
        return hooking

    async def _carry(
        self, account: SimulatedAccount, raw: bytes, hooking: Hooking, held_back: float, done: Done | None
    ) -> None:
        """Try until the hook takes it; Meta goes on for seven days, a demonstration for half an hour."""
        await asyncio.sleep(held_back)
        pause = self._pace.first_retry
        while not hooking.done and hooking.attempts < self._pace.tries:
            async with self._gate:
                hooking.attempts += 1
                hooking.status = await self._try(account, raw)
            hooking.done = 200 <= hooking.status < 300
            if not hooking.done:
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._pace.longest_retry)
        if done:
            done(hooking)

    async def _try(self, account: SimulatedAccount, raw: bytes) -> int:
        """The hook's status, or 0 when it could not be reached."""
        http = self._client()
        signature = hmac.new(account.app_secret.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
        try:
            response = await http.post(account.hook_url, content=raw, headers=headers)
        except (httpx2.RequestError, httpx2.InvalidURL):
            return 0
        return response.status_code

    async def greet(self, url: str, verify_token: str) -> bool:
        """Whether the hook repeats a new challenge, as Meta asks before it believes an address."""
        challenge = secrets.token_hex(8)
        query = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
        try:
            response = await self._client().get(url, params=query)
        except (httpx2.RequestError, httpx2.InvalidURL):
            return False
        return response.status_code == 200 and response.text == challenge

    def _client(self) -> httpx2.AsyncClient:
        if self._http is None:
            self._http = outside_client(EgressPolicy.LOOPBACK_ONLY)
        return self._http

    async def close(self) -> None:
        """Give up what is still on its way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()
