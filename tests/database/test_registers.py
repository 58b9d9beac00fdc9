"""The ledger of filings: every step is written down first, and nothing is filed twice."""

from typing import Any

import pytest

from helpdesk.channels.errors import ChannelFailing, ChannelUnreachable, MessageRejected, OutcomeUnknown
from helpdesk.channels.register import RemoteCase, RemoteEntry, RemoteStatus
from helpdesk.escalation import service as escalation
from helpdesk.registers import by_hand, store
from helpdesk.registers import service as registers
from helpdesk.registers.model import LEASE
from kit.errors import Conflict, Forbidden, Invalid
from support.builders import an_opened_case
from support.channel import refusing
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

_LEDGER = "SELECT step, error_code, tracking_id, status, attempts FROM register_link WHERE tenant_id = $1"


async def _asked(world: World) -> tuple[Actor, str]:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await registers.file(dewi, number, version=None)
    return dewi, number


async def _advance(world: World) -> dict[str, Any]:
    await registers.advance_due(world.district.id, world.book)
    return await world.district.row(_LEDGER)


async def test_a_filing_gets_its_number_and_the_citizen_reads_it(world: World) -> None:
    _, number = await _asked(world)
    await world.work()
    assert (await world.district.row(_LEDGER))["step"] == "tracking"
    [filing] = world.far_end.filed
    assert (filing.local_ref, filing.secret) == (number, True)
    tracking = await world.district.value("SELECT lapor_number FROM cases WHERE tenant_id = $1")
    assert tracking == "1000001"
    assert any(tracking in text for text in world.far_end.texts)


async def test_the_number_travels_down_to_the_desk_that_speaks_with_the_citizen(world: World) -> None:
    dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.ministry.slug, "Rujukan", world.book, version=None)
    await world.work()
    mirrored = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1")
    await registers.file(ratna, mirrored, version=None)
    await world.work()
    assert await world.district.value("SELECT lapor_number FROM cases WHERE tenant_id = $1") == "1000001"
    assert sum("1000001" in text for text in world.far_end.texts) == 1


async def test_a_register_that_is_away_is_tried_again(world: World) -> None:
    await _asked(world)
    world.far_end.answers = [refusing(ChannelUnreachable), refusing(ChannelFailing)]
    steps = []
    for minutes in (6, 31, 0):
        steps.append((await _advance(world))["step"])
        await world.clock.forward(minutes=minutes)
    assert steps == ["draft", "draft", "tracking"]


@pytest.mark.parametrize("fault", [OutcomeUnknown("timeout"), KeyError("adapter")])
async def test_a_filing_whose_outcome_is_unknown_waits_for_a_person_and_is_never_repeated(
    world: World, fault: Exception
) -> None:
    dewi, number = await _asked(world)
    world.far_end.answers = [fault]
    for _ in range(4):
        told = await _advance(world)
        await world.clock.forward(hours=2)
    assert (told["step"], told["error_code"]) == ("needs_person", "outcome_unknown")
    assert len(world.far_end.filed) == 1
    with pytest.raises(Conflict):
        await registers.file(dewi, number, version=None)
    stuck = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'register.stuck'"
    assert await world.district.value(stuck) == 1
    for wrong in ("", "abc", "1", "1" * 13):
        with pytest.raises(Invalid):
            await by_hand.settle(dewi, number, wrong, version=None)
    await by_hand.settle(dewi, number, " 7654321 ", version=None)
    assert await world.district.value("SELECT lapor_number FROM cases WHERE tenant_id = $1") == "7654321"
    with pytest.raises(Conflict):
        await by_hand.settle(dewi, number, "7654321", version=None)


async def test_whoever_dies_while_filing_leaves_the_question_to_a_person(world: World) -> None:
    await _asked(world)
    async with tenant_scope(world.district.id) as scope:
        assert await store.claim(scope) is not None
    assert (await _advance(world))["step"] == "submitting", "the lease protects a filing under way"
    await world.clock.forward(seconds=LEASE.total_seconds() + 1)
    assert (await _advance(world))["step"] == "needs_person"
    await world.clock.forward(days=2)
    await _advance(world)
    assert world.far_end.filed == []


async def test_a_number_that_another_case_has_cannot_settle_a_filing(world: World) -> None:
    await _asked(world)
    await world.work()
    dewi, number = await _asked(world)
    world.far_end.answers = [OutcomeUnknown("timeout")]
    await registers.advance_due(world.district.id, world.book)
    with pytest.raises(Conflict) as refused:
        await by_hand.settle(dewi, number, "1000001", version=None)
    assert refused.value.code == "already_in_register"


async def test_a_refused_filing_may_be_filed_again_by_hand(world: World) -> None:
    dewi, number = await _asked(world)
    world.far_end.answers = [refusing(MessageRejected, "E12")]
    assert (await _advance(world))["step"] == "failed"
    await registers.file(dewi, number, version=None)
    await world.work()
    steps = await world.district.rows(
        "SELECT step FROM register_link WHERE tenant_id = $1 ORDER BY created_at, id"
    )
    assert [row["step"] for row in steps] == ["failed", "tracking"]


async def test_what_is_said_there_is_taken_over_once(world: World) -> None:
    await _asked(world)
    await world.work()
    entries = tuple(RemoteEntry(key=f"k{n}", kind="reply", text=f"jawaban {n}") for n in range(3))
    for count, code in ((2, "in_process"), (3, "in_process"), (3, "unknown"), (3, "archived")):
        world.far_end.remote = RemoteCase(status=RemoteStatus(code=code), entries=entries[:count])
        await world.clock.forward(hours=14)
        await _advance(world)
    told = await world.district.row(_LEDGER)
    assert (told["step"], told["status"]) == ("tracking", "archived")
    assert await world.district.value("SELECT count(*) FROM register_entry WHERE tenant_id = $1") == 3
    changed = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'register.changed'"
    assert await world.district.value(changed) == 3


@pytest.mark.parametrize("fault", [ChannelFailing("500"), ZeroDivisionError()])
async def test_a_look_that_fails_does_not_hurt_the_filings_beside_it(world: World, fault: Exception) -> None:
    await _asked(world)
    await world.work()
    await world.clock.forward(hours=4)
    await _asked(world)
    world.far_end.answers = [fault]
    await registers.advance_due(world.district.id, world.book)
    steps = await world.district.rows("SELECT step FROM register_link WHERE tenant_id = $1")
    assert [row["step"] for row in steps] == ["tracking", "tracking"]


async def test_only_who_may_files(world: World) -> None:
    joko = await world.staff(world.district, Role.UNIT_OFFICER, "Sekretariat")
    with pytest.raises(Forbidden):
        await registers.file(joko, "BTG-0000-0000-0", version=None)
