"""Citizens' data go by themselves when their time is over: by the office's own setting, once, and never too early."""

import asyncio
from typing import Any

import asyncpg
import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.escalation import erasing
from helpdesk.escalation import service as escalation
from helpdesk.retention import service as retention
from helpdesk.retention.jobs import erase_due, look_again
from helpdesk.retention.model import Period, Toll
from kit.errors import Conflict, Forbidden, Invalid, Stale
from support.administrators import audited
from support.builders import an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor, Role

KINDS = tuple(each.value for each in CaseKind)
YEAR = {"complaint": Period(months=12, law="JRA kantor")}
_TITLES = "SELECT title FROM cases WHERE tenant_id = $1 ORDER BY id"
_GROUNDS = "SELECT ground FROM case_erasure WHERE tenant_id = $1 AND erased_at IS NOT NULL"
_COPIES = "SELECT copy FROM link WHERE tenant_id = $1"


async def keeps(
    world: World, place: Place | None = None, periods: Any = YEAR, confirmed: int = 0, advised: bool = False
) -> Actor:
    """An administrator sets how long."""
    at = place or world.district
    administrator = await world.staff(at, Role.ADMINISTRATOR)
    version = (await retention.standing(administrator)).plan.version
    await retention.change(
        administrator, periods, kinds=KINDS, advised=advised, version=version, confirmed=confirmed
    )
    return administrator


async def a_closed_case(world: World, place: Place | None = None) -> str:
    at = place or world.district
    number = await an_opened_case(world, at, text="Nama saya RAHASIA")
    await cases.close(await world.staff(at), number, version=None)
    await world.work(at)
    return number


async def titles(world: World) -> list[bool]:
    """Of each case, whether something of it still stands."""
    return [bool(row["title"]) for row in await world.district.rows(_TITLES)]


async def the_time_comes(world: World, *others: Place, days: int = 366) -> None:
    """And the worker does what is due, at the district and the others that have to do with it."""
    await world.clock.forward(days=days)
    while await erase_due(world.district.id):
        pass
    await look_again(world.district.id)
    await world.work(world.district, *others)


async def test_a_case_loses_its_citizen_when_its_time_is_over_and_the_copy_elsewhere_goes_too(
    world: World,
) -> None:
    dewi = await world.staff(world.district)
    number = await an_opened_case(world, text="Nama saya RAHASIA")
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()
    await cases.close(dewi, number, version=None)
    await world.work()
    await keeps(world)
    await the_time_comes(world, world.province, days=360)
    assert await titles(world) == [True], "not a day earlier"
    await the_time_comes(world, world.province, days=10)
    assert await titles(world) == [False]
    assert [row["ground"] for row in await world.district.rows(_GROUNDS)] == ["retention"]
    assert await world.district.value(_COPIES) == "erased"
    for place in (world.district, world.province):
        assert (await audited(place)).count("citizen.erased") == 1
    await the_time_comes(world)
    assert (await audited(world.district)).count("citizen.erased") == 1, "once"


async def test_a_copy_that_a_law_keeps_elsewhere_stays_there(world: World) -> None:
    dewi, hendro = await world.staff(world.district), await world.staff(world.province, Role.SUPERVISOR)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()
    there = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1")
    await erasing.keep(hendro, there, "Arsip klaim", version=None)
    await cases.close(dewi, number, version=None)
    await world.work()
    await keeps(world)
    await the_time_comes(world, world.province)
    assert (await titles(world), await world.district.value(_COPIES)) == ([False], "kept")


async def test_what_is_open_kept_by_a_law_of_another_kind_or_not_set_stays(world: World) -> None:
    boss = await world.staff(world.district, Role.SUPERVISOR)
    lawful = await a_closed_case(world)
    await erasing.keep(boss, lawful, "Perkara di pengadilan", version=None)
    await an_opened_case(world)
    consultation = await an_opened_case(world)
    await world.district.change(
        "UPDATE cases SET kind = 'consultation' WHERE tenant_id = $1 AND number = $2", consultation
    )
    await cases.close(boss, consultation, version=None)
    await keeps(world)
    await the_time_comes(world)
    assert await titles(world) == [True, True, True]
    await erasing.keep(boss, lawful, "", version=None)
    await the_time_comes(world, days=1)
    assert await titles(world) == [False, True, True], "the law is named no more"


async def test_an_office_that_has_said_nothing_erases_nothing(world: World) -> None:
    await a_closed_case(world)
    await keeps(world, world.ministry, advised=True)
    await the_time_comes(world, days=4000)
    assert await titles(world) == [True]


async def test_a_case_waits_for_what_is_on_its_way_and_goes_the_day_after(world: World) -> None:
    number = await a_closed_case(world)
    dewi = await world.staff(world.district)
    await world.district.change(
        "INSERT INTO draft (tenant_id, id, case_id, author_id, author_name, tab, state, text, plan, updated_at)"
        " SELECT $1, id, id, $2, 'Dewi', 'reply', 'held', 'RAHASIA', '', now() FROM cases WHERE tenant_id = $1",
        dewi.id,
    )
    await keeps(world)
    await the_time_comes(world)
    assert await titles(world) == [True]
    await world.district.change("DELETE FROM draft WHERE tenant_id = $1")
    await look_again(world.district.id)
    assert await titles(world) == [True], "a day later, and not again and again until then"
    await the_time_comes(world, days=1)
    assert await titles(world) == [False], number


async def test_a_letter_that_did_not_arrive_holds_it_back(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()
    await cases.close(dewi, number, version=None)
    await world.work()
    await world.district.change("UPDATE letter SET state = 'dead' WHERE tenant_id = $1 AND seq = 1")
    await keeps(world)
    await the_time_comes(world)
    assert await titles(world) == [True]
    await world.district.change("UPDATE letter SET state = 'delivered' WHERE tenant_id = $1 AND seq = 1")
    await the_time_comes(world, days=2)
    assert await titles(world) == [False]


async def test_a_merged_case_waits_for_the_one_that_is_still_worked_on(world: World) -> None:
    dewi = await world.staff(world.district)
    first, second, third = [await an_opened_case(world) for _ in range(3)]
    await cases.mark_duplicate(dewi, first, second, version=None)
    await cases.mark_duplicate(dewi, second, third, version=None)
    await world.work()
    await keeps(world)
    await the_time_comes(world)
    assert await titles(world) == [True, True, True]
    await cases.close(dewi, third, version=None)
    await the_time_comes(world, days=2)
    assert await titles(world) == [False, False, True]


async def test_what_was_opened_again_in_time_is_not_erased(world: World) -> None:
    number = await a_closed_case(world)
    await keeps(world)
    await world.clock.forward(days=200)
    dewi = await world.staff(world.district)
    await cases.reopen(dewi, number, version=None)
    await the_time_comes(world)
    await cases.close(dewi, number, version=None)
    await the_time_comes(world, days=200)
    assert await titles(world) == [True], "the time begins anew"


async def test_workers_beside_each_other_and_small_batches_erase_each_case_once(world: World) -> None:
    for _ in range(5):
        await a_closed_case(world)
    await keeps(world)
    await world.clock.forward(days=366)
    assert await erase_due(world.district.id, most=2) == 2
    assert (await titles(world)).count(False) == 2, "the others have their turn in between"
    await asyncio.gather(*(erase_due(world.district.id) for _ in range(3)))
    assert await titles(world) == [False] * 5
    assert (await audited(world.district)).count("citizen.erased") == 5


async def test_a_case_that_cannot_be_erased_holds_up_no_other(
    world: World,
) -> None:
    await a_closed_case(world)
    broken = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1")
    await world.district.change("UPDATE clock SET value = '{}' WHERE tenant_id = $1")
    await a_closed_case(world)
    await keeps(world)
    await the_time_comes(world)
    assert await titles(world) == [True, False]
    looks = "SELECT look_at IS NOT NULL FROM case_erasure WHERE tenant_id = $1 AND case_id = $2"
    assert await world.district.value(looks, broken), "and is looked at again"


async def test_a_copy_that_cannot_go_yet_goes_a_little_later_and_the_other_office_hears_it(
    world: World,
) -> None:
    boss, hendro = await world.staff(world.district, Role.SUPERVISOR), await world.staff(world.province)
    number = await an_opened_case(world)
    await escalation.escalate(boss, number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()
    await world.province.change(
        "INSERT INTO draft (tenant_id, id, case_id, author_id, author_name, tab, state, text, plan, updated_at)"
        " SELECT $1, id, id, $2, 'Hendro', 'reply', 'held', 'RAHASIA', '', now() FROM cases WHERE tenant_id = $1",
        hendro.id,
    )
    await cases.close(boss, number, version=None)
    await world.work()
    await erasing.erase(boss, number, "request", version=None)
    await world.work()
    assert await world.district.value(_COPIES) == "asked"
    await world.province.change("DELETE FROM draft WHERE tenant_id = $1")
    await world.clock.forward(minutes=11)
    await look_again(world.province.id)
    await world.work()
    assert await world.district.value(_COPIES) == "erased"
    assert await look_again(world.province.id) == 0


async def test_the_setting_is_weighed_confirmed_and_on_record(world: World) -> None:
    for _ in range(2):
        await a_closed_case(world)
        await world.clock.forward(days=20)
    administrator = await world.staff(world.district, Role.ADMINISTRATOR)
    short = {"complaint": Period(months=1)}
    assert await retention.weigh(administrator, short, kinds=KINDS) == {"complaint": Toll(now=1, soon=1)}
    with pytest.raises(Conflict, match="goes_at_once") as refused:
        await keeps(world, periods=short)
    assert refused.value.details["cases"] == 1
    await keeps(world, periods=short, confirmed=1)
    assert "retention.changed" in await audited(world.district)
    with pytest.raises(Stale):
        await retention.change(administrator, {}, kinds=KINDS, advised=False, version=0)
    for wrong in (
        {"complaint": Period(months=601)},
        {"rumour": Period(months=1)},
        {"complaint": Period(law="x" * 301)},
    ):
        with pytest.raises(Invalid):
            await retention.weigh(administrator, wrong, kinds=KINDS)
    boss = await world.staff(world.district, Role.SUPERVISOR)
    with pytest.raises(Forbidden):
        await retention.standing(boss)
    with pytest.raises(Forbidden):
        await retention.weigh(boss, short, kinds=KINDS)
    with pytest.raises(Forbidden):
        await retention.change(boss, short, kinds=KINDS, advised=False, version=1)


async def test_a_longer_time_needs_no_confirmation_and_none_lets_all_stay(world: World) -> None:
    await a_closed_case(world)
    await keeps(world)
    await world.clock.forward(days=380)
    await keeps(world, periods={"complaint": Period(months=24)})
    await the_time_comes(world, days=0)
    await keeps(world, periods={"complaint": Period(months=0, law="Disimpan selamanya")})
    await the_time_comes(world, days=4000)
    assert await titles(world) == [True]


async def test_an_office_reads_the_advice_of_the_nearest_one_above_and_no_other(world: World) -> None:
    ours = await world.staff(world.district, Role.ADMINISTRATOR)
    assert (await retention.standing(ours)).advice is None
    await keeps(world, world.ministry, advised=True)
    await keeps(world, world.neighbour, {"complaint": Period(months=3)}, advised=True)
    await keeps(world, world.province, {"complaint": Period(months=5)}, advised=False)
    found = (await retention.standing(ours)).advice
    assert found is not None and (found.office_id, found.periods["complaint"].months) == (
        world.ministry.id,
        12,
    )
    await keeps(world, world.province, {"complaint": Period(months=6)}, advised=True)
    found = (await retention.standing(ours)).advice
    assert found is not None and found.office_id == world.province.id


async def test_the_sweep_finds_the_offices_where_something_is_over(world: World) -> None:
    await keeps(world)
    sweep = await asyncpg.connect(world.settings.sweep_url)
    find = "SELECT tenant_id FROM due_tenants('retention', 10000)"
    assert world.district.id in {row["tenant_id"] for row in await sweep.fetch(find)}
    await erase_due(world.district.id)
    assert world.district.id not in {row["tenant_id"] for row in await sweep.fetch(find)}
    await sweep.close()
