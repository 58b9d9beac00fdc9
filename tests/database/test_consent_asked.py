"""Citizens are asked whether something about their case may go further, and their word counts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from helpdesk.cases import service as cases
from helpdesk.consenting.model import STANDS
from helpdesk.escalation import naming
from helpdesk.escalation.whom import Identity
from helpdesk.replies import service as replies
from kit.errors import Conflict, Forbidden, Invalid
from support.builders import a_message, a_number, an_opened_case
from support.consenting import (
    SAID,
    TOLD,
    WORDS,
    asked,
    changes_her_mind,
    names_by,
    says,
)
from support.people import a_caller, a_person
from support.world import World
from tenants.permissions.model import Actor, Role


async def test_the_same_answer_again_changes_nothing_and_another_one_counts_from_then_on(
    world: World,
) -> None:
    siti = await a_person(world)
    await asked(world, siti)
    assert len(await says(world, siti, "YA")) == 1
    assert await says(world, siti, "ya!") == []
    [changed] = await says(world, siti, "tidak")
    assert "TIDAK" in changed
    assert [row["given"] for row in await world.district.rows(WORDS)] == [True, False]
    answers = [row["given"] for row in await world.district.rows(TOLD)][1:]
    assert answers == ["true", "false"]


async def test_anything_else_is_an_ordinary_message_and_leaves_the_question_open(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await says(world, siti, "ya tapi antreannya masih panjang")
    assert await world.district.rows(WORDS) == []
    assert len(await world.district.rows(SAID)) == 2
    await replies.reply(dewi, siti.number, "Sudah membaik?", world.book, version=None)
    await world.work()
    await says(world, siti, "tidak")
    assert await world.district.rows(WORDS) == [], "it may answer the officer"
    assert len(await world.district.rows(SAID)) == 3
    await says(world, siti, "no", reply_to=f"far-{world.far_end.sent[0].id}")
    assert await world.district.rows(WORDS) == [], "it names another message"
    question = next(each for each in world.far_end.sent if each.offer is not None)
    await says(world, siti, "no", reply_to=f"far-{question.id}")
    assert [row["given"] for row in await world.district.rows(WORDS)] == [False]


async def test_another_s_yes_answers_nothing(world: World) -> None:
    siti, other = await a_person(world), await a_person(world)
    await asked(world, siti)
    pressed = world.far_end.sent[-1].offer
    assert pressed is not None
    await says(world, other, "ya")
    await says(world, other, "Ya, boleh", kind="interactive", choice=pressed.options[0].id)
    assert await world.district.rows(WORDS) == []


async def test_a_question_ends_and_only_a_no_is_heard_after_that(world: World) -> None:
    siti = await a_person(world)
    await asked(world, siti)
    pressed = world.far_end.sent[-1].offer
    assert pressed is not None
    await world.clock.forward(hours=STANDS / timedelta(hours=1) + 1)
    await says(world, siti, "ya")
    await says(world, siti, "Ya, boleh", kind="interactive", choice=pressed.options[0].id)
    assert await world.district.rows(WORDS) == []
    with pytest.raises(Invalid):
        await changes_her_mind(world, world.province, given=True)
    await says(world, siti, "Tidak", kind="interactive", choice=pressed.options[1].id)
    assert [row["given"] for row in await world.district.rows(WORDS)] == [False]


async def test_one_question_at_a_time_and_who_said_no_is_not_asked_again(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)

    async def refused(slug: str) -> str:
        with pytest.raises(Conflict) as caught:
            await naming.ask_citizen(dewi, siti.number, (slug,), world.book, version=None)
        return caught.value.code

    assert await refused(world.ministry.slug) == "question_open"
    await says(world, siti, "tidak")
    assert await refused(world.province.slug) == "citizen_declined"
    await asked(world, siti, world.ministry)
    await says(world, siti, "ya")
    assert await refused(world.ministry.slug) == "citizen_agreed"


async def test_one_answer_counts_for_all_offices_that_were_named(world: World) -> None:
    siti = await a_person(world)
    await asked(world, siti, world.province, world.ministry)
    text = world.far_end.sent[-1].text
    assert world.province.slug in text and world.ministry.slug in text
    await says(world, siti, "setuju")
    assert [row["given"] for row in await world.district.rows(WORDS)] == [True, True]


async def _anonymous(world: World, dewi: Actor) -> str:
    number = await an_opened_case(world)
    await world.district.change("UPDATE cases SET anonymous = true WHERE tenant_id = $1")
    return number


async def _called(world: World, dewi: Actor) -> str:
    return (await a_caller(world, dewi)).number


async def _over(world: World, dewi: Actor) -> str:
    number = await an_opened_case(world)
    await cases.close(dewi, number, version=None)
    return number


@pytest.mark.parametrize(
    ("made", "code"),
    [(_anonymous, "citizen_is_anonymous"), (_called, "citizen_not_reached"), (_over, "case_ended")],
)
async def test_whom_no_question_reaches_is_not_asked_and_the_officer_hears_why(
    world: World, made: Callable[[World, Actor], Awaitable[str]], code: str
) -> None:
    dewi = await world.staff(world.district)
    number = await made(world, dewi)
    await world.work()
    before = len(world.far_end.sent)
    draft = await naming.question_to(dewi, number, (world.province.slug,), world.book)
    assert draft.why_not == code
    with pytest.raises(Conflict) as caught:
        await naming.ask_citizen(dewi, number, (world.province.slug,), world.book, version=None)
    await world.work()
    assert (caught.value.code, len(world.far_end.sent)) == (code, before)


async def test_only_officers_who_hand_over_ask_and_only_where_the_relation_waits_for_it(world: World) -> None:
    siti = await a_person(world)
    joko = await world.staff(world.district, Role.HEAD)
    to = (world.province.slug,)
    with pytest.raises(Forbidden):
        await naming.ask_citizen(joko, siti.number, to, world.book, version=None)
    dewi = await world.staff(world.district)
    with pytest.raises(Invalid):
        await naming.ask_citizen(dewi, siti.number, ("tidak-ada",), world.book, version=None)
    await names_by(world, Identity.MASKED)
    with pytest.raises(Conflict, match="identity_never_travels"):
        await naming.ask_citizen(dewi, siti.number, to, world.book, version=None)


async def test_the_question_is_asked_in_the_citizen_s_language_and_kept_word_by_word(world: World) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone, "hello"))
    await world.work()
    await world.arrive(world.district, a_message(phone, "The queue never ends here, please help"))
    await world.work()
    number = await world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
    dewi = await world.staff(world.district)
    await naming.ask_citizen(dewi, number, (world.province.slug,), world.book, version=None)
    await world.work()
    said = world.far_end.sent[-1].text
    assert "may the officers of" in said and "NO is fine" in said
    row = await world.district.row(
        "SELECT asked, wording, channel FROM consent_question WHERE tenant_id = $1"
    )
    assert row == {"asked": said, "wording": "persetujuan-1", "channel": "whatsapp"}
