"""How long it takes from handing a case over until it lies on the other office's desk, under load (F11)."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from uuid import UUID

from helpdesk.escalation import service as escalation
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, ActorKind, Role
from tenants.permissions.rules import permissions_of
from wiring.bench.bed import Bed, free_port, wait_for_port
from wiring.bench.house import member
from wiring.bench.intake import Measurement, conditions, percentile
from wiring.bench.overseen import Scene
from wiring.bench.processes import Process
from wiring.bench.visible import steady
from wiring.runtime import Runtime, open_runtime

PER_SECOND = 40
"""Messages of citizens beside the hand-overs: a busy day of 200 offices is a tenth of that."""
SECONDS = 30.0
GOAL = 2.0
KINDS = ("inbox", "outbox", "clock", "offer", "letter")
"""What the worker does meanwhile."""
_MOST_SECONDS = 30.0
_CASES = """
    SELECT number FROM cases c WHERE tenant_id = $1 AND state = 'in_progress' AND NOT mirrored AND NOT EXISTS (
        SELECT FROM link l WHERE l.tenant_id = c.tenant_id AND l.case_id = c.id)
    ORDER BY opened_at DESC LIMIT $2
"""
_EACH = 2
"""Cases that one district hands over."""


def arriving(bed: Bed, scene: Scene) -> Iterator[Measurement]:
    """Districts hand cases over one after the other while citizens write to all of them."""
    port = free_port()
    with Process(scene.settings, "web", str(port)), Process(scene.settings, "worker", *KINDS):
        wait_for_port(port)
        waits = asyncio.run(_handing(bed, scene, port))
    late = percentile(waits, 95)
    yield Measurement(
        name="F11 handed over until it lies on the other desk, p95",
        value=round(late, 3),
        unit="s",
        reference=f"goal {GOAL:g} s",
        ratio=round(late / GOAL, 3),
        rounds=[round(statistics.median(waits), 3), round(late, 3), round(max(waits), 3)],
        conditions=f"{conditions(scene.size.offices)}, {len(waits)} hand-overs, {PER_SECOND} messages/s beside them",
    )


async def _handing(bed: Bed, scene: Scene, port: int) -> list[float]:
    async with open_runtime(scene.settings, scene.settings.worker_url, connections=4) as runtime:
        load = asyncio.create_task(steady(bed.hooks[: scene.size.offices], port, PER_SECOND, seconds=SECONDS))
        waits: list[float] = []
        try:
            for tenant_id in range(2, scene.size.offices + 1):
                for number in await _some(tenant_id):
                    waits.append(await _one(runtime, scene, tenant_id, number))
                if load.done():
                    break
        finally:
            await load
    return waits


async def _some(tenant_id: int) -> list[str]:
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return [row["number"] for row in await scope.fetch(_CASES, tenant_id, _EACH)]


async def _one(runtime: Runtime, scene: Scene, tenant_id: int, number: str) -> float:
    link = await escalation.escalate(
        await _agent(tenant_id), number, scene.slug, "Mohon bantuan", runtime.accounts, version=None
    )
    handed = time.monotonic()
    for topic in ("outbox", "letter"):
        runtime.bell.ring(topic)
    while not await _lies_there(link.id):
        if time.monotonic() - handed > _MOST_SECONDS:
            raise RuntimeError("a hand-over did not arrive")
        await asyncio.sleep(0.01)
    return time.monotonic() - handed


async def _agent(tenant_id: int) -> Actor:
    async with tenant_scope(tenant_id, read_only=True) as scope:
        who = await member(scope, Role.AGENT)
    return Actor(
        tenant_id=tenant_id,
        kind=ActorKind.STAFF,
        id=who["id"],
        name="Petugas",
        permissions=permissions_of([Role.AGENT]),
    )


async def _lies_there(link_id: UUID) -> bool:
    async with tenant_scope(1, read_only=True) as scope:
        found: bool = await scope.fetchval(
            "SELECT EXISTS (SELECT FROM link WHERE tenant_id = $1 AND id = $2)", 1, link_id
        )
    return found
