"""Is the process alive, can it work, and how far behind is the work."""

import asyncio
from functools import partial
from typing import Any

import asyncpg
from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from redis.exceptions import RedisError

from kit.clamd import Clamd, ScannerAway
from kit.files import FilesAway, FileStore
from kit.remembered import Remembered
from tenants.doors.gate import current_pool
from wiring.loops import DATABASE_AWAY

TOPICS = (
    *("inbox", "outbox", "delivery", "letter", "far_letter", "attachment", "register", "register_answer"),
    *("chore", "held"),
    *("clock", "offer", "alert", "alarm", "recount", "sheet", "round", "dialogue", "mailbox", "listening"),
    *("scan", "delegation", "reminder", "retention", "erasure", "announcement", "figures", "probe"),
)
_PATIENCE = 2.0
_looked: Remembered[int, str] = Remembered(15.0)
# Identifiers hold the moment in which they were made: the sweep reads no more than those.
_UNCHECKED = """
    SELECT count(*) AS files, coalesce(extract(epoch FROM now() - min(uuid_extract_timestamp(id))), 0) AS seconds
    FROM attachment WHERE state = 'scanning' AND due_at IS NOT NULL
"""
_DEAD = "SELECT count(*) FROM letter WHERE state = 'dead'"
_GIVEN_UP = "SELECT count(*) FROM outbox WHERE given_up_at > sahut_now() - interval '7 days'"


@get("/health/live", include_in_schema=False)
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@get("/health/ready", include_in_schema=False)
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """It can work: database and migrations; queue store, files and scanner are wished for, and work goes on without."""
    runtime, sweep = request.app.state.runtime, request.app.state.sweep
    database = await _database()
    able = database == "ok"
    queue, files, scanner = await asyncio.gather(
        _queue(runtime.redis), _files_lately(runtime.files), scanner_state(runtime.scanner)
    )
    parts: dict[str, Any] = {"database": database, "queue": queue, "files": files, "scanner": scanner}
    parts["lag_seconds"] = await _lag(sweep) if able else {}
    parts["unchecked"] = await unchecked(sweep) if able else {}
    parts["dead_letters"] = await dead_letters(sweep) if able else None
    parts["facts_given_up"] = await facts_given_up(sweep) if able else None
    return Response({"status": "ready" if able else "not ready", **parts}, status_code=200 if able else 503)


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Gauges for Prometheus; nothing in them is per person or per case."""
    registry = CollectorRegistry()
    lag = Gauge("sahut_lag_seconds", "Age of the oldest due row", ["work"], registry=registry)
    for topic, seconds in (await _lag(request.app.state.sweep)).items():
        lag.labels(topic).set(seconds)
    told = await unchecked(request.app.state.sweep)
    waiting = Gauge("sahut_unchecked_files", "Files that wait for the virus scanner", registry=registry)
    waiting.set(told.get("files", 0))
    oldest = Gauge("sahut_unchecked_seconds", "Age of the oldest of them", registry=registry)
    oldest.set(told.get("seconds", 0))
    dead, lost = await dead_letters(request.app.state.sweep), await facts_given_up(request.app.state.sweep)
    for name, what, many in (
        ("sahut_dead_letters", "Letters between offices that wait for a person", dead),
        ("sahut_facts_given_up", "Facts of a week that some part never took in", lost),
    ):
        if many is not None:
            Gauge(name, what, registry=registry).set(many)
    scanner = request.app.state.runtime.scanner
    if scanner is not None:
        up = Gauge("sahut_scanner_up", "The virus scanner answers", registry=registry)
        up.set((await scanner_state(scanner)).startswith("ok"))
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


async def _files_lately(files: FileStore) -> str:
    """The same as it was a moment ago: whoever watches asks every few seconds, and each look writes a file."""
    return await _looked.get(id(files), partial(files_state, files))


async def files_state(files: FileStore) -> str:
    """Whether files can be kept and fetched: `ok`, or why not."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await files.check()
    except FilesAway as fault:
        return fault.why
    except TimeoutError:
        return "silent"
    return "ok"


async def scanner_state(scanner: Clamd | None) -> str:
    """Whether the virus scanner works: `ok` with its version, why not, or that there is none."""
    if scanner is None:
        return "off: files are not scanned"
    try:
        async with asyncio.timeout(_PATIENCE):
            return f"ok: {await scanner.version()}"
    except ScannerAway as fault:
        return f"away: {fault}"
    except TimeoutError:
        return "away: silent"


async def unchecked(sweep: "asyncpg.Pool[Any] | asyncpg.Connection[Any]") -> dict[str, float]:
    """How many files of all offices wait for the scanner, and the seconds since the oldest of them came."""
    try:
        async with asyncio.timeout(_PATIENCE):
            row = await sweep.fetchrow(_UNCHECKED)
    except DATABASE_AWAY:
        return {}
    return {"files": row["files"], "seconds": round(float(row["seconds"]), 3)} if row else {}


async def dead_letters(sweep: "asyncpg.Pool[Any] | asyncpg.Connection[Any]") -> int | None:
    """How many letters between offices wait for a person, in all offices; none when that cannot be told now."""
    return await _count(sweep, _DEAD)


async def facts_given_up(sweep: "asyncpg.Pool[Any] | asyncpg.Connection[Any]") -> int | None:
    """How many facts of the last week some part never took in; none when that cannot be told now."""
    return await _count(sweep, _GIVEN_UP)


async def _count(sweep: "asyncpg.Pool[Any] | asyncpg.Connection[Any]", sql: str) -> int | None:
    try:
        async with asyncio.timeout(_PATIENCE):
            found: int = await sweep.fetchval(sql)
    except DATABASE_AWAY:
        return None
    return found


async def _lag(sweep: "asyncpg.Pool[Any]") -> dict[str, float]:
    """Seconds since the oldest due row of each kind of work became due; 0 when nothing waits."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return {topic: await age(sweep, topic) for topic in TOPICS}
    except DATABASE_AWAY:
        return {}


async def age(sweep: "asyncpg.Pool[Any] | asyncpg.Connection[Any]", topic: str) -> float:
    """Seconds since the oldest due row of one kind of work became due; 0 when nothing waits."""
    found = await sweep.fetchval(
        "SELECT extract(epoch FROM sahut_now() - min(due_at)) FROM due_tenants($1, 1000)", topic
    )
    return round(max(0.0, float(found or 0)), 3)
