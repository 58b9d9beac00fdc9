"""The bus of live updates on a real Valkey: what rings, where it is heard, and what a broken line costs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from helpdesk.live import ringing
from helpdesk.live.hub import Ear, Hub
from helpdesk.live.model import Ring, Touched, Watcher, What
from helpdesk.live.presence import Marks
from helpdesk.live.ringing import Ringer
from kit.ids import uuid7
from tenants.outbox.model import Published

DEAD = "redis://127.0.0.1:1/0"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as opened:
        await opened.flushall()
        yield opened


@asynccontextmanager
async def listening(redis_url: str, tenant_id: int = 1) -> AsyncIterator[tuple[Hub, Ear]]:
    hub = Hub(redis_url)
    with hub.ear(Watcher(tenant_id=tenant_id, member_id=uuid7(), units=None)) as ear:
        assert await hub.wait_until_up(60)
        ear.forget()
        yield hub, ear
    await hub.close()


async def told(ear: Ear, *, seconds: float = 60.0) -> What:
    """What the ear hears next."""
    async with asyncio.timeout(seconds):
        heard = await ear.next(seconds)
    assert heard is not None, "nothing came"
    return heard.what


async def test_a_ring_is_heard_in_every_process_that_listens(redis: Redis, redis_url: str) -> None:
    async with listening(redis_url) as (_, here), listening(redis_url) as (_, there):
        await Ringer(redis).ring(Ring(tenant_id=1, what=What.CHANGED, seq=3, cases=(Touched(uuid7()),)))
        assert await told(here) is await told(there) is What.CHANGED


async def test_a_broken_line_is_mended_and_everybody_looks_again(redis: Redis, redis_url: str) -> None:
    async with listening(redis_url) as (hub, ear):
        for _ in range(3):
            await redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
            heard = [await told(ear)]
            while heard[-1] is not What.RESYNC:
                heard.append(await told(ear))
            assert hub.up
        await Ringer(redis).ring(Ring(tenant_id=1, what=What.CHANGED, cases=(Touched(uuid7()),)))
        assert await told(ear) is What.CHANGED


async def test_words_of_another_version_are_a_reason_to_look_again(redis: Redis, redis_url: str) -> None:
    async with listening(redis_url) as (_, ear):
        await redis.publish("sahut:live", b"\xc1 nonsense")
        assert await told(ear) is What.RESYNC


async def test_a_ring_that_failed_is_made_good_by_the_next(
    redis: Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ringing, "_PAUSE", 600.0)
    async with listening(redis_url) as (_, ear), Redis.from_url(DEAD) as dead:
        ringer = Ringer(dead)
        ring = Ring(tenant_id=1, what=What.CHANGED, cases=(Touched(uuid7()),))
        await ringer.ring(ring)
        ringer._redis = redis
        await ringer.ring(ring)  # within the pause after a failure nothing is tried
        assert await ear.next(0.2) is None
        ringer._ask_again = 0.0  # and then it is over
        await ringer.ring(Ring(tenant_id=2, what=What.CHANGED, cases=(Touched(uuid7()),)))
        assert await told(ear) is What.RESYNC


async def test_facts_that_are_about_no_case_ring_nothing(redis: Redis, redis_url: str) -> None:
    async with listening(redis_url) as (_, ear):
        await Ringer(redis).published(
            1, [Published(1, '{"type":"session.opened","at":"2026-11-22T00:00:00Z"}')]
        )
        assert await ear.next(0.2) is None


async def test_marks_of_presence_run_out_and_are_lost_without_harm(redis: Redis) -> None:
    marks, case, member = Marks(redis), uuid7(), uuid7()
    assert await marks.looks(1, case, member, "a") is True
    assert await marks.looks(1, case, member, "a") is False
    assert await marks.looks(1, case, member, "b") is True
    [one] = await marks.of_office(1)
    assert (one.case_id, one.member_id, one.writing_since) == (case, member, None)
    assert await marks.of_office(2) == []
    assert await marks.writes(1, case, member, 1000.0) is True
    assert await marks.writes(1, case, member, 1020.0) is False
    assert [each.writing_since for each in await marks.of_office(1)] == [1000.0]
    assert await marks.stops(1, case, member) is True
    now = (await redis.time())[0]
    for name in await redis.zrange("sahut:live:here:1", 0, -1):
        await redis.zadd("sahut:live:here:1", {name: now - 1})
    assert await marks.of_office(1) == []
    async with Redis.from_url(DEAD) as dead:
        assert await Marks(dead).of_office(1) == []
        assert await Marks(dead).looks(1, case, member, "a") is False
