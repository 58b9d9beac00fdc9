"""`sahut bench intake`: how a storm of messages is accepted (F1, F13) and becomes cases (F2, F3)."""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import asyncpg
import msgspec

from tenants.doors import close_gate, open_gate
from wiring.bench.bed import OFFICES, Bed, test_bed, wait_for_port
from wiring.bench.driver import Told, drive, noops, webhooks
from wiring.bench.processes import Process
from wiring.bench.references import References
from wiring.bench.visible import one_wait, steady

ROUNDS = 5
SECONDS = 4
STORM = 128
"""Connections of a storm: a remote that delivers at once what piled up opens as many as it is let."""


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the answer (contract.md)."""

    name: str
    value: float
    unit: str
    reference: str
    ratio: float
    rounds: list[float]
    conditions: str


def measure(say: Callable[[str], None]) -> Iterator[Measurement]:
    """Alternate candidates and references; the median ratio of the rounds counts."""
    with test_bed() as bed:
        references = References(bed.postgres, bed.settings.owner_url, bed.hooks)
        port = bed.port
        for listening in bed.sockets:
            listening.close()
        say("accepting: one web process against P1 and the no-op call")
        yield from _accepting(bed, references, port)
        say("becoming cases: web and worker against P7")
        yield from _becoming(bed, references, port)


def _accepting(bed: Bed, references: References, port: int) -> Iterator[Measurement]:
    with Process(bed.settings, "web", str(port)) as web:
        wait_for_port(port)
        asyncio.run(drive(port, webhooks(bed.hooks, port, "warm", 2000), seconds=1.0))
        rounds: list[dict[str, float]] = []
        for number in range(ROUNDS):
            bed.checkpoint()
            z, z_cpu = _load(web, port, noops(port, 60_000))
            p1 = references.p1(SECONDS)
            bed.checkpoint()
            f1, f1_cpu = _load(web, port, webhooks(bed.hooks, port, f"f1.{number}", 60_000))
            figures = {"z": z.per_second, "p1": p1, "f1": f1.per_second, "z_cpu": z_cpu, "f1_cpu": f1_cpu}
            rounds.append(figures)
    yield _ratio("F1 accepted", "1/s", "P1", rounds, "f1", "p1")
    yield _ratio("F13 CPU per accepted webhook", "µs", "CPU per no-op", rounds, "f1_cpu", "z_cpu")
    yield _ratio("Z no-op", "1/s", "P1", rounds, "z", "p1")


def _load(web: Process, port: int, requests: list[bytes]) -> tuple[Told, float]:
    """A round of load, and the web process' CPU microseconds per request."""
    before = web.cpu_seconds()
    told = asyncio.run(drive(port, requests, seconds=SECONDS, connections=STORM))
    if told.refused:
        raise RuntimeError(f"{told.refused} calls were refused under load")
    return told, (web.cpu_seconds() - before) / max(1, told.accepted) * 1e6


def _becoming(bed: Bed, references: References, port: int) -> Iterator[Measurement]:
    asyncio.run(_forget_backlog(bed))
    with Process(bed.settings, "web", str(port)), Process(bed.settings, "worker"):
        wait_for_port(port)
        asyncio.run(drive(port, webhooks(bed.hooks, port, "warm2", 2000), seconds=1.0))
        rounds: list[dict[str, float]] = []
        for number in range(ROUNDS):
            bed.checkpoint()
            p7 = references.p7(SECONDS)
            bed.checkpoint()
            f2 = asyncio.run(_end_to_end(bed, port, f"f2.{number}"))
            rounds.append({"p7": p7, "f2": f2})
        yield _ratio("F2 became cases", "1/s", "P7", rounds, "f2", "p7")
        half = statistics.median(each["f2"] for each in rounds) / 2
        waits = asyncio.run(_visibility(bed, port, half))
    late = percentile(waits, 95)
    yield Measurement(
        name="F3 accepted until visible, p95 at half of F2",
        value=round(late, 3),
        unit="s",
        reference="goal 2 s",
        ratio=round(late / 2, 3),
        rounds=[round(statistics.median(waits), 3), round(late, 3)],
        conditions=conditions(),
    )


async def _end_to_end(bed: Bed, port: int, label: str) -> float:
    """Messages a second from the first call until the last one is a case and its facts are published."""
    calls = webhooks(bed.hooks, port, label, 80_000)
    begun = time.monotonic()
    told = await drive(port, calls, seconds=SECONDS * 2, connections=STORM)
    await _drained(bed, seconds=120)
    return told.accepted / (time.monotonic() - begun)


async def _drained(bed: Bed, *, seconds: float) -> None:
    connection = await asyncpg.connect(bed.settings.sweep_url)
    give_up = time.monotonic() + seconds
    try:
        while await connection.fetchval(
            "SELECT EXISTS (SELECT FROM due_tenants('inbox', 1)) OR EXISTS (SELECT FROM due_tenants('outbox', 1))"
        ):
            if time.monotonic() > give_up:
                raise RuntimeError("the worker did not catch up")
            await asyncio.sleep(0.02)
    finally:
        await connection.close()


async def _forget_backlog(bed: Bed) -> None:
    """What F1 left in the inbox is not F2's work."""
    bed.postgres.psql("UPDATE inbox_entry SET state = 'ignored' WHERE state = 'new'", "sahut")


async def _visibility(bed: Bed, port: int, per_second: float) -> list[float]:
    """Seconds from the answer to a call until its message stands in a case, under steady load."""
    hook = bed.hooks[-1]
    await open_gate(bed.settings.worker_url, most=2)
    load = asyncio.create_task(steady(bed.hooks, port, per_second, seconds=12.0))
    waits: list[float] = []
    try:
        while not load.done():
            waits.append(await one_wait(port, hook, len(waits)))
            await asyncio.sleep(0.05)
    finally:
        await load
        await close_gate()
    return waits


def _ratio(
    name: str, unit: str, reference: str, rounds: list[dict[str, float]], of: str, to: str
) -> Measurement:
    ratios = [each[of] / each[to] for each in rounds]
    return Measurement(
        name=name,
        value=round(statistics.median(each[of] for each in rounds), 1),
        unit=unit,
        reference=f"{reference} = {statistics.median(each[to] for each in rounds):.1f}",
        ratio=round(statistics.median(ratios), 3),
        rounds=[round(ratio, 3) for ratio in ratios],
        conditions=f"{conditions()}, {STORM} connections",
    )


def percentile(waits: Sequence[float], share: int) -> float:
    """Below which so many percent of them lie."""
    return statistics.quantiles(waits, n=100)[share - 1]


def conditions(offices: int = OFFICES) -> str:
    """What a figure depends on beside the product."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, load {load}, Python {sys.version.split()[0]}, {offices} offices by Zipf's law"
