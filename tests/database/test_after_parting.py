"""Once a hand-over is over without an answer, nobody passes the matter on, and nobody owes a word."""

import pytest

from helpdesk.cases import service as cases
from helpdesk.escalation import agreeing
from helpdesk.escalation import service as escalation
from kit.errors import Conflict
from support.builders import an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_MIRRORED = "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored"
_TURN = "SELECT state, turn FROM link WHERE tenant_id = $1"


async def with_the_ministry(world: World) -> tuple[Actor, str, Actor, str]:
    """The district's case lies with the ministry."""
    district = await world.staff(world.district, Role.SUPERVISOR)
    ministry = await world.staff(world.ministry, Role.SUPERVISOR)
    number = await an_opened_case(world)
    await escalation.escalate(district, number, world.ministry.slug, "Mohon", world.book, version=None)
    await world.work()
    return district, number, ministry, await world.ministry.value(_MIRRORED)


async def _is_kept(world: World, ministry: Actor, there: str, to: Place) -> str:
    with pytest.raises(Conflict) as refused:
        await escalation.escalate(ministry, there, to.slug, "Teruskan", world.book, version=None)
    return refused.value.code


@pytest.mark.parametrize("ending", ["returned", "withdrawn"])
async def test_an_office_that_parted_with_a_case_passes_it_on_to_nobody(world: World, ending: str) -> None:
    """Not back to where it came from as a new one, from where it would go round for ever; and to no third office."""
    district, number, ministry, there = await with_the_ministry(world)
    if ending == "returned":
        await agreeing.give_back(ministry, there, "Bukan kami", version=None)
    else:
        await agreeing.withdraw(district, number, "Sudah kami tangani", version=None)
    await world.work()
    await cases.reopen(ministry, there, version=None)
    await world.work()
    for to in (world.district, world.province):
        assert await _is_kept(world, ministry, there, to) in ("came_from_there", "no_longer_ours")
    assert await _is_kept(world, ministry, there, world.province) == "no_longer_ours"
    assert await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 1
    await escalation.escalate(district, number, world.ministry.slug, "Kini lengkap", world.book, version=None)
    await world.work()
    assert (
        await world.ministry.value("SELECT count(*) FROM link WHERE tenant_id = $1 AND state = 'offered'")
        == 1
    )


async def test_an_answered_and_closed_case_may_still_be_asked_about_further_up(world: World) -> None:
    _, _, ministry, there = await with_the_ministry(world)
    await agreeing.accept(ministry, there, version=None)
    await cases.close(ministry, there, version=None)
    await world.work()
    await cases.reopen(ministry, there, version=None)
    await world.work()
    await escalation.escalate(ministry, there, world.province.slug, "Mohon", world.book, version=None)
    await world.work()
    chain = "SELECT cardinality(chain) FROM link WHERE tenant_id = $1"
    assert await world.province.value(chain) == 2, "the district's name travels with it"


@pytest.mark.parametrize("first", ["question", "end"])
async def test_a_question_that_crosses_an_end_leaves_nobody_to_answer(world: World, first: str) -> None:
    district, number, ministry, there = await with_the_ministry(world)
    await escalation.write_to_peer(district, number, "Sudah?", version=None, asks=True)
    await agreeing.give_back(ministry, there, "Bukan kami", version=None)
    for place in (
        (world.district, world.ministry) if first == "question" else (world.ministry, world.district)
    ):
        await world.work(place)
    await world.work()
    for place in (world.district, world.ministry):
        assert await place.row(_TURN) == {"state": "returned", "turn": ""}
    said = "SELECT count(*) FROM message WHERE tenant_id = $1 AND text = 'Sudah?'"
    assert await world.ministry.value(said) == 1, "it is read all the same"
