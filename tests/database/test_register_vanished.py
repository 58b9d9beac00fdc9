"""An office that says it files a case in LAPOR and then is silent holds ours up until a supervisor lets it go."""

from typing import Any

import pytest

from helpdesk.casefile.rules import Act
from helpdesk.casefile.service import case_page
from helpdesk.escalation import filings
from helpdesk.escalation import service as escalation
from helpdesk.registers import service as registers
from kit.errors import Conflict, Forbidden, Invalid
from support.administrators import audited
from support.builders import an_opened_case
from support.lapor_watch import LaporStage, a_lapor
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_CASE = "SELECT number, lapor_number, filed_elsewhere FROM cases WHERE tenant_id = $1"
_LINK = "SELECT peer_files, peer_files_at IS NOT NULL AS dated, peer_passed FROM link WHERE tenant_id = $1"
_SECOND = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND detail->>'second' = 'true'"
_WHY = "Kementerian tidak menjawab telepon sejak Senin"


async def _case(place: Place) -> dict[str, Any]:
    return await place.row(_CASE)


async def _silent(world: World, stage: LaporStage) -> tuple[Actor, str]:
    """The ministry was asked, said that it files, and LAPOR puts it off; an officer and the number of the case here."""
    dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.ministry.slug, "Mohon bantuan", world.book, version=None)
    await world.work()
    await stage.faults(orders=[{"call": "create", "failure": "throttled"}])
    await registers.file(ratna, (await _case(world.ministry))["number"], version=None)
    await world.work()
    assert (await _case(world.district))["filed_elsewhere"] is True
    return dewi, number


async def test_only_a_supervisor_with_a_reason_stops_waiting_and_only_where_somebody_is_waited_for(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        dewi, number = await _silent(world, stage)
        wahyu = await world.staff(world.district, Role.SUPERVISOR)
        assert await world.district.row(_LINK) == {"peer_files": True, "dated": True, "peer_passed": False}
        assert Act.FILE_ANYWAY not in (await case_page(dewi, number, stage.book)).acts
        assert Act.FILE_ANYWAY in (await case_page(wahyu, number, stage.book)).acts
        with pytest.raises(Forbidden):
            await filings.file_anyway(dewi, number, _WHY, version=None)
        with pytest.raises(Invalid):
            await filings.file_anyway(wahyu, number, " ", version=None)
        with pytest.raises(Conflict, match="filed_elsewhere"):
            await registers.file(dewi, number, version=None)
        await filings.file_anyway(wahyu, number, _WHY, version=None)
        assert "register.passed_over" in await audited(world.district)
        note = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'note'"
        assert await world.district.value(note) == _WHY
        assert Act.REGISTER in (await case_page(dewi, number, stage.book)).acts
        with pytest.raises(Conflict, match="nobody_else_files"):
            await filings.file_anyway(wahyu, number, _WHY, version=None)


async def test_an_office_that_comes_back_before_it_filed_gives_way_and_both_bear_our_number(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        dewi, number = await _silent(world, stage)
        wahyu = await world.staff(world.district, Role.SUPERVISOR)
        await filings.file_anyway(wahyu, number, _WHY, version=None)
        await registers.file(dewi, number, version=None)
        await registers.advance_due(world.district.id, stage.book)
        await world.work()
        await world.clock.forward(hours=1)
        await world.work()
        known = (await _case(world.district))["lapor_number"]
        assert known and (await _case(world.ministry))["lapor_number"] == known
        assert (await stage.ledger())["filed"] == 1
        assert await world.ministry.value("SELECT step FROM register_link WHERE tenant_id = $1") == "failed"
        assert await world.district.row(_LINK) == {"peer_files": False, "dated": False, "peer_passed": False}
        assert sum(known in text for text in world.far_end.texts) == 1


async def test_an_office_that_had_filed_all_the_same_leaves_two_numbers_that_both_desks_know(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        dewi, number = await _silent(world, stage)
        wahyu = await world.staff(world.district, Role.SUPERVISOR)
        await world.clock.forward(minutes=10)
        await registers.advance_due(world.ministry.id, stage.book)  # and its letter is on its way for long
        await filings.file_anyway(wahyu, number, _WHY, version=None)
        await registers.file(dewi, number, version=None)
        await registers.advance_due(world.district.id, stage.book)
        ours, theirs = await _case(world.district), await _case(world.ministry)
        await world.work()
        assert (await stage.ledger())["filed"] == 2
        for place, case in ((world.district, ours), (world.ministry, theirs)):
            assert (await _case(place))["lapor_number"] == case["lapor_number"] != ""
            assert await place.value(_SECOND) == 1
        assert sum(theirs["lapor_number"] in text for text in world.far_end.texts) == 0
