"""What an office tells those below it: who hears it, who has read it, and who may say it."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from helpdesk.announcements import service
from helpdesk.announcements.model import Audience
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from kit.settings import Settings
from support.administrators import audited
from support.announcing import written_for
from support.lending import agreed
from support.officers import Floor
from support.world import Place
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Role


@pytest.fixture
async def ministry(floor: Floor) -> Actor:
    """Who may speak for the ministry."""
    return await floor.world.staff(floor.world.ministry, Role.SUPERVISOR)


async def _heard_at(floor: Floor, place: Place) -> list[str]:
    reader = await floor.world.staff(place, Role.UNIT_OFFICER, "Puskesmas Batang I")
    return [each.title for each in await service.heard(reader)]


async def _regions(floor: Floor) -> None:
    world = floor.world
    owner = await asyncpg.connect(world.settings.owner_url)
    for place, region in ((world.province, "33"), (world.district, "33.25"), (world.neighbour, "51.07")):
        await owner.execute("UPDATE tenant SET region = $1 WHERE id = $2", region, place.id)
    await owner.close()
    offices.forget()


async def _uid(place: Place) -> UUID:
    uid: UUID = await place.value("SELECT uid FROM tenant WHERE id = $1")
    return uid


async def test_everybody_below_hears_it_and_nobody_above_or_beside(floor: Floor, ministry: Actor) -> None:
    world = floor.world
    await service.announce(ministry, await written_for(floor.world))
    for place in (world.province, world.district, world.neighbour):
        assert await _heard_at(floor, place) == ["Vaksin campak datang Senin"]
    assert await _heard_at(floor, world.ministry) == []
    province = await world.staff(world.province, Role.HEAD)
    await service.announce(province, await written_for(floor.world, title="Rapat provinsi"))
    assert await _heard_at(floor, world.ministry) == []
    assert set(await _heard_at(floor, world.district)) == {"Vaksin campak datang Senin", "Rapat provinsi"}
    assert await _heard_at(floor, world.province) == ["Vaksin campak datang Senin"]


async def test_it_goes_to_one_province_or_to_chosen_offices_only(floor: Floor, ministry: Actor) -> None:
    world = floor.world
    await _regions(floor)
    await service.announce(
        ministry,
        await written_for(floor.world, title="Jateng saja", audience=Audience.PROVINCE, province="33"),
    )
    chosen = (await _uid(world.neighbour),)
    await service.announce(
        ministry,
        await written_for(floor.world, title="Satu kantor", audience=Audience.OFFICES, offices=chosen),
    )
    assert await _heard_at(floor, world.district) == ["Jateng saja"]
    assert await _heard_at(floor, world.province) == ["Jateng saja"]
    assert await _heard_at(floor, world.neighbour) == ["Satu kantor"]


async def test_it_is_heard_from_its_first_day_to_the_end_of_its_last(floor: Floor, ministry: Actor) -> None:
    now = await written_for(floor.world)
    await service.announce(
        ministry,
        await written_for(
            floor.world, since=now.since + timedelta(days=1), until=now.since + timedelta(days=2)
        ),
    )
    assert await _heard_at(floor, floor.world.district) == []
    await floor.world.clock.forward(days=1)
    assert len(await _heard_at(floor, floor.world.district)) == 1
    await floor.world.clock.forward(days=1)
    assert len(await _heard_at(floor, floor.world.district)) == 1
    await floor.world.clock.forward(days=1)
    assert await _heard_at(floor, floor.world.district) == []


async def test_the_office_above_sees_how_many_have_read_the_words_as_they_stand(
    floor: Floor, ministry: Actor
) -> None:
    world = floor.world
    announcement = await service.announce(ministry, await written_for(floor.world))
    dewi, joko = [await world.staff(world.district, name=name) for name in ("Dewi", "Joko")]

    async def seen() -> dict[str, tuple[int, int]]:
        _, found, _ = await service.one_of_ours(ministry, announcement)
        return {each.office: (each.readers, each.people) for each in found}

    here = f"Kantor {world.district.slug}"
    assert (await seen())[here] == (0, 2)
    for _ in range(2):
        await service.confirm(dewi, announcement, 1)
    assert (await seen())[here] == (1, 2), "reading twice is reading once"
    assert [each.read for each in await service.heard(dewi)] == [True]
    assert [each.read for each in await service.heard(joko)] == [False]
    await service.reword(
        ministry, announcement, await written_for(floor.world, title="Datang Selasa"), version=1
    )
    assert (await seen())[here] == (0, 2), "other words are to be read again"
    with pytest.raises(Stale):
        await service.confirm(dewi, announcement, 1)
    await service.confirm(dewi, announcement, 2)
    assert (await seen())[here] == (1, 2)
    assert len(await seen()) == 3


async def test_guests_and_people_who_left_are_not_counted(floor: Floor, ministry: Actor) -> None:
    lent = await agreed(floor.world, Role.AGENT)
    announcement = await service.announce(ministry, await written_for(floor.world))
    _, found, _ = await service.one_of_ours(ministry, announcement)
    people = await lent.host.value(
        "SELECT count(*) FROM membership WHERE tenant_id = $1 AND active AND delegation_id IS NULL"
    )
    [host] = [each for each in found if each.office == f"Kantor {lent.host.slug}"]
    assert host.people == people
    await lent.host.change("UPDATE membership SET active = false WHERE tenant_id = $1")
    _, found, _ = await service.one_of_ours(ministry, announcement)
    assert [each.people for each in found if each.office == f"Kantor {lent.host.slug}"] == [0]


async def test_what_is_taken_back_is_heard_by_nobody_and_changed_by_nobody(
    floor: Floor, ministry: Actor
) -> None:
    announcement = await service.announce(ministry, await written_for(floor.world))
    with pytest.raises(Stale):
        await service.take_back(ministry, announcement, version=9)
    for _ in range(2):
        await service.take_back(ministry, announcement, version=1)
    assert await _heard_at(floor, floor.world.district) == []
    with pytest.raises(Missing):
        await service.confirm(await floor.world.staff(floor.world.district), announcement, 1)
    with pytest.raises(Conflict):
        await service.reword(ministry, announcement, await written_for(floor.world), version=2)
    log = [each for each in await audited(floor.world.ministry) if each.startswith("announcement.")]
    assert log == ["announcement.written", "announcement.withdrawn"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.UNIT_OFFICER, Role.INTEGRATOR])
async def test_who_may_not_speak_for_the_office_does_not(floor: Floor, role: Role) -> None:
    actor = await floor.world.staff(floor.world.ministry, role)
    with pytest.raises(Forbidden):
        await service.announce(actor, await written_for(floor.world))
    with pytest.raises(Forbidden):
        await service.written_here(actor)


async def test_an_office_with_none_below_tells_nobody_anything(floor: Floor) -> None:
    district = await floor.world.staff(floor.world.district, Role.SUPERVISOR)
    with pytest.raises(Forbidden):
        await service.announce(district, await written_for(floor.world))


async def test_it_never_goes_to_an_office_that_is_not_below(floor: Floor) -> None:
    province = await floor.world.staff(floor.world.province, Role.SUPERVISOR)
    for place in (floor.world.ministry, floor.world.province):
        chosen = (await _uid(place),)
        with pytest.raises(Invalid):
            await service.announce(
                province, await written_for(floor.world, audience=Audience.OFFICES, offices=chosen)
            )


async def test_the_doors_answer_nobody_without_an_office(floor: Floor, database_urls: Settings) -> None:
    questions = ("announcements_here()", f"announcement_readers('{UUID(int=0)}')")
    for question in questions:
        connection = await asyncpg.connect(database_urls.web_url)
        with pytest.raises(asyncpg.RaiseError, match="no tenant entered"):
            await connection.fetch(f"SELECT * FROM {question}")
        await connection.close()
        sweep = await asyncpg.connect(database_urls.sweep_url)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sweep.fetch(f"SELECT * FROM {question}")
        await sweep.close()


async def test_who_reads_another_office_s_announcement_is_told_to_its_writer_only(
    floor: Floor, ministry: Actor
) -> None:
    announcement = await service.announce(ministry, await written_for(floor.world))
    province = await floor.world.staff(floor.world.province, Role.SUPERVISOR)
    with pytest.raises(Missing):
        await service.one_of_ours(province, announcement)
    async with tenant_scope(floor.world.province.id, read_only=True) as scope:
        assert await scope.fetch("SELECT * FROM announcement_readers($1)", announcement) == []
