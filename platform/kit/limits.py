"""How often something may be tried: counted in Valkey in one step, by this process when that is away."""

import asyncio
import hashlib
import math
import time
from collections.abc import Iterable, Sequence

import msgspec
import structlog
from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from kit.errors import TooMany

log = structlog.get_logger()

_PATIENCE = 0.5  # seconds that Valkey may take
_PAUSE = 1.0  # seconds in which it is not asked again after it failed
_MOST_KEPT = 20_000  # counters of one process; when they are full nothing new is allowed

_COUNT = """
local seen = {}
for place, key in ipairs(KEYS) do
    local n = redis.call('INCR', key)
    if n == 1 then redis.call('PEXPIRE', key, ARGV[place]) end
    seen[place] = {n, redis.call('PTTL', key)}
end
return seen
"""
_GIVE_BACK = """
for _, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') > 0 then redis.call('DECR', key) end
end
"""


class Limit(msgspec.Struct, frozen=True):
    """At most so many times in so many seconds, counted from the first; `key` says who and what."""

    key: str
    most: int
    seconds: float


class Limits:
    """Counters of this installation. Keys are hashed with `secret`: no address or name stands in Valkey."""

    def __init__(self, redis: Redis, *, secret: bytes, processes: int = 1) -> None:
        """`processes`: how many web processes share a limit while Valkey is away and each counts alone."""
        self._redis = redis
        self._secret = secret
        self._count = redis.register_script(_COUNT)
        self._uncount = redis.register_script(_GIVE_BACK)
        self._alone = _Alone(processes)
        self._ask_again = 0.0

    async def allow(self, key: str, most: int, seconds: float) -> None:
        """Count one try; raises `TooMany` when it is one too many."""
        await self.allow_all([Limit(key, most, seconds)])

    async def allow_all(self, limits: Iterable[Limit]) -> None:
        """Count one try against several limits in one round trip; `TooMany` when any is exceeded."""
        limits = list(limits)
        seen = await self._seen(limits)
        waits = [left for limit, (count, left) in zip(limits, seen, strict=True) if count > limit.most]
        if waits:
            raise TooMany("too_many_tries", retry_after=max(1, math.ceil(max(waits))))

    async def give_back(self, limits: Iterable[Limit]) -> None:
        """Uncount a try that turned out to be a good one."""
        names = [self._name(limit.key) for limit in limits]
        self._alone.give_back(names)
        await self._ask(self._uncount, names, ())

    async def _seen(self, limits: Sequence[Limit]) -> list[tuple[int, float]]:
        """How often each was counted by now, and the seconds until it is forgotten."""
        names = [self._name(limit.key) for limit in limits]
        found = await self._ask(self._count, names, [math.ceil(limit.seconds * 1000) for limit in limits])
        if found is None:
            return [self._alone.count(name, limit) for name, limit in zip(names, limits, strict=True)]
        return [(count, left / 1000) for count, left in found]

    async def _ask(
        self, script: AsyncScript, names: Sequence[str], values: Sequence[int]
    ) -> list[tuple[int, int]] | None:
        """What the script answers; none when Valkey does not, which is then left alone for a moment."""
        if time.monotonic() < self._ask_again:
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                answer: list[tuple[int, int]] = await script(keys=names, args=values) or []
        except (RedisError, OSError, TimeoutError) as failure:
            self._ask_again = time.monotonic() + _PAUSE
            log.warning("limits_without_valkey", error=type(failure).__name__)
            return None
        return answer

    def _name(self, key: str) -> str:
        return "limit:" + hashlib.blake2s(key.encode(), key=self._secret, digest_size=16).hexdigest()


class _Alone:
    """The same counters in this process, for the time without Valkey."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._counters: dict[str, tuple[int, float]] = {}

    def count(self, name: str, limit: Limit) -> tuple[int, float]:
        """As many tries as all processes would have seen, and the seconds until they are forgotten."""
        now = time.monotonic()
        seen, until = self._counters.get(name, (0, 0.0))
        if until <= now:
            seen, until = 0, now + limit.seconds
            if not self._has_room(now):
                return limit.most + 1, limit.seconds
        self._counters[name] = seen + 1, until
        return (seen + 1) * self._processes, until - now

    def give_back(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self._counters:
                seen, until = self._counters[name]
                self._counters[name] = max(0, seen - 1), until

    def _has_room(self, now: float) -> bool:
        if len(self._counters) >= _MOST_KEPT:
            living = {name: kept for name, kept in self._counters.items() if kept[1] > now}
            self._counters = living
        return len(self._counters) < _MOST_KEPT
