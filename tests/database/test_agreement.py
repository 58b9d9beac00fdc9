"""The agreement between two desks: an offer is taken on, given back, taken back, or ends by itself; and whatever
crosses on its way, both sides end equal."""

from datetime import timedelta

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.escalation import agreeing
from helpdesk.escalation import service as escalation
from helpdesk.relay.service import carry_due
from helpdesk.replies import service as replies
from kit.errors import Conflict, Forbidden, Invalid
from support.builders import an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_STATE = "SELECT state, said FROM link WHERE tenant_id = $1"
_CASE = "SELECT state, escalated, unread FROM cases WHERE tenant_id = $1 AND mirrored = $2"
_CLOCK = (
    "SELECT k.state FROM clock, json_to_recordset(value) AS k (kind text, state text)"
    " WHERE tenant_id = $1 AND kind = 'handover'"
)
_WORDS = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer' ORDER BY at, id"


async def offered(world: World) -> tuple[Actor, str, Actor, str]:
    """Dewi's case at the district lies as an offer on Hendro's desk at the province."""
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()
    mirrored = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    return dewi, number, hendro, mirrored


async def states(world: World) -> list[str]:
    """What each side holds of the hand-over."""
    return [(await place.row(_STATE))["state"] for place in (world.district, world.province)]


async def words(place: Place) -> list[str]:
    return [row["text"] for row in await place.rows(_WORDS)]


async def test_an_offer_lies_on_the_other_desk_until_somebody_takes_it_on(world: World) -> None:
    _, _, hendro, mirrored = await offered(world)
    assert await states(world) == ["offered", "offered"]
    assert await world.district.value(_CLOCK) == "running", "nobody agreed yet"
    assert await world.district.value("SELECT peer_number FROM link WHERE tenant_id = $1") == mirrored
    await cases.see(hendro, mirrored)
    await world.work()
    assert await states(world) == ["offered", "offered"], "a look takes nothing on"
    await agreeing.accept(hendro, mirrored, version=None)
    await world.work()
    assert await states(world) == ["accepted", "accepted"]
    assert await world.district.value(_CLOCK) == "met"
    with pytest.raises(Conflict):
        await agreeing.accept(hendro, mirrored, version=None)


@pytest.mark.parametrize("act", ["verify", "dispose", "answer"])
async def test_who_works_on_it_has_taken_it_on(world: World, act: str) -> None:
    _, _, hendro, mirrored = await offered(world)
    if act == "verify":
        await cases.verify(hendro, mirrored, CaseKind.COMPLAINT, version=None)
    elif act == "dispose":
        unit = world.province.units["Sekretariat"]
        await cases.dispose(hendro, mirrored, unit, "Mohon jawaban", version=None)
    else:
        await replies.reply(hendro, mirrored, "Senin.", world.book, version=None)
    await world.work()
    assert await states(world) == ["in_progress", "in_progress"]
    assert await world.district.value(_CLOCK) == "met"


async def test_a_case_comes_back_with_the_reason_that_the_asking_desk_reads(world: World) -> None:
    _, _, hendro, mirrored = await offered(world)
    with pytest.raises(Invalid):
        await agreeing.give_back(hendro, mirrored, " ", version=None)
    await agreeing.give_back(hendro, mirrored, "Ini wewenang kabupaten.", version=None)
    await world.work()
    assert await states(world) == ["returned", "returned"]
    assert (await world.district.row(_STATE))["said"] == "Ini wewenang kabupaten."
    assert await words(world.district) == ["Ini wewenang kabupaten."]
    assert await world.district.row(_CASE, False) == {"state": "received", "escalated": False, "unread": True}
    assert (await world.province.row(_CASE, True))["state"] == "rejected"
    assert await world.district.value(_CLOCK) == "met", "returned in time is an agreement too"


@pytest.mark.parametrize("taken_on", [False, True])
async def test_a_case_is_taken_back_with_a_reason_that_the_other_desk_reads(
    world: World, taken_on: bool
) -> None:
    dewi, number, hendro, mirrored = await offered(world)
    if taken_on:
        await agreeing.accept(hendro, mirrored, version=None)
        await world.work()
    await agreeing.withdraw(dewi, number, "Sudah selesai di sini.", version=None)
    await world.work()
    assert await states(world) == ["withdrawn", "withdrawn"]
    assert (await world.province.row(_STATE))["said"] == "Sudah selesai di sini."
    assert await words(world.province) == ["Sudah selesai di sini."]
    assert await world.province.row(_CASE, True) == {"state": "rejected", "escalated": False, "unread": True}
    assert not (await world.district.row(_CASE, False))["escalated"]
    assert await world.district.value(_CLOCK) == ("met" if taken_on else "stopped")
    with pytest.raises(Conflict):
        await agreeing.withdraw(dewi, number, "Lagi", version=None)


async def test_an_offer_that_nobody_takes_on_ends_by_itself_and_the_case_is_at_home_again(
    world: World,
) -> None:
    _, _, hendro, mirrored = await offered(world)
    await world.district.change("UPDATE cases SET unread = false WHERE tenant_id = $1")
    times = await world.district.row("SELECT agree_by, due_at FROM link WHERE tenant_id = $1")
    assert times["due_at"] - times["agree_by"] == timedelta(hours=48)
    assert await world.province.value("SELECT agree_by FROM link WHERE tenant_id = $1") == times["agree_by"]
    assert await agreeing.expire_due(world.district.id) == 0
    await world.clock.forward(days=14)
    await world.work(world.district, world.province)
    assert await states(world) == ["expired", "expired"]
    assert await world.district.row(_CASE, False) == {"state": "received", "escalated": False, "unread": True}
    assert (await world.province.row(_CASE, True))["state"] == "rejected"
    assert await world.district.value(_CLOCK) == "stopped"
    with pytest.raises(Conflict):
        await agreeing.accept(hendro, mirrored, version=None)


async def test_an_offer_that_was_taken_on_never_ends_by_itself(world: World) -> None:
    _, _, hendro, mirrored = await offered(world)
    await agreeing.accept(hendro, mirrored, version=None)
    await world.work()
    await world.clock.forward(days=14)
    await world.work(world.district, world.province)
    assert await states(world) == ["accepted", "accepted"]


@pytest.mark.parametrize("act", ["accept", "verify", "give_back", "close"])
async def test_letters_that_cross_a_withdrawal_leave_both_sides_equal(world: World, act: str) -> None:
    """Both desks act before either hears of the other."""
    dewi, number, hendro, mirrored = await offered(world)
    await agreeing.withdraw(dewi, number, "Tidak jadi", version=None)
    if act == "accept":
        await agreeing.accept(hendro, mirrored, version=None)
    elif act == "verify":
        await cases.verify(hendro, mirrored, CaseKind.COMPLAINT, version=None)
    elif act == "give_back":
        await agreeing.give_back(hendro, mirrored, "Bukan kami", version=None)
    else:
        await cases.close(hendro, mirrored, version=None)
    await world.dispatch(world.province)  # its letters are written before the other's arrive
    for place in (world.province, world.district):
        await carry_due(place.id, files=world.files)
    await world.work()
    here, there = await states(world)
    assert here == there == {"give_back": "returned", "close": "closed"}.get(act, "withdrawn")
    assert not (await world.district.row(_CASE, False))["escalated"]


async def test_an_acceptance_that_comes_after_the_end_is_too_late_on_both_sides(world: World) -> None:
    _, _, hendro, mirrored = await offered(world)
    await agreeing.accept(hendro, mirrored, version=None)
    await world.clock.forward(days=14)
    assert await agreeing.expire_due(world.district.id) == 1
    await world.work(world.district, world.province)
    assert await states(world) == ["expired", "expired"]


async def test_what_was_asked_of_a_further_office_is_taken_back_with_it(world: World) -> None:
    dewi, number, hendro, mirrored = await offered(world)
    await escalation.escalate(hendro, mirrored, world.ministry.slug, "Terus", world.book, version=None)
    await world.work()
    await agreeing.withdraw(dewi, number, "Tidak jadi", version=None)
    await world.work()
    assert await world.ministry.row(_STATE) == {"state": "withdrawn", "said": "Tidak jadi"}
    assert (await world.ministry.row(_CASE, True))["state"] == "rejected"
    assert not (await world.province.row(_CASE, True))["escalated"]


async def test_who_may_not_hand_over_neither_returns_nor_withdraws(world: World) -> None:
    _, number, _, mirrored = await offered(world)
    joko = await world.staff(world.province, Role.UNIT_OFFICER, "Sekretariat")
    with pytest.raises(Forbidden):
        await agreeing.give_back(joko, mirrored, "x", version=None)
    joko = await world.staff(world.district, Role.UNIT_OFFICER, "Sekretariat")
    with pytest.raises(Forbidden):
        await agreeing.withdraw(joko, number, "x", version=None)
    head = await world.staff(world.province, Role.HEAD)
    with pytest.raises(Forbidden):
        await agreeing.accept(head, mirrored, version=None)
