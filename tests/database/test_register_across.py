"""A matter that several offices have is filed in LAPOR once, whichever of them files it."""

from typing import Any

import pytest

from helpdesk.casefile.rules import Act
from helpdesk.casefile.service import case_page
from helpdesk.escalation import service as escalation
from helpdesk.registers import service as registers
from kit.errors import Conflict
from support.builders import an_opened_case
from support.lapor_watch import LaporStage, a_lapor
from support.world import Place, World
from tenants.permissions.model import Actor

_CASE = "SELECT number, lapor_number, filed_elsewhere FROM cases WHERE tenant_id = $1"
_LINES = "SELECT step, error_code FROM register_link WHERE tenant_id = $1 ORDER BY created_at, id"


async def _hand_over(world: World, dewi: Actor, number: str) -> None:
    await escalation.escalate(dewi, number, world.ministry.slug, "Mohon bantuan", world.book, version=None)


async def _case(place: Place) -> dict[str, Any]:
    return await place.row(_CASE)


async def _file(world: World, stage: LaporStage, dewi: Actor, number: str, **order: str) -> None:
    """Ask for it and let the worker try once."""
    if order:
        await stage.faults(orders=[{"call": "create", **order}])
    await registers.file(dewi, number, version=None)
    await registers.advance_due(dewi.tenant_id, stage.book)


def _told(world: World, number: str) -> int:
    return sum(number in text for text in world.far_end.texts)


async def test_what_stands_in_lapor_is_handed_over_with_its_number_and_not_filed_again(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
        number = await an_opened_case(world)
        await _file(world, stage, dewi, number)
        known = (await _case(world.district))["lapor_number"]
        await _hand_over(world, dewi, number)
        await world.work()
        mirrored = await _case(world.ministry)
        assert mirrored["lapor_number"] == known
        with pytest.raises(Conflict) as refused:
            await registers.file(ratna, mirrored["number"], version=None)
        assert (refused.value.code, refused.value.details) == ("already_in_register", {"number": known})
        assert ((await stage.ledger())["filed"], _told(world, known)) == (1, 1)


async def test_a_number_that_is_known_after_the_hand_over_travels_up_as_well(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
        number = await an_opened_case(world)
        await _hand_over(world, dewi, number)
        await world.work()
        await _file(world, stage, dewi, number, failure="throttled")
        await world.work()
        mirrored = await _case(world.ministry)
        assert (mirrored["lapor_number"], mirrored["filed_elsewhere"]) == ("", True)
        with pytest.raises(Conflict) as refused:
            await registers.file(ratna, mirrored["number"], version=None)
        assert refused.value.code == "filed_elsewhere"
        view = await case_page(ratna, mirrored["number"], stage.book)
        assert Act.REGISTER not in view.acts
        await world.clock.forward(minutes=10)
        await world.work()
        known = (await _case(world.district))["lapor_number"]
        mirrored = await _case(world.ministry)
        assert known
        assert (mirrored["lapor_number"], mirrored["filed_elsewhere"]) == (known, False)
        assert ((await stage.ledger())["filed"], _told(world, known)) == (1, 1)


async def test_a_filing_under_way_goes_along_with_the_offer_and_its_end_frees_the_other_office(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
        number = await an_opened_case(world)
        await _file(world, stage, dewi, number, failure="throttled")
        look = await escalation.preview(dewi, number, world.ministry.slug)
        assert (look.package.lapor_number, look.package.filing) == ("", True)
        await _hand_over(world, dewi, number)
        await world.work()
        mirrored = await _case(world.ministry)
        assert mirrored["filed_elsewhere"] is True
        await stage.faults(orders=[{"call": "create", "failure": "refused"}])
        await world.clock.forward(minutes=10)
        await world.work()
        assert (await _case(world.ministry))["filed_elsewhere"] is False
        await _file(world, stage, ratna, mirrored["number"])
        await world.work()
        known = (await _case(world.ministry))["lapor_number"]
        assert (await _case(world.district))["lapor_number"] == known
        assert ((await stage.ledger())["filed"], _told(world, known)) == (1, 1)


async def test_of_two_offices_that_file_at_once_the_one_that_was_asked_gives_way(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
        number = await an_opened_case(world)
        await _hand_over(world, dewi, number)
        await world.work()
        mirrored = (await _case(world.ministry))["number"]
        await stage.faults(orders=[{"call": "create", "failure": "throttled", "times": 2}])
        await registers.file(dewi, number, version=None)
        await registers.file(ratna, mirrored, version=None)
        await world.work()
        assert await world.ministry.rows(_LINES) == [{"step": "failed", "error_code": "filed_elsewhere"}]
        await world.clock.forward(minutes=10)
        await world.work()
        known = (await _case(world.district))["lapor_number"]
        assert known and (await _case(world.ministry))["lapor_number"] == known
        assert ((await stage.ledger())["filed"], _told(world, known)) == (1, 1)


async def test_a_filing_that_waits_ends_when_the_number_comes_from_the_office_above(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
        number = await an_opened_case(world)
        await _hand_over(world, dewi, number)
        await world.work()
        await _file(world, stage, ratna, (await _case(world.ministry))["number"])
        await _file(world, stage, dewi, number, failure="throttled")
        await world.work()
        await world.clock.forward(hours=1)
        await world.work()
        known = (await _case(world.ministry))["lapor_number"]
        assert await world.district.rows(_LINES) == [{"step": "failed", "error_code": "already_in_register"}]
        assert (await _case(world.district))["lapor_number"] == known
        assert ((await stage.ledger())["filed"], _told(world, known)) == (1, 1)


async def test_a_filing_that_waits_is_not_sent_once_its_case_has_a_number(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, number = await world.staff(world.district), await an_opened_case(world)
        await _file(world, stage, dewi, number, failure="throttled")
        await world.district.change("UPDATE cases SET lapor_number = '7654321' WHERE tenant_id = $1")
        await world.clock.forward(minutes=10)
        await world.work()
        assert await world.district.rows(_LINES) == [{"step": "failed", "error_code": "already_in_register"}]
        assert (await _case(world.district))["lapor_number"] == "7654321"
        assert (await stage.ledger())["filed"] == 0


async def test_a_second_number_changes_nothing_for_the_citizen_and_is_told_to_the_desk(world: World) -> None:
    """Both had filed before either could hear of the other."""
    async with a_lapor(world) as stage:
        dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
        number = await an_opened_case(world)
        await _hand_over(world, dewi, number)
        await world.work()
        await _file(world, stage, dewi, number)
        await _file(world, stage, ratna, (await _case(world.ministry))["number"])
        first, second = await _case(world.district), await _case(world.ministry)
        await world.work()
        for place, case in ((world.district, first), (world.ministry, second)):
            assert (await _case(place))["lapor_number"] == case["lapor_number"]
            told = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND detail->>'second' = 'true'"
            assert await place.value(told) == 1
        assert (_told(world, first["lapor_number"]), _told(world, second["lapor_number"])) == (1, 0)
