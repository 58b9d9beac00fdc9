"""Who is at which case: marks in Valkey that run out by themselves. Without Valkey nobody is shown.

Only ids stand there; names are read from the office's own rows by who may see them.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from helpdesk.live.model import Presence

log = structlog.get_logger()

EXPIRES = 45
"""Seconds after the last sign of somebody."""
_PATIENCE = 0.5

# One ordered set per office, by the moment when each mark runs out; the moment is Valkey's own.
_MARK = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.call('EXPIRE', KEYS[1], 600)
return known and 0 or 1
"""
_WRITE = """
local fresh = redis.call('SET', KEYS[1], ARGV[1], 'NX') and 1 or 0
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[2]))
return fresh
"""
_LIST = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, 999)
"""


class Marks:
    """The marks of this installation."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._mark = redis.register_script(_MARK)
        self._write = redis.register_script(_WRITE)
        self._list = redis.register_script(_LIST)

    async def looks(self, tenant_id: int, case_id: UUID, member_id: UUID, tab: str) -> bool:
        """A tab of a member shows the case, for the next 45 seconds; whether that is new."""
        mark = f"{case_id}|{member_id}|{tab}"
        return bool(await self._ask(self._mark(keys=[_key(tenant_id)], args=[mark, EXPIRES])))

    async def left(self, tenant_id: int, case_id: UUID, member_id: UUID, tab: str) -> None:
        """The tab shows something else now; what was being written is not being written any more."""
        await self._ask(self._redis.zrem(_key(tenant_id), f"{case_id}|{member_id}|{tab}"))
        await self._ask(self._redis.delete(_writing(tenant_id, case_id, member_id)))

    async def writes(self, tenant_id: int, case_id: UUID, member_id: UUID, now: float) -> bool:
        """A member is writing, since `now` unless it began before; whether it began now."""
        key = _writing(tenant_id, case_id, member_id)
        return bool(await self._ask(self._write(keys=[key], args=[f"{now:.0f}", EXPIRES])))

    async def stops(self, tenant_id: int, case_id: UUID, member_id: UUID) -> bool:
        """The member does not write any more; whether that is new."""
        return bool(await self._ask(self._redis.delete(_writing(tenant_id, case_id, member_id))))

    async def of_office(self, tenant_id: int) -> list[Presence]:
        """Everybody who is at a case of the office now, once per case; nobody when Valkey is away."""
        found = await self._ask(self._list(keys=[_key(tenant_id)], args=[])) or []
        pairs = sorted({tuple(mark.decode().split("|")[:2]) for mark in found})
        here = [(UUID(case), UUID(member)) for case, member in pairs]
        since = await self._since(tenant_id, here)
        return [
            Presence(case_id=case, member_id=member, writing_since=float(at) if at else None)
            for (case, member), at in zip(here, since, strict=True)
        ]

    async def _since(self, tenant_id: int, here: Sequence[tuple[UUID, UUID]]) -> list[bytes | None]:
        keys = [_writing(tenant_id, case, member) for case, member in here]
        return (await self._ask(self._redis.mget(keys)) if keys else None) or [None] * len(here)

    async def _ask(self, question: Any) -> Any:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await question
        except (RedisError, OSError, TimeoutError) as failure:
            log.info("presence_unknown", error=type(failure).__name__)
            return None


def _key(tenant_id: int) -> str:
    return f"sahut:live:here:{tenant_id}"


def _writing(tenant_id: int, case_id: UUID, member_id: UUID) -> str:
    return f"sahut:live:writing:{tenant_id}:{case_id}:{member_id}"
