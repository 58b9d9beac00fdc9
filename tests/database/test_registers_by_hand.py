"""What a person settles in the ledger of filings, and when a person is told."""

import pytest

from helpdesk.channels.errors import ChannelFailing, ChannelUnreachable, OutcomeUnknown
from helpdesk.registers import by_hand
from helpdesk.registers import service as registers
from kit.errors import Conflict
from support.builders import an_opened_case
from support.channel import refusing
from support.world import World

_TOLD = (
    "SELECT kind FROM case_event WHERE tenant_id = $1 AND kind IN ('register.stuck', 'register.not_found')"
)


async def test_a_filing_that_is_not_there_is_filed_again(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await registers.file(dewi, number, version=None)
    with pytest.raises(Conflict):
        await by_hand.not_found(dewi, number, version=None)
    world.far_end.answers = [OutcomeUnknown("timeout")]
    await registers.advance_due(world.district.id, world.book)
    await by_hand.not_found(dewi, number, version=None)
    with pytest.raises(Conflict):
        await by_hand.not_found(dewi, number, version=None)
    await registers.file(dewi, number, version=None)
    await world.work()
    steps = await world.district.rows(
        "SELECT step FROM register_link WHERE tenant_id = $1 ORDER BY created_at"
    )
    assert [row["step"] for row in steps] == ["failed", "tracking"]
    told = await world.district.rows(f"{_TOLD} ORDER BY at, id")
    assert [row["kind"] for row in told] == ["register.stuck", "register.not_found"]


async def test_a_register_that_is_away_for_hours_is_told_to_the_desk_once_and_tried_on(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await registers.file(dewi, number, version=None)
    world.far_end.answers = [refusing(ChannelUnreachable) for _ in range(12)]
    told = []
    for _ in range(12):
        await registers.advance_due(world.district.id, world.book)
        told.append(len(await world.district.rows(_TOLD)))
        await world.clock.forward(hours=1, seconds=1)
    assert told == [0] * 9 + [1] * 3
    await registers.advance_due(world.district.id, world.book)
    assert await world.district.value("SELECT step FROM register_link WHERE tenant_id = $1") == "tracking"


async def test_a_refusal_is_written_onto_the_line_as_it_stands_now(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await registers.file(dewi, number, version=None)
    world.far_end.answers = [refusing(ChannelUnreachable)]
    world.far_end.before_answering = lambda: world.district.change(
        "UPDATE register_link SET institution = 'Dinas', attempts = 4 WHERE tenant_id = $1"
    )
    await registers.advance_due(world.district.id, world.book)
    line = await world.district.row(
        "SELECT step, institution, attempts FROM register_link WHERE tenant_id = $1"
    )
    assert line == {"step": "draft", "institution": "Dinas", "attempts": 5}


@pytest.mark.parametrize("answers", [[], [refusing(ChannelFailing)]])
async def test_the_desk_sees_when_the_register_was_looked_at(world: World, answers: list[Exception]) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await registers.file(dewi, number, version=None)
    await world.work()
    polled = "SELECT polled_at = changed_at AS same FROM register_link WHERE tenant_id = $1"
    assert await world.district.value(polled) is None
    await world.clock.forward(hours=4)
    world.far_end.answers = list(answers)
    await registers.advance_due(world.district.id, world.book)
    assert await world.district.value(polled) is True
