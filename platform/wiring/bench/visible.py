"""How long a message takes until it stands in a case, and an even load beside it."""

import asyncio
import time
from collections.abc import Sequence

from tenants.doors import tenant_scope
from wiring.bench.bed import Hook
from wiring.bench.driver import drive, webhook, webhooks


async def one_wait(port: int, hook: Hook, number: int) -> float:
    """Seconds from the answer to a call until its message stands in a case; the doors are open."""
    label = f"probe.{number}.{time.monotonic_ns()}"
    await drive(port, [webhook(hook, port, label, 95_000_000 + number)], seconds=10, connections=1)
    accepted = time.monotonic()
    while not await stands_in_a_case(hook, f"wamid.{label}"):  # noqa: ASYNC110 - another process commits it
        await asyncio.sleep(0.01)
    return time.monotonic() - accepted


async def stands_in_a_case(hook: Hook, external_id: str) -> bool:
    """Has a message become a case, or a part of one?"""
    async with tenant_scope(hook.tenant_id, read_only=True) as scope:
        found: bool | None = await scope.fetchval(
            "SELECT true FROM inbox_entry WHERE tenant_id = $1 AND account_id = $2 AND kind = 'message'"
            " AND external_id = $3 AND case_id IS NOT NULL",
            hook.tenant_id,
            hook.account_id,
            external_id,
        )
    return bool(found)


async def steady(hooks: Sequence[Hook], port: int, per_second: float, *, seconds: float) -> None:
    """Messages at an even rate to these offices, by Zipf's law."""
    tick = 0.1
    supply = iter(webhooks(hooks, port, f"steady.{time.monotonic_ns()}", int(per_second * seconds) + 10))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.monotonic()
        batch = [request for _, request in zip(range(int(per_second * tick)), supply, strict=False)]
        await drive(port, batch, seconds=5, connections=8)
        await asyncio.sleep(max(0.0, tick - (time.monotonic() - begun)))
