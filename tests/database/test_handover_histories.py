"""Whatever three offices do to one matter, in any order, with carriers, readers and tellers that die in the middle: in
the end both sides of every hand-over are equal, nothing is there twice, nothing is lost, and nothing goes in a circle.
"""

from collections import Counter
from random import Random

import pytest

from support.agreement import must_agree
from support.histories import OFTEN, STORIES, a_history, a_story, begun, three_desks
from support.world import World

_STEPS = 35


async def _hold(world: World, seeds: range, done: Counter[str], *, erasing_too: bool = False) -> None:
    staff = await three_desks(world)
    for seed in seeds:
        matter = await begun(world, staff, done)
        try:
            await a_history(matter, Random(seed), _STEPS, erasing_too=erasing_too)
            await must_agree(matter, words=not erasing_too)
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed}: {wrong}\n{matter.told}") from wrong


async def test_every_act_is_done_in_some_story_and_leaves_both_sides_equal(world: World) -> None:
    staff, done = await three_desks(world), Counter[str]()
    for name, steps in STORIES.items():
        matter = await begun(world, staff, done)
        await a_story(matter, steps)
        try:
            await must_agree(matter)
        except AssertionError as wrong:
            raise AssertionError(f"{name}: {wrong}") from wrong
    assert {act for act in OFTEN if not done[act]} == set(), "each was really done, and not only tried"


async def test_both_sides_end_equal_whatever_happens(world: World) -> None:
    done = Counter[str]()
    await _hold(world, range(20), done)
    assert done["died"] > 20 <= done["offer"], done


async def test_both_sides_end_equal_when_citizens_are_erased_in_between(world: World) -> None:
    done = Counter[str]()
    await _hold(world, range(100, 106), done, erasing_too=True)


@pytest.mark.drill
@pytest.mark.parametrize("begin", range(0, 400, 20))
@pytest.mark.parametrize("erasing_too", [False, True])
async def test_both_sides_end_equal_in_four_hundred_histories(
    world: World, begin: int, erasing_too: bool
) -> None:
    await _hold(world, range(1000 + begin, 1020 + begin), Counter(), erasing_too=erasing_too)
