"""Letters of a hand-over whose offer never came: waited for, but not for ever, and a person can end it."""

from uuid import UUID

import pytest

from helpdesk.escalation import service as escalation
from helpdesk.relay.log import give_up, letter_log, retry
from helpdesk.relay.model import LetterState, Line, Way
from helpdesk.relay.service import carry_due
from kit.errors import Conflict
from support.builders import an_opened_case
from support.world import World
from tenants.permissions.model import Actor, Role

_KEPT = (
    "SELECT id, state, reason, attempts FROM inbox_entry WHERE tenant_id = $1 AND kind = 'letter' ORDER BY id"
)
_LOST = "DELETE FROM inbox_entry WHERE tenant_id = $1 AND id = $2"
_LINK = "SELECT state, said FROM link WHERE tenant_id = $1"
_PEER = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer' ORDER BY at, id"
REASON = "Tawarannya tidak pernah kami terima."


async def offered_with_words(world: World) -> list[UUID]:
    """The district offers a case and writes two words; all three lie in the province's inbox, the offer first."""
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    for text in ("satu", "dua"):
        await escalation.write_to_peer(dewi, number, text, version=None)
    for _ in range(5):
        await carry_due(world.district.id, files=world.files)
    return [row["id"] for row in await world.province.rows(_KEPT)]


async def without_the_offer(world: World) -> None:
    """As after a loss: what follows an offer is here, and the offer is not."""
    offer, *_ = await offered_with_words(world)
    await world.province.change(_LOST, offer)


async def three_days(world: World) -> None:
    for _ in range(76):
        await world.clock.forward(minutes=69)
        await world.take_in(world.province)


async def overseer(world: World) -> Actor:
    return await world.staff(world.province, Role.SUPERVISOR, name="Rina")


async def dead(world: World) -> list[Line]:
    lines = (await letter_log(await overseer(world), dead_only=True)).lines
    return sorted(lines, key=lambda line: line.seq)


async def test_they_wait_for_days_and_then_for_a_person(world: World) -> None:
    await without_the_offer(world)
    for _ in range(30):
        await world.clock.forward(minutes=69)
        await world.take_in(world.province)
    assert {row["state"] for row in await world.province.rows(_KEPT)} == {"new"}, "its offer may be slow"
    assert await dead(world) == []
    await three_days(world)
    lines = await dead(world)
    assert [(each.way, each.kind, each.seq, each.error) for each in lines] == [
        (Way.IN, "note", 2, "handover_unknown"),
        (Way.IN, "note", 3, "handover_unknown"),
    ]
    before = await world.province.rows(_KEPT)
    await world.clock.forward(days=3)
    await world.take_in(world.province)
    assert await world.province.rows(_KEPT) == before, "nothing is tried any more"


async def test_an_offer_that_comes_after_all_takes_those_behind_it_along(world: World) -> None:
    offer, *_ = await offered_with_words(world)
    await world.province.change(
        "UPDATE inbox_entry SET state = 'failed' WHERE tenant_id = $1 AND id = $2", offer
    )
    await three_days(world)
    assert len(await dead(world)) == 3
    await retry(await overseer(world), offer)
    await world.work()
    assert [row["text"] for row in await world.province.rows(_PEER)] == ["satu", "dua"]
    assert await dead(world) == []


async def test_one_is_tried_anew_and_waits_again(world: World) -> None:
    await without_the_offer(world)
    await three_days(world)
    first, second = await dead(world)
    await retry(await overseer(world), first.id)
    await world.take_in(world.province)
    assert [each.id for each in await dead(world)] == [second.id]


async def test_dismissing_one_gives_the_case_back_with_the_reason_and_ends_the_waiting(world: World) -> None:
    await without_the_offer(world)
    await three_days(world)
    rina = await overseer(world)
    first, second = await dead(world)
    with pytest.raises(Conflict, match="earlier_letter_waits"):
        await give_up(rina, second.id, REASON)
    await give_up(rina, first.id, REASON)
    await world.work()
    assert await dead(world) == []
    assert await world.district.row(_LINK) == {"state": "returned", "said": REASON}
    assert not await world.district.value("SELECT escalated FROM cases WHERE tenant_id = $1")
    there = await world.staff(world.district, Role.SUPERVISOR)
    aside = [each for each in (await letter_log(there)).lines if each.state is LetterState.ASIDE]
    assert [(each.kind, each.settled_reason) for each in aside] == [("note", REASON)]
    assert await world.province.rows(_LINK) == []
