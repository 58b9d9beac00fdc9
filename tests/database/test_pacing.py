"""Our own limits of sending: what is too much waits for its turn, whoever sends, and nobody pushes in."""

import asyncio
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Pace
from helpdesk.channels.errors import ChannelThrottled, PairThrottled
from helpdesk.channels.model import ChannelKind
from helpdesk.delivery.pacing import forget_paces
from helpdesk.replies import service as replies
from kit.sealing import Sealer
from support.builders import an_opened_case
from support.channel import adapters, refusing
from support.world import World
from tenants.permissions.model import Actor

STEP = timedelta(minutes=10)
"""So long that none passes while a test runs."""
_STATES = (
    "SELECT state, error_code, attempts, due_at - sahut_now() AS wait FROM delivery WHERE tenant_id = $1"
    " ORDER BY id"
)


def paced(world: World, **pace: Any) -> None:
    known = adapters(world.far_end)
    whatsapp = replace(known[ChannelKind.WHATSAPP], pace=lambda _: Pace(**pace))
    world.book = AccountBook({**known, ChannelKind.WHATSAPP: whatsapp}, Sealer([b"s" * 32]))


async def say(world: World, officer: Actor, number: str, *texts: str) -> None:
    for text in texts:
        await replies.reply(officer, number, text, world.book, version=None)


async def drained(world: World) -> int:
    """How many leave when the worker is asked until nothing is due."""
    before = len(world.far_end.sent)
    while await world.send(world.district):
        pass
    return len(world.far_end.sent) - before


async def test_an_account_sends_so_many_at_once_and_then_one_in_each_step(
    world: World, officer: Actor
) -> None:
    paced(world, gap=STEP, burst=2)
    for _ in range(4):
        await an_opened_case(world)
    assert await drained(world) == 2
    waiting = [row for row in await world.district.rows(_STATES) if row["state"] == "queued"]
    assert {row["error_code"] for row in waiting} == {"waits_turn"}
    assert {row["attempts"] for row in waiting} == {0}, "waiting uses up no try"
    assert [round(row["wait"] / STEP, 1) for row in waiting] == [1, 2]
    await world.clock.forward(seconds=601)
    assert await drained(world) == 1
    await world.clock.forward(seconds=601)
    assert await drained(world) == 1


async def test_whoever_waits_keeps_the_turn_when_others_come(world: World, officer: Actor) -> None:
    paced(world, gap=STEP, burst=1)
    for _ in range(2):
        await an_opened_case(world)
    assert await drained(world) == 1
    late = await an_opened_case(world)
    assert await drained(world) == 0
    await world.clock.forward(seconds=601)
    assert await drained(world) == 1
    assert late not in world.far_end.texts[-1]
    await world.clock.forward(seconds=601)
    assert await drained(world) == 1
    assert late in world.far_end.texts[-1]


async def test_a_case_with_much_to_say_takes_no_more_turns_than_another(world: World, officer: Actor) -> None:
    loud, calm = await an_opened_case(world), await an_opened_case(world)
    await world.work()
    paced(world, gap=STEP, burst=1)
    await say(world, officer, loud, "satu", "dua", "tiga")
    await say(world, officer, calm, "halo")
    for _ in range(3):
        await drained(world)
        await world.clock.forward(seconds=601)
    assert world.far_end.texts[-3:] == ["satu", "halo", "dua"]


async def test_one_person_is_written_to_only_so_often_and_others_meanwhile(
    world: World, officer: Actor
) -> None:
    loud, calm = await an_opened_case(world), await an_opened_case(world)
    await world.work()
    paced(world, gap=timedelta(milliseconds=1), burst=100, pair_gap=STEP, pair_burst=2)
    await say(world, officer, loud, "satu", "dua", "tiga")
    await say(world, officer, calm, "halo")
    assert await drained(world) == 3
    assert sorted(world.far_end.texts[-3:]) == ["dua", "halo", "satu"]
    await world.clock.forward(seconds=601)
    assert await drained(world) == 1
    assert world.far_end.texts[-1] == "tiga"


async def test_workers_side_by_side_share_one_limit(world: World, officer: Actor) -> None:
    paced(world, gap=timedelta(hours=1), burst=3)
    for _ in range(6):
        await an_opened_case(world)
    await asyncio.gather(*(world.send(world.district) for _ in range(4)))
    assert await drained(world) == 0
    assert len(world.far_end.sent) == 3


async def test_when_the_remote_finds_us_too_fast_the_whole_account_waits_one_pair_alone(
    world: World, officer: Actor
) -> None:
    paced(world, gap=timedelta(milliseconds=10), burst=50)
    await an_opened_case(world)
    world.far_end.answers = [refusing(ChannelThrottled, "130429", retry_after=60.0)]
    await drained(world)
    await an_opened_case(world)
    assert await drained(world) == 0
    await world.clock.forward(seconds=62)
    assert await drained(world) == 2
    await an_opened_case(world)
    world.far_end.answers = [refusing(PairThrottled, "131056")]
    await drained(world)
    await an_opened_case(world)
    assert await drained(world) == 1, "another person is written to at once"


async def test_what_limits_nothing_any_more_is_forgotten(world: World, officer: Actor) -> None:
    paced(world, gap=timedelta(seconds=1), pair_gap=timedelta(seconds=6))
    await an_opened_case(world)
    await drained(world)
    assert await forget_paces(world.district.id, 10) == 0
    await world.clock.forward(hours=2)
    assert await forget_paces(world.district.id, 10) == 2
