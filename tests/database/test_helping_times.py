"""How long each had a case that several units work on: holders add up, helpers run beside them."""

from datetime import timedelta

from helpdesk.casefile.service import case_page
from helpdesk.cases import joining
from helpdesk.cases import service as cases
from helpdesk.cases.helping import helped
from helpdesk.cases.legs import Holder, shares
from helpdesk.cases.model import PartRole
from helpdesk.cases.timekeeping import timekeeping
from helpdesk.unit_links import answering, at_desk
from kit.ids import uuid7
from support.builders import an_opened_case
from support.unit_desk import UNIT
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

HELPER, SECOND = "Puskesmas Batang II", "Sekretariat"


async def test_holders_add_up_to_the_whole_and_helpers_run_beside_them(world: World) -> None:
    place, clock = world.district, world.clock
    agent = await world.staff(place)
    lead, officer, second = [
        await world.staff(place, Role.UNIT_OFFICER, unit) for unit in (UNIT, HELPER, SECOND)
    ]
    units = place.units
    number = await an_opened_case(world)

    async def add(unit: str) -> None:
        await joining.join(agent, number, [units[unit]], PartRole.HELPER, "", version=None)

    await clock.forward(hours=1)
    await cases.dispose(agent, number, units[UNIT], "", version=None)
    await clock.forward(hours=2)
    await add(HELPER)
    await clock.forward(hours=3)
    await add(SECOND)
    await clock.forward(hours=4)
    answer = uuid7()
    await at_desk.answer(officer, number, units[HELPER], "Ya", version=None, answer_id=answer)
    await clock.forward(hours=5)
    await answering.return_answer(agent, number, answer, "Sebutkan jumlahnya", version=None)
    await clock.forward(hours=6)
    await at_desk.give_back(second, number, units[SECOND], "Bukan tugas kami", version=None)
    await at_desk.give_back(lead, number, units[UNIT], "Bukan wilayah kami", version=None)
    await clock.forward(hours=7)
    await cases.dispose(agent, number, units[HELPER], "Anda saja", version=None)
    await clock.forward(hours=8)

    case = (await case_page(agent, number, world.book)).case
    kept = await timekeeping(place.id, case)
    async with tenant_scope(place.id, read_only=True) as scope:
        now = scope.now
    held = shares(kept.legs, now)
    assert sum((each.time for each in held), timedelta()) == now - case.opened_at
    hours = {(each.holder, each.id): round(each.time.total_seconds() / 3600) for each in held}
    assert hours == {
        (Holder.DESK, None): 1 + 7,
        (Holder.UNIT, units[UNIT]): 2 + 3 + 4 + 5 + 6,
        (Holder.UNIT, units[HELPER]): 8,
    }
    beside = {
        each.unit_id: (round(each.time.total_seconds() / 3600), each.owes) for each in helped(kept.help, now)
    }
    assert beside == {units[HELPER]: (3 + 4 + 6 + 7, False), units[SECOND]: (4 + 5 + 6, False)}


async def test_the_end_of_the_case_stops_the_time_of_who_helps_and_taking_it_up_goes_on(world: World) -> None:
    place, clock = world.district, world.clock
    agent, officer = await world.staff(place), await world.staff(place, Role.UNIT_OFFICER, HELPER)
    await world.staff(place, Role.UNIT_OFFICER, SECOND)
    units, number = place.units, await an_opened_case(world)
    helpers = [units[HELPER], units[SECOND]]
    await cases.dispose(agent, number, units[UNIT], "", version=None, helpers=helpers)
    await clock.forward(hours=1)
    await at_desk.answer(officer, number, units[HELPER], "Ya", version=None, answer_id=uuid7())
    await clock.forward(hours=1)
    await cases.close(agent, number, version=None)
    await clock.forward(hours=10)
    await cases.reopen(agent, number, version=None)
    await clock.forward(hours=3)
    view = await case_page(agent, number, world.book)
    found = {
        each.unit_id: (round(each.time.total_seconds() / 3600), each.owes)
        for each in helped(view.help, view.now)
    }
    assert found == {units[HELPER]: (1, False), units[SECOND]: (5, True)}


async def test_a_copy_holds_nothing_until_it_is_asked_to_help(world: World) -> None:
    place, clock = world.district, world.clock
    agent = await world.staff(place)
    await world.staff(place, Role.UNIT_OFFICER, HELPER)
    units, number = place.units, await an_opened_case(world)
    await cases.dispose(agent, number, units[UNIT], "", version=None, copies=[units[HELPER]])
    await clock.forward(hours=2)
    assert (await case_page(agent, number, world.book)).help == ()
    await joining.instruct(agent, number, units[HELPER], PartRole.HELPER, "Bantu", version=None)
    await clock.forward(hours=2)
    await joining.instruct(agent, number, units[HELPER], PartRole.COPY, "Cukup", version=None)
    await clock.forward(hours=2)
    view = await case_page(agent, number, world.book)
    [only] = helped(view.help, view.now)
    assert (round(only.time.total_seconds() / 3600), only.owes) == (2, False)
