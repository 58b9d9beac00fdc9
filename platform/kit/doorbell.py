"""Doorbells: "something is due". They carry no data; losing one costs a second, never work."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.worker import Worker, func
from redis.exceptions import RedisError

log = structlog.get_logger()

_QUEUE = "sahut:bells"
_COALESCE_SECONDS = 0.02


def redis_settings(url: str) -> RedisSettings:
    """arq's own form of an address, with short patience: nothing waits for a bell."""
    settings = RedisSettings.from_dsn(url)
    settings.conn_timeout = 1
    settings.conn_retries = 0
    return settings


class Bell:
    """Rings workers of all processes. A storm of rings is one ring."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: ArqRedis | None = None
        self._wanted: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def ring(self, topic: str) -> None:
        """Say that something is due; returns at once and never fails."""
        self._wanted.add(topic)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        await asyncio.sleep(_COALESCE_SECONDS)
        topics, self._wanted = self._wanted, set()
        try:
            async with asyncio.timeout(2):
                if self._pool is None:
                    self._pool = await create_pool(redis_settings(self._url), **_serializers())
                for topic in sorted(topics):
                    await self._pool.enqueue_job("ring", topic, _job_id=f"bell:{topic}", _queue_name=_QUEUE)
        except (RedisError, OSError, TimeoutError) as failure:
            log.info("bell_not_rung", error=type(failure).__name__)
            await self._forget()

    async def _forget(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            with contextlib.suppress(RedisError, OSError):
                await pool.aclose()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._task is not None:
            self._task.cancel()
        await self._forget()


async def answer(url: str, rung: Callable[[str], None]) -> None:
    """Call `rung` with every topic that is rung anywhere, for ever; survives the store's restarts."""

    async def ring(_context: dict[Any, Any], topic: str) -> None:
        rung(topic)

    while True:
        worker = None
        try:
            worker = Worker(
                functions=[func(_coroutine(ring), name="ring", keep_result=0, max_tries=1)],
                redis_pool=await create_pool(
                    redis_settings(url), default_queue_name=_QUEUE, **_serializers()
                ),
                queue_name=_QUEUE,
                poll_delay=0.05,
                job_timeout=5,
                handle_signals=False,
                log_results=False,
                **_serializers(),
            )
            await worker.async_run()
        except (RedisError, OSError, TimeoutError) as failure:
            log.info("bells_silent", error=type(failure).__name__)
        finally:
            if worker is not None:
                with contextlib.suppress(RedisError, OSError, asyncio.CancelledError):
                    await worker.close()
        await asyncio.sleep(1.0)


def _coroutine(function: Any) -> Callable[..., Coroutine[Any, Any, None]]:
    return function  # type: ignore[no-any-return]


def _serializers() -> dict[str, Any]:
    """No pickle: what stands in the queue can only be data."""
    return {"job_serializer": msgspec.msgpack.encode, "job_deserializer": msgspec.msgpack.decode}
