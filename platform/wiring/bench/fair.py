"""Whether one office's flood is felt at the others (F15): the time until their messages stand in a case."""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence

from tenants.doors import close_gate, open_gate
from wiring.bench.bed import Bed, Hook, free_port, wait_for_port
from wiring.bench.driver import drive, webhooks
from wiring.bench.intake import Measurement, conditions, percentile
from wiring.bench.overseen import Scene
from wiring.bench.processes import Process
from wiring.bench.visible import one_wait

ROUNDS = 3
SECONDS = 8.0
USUAL = 3.0
"""Messages a second that one office gets on a busy day."""
TIMES = 100
GOAL = 2.0


def fairness(bed: Bed, scene: Scene) -> Iterator[Measurement]:
    """Quiet and flood in turn; the office that floods gets a hundred times what is usual."""
    port = free_port()
    flooded, *others = bed.hooks[: scene.size.offices]
    with Process(scene.settings, "web", str(port)), Process(scene.settings, "worker"):
        wait_for_port(port)
        rounds = asyncio.run(_rounds(scene, port, flooded, others))
    ratios = [flood / quiet for quiet, flood, _ in rounds]
    yield Measurement(
        name="F15 other offices' messages until they stand in a case while one floods, p95",
        value=round(statistics.median(flood for _, flood, _ in rounds) * 1000, 1),
        unit="ms",
        reference=f"quiet = {statistics.median(quiet for quiet, _, _ in rounds) * 1000:.1f} ms, goal {GOAL:g} ×",
        ratio=round(statistics.median(ratios), 3),
        rounds=[round(ratio, 3) for ratio in ratios],
        conditions=f"{conditions(scene.size.offices)}, flood of {statistics.median(many for *_, many in rounds):.0f}/s",
    )


async def _rounds(
    scene: Scene, port: int, flooded: Hook, others: Sequence[Hook]
) -> list[tuple[float, float, float]]:
    await open_gate(scene.settings.worker_url, most=2)
    found = []
    try:
        await _waits(port, others, 1.0)  # warms
        for number in range(ROUNDS):
            quiet = await _waits(port, others, SECONDS)
            flood = asyncio.create_task(_flood(port, flooded, number))
            waits = await _waits(port, others, SECONDS)
            found.append((percentile(quiet, 95), percentile(waits, 95), await flood))
            await _calm(port, flooded)
    finally:
        await close_gate()
    return found


async def _waits(port: int, others: Sequence[Hook], seconds: float) -> list[float]:
    """One message after the other, each to the next office."""
    until, waits = time.monotonic() + seconds, list[float]()
    while time.monotonic() < until or len(waits) < 2:
        waits.append(await one_wait(port, others[len(waits) % len(others)], len(waits)))
        await asyncio.sleep(0.05)
    return waits


async def _flood(port: int, flooded: Hook, number: int) -> float:
    """Messages to one office at an even rate; answers how many a second were accepted."""
    rate, accepted, begun = USUAL * TIMES, 0, time.monotonic()
    supply = iter(
        webhooks([flooded], port, f"flood.{number}.{time.monotonic_ns()}", int(rate * SECONDS) + 10)
    )
    while time.monotonic() - begun < SECONDS:
        due = int((time.monotonic() - begun) * rate) - accepted
        batch = [call for _, call in zip(range(max(due, 1)), supply, strict=False)]
        if not batch:
            break
        accepted += (await drive(port, batch, seconds=10, connections=8)).accepted
        await asyncio.sleep(0.05)
    return accepted / (time.monotonic() - begun)


async def _calm(port: int, flooded: Hook) -> None:
    """Until the flooded office's own last message stands in a case: the next round begins quiet."""
    await one_wait(port, flooded, 0)
