"""Questions between two desks: each is open until it is answered, whatever crosses it on its way."""

import msgspec
import pytest

from helpdesk.escalation import agreeing
from helpdesk.escalation import service as escalation
from helpdesk.relay.service import carry_due
from helpdesk.replies import service as replies
from support.builders import an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor

_TURN = "SELECT turn FROM link WHERE tenant_id = $1"
_OLD = (
    "UPDATE letter SET body = convert_to(regexp_replace(regexp_replace(convert_from(body, 'UTF8'),"
    " ',\"answers\":[0-9]+', ''), ',\"number\":[0-9]+(,|})', '\\1'), 'UTF8')"
    " WHERE tenant_id = $1 AND state = 'waiting' AND kind IN ('note', 'answer')"
)
"""What waits to be carried, as an installation writes it that numbers no questions."""


class Desks:
    """The district's, whose case it is, and the ministry's, which has it in hand."""

    def __init__(self, world: World, district: Actor, number: str, ministry: Actor, there: str) -> None:
        self.world = world
        self.actors = {world.district: (district, number), world.ministry: (ministry, there)}

    async def says(self, place: Place, text: str, *, asks: bool = False) -> None:
        actor, number = self.actors[place]
        await escalation.write_to_peer(actor, number, text, version=None, asks=asks)

    async def turns(self) -> tuple[str, str]:
        """Who owes an answer, as the district and as the ministry see it."""
        await self.world.work()
        return await self.world.district.value(_TURN), await self.world.ministry.value(_TURN)

    async def as_of_old(self, place: Place) -> None:
        await place.change(_OLD)
        bodies = await place.rows("SELECT body FROM letter WHERE tenant_id = $1 AND state = 'waiting'")
        assert bodies
        for row in bodies:
            assert not {"number", "answers"} & msgspec.json.decode(row["body"])["content"].keys()


@pytest.fixture
async def desks(world: World) -> Desks:
    district, number = await world.staff(world.district), await an_opened_case(world)
    await escalation.escalate(district, number, world.ministry.slug, "Rujukan", world.book, version=None)
    await world.work()
    ministry = await world.staff(world.ministry)
    there = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1")
    await agreeing.accept(ministry, there, version=None)
    await world.work()
    return Desks(world, district, number, ministry, there)


async def test_who_is_asked_owes_an_answer_until_it_is_given(desks: Desks) -> None:
    await desks.says(desks.world.district, "Berapa stoknya?", asks=True)
    assert await desks.turns() == ("theirs", "ours")
    await desks.says(desks.world.ministry, "Dua ratus.")
    assert await desks.turns() == ("", "")


@pytest.mark.parametrize("first", ["district", "ministry"])
async def test_both_ask_at_once_and_each_waits_until_its_own_question_is_answered(
    desks: Desks, first: str
) -> None:
    await desks.says(desks.world.district, "Berapa stoknya?", asks=True)
    await desks.says(desks.world.ministry, "Berapa pasiennya?", asks=True)
    assert await desks.turns() == ("both", "both")
    other = "ministry" if first == "district" else "district"
    await desks.says(getattr(desks.world, first), "Ini jawabannya.")
    left = ("theirs", "ours") if first == "district" else ("ours", "theirs")
    assert await desks.turns() == left
    await desks.says(getattr(desks.world, other), "Dan ini dari kami.")
    assert await desks.turns() == ("", "")


async def test_a_word_that_crossed_the_question_answers_it_not(desks: Desks) -> None:
    await desks.says(desks.world.ministry, "Sekadar kabar.")
    await desks.says(desks.world.district, "Berapa stoknya?", asks=True)
    assert await desks.turns() == ("theirs", "ours")


async def test_an_answer_to_an_earlier_question_leaves_the_later_one_open(desks: Desks) -> None:
    world = desks.world
    await desks.says(world.district, "Berapa stoknya?", asks=True)
    await world.work()
    await desks.says(world.ministry, "Dua ratus.")
    await desks.says(world.district, "Dan kapan tiba?", asks=True)
    assert await desks.turns() == ("theirs", "ours")


async def test_asking_back_answers_nothing(desks: Desks) -> None:
    await desks.says(desks.world.district, "Berapa stoknya?", asks=True)
    await desks.world.work()
    await desks.says(desks.world.ministry, "Obat yang mana?", asks=True)
    assert await desks.turns() == ("both", "both")
    await desks.says(desks.world.district, "OAT kategori satu.")
    assert await desks.turns() == ("theirs", "ours")


async def test_an_answer_for_the_citizen_answers_the_desk_s_question_too(desks: Desks) -> None:
    world = desks.world
    await desks.says(world.district, "Kapan tiba?", asks=True)
    await world.work()
    ministry, there = desks.actors[world.ministry]
    await replies.reply(ministry, there, "Obat tiba besok.", world.book, version=None)
    assert await desks.turns() == ("", "")


async def test_letters_of_an_older_installation_open_and_close_questions_as_before(desks: Desks) -> None:
    world = desks.world
    await desks.says(world.ministry, "Berapa pasiennya?", asks=True)
    await desks.as_of_old(world.ministry)
    assert (await desks.turns())[0] == "ours"
    await desks.says(world.district, "Empat puluh.")
    assert await desks.turns() == ("", "")
    await desks.says(world.district, "Berapa stoknya?", asks=True)
    await carry_due(world.district.id, files=world.files)
    await world.work()
    await desks.says(world.ministry, "Dua ratus.")
    await desks.as_of_old(world.ministry)
    assert (await desks.turns())[0] == ""


async def test_nobody_owes_anything_once_it_is_over(desks: Desks) -> None:
    world = desks.world
    await desks.says(world.district, "Berapa stoknya?", asks=True)
    await desks.says(world.ministry, "Berapa pasiennya?", asks=True)
    await world.work()
    ministry, there = desks.actors[world.ministry]
    await agreeing.give_back(ministry, there, "Bukan kami", version=None)
    assert await desks.turns() == ("", "")
