"""Numbers of offices below one's own, through the one door for them; never a row, never upwards or sideways."""

from datetime import timedelta

import asyncpg
import msgspec
import pytest

from helpdesk.cases import service as cases
from helpdesk.escalation import service as escalation
from helpdesk.overview.model import OfficeFigures
from helpdesk.overview.service import overview
from helpdesk.replies import service as replies
from kit.errors import Forbidden
from kit.settings import Settings
from support.builders import an_opened_case
from support.world import Place, World
from tenants.offices import service as offices
from tenants.permissions.model import Role


async def _seen(world: World, place: Place) -> dict[str, OfficeFigures]:
    actor = await world.staff(place, Role.SUPERVISOR)
    return {each.slug: each for each in (await overview(actor)).offices}


async def test_who_sees_whose_numbers(world: World) -> None:
    names = {place.slug for place in world.places}
    assert set(await _seen(world, world.ministry)) == names
    assert set(await _seen(world, world.province)) == names - {world.ministry.slug}
    assert set(await _seen(world, world.district)) == {world.district.slug}
    own = [each for each in (await _seen(world, world.ministry)).values() if each.own]
    assert [each.slug for each in own] == [world.ministry.slug]


async def test_the_numbers_are_those_of_the_office(world: World) -> None:
    agent = await world.staff(world.district)
    first = await an_opened_case(world)
    await an_opened_case(world)
    spam = await an_opened_case(world)
    await cases.mark_spam(agent, spam, version=None)
    await world.clock.forward(hours=2)
    await replies.reply(agent, first, "Kami periksa.", world.book, version=None)
    await world.district.change(
        "UPDATE cases SET due_at = now() - interval '1 hour' WHERE tenant_id = $1 AND number = $2", first
    )
    seen = (await _seen(world, world.ministry))[world.district.slug]
    assert (seen.open, seen.late, seen.recent, seen.answered) == (2, 1, 2, 1)
    assert seen.median_seconds is not None
    assert timedelta(hours=2) <= timedelta(seconds=seen.median_seconds) < timedelta(hours=2, minutes=5)
    assert seen.last_activity is not None
    other = (await _seen(world, world.ministry))[world.neighbour.slug]
    assert (other.open, other.answered, other.median_seconds, other.last_activity) == (0, 0, None, None)


async def test_older_cases_do_not_count_for_the_median_but_stay_open(world: World) -> None:
    number = await an_opened_case(world)
    await world.district.change(
        "UPDATE cases SET opened_at = opened_at - interval '31 days' WHERE tenant_id = $1 AND number = $2",
        number,
    )
    seen = (await _seen(world, world.ministry))[world.district.slug]
    assert (seen.open, seen.recent) == (1, 0)


async def test_shared_cases_are_counted_and_can_be_listed_by_office(world: World) -> None:
    agent = await world.staff(world.district)
    for place in (world.district, world.district, world.neighbour):
        number = await an_opened_case(world, place)
        by = agent if place is world.district else await world.staff(place)
        await escalation.escalate(by, number, world.ministry.slug, "Mohon bantuan", world.book, version=None)
    await world.work()
    actor = await world.staff(world.ministry, Role.SUPERVISOR)
    seen = {each.slug: each.shared for each in (await overview(actor)).offices}
    assert (seen[world.district.slug], seen[world.neighbour.slug], seen[world.province.slug]) == (2, 1, 0)
    narrowed = await overview(actor, peer=world.district.slug)
    assert len(narrowed.rows) == 2
    assert {row.peer for row in narrowed.rows} == {narrowed.peer}
    assert len((await overview(actor)).rows) == 3


async def test_rounds_ratings_and_channels_below_are_counted(world: World) -> None:
    """Rounds that ended within 30 days, what citizens said, and accounts whose remote refuses."""
    district = world.district
    for hours, finished in ((10, None), (20, 13), (30, 21), (24 * 31, None)):
        await district.change(
            "INSERT INTO monitoring_round (tenant_id, id, day, place, begins_at, ends_at, finished_at)"
            " SELECT $1, gen_random_uuid(), now()::date, 1, now() - make_interval(hours => $2::int),"
            " now() - make_interval(hours => $2::int - 8), now() - make_interval(hours => $3::int)",
            hours,
            finished,
        )
    for score in (5, 2):
        number = await an_opened_case(world)
        await district.change(
            "INSERT INTO rating (tenant_id, case_id, score, at) SELECT $1, id, $2, now() FROM cases"
            " WHERE tenant_id = $1 AND number = $3",
            score,
            number,
        )
    before = (await _seen(world, world.ministry))[district.slug]
    await district.change(
        "UPDATE account SET blocked_at = now(), blocked_code = 'auth' WHERE tenant_id = $1 AND id = $2",
        district.account_id,
    )
    seen = (await _seen(world, world.ministry))[district.slug]
    assert (seen.rounds, seen.rounds_missed) == (3, 2), "one was finished in time, one late and one never"
    assert (seen.ratings, seen.mean_score) == (2, 3.5)
    assert (before.channels_failing, seen.channels_failing) == (0, 1)
    assert seen.channels == before.channels > 0


async def test_a_ministry_sees_provinces_as_tiles_and_narrows_to_one(world: World) -> None:
    owner = await asyncpg.connect(world.settings.owner_url)
    for place, region in ((world.province, "33"), (world.district, "33.25"), (world.neighbour, "51.07")):
        await owner.execute("UPDATE tenant SET region = $1 WHERE id = $2", region, place.id)
    await owner.close()
    offices.forget()
    await an_opened_case(world)
    actor = await world.staff(world.ministry, Role.SUPERVISOR)
    every = await overview(actor)
    assert [(tile.name, tile.offices, tile.open) for tile in every.provinces] == [
        ("Jateng", 2, 1),
        ("Bali", 1, 0),
    ]
    narrowed = await overview(actor, province="51")
    assert {each.slug for each in narrowed.offices} == {world.ministry.slug, world.neighbour.slug}
    assert narrowed.provinces == every.provinces


async def test_the_overview_needs_its_right(world: World) -> None:
    with pytest.raises(Forbidden):
        await overview(await world.staff(world.ministry, Role.AGENT))


async def test_the_door_answers_nobody_without_an_office(database_urls: Settings, world: World) -> None:
    for url in (database_urls.web_url, database_urls.worker_url):
        connection = await asyncpg.connect(url)
        with pytest.raises(asyncpg.RaiseError, match="no tenant entered"):
            await connection.fetch("SELECT * FROM overview_offices()")
        await connection.close()
    sweep = await asyncpg.connect(database_urls.sweep_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sweep.fetch("SELECT * FROM overview_offices()")
    await sweep.close()


async def test_a_province_sees_its_districts_exactly_as_the_ministry_does(world: World) -> None:
    agent = await world.staff(world.district)
    number = await an_opened_case(world)
    await an_opened_case(world, world.neighbour)
    await replies.reply(agent, number, "Kami periksa.", world.book, version=None)
    await escalation.escalate(agent, number, world.province.slug, "Mohon", world.book, version=None)
    await world.work()
    from_ministry, from_province = await _seen(world, world.ministry), await _seen(world, world.province)
    for place in (world.district, world.neighbour):
        theirs, ours = from_ministry[place.slug], from_province[place.slug]
        assert msgspec.structs.replace(ours, shared=0) == msgspec.structs.replace(theirs, shared=0)
    assert from_province[world.district.slug].shared == 1
    assert from_ministry[world.district.slug].shared == 0, "it was not handed to the ministry"


async def test_offices_beyond_the_first_page_follow_in_the_same_order(world: World) -> None:
    actor = await world.staff(world.ministry, Role.SUPERVISOR)
    whole = await overview(actor)
    rest = await overview(actor, skipped=2)
    assert whole.offices_in_all == rest.offices_in_all == len(whole.offices) == 4
    assert rest.offices == whole.offices[2:]
    assert (await overview(actor, skipped=9)).offices == whole.offices
