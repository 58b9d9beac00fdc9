"""Facts are told once, in order, whoever tells them and whatever breaks in between."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from helpdesk.events import CaseClosed, CaseNoted, CaseSeen
from kit.ids import uuid7
from support.world import Place, World
from tenants.doors import Scope, tenant_scope
from tenants.outbox import publishing
from tenants.outbox.dispatcher import Subscriber, Subscriptions, dispatch, read_published
from tenants.outbox.model import Published
from tenants.outbox.service import announce
from wiring.health import facts_given_up

_AT = datetime(2026, 3, 16, tzinfo=UTC)
_SEQ = "SELECT seq FROM outbox WHERE tenant_id = $1 AND seq IS NOT NULL ORDER BY seq"


def _seen() -> CaseSeen:
    return CaseSeen(case_id=uuid7(), at=_AT)


def _closed() -> CaseClosed:
    return CaseClosed(case_id=uuid7(), at=_AT)


async def _announce(place: Place, *facts: Any) -> None:
    async with tenant_scope(place.id) as scope:
        await announce(scope, facts)


async def _given_up(world: World) -> int:
    sweep = await asyncpg.connect(world.settings.sweep_url)
    try:
        return await facts_given_up(sweep) or 0
    finally:
        await sweep.close()


def _counting(heard: Counter[bytes]) -> Subscriber:
    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        await asyncio.sleep(0)
        heard[fact] += 1

    return subscriber


async def _failing(scope: Scope, kind: str, fact: bytes) -> None:
    raise RuntimeError("not today")


async def _published(place: Place) -> list[str]:
    async with tenant_scope(place.id, read_only=True) as scope:
        return [row["kind"] for row in await read_published(scope, 0)]


async def test_a_fact_is_told_only_when_its_transaction_commits(world: World) -> None:
    with pytest.raises(RuntimeError):
        async with tenant_scope(world.district.id) as scope:
            await announce(scope, [_seen()])
            raise RuntimeError
    assert await world.district.value("SELECT count(*) FROM outbox WHERE tenant_id = $1") == 0


async def test_each_subscriber_hears_each_fact_once_although_three_dispatch_at_once(world: World) -> None:
    first, second = Counter[bytes](), Counter[bytes]()
    listening: Subscriptions = {"case.closed": [("a", _counting(first)), ("b", _counting(second))]}
    await _announce(world.district, *(fact() for _ in range(15) for fact in (_seen, _closed)))
    await asyncio.gather(*(dispatch(world.district.id, listening) for _ in range(3)))
    assert len(first) == len(second) == 15
    assert set(first.values()) == set(second.values()) == {1}
    assert [row["seq"] for row in await world.district.rows(_SEQ)] == list(range(1, 31)), "no gaps"


async def test_a_dispatcher_that_dies_between_two_subscribers_repeats_neither(world: World) -> None:
    heard = Counter[bytes]()

    async def dying(scope: Scope, kind: str, fact: bytes) -> None:
        raise asyncio.CancelledError

    await _announce(world.district, _closed())
    with pytest.raises(asyncio.CancelledError):
        await dispatch(world.district.id, {"case.closed": [("a", _counting(heard)), ("b", dying)]})
    both: Subscriptions = {"case.closed": [("a", _counting(heard)), ("b", _counting(heard))]}
    assert await dispatch(world.district.id, both) == 1
    assert list(heard.values()) == [2], "a once before the death, b once after it"


async def test_a_failing_subscriber_holds_up_no_other_subscriber_and_no_other_fact(world: World) -> None:
    heard = Counter[bytes]()
    broken: Subscriptions = {"case.closed": [("bad", _failing), ("good", _counting(heard))]}
    await _announce(world.district, _closed(), _seen())
    assert await dispatch(world.district.id, broken) == 1
    assert list(heard.values()) == [1]
    waiting = await world.district.row(
        "SELECT attempts, last_error FROM outbox WHERE tenant_id = $1 AND seq IS NULL"
    )
    assert waiting == {"attempts": 1, "last_error": "RuntimeError"}, "the error's text is nobody's business"
    await world.clock.forward(minutes=5)
    mended: Subscriptions = {"case.closed": [("bad", _counting(heard)), ("good", _counting(heard))]}
    assert await dispatch(world.district.id, mended) == 1
    assert list(heard.values()) == [2]


async def test_a_fact_that_a_subscriber_always_refuses_is_published_after_twelve_tries(world: World) -> None:
    refusing: Subscriptions = {"case.closed": [("bad", _failing)]}
    given_up = await _given_up(world)
    await _announce(world.district, _closed())
    for _ in range(11):
        assert await dispatch(world.district.id, refusing) == 0
        await world.clock.forward(seconds=257)
    assert await _published(world.district) == []
    assert await dispatch(world.district.id, refusing) == 1
    assert await _published(world.district) == ["case.closed"]
    row = await world.district.row("SELECT attempts, last_error, seq FROM outbox WHERE tenant_id = $1")
    assert row == {"attempts": 12, "last_error": "RuntimeError", "seq": 1}
    assert await _given_up(world) == given_up + 1, "who runs the place reads that a part never took it in"
    await world.clock.forward(hours=1)
    assert await dispatch(world.district.id, refusing) == 0, "it is not tried again"


async def test_a_subscriber_that_swallows_a_database_error_has_not_heard(world: World) -> None:
    async def swallowing(scope: Scope, kind: str, fact: bytes) -> None:
        try:
            await scope.execute("SELECT 1 / 0")
        except Exception:
            return

    await _announce(world.district, _closed())
    assert await dispatch(world.district.id, {"case.closed": [("s", swallowing)]}) == 0
    assert await world.district.value("SELECT count(*) FROM outbox_heard WHERE tenant_id = $1") == 0


async def test_facts_are_published_in_the_order_they_happened(world: World) -> None:
    facts = [_seen(), _closed(), CaseNoted(case_id=uuid7(), at=_AT, message_id=uuid7()), _closed(), _seen()]
    for fact in facts:
        await _announce(world.district, fact)
    await dispatch(world.district.id, {"case.closed": [("a", _counting(Counter()))]})
    assert await _published(world.district) == [
        "case.seen", "case.closed", "case.noted", "case.closed", "case.seen"
    ]  # fmt: skip


async def test_readers_see_numbers_without_gaps_while_many_write_and_many_publish(world: World) -> None:
    seen: list[list[int]] = []

    async def write() -> None:
        for _ in range(6):
            await _announce(world.district, *(_seen() for _ in range(1 + secrets.randbelow(3))))

    async def publish() -> None:
        for _ in range(8):
            await dispatch(world.district.id, {"case.closed": []}, most=4)

    async def read() -> None:
        for _ in range(12):
            seen.append([row["seq"] for row in await world.district.rows(_SEQ)])

    await asyncio.gather(write(), write(), write(), publish(), publish(), read())
    while await dispatch(world.district.id, {}):
        continue
    seen.append([row["seq"] for row in await world.district.rows(_SEQ)])
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)
    assert len(seen[-1]) == await world.district.value("SELECT count(*) FROM outbox WHERE tenant_id = $1")


async def _published_at_once(place: Place, *, heard: str = "") -> tuple[list[int], list[int]]:
    """Two facts announced while facts are published at once: their numbers, and those that were rung."""
    rung: list[int] = []

    async def ring(tenant_id: int, facts: Sequence[Published]) -> None:
        assert await place.value(
            "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND seq = $2", facts[-1].seq
        )
        rung.extend(fact.seq for fact in facts)

    with publishing.at_once(frozenset({heard}), ring):
        await _announce(place, _seen(), _closed())
    return [row["seq"] for row in await place.rows(_SEQ)], rung


async def test_what_nobody_hears_is_published_with_its_own_commit_and_then_rung(world: World) -> None:
    assert await _published_at_once(world.district) == ([1, 2], [1, 2])
    assert await _published_at_once(world.neighbour, heard="case.closed") == ([], [])
    assert await dispatch(world.neighbour.id, {}) == 2


async def test_it_waits_behind_older_facts_that_wait_for_the_dispatcher(world: World) -> None:
    await _announce(world.district, _closed())
    assert await _published_at_once(world.district) == ([], [])
    assert await dispatch(world.district.id, {}) == 3
    assert await _published(world.district) == ["case.closed", "case.seen", "case.closed"]
    assert await _published_at_once(world.district) == ([1, 2, 3, 4, 5], [4, 5])


async def test_many_at_once_and_some_that_fail_leave_no_gap_and_no_order_of_their_own(world: World) -> None:
    rung: list[int] = []

    async def ring(tenant_id: int, facts: Sequence[Published]) -> None:
        rung.extend(fact.seq for fact in facts)

    async def one(number: int) -> None:
        async with tenant_scope(world.district.id) as scope:
            await announce(scope, [_seen() for _ in range(number % 3 + 1)])
            if number % 4 == 3:
                raise RuntimeError

    with publishing.at_once(frozenset(), ring):
        ended = await asyncio.gather(*(one(number) for number in range(24)), return_exceptions=True)
    assert sum(isinstance(each, RuntimeError) for each in ended) == 6
    kept = sum(number % 3 + 1 for number in range(24) if number % 4 != 3)
    assert sorted(rung) == [row["seq"] for row in await world.district.rows(_SEQ)] == list(range(1, kept + 1))
