"""A case at the wrong desk, for a unit whose rule asks for approval: it waits, and then its citizen hears."""

import pytest

from helpdesk.approvals.model import Approvers, Rule
from support.approving import rules
from support.builders import an_opened_case
from support.officers import Browser, Floor
from support.unit_desk import UNIT
from support.world import Place
from tenants.permissions.model import Role

_UNIT_OF = (
    "SELECT u.name FROM cases c LEFT JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id"
    " WHERE c.tenant_id = $1"
)
_TOLD = (
    "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'out' AND text LIKE '%kami teruskan ke%'"
)
OTHER = "Puskesmas Batang II"


async def told(place: Place) -> list[str]:
    return [row["text"] for row in await place.rows(_TOLD)]


async def passed_on(floor: Floor) -> tuple[Browser, Browser, str]:
    """An agent passes it on as none of the desk's business; a head decides."""
    agent, _ = await floor.officer(name="Dewi")
    head, _ = await floor.officer(Role.HEAD, name="Sri")
    number = await an_opened_case(floor.world)
    unit = str(floor.world.district.units[UNIT])
    page = await agent.get(f"cases/{number}/wrong_door")
    answer = await agent.send(page, "/wrong_door", owner="unit", unit=unit, reason="Loket gigi")
    assert answer.status_code == 303, answer.text
    await floor.world.work()
    return agent, head, number


async def test_without_a_rule_the_citizen_hears_at_once_which_unit_has_it(floor: Floor) -> None:
    await passed_on(floor)
    [text] = await told(floor.world.district)
    assert f"kami teruskan ke {UNIT}" in text
    assert await floor.world.district.value(_UNIT_OF) == UNIT


@pytest.mark.parametrize("unit", [UNIT, OTHER])
async def test_it_waits_and_the_citizen_hears_when_it_is_approved(floor: Floor, unit: str) -> None:
    """As it was asked for, or changed to another unit first."""
    place = floor.world.district
    await rules(floor.world, Rule(approvers=Approvers.HEAD, unit_id=place.units[UNIT]))
    agent, head, number = await passed_on(floor)
    assert await place.value(_UNIT_OF) is None
    assert await told(place) == []
    assert "Menunggu persetujuan" in (await agent.get(f"cases/{number}")).text
    page = await head.get(f"cases/{number}/approve")
    assert (await head.send(page, "/approve", unit=str(place.units[unit]))).status_code == 303
    await floor.world.work()
    assert await place.value(_UNIT_OF) == unit
    [text] = await told(place)
    assert f"kami teruskan ke {unit}." in text


async def test_a_refused_one_stays_and_the_citizen_hears_nothing(floor: Floor) -> None:
    place = floor.world.district
    await rules(floor.world, Rule(approvers=Approvers.HEAD, unit_id=place.units[UNIT]))
    _, head, number = await passed_on(floor)
    page = await head.get(f"cases/{number}/refuse")
    assert (await head.send(page, "/refuse", reason="Bukan loket kami")).status_code == 303
    await floor.world.work()
    assert await place.value(_UNIT_OF) is None
    assert await told(place) == []


async def test_what_is_passed_on_in_the_ordinary_way_is_not_told(floor: Floor) -> None:
    agent, _ = await floor.officer(name="Dewi")
    number = await an_opened_case(floor.world)
    unit = str(floor.world.district.units[UNIT])
    await agent.does(f"cases/{number}/dispose", "/dispose", unit=unit, instruction="Periksa")
    await floor.world.work()
    assert await told(floor.world.district) == []
