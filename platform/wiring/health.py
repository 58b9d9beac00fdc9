"""Is the process alive, can it work, and how far behind is the work."""

import asyncio
from typing import Any

import asyncpg
from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from redis.exceptions import RedisError

from tenants.doors.gate import current_pool
from wiring.loops import DATABASE_AWAY

TOPICS = (
    *("inbox", "outbox", "delivery", "letter", "attachment", "register", "register_answer", "held"),
    *("clock", "alert", "alarm", "recount", "round", "dialogue", "mailbox", "listening"),
)
_PATIENCE = 2.0


@get("/health/live", include_in_schema=False)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", include_in_schema=False)
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """It can work: database and migrations; the queue store is wished for, and work goes on without it."""
    database = await _database()
    queue = await _queue(request.app.state.runtime.redis)
    lag = await _lag(request.app.state.sweep) if database == "ok" else {}
    parts: dict[str, Any] = {"database": database, "queue": queue, "lag_seconds": lag}
    able = database == "ok"
    return Response({"status": "ready" if able else "not ready", **parts}, status_code=200 if able else 503)


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Gauges for Prometheus; nothing in them is per person or per case."""
    registry = CollectorRegistry()
    lag = Gauge("sahut_lag_seconds", "Age of the oldest due row", ["work"], registry=registry)
    for topic, seconds in (await _lag(request.app.state.sweep)).items():
        lag.labels(topic).set(seconds)
    pool = Gauge(
        "sahut_pool_connections", "Database connections of this process", ["state"], registry=registry
    )
    connections = current_pool()
    pool.labels("open").set(connections.get_size())
    pool.labels("idle").set(connections.get_idle_size())
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


async def _database() -> str:
    try:
        async with asyncio.timeout(_PATIENCE):
            await current_pool().fetchval("SELECT sahut_now()")
    except DATABASE_AWAY as failure:
        return type(failure).__name__
    return "ok"


async def _queue(redis: Any) -> str:
    try:
        async with asyncio.timeout(_PATIENCE):
            await redis.ping()
    except (RedisError, OSError, TimeoutError) as failure:
        return type(failure).__name__
    return "ok"


async def _lag(sweep: "asyncpg.Pool[Any]") -> dict[str, float]:
    """Seconds since the oldest due row of each kind of work became due; 0 when nothing waits."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return {topic: await _age(sweep, topic) for topic in TOPICS}
    except DATABASE_AWAY:
        return {}


async def _age(sweep: "asyncpg.Pool[Any]", topic: str) -> float:
    age = await sweep.fetchval(
        "SELECT extract(epoch FROM sahut_now() - min(due_at)) FROM due_tenants($1, 1000)", topic
    )
    return round(max(0.0, float(age or 0)), 3)
