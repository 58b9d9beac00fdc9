"""How often something may be tried, with and without Valkey."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from kit import limits as module
from kit.errors import TooMany
from kit.ids import uuid7
from kit.limits import Limit, Limits

NOWHERE = "redis://127.0.0.1:1"


@pytest.fixture
async def limits(redis_url: str) -> AsyncIterator[Limits]:
    redis = Redis.from_url(redis_url)
    yield Limits(redis, secret=uuid7().bytes)
    await redis.aclose()


@pytest.fixture
async def alone() -> AsyncIterator[Limits]:
    redis = Redis.from_url(NOWHERE)
    yield Limits(redis, secret=uuid7().bytes)
    await redis.aclose()


@pytest.fixture(params=["limits", "alone"])
def either(request: pytest.FixtureRequest) -> Limits:
    """The same promises hold with Valkey and without."""
    found: Limits = request.getfixturevalue(request.param)
    return found


async def _allowed(limits: Limits, tries: int, limit: Limit) -> int:
    allowed = 0
    for _ in range(tries):
        try:
            await limits.allow_all([limit])
            allowed += 1
        except TooMany:
            pass
    return allowed


async def test_so_many_and_no_more(either: Limits) -> None:
    for _ in range(3):
        await either.allow("door", 3, 60)
    with pytest.raises(TooMany) as refused:
        await either.allow("door", 3, 60)
    assert 30 <= refused.value.details["retry_after"] <= 60
    await either.allow("window", 3, 60)


async def test_after_its_time_it_is_forgotten(either: Limits) -> None:
    limit = Limit("door", 2, 3)
    assert await _allowed(either, 5, limit) == 2
    await asyncio.sleep(limit.seconds + 0.1)
    assert await _allowed(either, 5, limit) == 2


async def test_several_limits_are_one_try(either: Limits) -> None:
    both = [Limit("wide", 10, 60), Limit("narrow", 2, 30)]
    for _ in range(2):
        await either.allow_all(both)
    with pytest.raises(TooMany) as refused:
        await either.allow_all(both)
    assert refused.value.details["retry_after"] <= 30


async def test_a_good_try_is_given_back(either: Limits) -> None:
    limit = Limit("door", 2, 60)
    for _ in range(6):
        await either.allow_all([limit])
        await either.give_back([limit])
    assert await _allowed(either, 5, limit) == 2
    for _ in range(9):
        await either.give_back([Limit("never tried", 2, 60)])
    assert await _allowed(either, 5, Limit("never tried", 2, 60)) == 2, "nobody saves tries up"


async def test_many_processes_together_never_exceed_it(redis_url: str) -> None:
    secret = uuid7().bytes
    clients = [Redis.from_url(redis_url) for _ in range(4)]
    processes = [Limits(client, secret=secret) for client in clients]
    counts = await asyncio.gather(*(_allowed(process, 25, Limit("door", 10, 60)) for process in processes))
    assert sum(counts) == 10
    for client in clients:
        await client.aclose()


async def test_without_valkey_each_process_takes_its_share() -> None:
    redis = Redis.from_url(NOWHERE)
    assert await _allowed(Limits(redis, secret=b"x", processes=3), 20, Limit("door", 9, 60)) == 3
    await redis.aclose()


async def test_without_valkey_a_flood_of_keys_fills_no_memory_and_opens_no_door(
    alone: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_KEPT", 50)
    for number in range(50):
        await alone.allow(f"key {number}", 5, 60)
    with pytest.raises(TooMany):
        await alone.allow("one more", 5, 60)
    await alone.allow("key 7", 5, 60)


async def test_a_valkey_that_is_away_is_not_asked_each_time(
    alone: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAUSE", 600.0)
    with capture_logs() as logs:
        assert await _allowed(alone, 200, Limit("door", 500, 60)) == 200
    assert [line["event"] for line in logs] == ["limits_without_valkey"]


async def test_what_stands_in_valkey_names_nobody(limits: Limits, redis_url: str) -> None:
    redis = Redis.from_url(redis_url)
    await limits.allow("dewi@kantor.example from 203.0.113.7", 3, 60)
    keys = [key async for key in redis.scan_iter()]
    assert keys
    assert not [key for key in keys if b"dewi" in key or b"203.0" in key]
    assert all([await redis.pttl(key) > 0 for key in keys if key.startswith(b"limit:")]), "all of it ends"
    await redis.aclose()
