"""A confined child answers, is stopped when it runs away, and the next call finds a new one."""

import asyncio

import pytest

from kit.confined import Bounds, CallFailed, Confined, OutOfMemory, OutOfTime

TARGET = "support.runaway:misbehave"
SHORT = Bounds(cpu_seconds=1, memory_bytes=256 * 1024 * 1024, wall_seconds=30)


async def test_a_call_is_answered_and_the_child_is_kept() -> None:
    async with Confined(TARGET) as child:
        assert await child.call(b"halo") == b"HALO"
        kept = child._child
        assert await child.call(b"") == b""
        assert child._child is kept


async def test_the_bounds_are_those_that_were_asked_for() -> None:
    async with Confined(TARGET, Bounds(cpu_seconds=10, memory_bytes=512 * 1024 * 1024)) as child:
        for _ in range(3):  # the seconds are given anew for each call
            memory, seconds = map(int, (await child.call(b"bounds")).split())
            assert memory == 512 * 1024 * 1024
            assert seconds in (10, 11)


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [(b"spin", OutOfTime), (b"grow", OutOfMemory), (b"die", CallFailed), (b"raise", CallFailed)],
)
async def test_a_runaway_is_stopped_and_the_next_call_is_answered(
    request_: bytes, refusal: type[CallFailed]
) -> None:
    async with Confined(TARGET, SHORT) as child:
        with pytest.raises(refusal):
            await child.call(request_)
        assert await child.call(b"halo") == b"HALO"


async def test_a_sleeper_is_woken_by_the_clock() -> None:
    async with Confined(TARGET, Bounds(wall_seconds=2)) as child:
        with pytest.raises(OutOfTime):
            await child.call(b"sleep")
        child.bounds = Bounds()  # a new child may take its time to start
        assert await child.call(b"halo") == b"HALO"


async def test_what_is_printed_is_no_answer() -> None:
    async with Confined(TARGET) as child:
        assert await child.call(b"print") == b"PRINT"
        assert await child.call(b"halo") == b"HALO"


async def test_calls_at_once_get_their_own_answers() -> None:
    async with Confined(TARGET) as child:
        asked = [str(number).encode() + b"x" for number in range(20)]
        answers = await asyncio.gather(*(child.call(each) for each in asked))
        assert answers == [each.upper() for each in asked]


async def test_a_call_that_is_given_up_does_not_answer_the_next() -> None:
    async with Confined(TARGET) as child:
        assert await child.call(b"salam") == b"SALAM"
        given_up = asyncio.create_task(child.call(b"sleep"))
        await asyncio.sleep(0)  # it has asked
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert await child.call(b"halo") == b"HALO"


async def test_a_question_larger_than_a_pipe_passes_both_ways() -> None:
    async with Confined(TARGET) as child:
        assert len(await child.call(b"x" * 20_000_000)) == 20_000_000
