"""Whom a case may be given to."""

import pytest

from helpdesk.cases import service as cases
from kit.errors import Invalid
from support.builders import an_opened_case
from support.world import World
from tenants.permissions.model import Role

_END = "UPDATE membership SET valid_until = now() - interval '1 day' WHERE tenant_id = $1 AND id = $2"


async def test_who_has_left_or_reads_no_cases_is_given_none(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    gone, keeper = await world.staff(world.district), await world.staff(world.district, Role.ADMINISTRATOR)
    await world.district.change(_END, gone.id)
    for nobody in (gone, keeper):
        with pytest.raises(Invalid) as refused:
            await cases.assign(dewi, number, nobody.id, version=None)
        assert refused.value.details["fields"] == {"assignee": "unknown"}


async def test_an_officer_of_a_unit_is_given_cases_of_that_unit_only(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    joko = await world.staff(world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    with pytest.raises(Invalid):
        await cases.assign(dewi, number, joko.id, version=None)
    await cases.dispose(dewi, number, world.district.units["Puskesmas Batang II"], "Cek", version=None)
    with pytest.raises(Invalid):
        await cases.assign(dewi, number, joko.id, version=None)
    await cases.dispose(dewi, number, world.district.units["Puskesmas Batang I"], "Cek", version=None)
    assert (await cases.assign(dewi, number, joko.id, version=None)).assignee_id == joko.id
