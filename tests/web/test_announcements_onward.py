"""What an office above elsewhere tells everybody reaches those below ours: here, and on installations of their own."""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec.structs import replace

from helpdesk.announcements import service
from helpdesk.announcements.model import Audience, Told
from helpdesk.elsewhere.wire import Announced
from support.between import Between, between_installations
from support.officers import Floor
from support.world import Place

PUSAT, PULAU = "Kementerian Lain", "Dinkes Kepulauan"


class Ladder(NamedTuple):
    """The province between an office above it elsewhere and one below it elsewhere; the district is below it here."""

    above: Between
    below: Between

    async def tells(self, told: Told) -> None:
        assert await self.above.tells(told) == 200

    async def words(self, **more: Any) -> Told:
        return await self.above.words(**{"onward": "all", **more})

    async def heard(self, place: Place) -> list[tuple[str, str, str]]:
        """Who says what, and who passes it on."""
        service.forget()
        reader = await self.above.world.staff(place)
        return [(each.office, each.title, each.via) for each in await service.heard(reader)]


@pytest.fixture
async def ladder(floor: Floor) -> AsyncIterator[Ladder]:
    province = floor.world.province
    async with (
        between_installations(floor, province, PUSAT) as above,
        between_installations(floor, province, PULAU) as below,
    ):
        await above.is_above()
        await below.is_below()
        yield Ladder(above, below)


def _name(place: Place) -> str:
    return f"Kantor {place.slug}"


async def test_an_office_below_here_hears_it_in_the_name_of_who_says_it(ladder: Ladder) -> None:
    world = ladder.above.world
    words = await ladder.words()
    await ladder.tells(words)
    assert await ladder.heard(world.district) == [(PUSAT, "Vaksin datang", _name(world.province))]
    assert await ladder.heard(world.province) == [(PUSAT, "Vaksin datang", "")]
    officer, _ = await ladder.above.floor.officer()
    page = await officer.get("announcements")
    assert f"{PUSAT}, diteruskan oleh {_name(world.province)}" in page.text
    await ladder.tells(replace(words, version=2, title="Selasa"))
    assert [title for _, title, _ in await ladder.heard(world.district)] == ["Selasa"]
    await ladder.tells(replace(words, version=3, withdrawn=True))
    assert await ladder.heard(world.district) == []


@pytest.mark.parametrize("onward", ["", "33"])
async def test_what_is_for_us_alone_or_for_another_province_goes_no_further(
    ladder: Ladder, onward: str
) -> None:
    await ladder.tells(await ladder.words(onward=onward))
    assert len(await ladder.heard(ladder.above.world.province)) == 1
    assert await ladder.heard(ladder.above.world.district) == []
    assert await ladder.below.told() == []


async def test_an_office_below_elsewhere_is_told_once_in_each_wording(ladder: Ladder) -> None:
    words = await ladder.words()
    for _ in range(2):
        await ladder.tells(words)
    [first] = await ladder.below.told()
    assert (first["id"], first["said_by"], first["chain"]) == (
        str(words.id),
        PUSAT,
        [str(ladder.above.far.uid)],
    )
    assert (first["title"], first["onward"], first["withdrawn"]) == ("Vaksin datang", "all", False)
    await ladder.tells(replace(words, version=2, title="Selasa"))
    assert [each["title"] for each in (await ladder.below.told())[1:]] == ["Selasa"]
    await ladder.tells(replace(words, version=3, withdrawn=True))
    *_, last = await ladder.below.told()
    assert last["withdrawn"] and last["version"] > first["version"]
    assert await ladder.above.told() == [], "it never goes back"


async def test_who_is_placed_below_later_hears_what_is_told_then(ladder: Ladder) -> None:
    await ladder.below.we_say("other")
    await ladder.tells(await ladder.words())
    assert await ladder.below.told() == []
    await ladder.below.we_say("below")
    assert [each["title"] for each in await ladder.below.told()] == ["Vaksin datang"]


async def test_it_is_taken_back_below_once_who_says_it_stands_above_us_no_more(ladder: Ladder) -> None:
    await ladder.tells(await ladder.words())
    assert len(await ladder.below.told()) == 1
    await ladder.above.we_say("sibling")
    assert await ladder.heard(ladder.above.world.district) == []
    assert [each["withdrawn"] for each in await ladder.below.told()] == [False, True]
    await ladder.above.we_say("above")
    assert len(await ladder.heard(ladder.above.world.district)) == 1
    told = await ladder.below.told()
    assert [each["withdrawn"] for each in told] == [False, True, False]
    assert told[2]["version"] > told[1]["version"] > told[0]["version"]


async def test_it_goes_round_in_no_circle(ladder: Ladder) -> None:
    """Neither back to an office that it came through, nor to us again by another way."""
    through_us = await ladder.words(said_by="Ujung", chain=(uuid4(), await _uid(ladder.above.district)))
    await ladder.tells(through_us)
    assert await ladder.heard(ladder.above.district) == []
    through_them = await ladder.words(said_by="Ujung", chain=(uuid4(), ladder.below.far.uid))
    await ladder.tells(through_them)
    assert await ladder.heard(ladder.above.district) == [("Ujung", "Vaksin datang", PUSAT)]
    assert await ladder.below.told() == []


async def test_the_same_words_by_two_ways_are_heard_once(ladder: Ladder) -> None:
    """The office above the province elsewhere is connected with the district as well."""
    floor, words = ladder.above.floor, await ladder.words()
    await ladder.tells(words)
    async with between_installations(floor, None, PUSAT, ladder.above.far.uid) as straight:
        await straight.is_above()
        assert await ladder.heard(floor.world.district) == [], "it is heard from itself, or not at all"
        assert await straight.tells(words) == 200
        assert await ladder.heard(floor.world.district) == [(PUSAT, "Vaksin datang", "")]
        assert await straight.tells(replace(words, version=2, withdrawn=True)) == 200
        assert await ladder.heard(floor.world.district) == [], "also while the province has not heard so yet"


async def test_an_office_below_tells_nothing_in_the_name_of_one_above(ladder: Ladder) -> None:
    told = await ladder.words(said_by=PUSAT, chain=(ladder.above.far.uid,))
    assert await ladder.below.tells(told) == 409
    assert await ladder.heard(ladder.above.district) == []


async def test_nobody_elsewhere_speaks_for_an_office_that_stands_right_above_us(ladder: Ladder) -> None:
    ministry = await _uid(ladder.above.world.ministry)
    await ladder.tells(await ladder.words(title="Palsu", said_by="Kementerian Kesehatan", chain=(ministry,)))
    for place in (ladder.above.world.province, ladder.above.world.district):
        assert await ladder.heard(place) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"onward": "semua"},
        {"said_by": "Ujung"},
        {"chain": (UUID(int=1),)},
        {"said_by": "a\nb", "chain": (UUID(int=1),)},
        {"said_by": "x" * 201, "chain": (UUID(int=1),)},
        {"said_by": "Ujung", "chain": tuple(UUID(int=each) for each in range(9))},
    ],
)
async def test_words_whose_way_cannot_be_told_are_not_taken(ladder: Ladder, wrong: dict[str, Any]) -> None:
    assert await ladder.above.tells(await ladder.words(**wrong)) == 400
    assert await ladder.heard(ladder.above.district) == []


async def test_an_older_installation_that_says_nothing_of_others_is_heard_by_us_alone(ladder: Ladder) -> None:
    told = msgspec.to_builtins(Announced(data=await ladder.words()))
    for name in ("onward", "said_by", "chain"):
        del told["data"][name]
    answer = await ladder.above.far.calls(msgspec.json.encode(told))
    assert answer.status_code == 200
    assert len(await ladder.heard(ladder.above.district)) == 1
    assert await ladder.heard(ladder.above.world.district) == []


async def test_what_we_tell_everybody_says_that_it_is_for_those_below_as_well(ladder: Ladder) -> None:
    await ladder.below.announces(title="Semua")
    await ladder.below.announces(
        title="Satu saja", audience=Audience.OFFICES, offices=(ladder.below.far.uid,)
    )
    told = {each["title"]: each for each in await ladder.below.told()}
    assert {title: each["onward"] for title, each in told.items()} == {"Semua": "all", "Satu saja": ""}
    assert {each["said_by"] for each in told.values()} == {""}


async def _uid(place: Place) -> UUID:
    found: UUID = await place.value("SELECT uid FROM tenant WHERE id = $1")
    return found
