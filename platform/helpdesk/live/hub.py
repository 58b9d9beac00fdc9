"""The hub of one web process: one listener on the bus, and the streams of all open tabs.

The bus only rings; what rang is read from the database by the browser, with the reader's own rights. So a
lost ring costs a look, never a fact: whenever something may have been missed, every listener hears `RESYNC`.
"""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from helpdesk.calls.standing import forget_standing
from helpdesk.live.model import CHANNEL, EVERY_OFFICE, Heard, Ring, Watcher, What
from helpdesk.live.rules import heard_by
from kit.errors import TooMany

log = structlog.get_logger()

MOST_WAITING = 32
"""Things that a slow tab may be behind; after that it hears `RESYNC` in their place."""
MOST_STREAMS = 8
"""Of one member of staff at one web process; further tabs look by themselves."""
_SILENCE = 10.0  # seconds without a word after which the bus is asked whether it lives
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0

_ANSWERED_BY_LOOKING = (What.CHANGED, What.HERE, What.CALL, What.RESYNC)

_rings = msgspec.msgpack.Decoder(Ring)


class Ear:
    """What one tab has not been told yet."""

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self._waiting: deque[Heard] = deque()
        self._something = asyncio.Event()

    def tell(self, heard: Heard) -> None:
        """Put it behind what waits; too much becomes one `RESYNC`."""
        full = len(self._waiting) >= MOST_WAITING and heard.what in _ANSWERED_BY_LOOKING
        if heard.what is What.RESYNC or full:
            kept = [each for each in self._waiting if each.what not in _ANSWERED_BY_LOOKING]
            self._waiting = deque([*kept[-2:], Heard(what=What.RESYNC, seq=heard.seq)])
        elif heard not in self._waiting:
            self._waiting.append(heard)
        self._something.set()

    def forget(self) -> None:
        """What waits is answered by what is read next; but for the end, and for rights that changed."""
        self._waiting = deque(each for each in self._waiting if each.what in (What.OVER, What.RIGHTS))

    async def next(self, seconds: float) -> Heard | None:
        """The next thing to tell; none when nothing came in time."""
        if not self._waiting:
            self._something.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, seconds)):
                    await self._something.wait()
        return self._waiting.popleft() if self._waiting else None


class Hub:
    """All ears of this process. The listener starts with the first of them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ears: set[Ear] = set()
        self._per_member: Counter[tuple[int, UUID]] = Counter()
        self._afterwards: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self._over = False

    @property
    def up(self) -> bool:
        """Whether the bus can be heard now."""
        return self._up.is_set()

    def require_room(self, watcher: Watcher) -> None:
        """Raise `TooMany` when the member has too many streams already."""
        if self._per_member[watcher.tenant_id, watcher.member_id] >= MOST_STREAMS:
            raise TooMany("too_many_streams", retry_after=30)

    @contextmanager
    def ear(self, watcher: Watcher) -> Iterator[Ear]:
        """Listen as long as the block lasts."""
        member = (watcher.tenant_id, watcher.member_id)
        self._per_member[member] += 1
        ear = Ear(watcher)
        self._ears.add(ear)
        if self._over:
            ear.tell(Heard(what=What.OVER))
        elif self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._listen())
        try:
            yield ear
        finally:
            self._ears.discard(ear)
            self._per_member[member] -= 1
            if not self._per_member[member]:
                del self._per_member[member]

    def afterwards(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something for a stream that has ended, whose own task may be gone already."""
        task = asyncio.get_running_loop().create_task(work)
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)

    async def wait_until_up(self, seconds: float) -> bool:
        """Whether the bus can be heard, after waiting for it a little."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._up.wait()
        return self.up

    def end_streams(self) -> None:
        """The process is about to stop: every stream ends by itself, so that nothing waits for it."""
        self._over = True
        for ear in self._ears:
            ear.tell(Heard(what=What.OVER))

    async def close(self) -> None:
        """End the streams and let go of the bus."""
        self.end_streams()
        await asyncio.gather(*self._afterwards, return_exceptions=True)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def ring(self, ring: Ring) -> None:
        """Tell every ear what it may hear of this; what this process remembers of calls is old by now."""
        if ring.what in (What.CALL, What.RESYNC):
            forget_standing(ring.tenant_id or None)
        for ear in self._ears:
            heard = heard_by(ear.watcher, ring)
            if heard is not None:
                ear.tell(heard)

    async def _listen(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                async with (
                    Redis.from_url(self._url, socket_connect_timeout=2) as redis,
                    redis.pubsub() as bus,
                ):
                    await bus.subscribe(CHANNEL)
                    await self._hear(bus)
            except (RedisError, OSError, TimeoutError) as failure:
                pause = _FIRST_PAUSE if self.up else min(_LONGEST_PAUSE, pause * 2)
                self._fell_silent(type(failure).__name__)
            await asyncio.sleep(pause)

    async def _hear(self, bus: PubSub) -> None:
        """Pass on what comes; raises when the bus does not answer a question within the silence."""
        asked = False
        while True:
            message = await bus.get_message(ignore_subscribe_messages=False, timeout=_SILENCE)
            if message is None:
                if asked:
                    raise TimeoutError
                await bus.ping()
            asked = message is None
            if message and message["type"] == "subscribe":
                self._rings_again()
            elif message and message["type"] == "message":
                self._pass_on(message["data"])

    def _pass_on(self, data: bytes) -> None:
        try:
            self.ring(_rings.decode(data))
        except msgspec.MsgspecError:  # from a newer or older version beside us
            self.ring(Ring(tenant_id=EVERY_OFFICE, what=What.RESYNC))

    def _rings_again(self) -> None:
        self._up.set()
        for what in (What.UP, What.RESYNC):
            self.ring(Ring(tenant_id=EVERY_OFFICE, what=what))

    def _fell_silent(self, error: str) -> None:
        if self.up:
            log.warning("live_bus_silent", error=error)
            self._up.clear()
        self.ring(Ring(tenant_id=EVERY_OFFICE, what=What.DOWN))
