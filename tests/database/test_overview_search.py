"""What was handed over can be narrowed and searched from both sides; nothing else of another office is found."""

import itertools
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from helpdesk.cases import service as cases
from helpdesk.escalation import erasing, relations
from helpdesk.escalation import service as escalation
from helpdesk.escalation.agreeing import accept
from helpdesk.escalation.model import LinkState, Side
from helpdesk.escalation.whom import Identity
from helpdesk.overview.linked import how_many, linked_cases, partners
from helpdesk.overview.model import Holding, Linked, LinkedQuery
from helpdesk.replies import service as replies
from kit.errors import Forbidden, Invalid
from support.builders import an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor, Role

NOTHING: list[str] = []


async def _handed(world: World, text: str, place: Place | None = None, to: Place | None = None) -> str:
    """A case that its office handed over; answers its number there."""
    place = place or world.district
    number = await an_opened_case(world, place, text=text)
    by = await world.staff(place)
    to = to or world.ministry
    await escalation.escalate(by, number, to.slug, "Mohon bantuan", world.book, version=None)
    await world.work()
    return number


async def _reader(world: World, place: Place | None = None, role: Role = Role.SUPERVISOR) -> Actor:
    return await world.staff(place or world.ministry, role)


async def _found(actor: Actor, **asked: Any) -> list[Linked]:
    return list((await linked_cases(actor, LinkedQuery(**asked))).rows)


async def _numbers(actor: Actor, **asked: Any) -> list[str]:
    """The numbers at the office that handed over, whoever looks."""
    found = await _found(actor, **asked)
    return [each.peer_number if each.side is Side.TARGET else each.number for each in found]


async def test_words_of_what_was_handed_over_are_found_on_both_sides(world: World) -> None:
    asked = await _handed(world, "Kulkas vaksin mati semalaman")
    await _handed(world, "Antrean poli gigi penuh")
    for place in (world.ministry, world.district):
        reader = await _reader(world, place)
        assert await _numbers(reader, search="kulkas vaksin") == [asked]
        assert len(await _found(reader)) == 2
    [row] = await _found(await _reader(world), search="vaksin")
    assert (row.side, row.title) == (Side.TARGET, "Kulkas vaksin mati semalaman")


async def test_both_numbers_and_their_beginnings_are_found(world: World) -> None:
    here = await _handed(world, "Kulkas vaksin mati")
    await _handed(world, "Antrean penuh")
    reader = await _reader(world)
    there = next(each.number for each in await _found(reader) if each.peer_number == here)
    for search in (here, there, there.lower(), here[:10]):
        assert await _numbers(reader, search=search) == [here], search


async def test_nothing_of_cases_that_were_not_handed_over_is_found(world: World) -> None:
    await _handed(world, "Kulkas vaksin mati")
    kept = await an_opened_case(world, text="Rahasiakita tentang zirkonium")
    mine = await an_opened_case(world, world.ministry, text="Perkara kementerian berilium")
    elsewhere = await _handed(world, "Perkara tetangga galium", world.neighbour, world.province)
    for search in ("zirkonium", "berilium", "galium", kept, mine, elsewhere):
        assert await _numbers(await _reader(world), search=search) == NOTHING, search
    assert await _numbers(await _reader(world, world.province), search="galium") == [elsewhere]
    assert await _numbers(await _reader(world, world.district), search="galium") == NOTHING


async def test_nothing_that_stayed_at_home_is_found_on_either_side(world: World) -> None:
    """Notes, an instruction, the citizen's name and number, and a title that does not travel."""
    district, agent = world.district, await world.staff(world.district)
    manager = await world.staff(district, Role.ADMINISTRATOR)
    usual = (await relations.seen_one(manager, world.ministry.slug)).relation
    await relations.change(manager, world.ministry.slug, replace(usual, title=False))
    number = await an_opened_case(world, text="Kulkas vaksin mati", phone="+628128881234")
    await replies.note(agent, number, "Catatan internal sulfatnium", version=None)
    await cases.dispose(
        agent, number, district.units["Puskesmas Batang II"], "Periksa antimonium", version=None
    )
    await district.change(
        "UPDATE cases SET title = 'Judul rubidium' WHERE tenant_id = $1 AND number = $2", number
    )
    await escalation.escalate(agent, number, world.ministry.slug, "Mohon", world.book, version=None)
    await world.work()
    mirrored = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    other = await world.staff(world.ministry)
    await replies.note(other, mirrored, "Catatan kementerian telurium", version=None)
    words = ("sulfatnium", "antimonium", "rubidium", "telurium", "Siti", "+628128881234", "081288", "1234")
    for place, search in itertools.product((world.ministry, district), words):
        assert await _numbers(await _reader(world, place), search=search) == NOTHING, (place.slug, search)
    assert await _numbers(await _reader(world), search="vaksin") == [number], "what travelled is found"


async def test_a_message_kept_at_home_by_the_officer_is_not_found(world: World) -> None:
    agent, number = await world.staff(world.district), await an_opened_case(world, text="Kulkas vaksin mati")
    await replies.reply(agent, number, "Kami periksa itrium", world.book, version=None)
    kept = await world.district.value(
        "SELECT id FROM message WHERE tenant_id = $1 AND direction = 'out' AND NOT automatic"
    )
    await escalation.escalate(
        agent, number, world.ministry.slug, "Mohon", world.book, version=None, left_out=frozenset({kept})
    )
    await world.work()
    for place in (world.ministry, world.district):
        reader = await _reader(world, place)
        assert await _numbers(reader, search="itrium") == NOTHING
        assert await _numbers(reader, search="vaksin") == [number]


async def test_words_of_who_was_erased_are_found_nowhere_any_more(world: World) -> None:
    """Also where their case was merged into another one, which lives on."""
    agent, manager = await world.staff(world.district), await world.staff(world.district, Role.SUPERVISOR)
    number, kept = await _handed(world, "Kulkas vaksin mati"), await _handed(world, "Antrean poli gigi penuh")
    merged, into = await _handed(world, "Sumur galium keruh"), await an_opened_case(world, text="Sumur keruh")
    await cases.mark_duplicate(agent, merged, into, version=None)
    await cases.close(agent, number, version=None)
    await world.work()
    for each in (number, merged):
        await erasing.erase(manager, each, "request", version=None)
    await world.work()
    assert await _numbers(await _reader(world, world.district), search="galium") == NOTHING
    for place in (world.ministry, world.district):
        reader = await _reader(world, place)
        assert await _numbers(reader, search="vaksin") == NOTHING, place.slug
        assert await _numbers(reader, search="gigi") == [kept], "what others said is still found"


async def test_an_open_name_is_not_among_the_words(world: World) -> None:
    """Also where the other office sees who the citizen is."""
    manager = await world.staff(world.district, Role.ADMINISTRATOR)
    usual = (await relations.seen_one(manager, world.ministry.slug)).relation
    await relations.change(manager, world.ministry.slug, replace(usual, identity=Identity.CLEAR))
    number = await an_opened_case(world, text="Kulkas vaksin mati", phone="+628128881234")
    await escalation.escalate(
        await world.staff(world.district), number, world.ministry.slug, "Mohon", world.book, version=None
    )
    await world.work()
    assert await world.ministry.value("SELECT count(*) FROM link_citizen WHERE tenant_id = $1 AND named") == 1
    for place, search in itertools.product((world.ministry, world.district), ("Siti", "+628128881234")):
        assert await _numbers(await _reader(world, place), search=search) == NOTHING, (place.slug, search)


async def test_words_are_searched_only_by_those_who_may_read_them(world: World) -> None:
    number = await _handed(world, "Kulkas vaksin mati")
    administrator = await _reader(world, role=Role.ADMINISTRATOR)
    assert await _numbers(administrator, search="vaksin") == NOTHING
    assert await _numbers(administrator, search=number) == [number]
    with pytest.raises(Forbidden):
        await linked_cases(await _reader(world, role=Role.AGENT), LinkedQuery())


@pytest.mark.parametrize(
    "search", ["dan yang", "'; DROP TABLE link; --", "a\\b'c & !d", "%", "siti@contoh.example"]
)
async def test_a_search_without_words_of_its_own_finds_nothing_and_breaks_nothing(
    world: World, search: str
) -> None:
    await _handed(world, "Kulkas vaksin mati")
    assert await _numbers(await _reader(world), search=search) == NOTHING


async def test_the_list_is_narrowed_by_office_direction_state_holder_and_kind(world: World) -> None:
    first = await _handed(world, "Kulkas vaksin mati")
    second = await _handed(world, "Antrean penuh", world.neighbour)
    down = await _handed(world, "Perkara pusat", world.ministry, world.district)
    reader, agent = await _reader(world), await world.staff(world.ministry)
    number = next(each.number for each in await _found(reader) if each.peer_number == first)
    await accept(agent, number, version=None)
    await cases.resolve(agent, number, version=None)
    await world.work()
    assert set(await _numbers(reader)) == {first, second, down}
    assert set(await _numbers(reader, peer=world.district.slug)) == {first, down}
    assert await _numbers(reader, peer="tidak-ada") == NOTHING
    assert set(await _numbers(reader, side=Side.TARGET)) == {first, second}
    assert await _numbers(reader, side=Side.SOURCE) == [down]
    assert await _numbers(reader, state=LinkState.ANSWERED) == [first]
    assert await _numbers(reader, holding=Holding.HERE) == [second]
    assert set(await _numbers(reader, holding=Holding.THERE)) == {first, down}
    for holding in Holding:
        found = await _found(reader, holding=holding)
        assert {each.here for each in found} == {holding is Holding.HERE}
        own = f"Kantor {world.ministry.slug}"
        assert {each.holder == own for each in found} == {holding is Holding.HERE}, "both say the same"
    kind = next(each.kind for each in await _found(reader) if each.peer_number == first)
    assert first in await _numbers(reader, kind=kind)
    assert {each.slug for each in await partners(reader)} == {world.district.slug, world.neighbour.slug}


async def test_the_list_is_narrowed_to_late_ones_and_to_days_of_the_office(world: World) -> None:
    first, second = [await _handed(world, text) for text in ("Kulkas vaksin mati", "Antrean penuh")]
    reader = await _reader(world)
    await world.ministry.change(
        "UPDATE cases SET due_at = now() - interval '1 hour' WHERE tenant_id = $1 AND title = 'Antrean penuh'"
    )
    assert await _numbers(reader, late=True) == [second]
    await world.ministry.change(
        "UPDATE link SET created_at = '2026-03-09 23:30+07' WHERE tenant_id = $1 AND peer_number = $2", first
    )
    await world.ministry.change(
        "UPDATE link SET created_at = '2026-03-10 00:30+07' WHERE tenant_id = $1 AND peer_number = $2", second
    )
    ninth, tenth = date(2026, 3, 9), date(2026, 3, 10)
    assert await _numbers(reader, until=ninth) == [first]
    assert await _numbers(reader, since=tenth) == [second]
    assert await _numbers(reader, since=ninth, until=tenth) == [second, first]


async def test_a_province_narrows_to_a_region_like_the_ministry(world: World) -> None:
    owner = await asyncpg.connect(world.settings.owner_url)
    for place, region in ((world.district, "33.25"), (world.neighbour, "51.07")):
        await owner.execute("UPDATE tenant SET region = $1 WHERE id = $2", region, place.id)
    await owner.close()
    for above in (world.province, world.ministry):
        here = await _handed(world, "Kulkas vaksin mati", world.district, above)
        there = await _handed(world, "Antrean penuh", world.neighbour, above)
        reader = await _reader(world, above)
        assert await _numbers(reader, province="33") == [here]
        assert await _numbers(reader, province="51") == [there]
        assert await _numbers(reader, province="11") == NOTHING


async def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    numbers = [await _handed(world, f"Perkara {each}") for each in range(5)]
    reader, cursor, seen = await _reader(world), "", list[str]()
    for _ in range(3):
        page = await linked_cases(reader, LinkedQuery(cursor=cursor, most=2))
        seen += [each.peer_number for each in page.rows]
        cursor = page.next_cursor
    assert seen == numbers[::-1]
    assert cursor == ""
    assert await how_many(reader, LinkedQuery()) == 5
    assert await how_many(reader, LinkedQuery(), 3) == 4, "one more than asked says: more"
    with pytest.raises(Invalid):
        await linked_cases(reader, LinkedQuery(cursor="bukan"))


async def test_the_time_of_each_side_adds_up_to_the_whole(world: World) -> None:
    number = await an_opened_case(world, text="Kulkas vaksin mati")
    agent = await world.staff(world.district)
    await world.clock.forward(hours=3)
    await escalation.escalate(agent, number, world.ministry.slug, "Mohon", world.book, version=None)
    await world.work()
    await world.clock.forward(hours=5)
    [here] = await _found(await _reader(world, world.district))
    [there] = await _found(await _reader(world))
    hours = [part / timedelta(hours=1) for part in (here.held.ours, here.held.theirs, here.held.citizens)]
    assert [round(each, 1) for each in hours] == [3.0, 5.0, 0.0]
    assert here.held.whole == here.held.ours + here.held.theirs
    assert round(there.held.ours / timedelta(hours=1), 1) == 5.0, "each office tells its own time"
