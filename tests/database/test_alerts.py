"""A promise in danger is told to who can still do something, in the hours of the office, and once."""

import asyncio
from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.watch import sweep
from helpdesk.channels.model import OutboundMessage
from helpdesk.notifications.alerting import tell_due
from helpdesk.notifications.alerts import forget_told
from helpdesk.relay.alarms import carry_alarms
from support.builders import an_opened_case
from support.colleagues import UNIT, a_colleague
from support.office_week import closed_until_tomorrow, open_day_and_night
from support.world import Place, World
from tenants.permissions.model import Role


async def _open(place: Place, *, always: bool) -> None:
    """Open day and night, or, from the day after tomorrow on only, so that nothing is told today."""
    await (open_day_and_night if always else closed_until_tomorrow)(place)


@pytest.fixture(autouse=True)
async def open_houses(world: World) -> None:
    for place in world.places:
        await _open(place, always=True)


def _said(message: OutboundMessage) -> str:
    return message.text or " ".join(message.template.variables if message.template else ())


async def _pass(world: World, **time: float) -> None:
    await world.clock.forward(**time)
    for place in world.places:
        while await sweep(place.id):
            continue
    await world.work()


async def test_who_holds_the_case_hears_first_and_the_supervisor_when_it_is_missed(world: World) -> None:
    agent, phone = await a_colleague(world, role=Role.AGENT)
    _, above = await a_colleague(world, role=Role.SUPERVISOR)
    number = await an_opened_case(world)
    await cases.take(agent, number, version=None)
    await _pass(world, hours=7)
    [near] = world.far_end.sent_to(phone)
    assert near.template is not None
    assert (near.template.name, near.template.variables[0]) == ("colleague_alert", "1")
    assert number in _said(near)
    assert "Dilihat pertama" in _said(near)
    assert world.far_end.sent_to(above) == []
    await _pass(world, hours=2)
    assert len(world.far_end.sent_to(phone)) == 2
    [late] = world.far_end.sent_to(above)
    assert "lewat sejak" in _said(late)


async def test_a_case_that_nobody_holds_is_told_to_its_unit_or_else_to_the_supervisors(world: World) -> None:
    agent = await world.staff(world.district)
    _, officer = await a_colleague(world)
    _, above = await a_colleague(world, role=Role.SUPERVISOR)
    await an_opened_case(world)
    await _pass(world, hours=7)
    assert (len(world.far_end.sent_to(officer)), len(world.far_end.sent_to(above))) == (0, 1)
    passed_on = await an_opened_case(world)
    await cases.dispose(agent, passed_on, world.district.units[UNIT], "Periksa", version=None)
    await world.work()
    world.far_end.sent.clear()
    await _pass(world, days=12)
    assert passed_on in " ".join(_said(message) for message in world.far_end.sent_to(officer))


async def test_the_head_hears_of_what_stays_late_and_then_the_supervisors_of_the_office_above(
    world: World,
) -> None:
    _, head = await a_colleague(world, role=Role.HEAD)
    _, province = await a_colleague(world, place=world.province, role=Role.SUPERVISOR)
    _, ministry = await a_colleague(world, place=world.ministry, role=Role.SUPERVISOR)
    number = await an_opened_case(world, text="Antrean gigi penuh, saya Siti di Jalan Mawar 7")
    await _pass(world, hours=12.5)
    assert (len(world.far_end.sent_to(head)), world.far_end.sent_to(province)) == (1, [])
    await _pass(world, hours=4)
    [carried] = world.far_end.sent_to(province)
    assert number in _said(carried)
    assert f"Kantor {world.district.slug}" in _said(carried)
    for word in ("Siti", "Mawar", "Antrean"):
        assert word not in _said(carried)
    assert world.far_end.sent_to(ministry) == [], "the office above, not everybody above"
    kept = await world.province.row("SELECT case_id, office FROM alert WHERE tenant_id = $1")
    assert kept == {"case_id": None, "office": f"Kantor {world.district.slug}"}


async def test_an_alert_waits_until_the_office_opens_and_is_dropped_when_the_promise_was_kept(
    world: World,
) -> None:
    agent, phone = await a_colleague(world, role=Role.AGENT)
    numbers = [await an_opened_case(world) for _ in range(2)]
    await _open(world.district, always=False)
    for number in numbers:
        await cases.assign(agent, number, agent.id, version=None)
    await _pass(world, hours=7)
    assert world.far_end.sent_to(phone) == [], "nobody is called at home"
    waiting = await world.district.rows("SELECT due_at FROM alert WHERE tenant_id = $1 AND state = 'waiting'")
    assert len(waiting) == 2
    await cases.see(agent, numbers[0])
    await world.clock.forward(days=3)
    await world.work()
    told = " ".join(_said(message) for message in world.far_end.sent_to(phone))
    assert numbers[1] in told
    assert numbers[0] not in told
    states: list[dict[str, Any]] = await world.district.rows(
        "SELECT state, count(*) FROM alert WHERE tenant_id = $1 GROUP BY state ORDER BY state"
    )
    assert [row["state"] for row in states] == ["dropped", "told"]


async def test_several_alerts_for_one_person_are_one_message(world: World) -> None:
    agent, phone = await a_colleague(world, role=Role.AGENT)
    for _ in range(7):
        await cases.take(agent, await an_opened_case(world), version=None)
    await _pass(world, hours=7)
    [told] = world.far_end.sent_to(phone)
    assert told.template is not None
    assert told.template.variables[0] == "7"
    assert "dan 2 lagi" in told.template.variables[1]


async def test_each_is_told_once_whatever_is_repeated(world: World) -> None:
    agent, phone = await a_colleague(world, role=Role.AGENT)
    _, province = await a_colleague(world, place=world.province, role=Role.SUPERVISOR)
    await cases.take(agent, await an_opened_case(world), version=None)
    await world.clock.forward(hours=17)
    await asyncio.gather(*(sweep(world.district.id) for _ in range(3)))
    for _ in range(2):
        await world.dispatch(world.district)
    await asyncio.gather(*(carry_alarms(world.district.id) for _ in range(3)))
    for place in (world.district, world.province):
        await asyncio.gather(*(tell_due(place.id, world.book, world.links) for _ in range(3)))
    await world.work()
    assert len(world.far_end.sent_to(phone)) == 1, "the warning and the breach, in one message"
    assert len(world.far_end.sent_to(province)) == 1


async def test_alerts_settled_long_ago_are_forgotten(world: World) -> None:
    await an_opened_case(world)
    await a_colleague(world, role=Role.SUPERVISOR)
    await _pass(world, hours=7)
    assert await forget_told(world.district.id, 100) == 0
    await world.clock.forward(days=91)
    assert await forget_told(world.district.id, 100) == 1
