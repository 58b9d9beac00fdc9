"""While another office speaks with the citizen, what a unit answers is proposed to it, by whatever way it came."""

from collections.abc import AsyncIterator

import pytest

from helpdesk.escalation import agreeing, speaking
from helpdesk.escalation import service as escalation
from helpdesk.escalation.model import Side
from helpdesk.replies import service as replies
from helpdesk.unit_links import at_desk
from kit.ids import uuid7
from kit.settings import Settings
from support.builders import a_message
from support.unit_desk import UNIT, external_id_of, registered, told, words_of
from support.unit_story import Story, unit_story
from tenants.permissions.model import Role

ANSWER = "Mulai Senin ada dua loket"
_PROPOSED = (
    "SELECT m.text, p.state, p.spoken FROM proposal p JOIN message m ON m.tenant_id = p.tenant_id"
    " AND m.id = p.message_id WHERE p.tenant_id = $1 ORDER BY p.at, p.id"
)
_TO_CITIZEN = (
    "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'out' AND NOT automatic AND text LIKE $2"
)


@pytest.fixture
async def story(database_urls: Settings) -> AsyncIterator[Story]:
    """The unit has the case, and the province, which was asked for its part, speaks with the citizen."""
    async with unit_story(database_urls) as opened:
        agent = await opened.world.staff(opened.place)
        await escalation.escalate(
            agent,
            opened.number,
            opened.world.province.slug,
            "Rujukan",
            opened.world.book,
            version=None,
            speaker=Side.TARGET,
        )
        await opened.world.work()
        yield opened


async def may_answer_directly(story: Story) -> None:
    await registered(story.world, phone=story.phone, answers_directly=True)


async def by_link(story: Story) -> None:
    async with story.inside() as browser:
        assert (await story.press(browser, "/answer", text=ANSWER)).status_code == 303


async def by_whatsapp(story: Story) -> None:
    quoted = await external_id_of(story.place, story.place.units[UNIT])
    await story.world.arrive(story.place, a_message(story.phone, ANSWER, reply_to=quoted))


async def at_its_desk(story: Story) -> None:
    unit = story.place.units[UNIT]
    rini = await story.world.staff(story.place, Role.UNIT_OFFICER, UNIT)
    await at_desk.answer(rini, story.number, unit, ANSWER, version=None, answer_id=uuid7())


WAYS = {"link": by_link, "whatsapp": by_whatsapp, "desk": at_its_desk}


async def proposed(story: Story) -> list[dict[str, object]]:
    return await story.world.province.rows(_PROPOSED)


@pytest.mark.parametrize("way", WAYS)
async def test_what_a_unit_may_answer_directly_is_proposed_and_no_citizen_reads_it(
    story: Story, way: str
) -> None:
    await may_answer_directly(story)
    await WAYS[way](story)
    await story.world.work()
    assert await proposed(story) == [{"text": ANSWER, "state": "waiting", "spoken": False}]
    assert await story.place.rows(_TO_CITIZEN, f"%{ANSWER}%") == []
    assert [answer["state"] for answer in await story.answers()] == ["proposed"]
    thanked = [words_of(each) for each in told(story.world, story.phone)]
    assert not any("Warga sudah menerimanya" in words for words in thanked)
    assert any("kantor lain yang menjawab warga" in words for words in thanked) is (way == "whatsapp")


@pytest.mark.parametrize("way", WAYS)
async def test_the_desk_proposes_what_a_unit_answered_by_one_press(story: Story, way: str) -> None:
    await WAYS[way](story)
    await story.world.work()
    officer, _ = await story.floor.officer()
    page = await officer.get(f"cases/{story.number}")
    assert "Usulkan ke kantor yang menjawab" in page.text
    assert "Kirim ke warga" not in page.text
    assert "Kirim ke warga" not in (await officer.get(f"cases/{story.number}/release")).text
    assert (await officer.send(page, "/release")).status_code == 303
    await story.world.work()
    assert [each["text"] for each in await proposed(story)] == [ANSWER]
    assert await story.place.rows(_TO_CITIZEN, f"%{ANSWER}%") == []
    after = await officer.get(f"cases/{story.number}")
    assert "diusulkan ke kantor yang menjawab warga" in after.text


async def test_once_the_other_office_has_said_it_the_unit_reads_that_the_citizen_has_it(story: Story) -> None:
    await may_answer_directly(story)
    await at_its_desk(story)
    await story.world.work()
    province, world = story.world.province, story.world
    hendro = await world.staff(province)
    there = await province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    waiting = await province.value("SELECT id FROM proposal WHERE tenant_id = $1")
    await speaking.say(hendro, there, waiting, None, world.book, world.files, version=None)
    await world.work()
    assert [answer["state"] for answer in await story.answers()] == ["released"]
    assert sum(ANSWER in each for each in world.far_end.texts) == 1


async def test_what_cannot_be_proposed_any_more_waits_for_the_desk_again(story: Story) -> None:
    """The other office gave the case back before it heard of the answer."""
    await may_answer_directly(story)
    await at_its_desk(story)
    await story.world.dispatch(story.place)
    agent = await story.world.staff(story.place)
    await agreeing.withdraw(agent, story.number, "Kami kerjakan sendiri", version=None)
    await story.world.work()
    assert await proposed(story) == []
    assert [answer["state"] for answer in await story.answers()] == ["waiting"]


async def test_another_offices_proposal_is_not_returned_to_any_unit(story: Story) -> None:
    """There is no unit that could have it back: neither offered nor done."""
    place, province = story.place, story.world.province
    officer, agent = await story.floor.officer()
    await agreeing.withdraw(agent, story.number, "Kami yang bicara", version=None)
    await escalation.escalate(
        agent, story.number, province.slug, "Rujukan", story.world.book, version=None, speaker=Side.SOURCE
    )
    await story.world.work()
    hendro = await story.world.staff(province)
    there = await province.value(
        "SELECT c.number FROM cases c JOIN link l ON l.tenant_id = c.tenant_id AND l.case_id = c.id"
        " WHERE c.tenant_id = $1 AND l.state = 'offered'"
    )
    await replies.reply(hendro, there, "Dokter datang Senin.", story.world.book, version=None)
    await story.world.work()
    page = await officer.get(f"cases/{story.number}")
    assert "usulan jawaban dari kantor lain" in page.text
    assert "Kembalikan ke unit" not in page.text
    proposal = await place.value("SELECT id FROM proposal WHERE tenant_id = $1")
    await at_its_desk(story)  # an answer of a unit beside it
    dialog = await officer.get(f"cases/{story.number}/return_answer?answer={proposal}")
    refused = await officer.send(dialog, "/return_answer", answer=str(proposal), reason="Mohon lebih lengkap")
    assert refused.status_code == 404, refused.text
    assert await place.value("SELECT state FROM proposal WHERE tenant_id = $1") == "waiting"
    assert [answer["state"] for answer in await story.answers()] == ["waiting"]
