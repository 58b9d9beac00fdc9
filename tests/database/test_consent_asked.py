"""Citizens are asked whether something about their case may go further, and their word counts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from helpdesk.casefile.service import case_page, reveal
from helpdesk.cases import service as cases
from helpdesk.consenting.model import STANDS, Purpose, Subject
from helpdesk.consenting.service import take_from_page
from helpdesk.escalation import naming, relations
from helpdesk.escalation import service as escalation
from helpdesk.escalation.whom import Identity
from helpdesk.replies import service as replies
from kit.errors import Conflict, Forbidden, Invalid
from support.administrators import audited
from support.builders import a_message, a_number, an_opened_case
from support.people import Person, a_caller, a_person
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, ActorKind, Role

_WORDS = "SELECT given, channel, how FROM case_consent WHERE tenant_id = $1 ORDER BY at, id"
_NAMED = "SELECT citizen, named FROM link_citizen WHERE tenant_id = $1"
_SAID = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'in' ORDER BY at, id"
_CASE = "SELECT id FROM cases WHERE tenant_id = $1"
_TOLD = (
    "SELECT kind, actor_kind, detail->>'given' AS given FROM case_event WHERE tenant_id = $1"
    " AND kind LIKE 'consent.%' ORDER BY at, id"
)


async def asked(world: World, siti: Person, *to: Place) -> Actor:
    """An officer of the district asks whether offices may see who she is; and the question went out."""
    dewi = await world.staff(world.district)
    slugs = tuple(place.slug for place in to or (world.province,))
    await naming.ask_citizen(dewi, siti.number, slugs, world.book, version=None)
    await world.work()
    return dewi


async def says(world: World, siti: Person, text: str, **more: Any) -> list[str]:
    """What she hears to a message of hers."""
    before = len(world.far_end.sent)
    await world.arrive(world.district, a_message(siti.phone, text, **more))
    await world.work()
    return world.far_end.texts[before:]


async def handed_over(world: World, dewi: Actor, siti: Person, to: Place | None = None) -> None:
    slug = (to or world.province).slug
    await escalation.escalate(dewi, siti.number, slug, "Rujukan", world.book, version=None)
    await world.work()


async def both_sides(world: World) -> list[dict[str, Any]]:
    """How she is named here and there, which is the same."""
    sides = [await place.rows(_NAMED) for place in (world.district, world.province)]
    assert sides[0] == sides[1]
    return sides[0]


async def changes_her_mind(world: World, to: Place, *, given: bool) -> bool:
    """On the tracking page."""
    citizen = Actor(tenant_id=world.district.id, kind=ActorKind.CITIZEN)
    office = (await offices.office(to.id)).uid
    case_id: UUID = await world.district.value(_CASE)
    subject = Subject(purpose=Purpose.HANDOVER, office=office)
    fresh = await take_from_page(citizen, case_id, [subject], given=given)
    await world.work()
    return fresh


async def test_a_hand_over_before_the_answer_is_masked_and_a_yes_opens_it_on_both_sides(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    question = world.far_end.sent[-1]
    assert "bolehkah petugas" in question.text and world.province.slug in question.text
    assert "TIDAK juga tidak apa-apa" in question.text
    await handed_over(world, dewi, siti)
    assert await both_sides(world) == [{"citizen": f"••• {siti.phone[-4:]}", "named": False}]
    [thanks] = await says(world, siti, "Ya")
    assert "kami catat: YA" in thanks
    [opened] = await both_sides(world)
    assert opened["named"] and siti.phone in opened["citizen"]
    assert await world.district.rows(_WORDS) == [{"given": True, "channel": "whatsapp", "how": "Ya"}]
    assert len(await world.district.rows(_SAID)) == 1, "the answer is no message of the case"
    told = await world.district.rows(_TOLD)
    assert [(row["kind"], row["actor_kind"], row["given"]) for row in told] == [
        ("consent.asked", "staff", None),
        ("consent.answered", "citizen", "true"),
    ]


async def test_what_was_agreed_before_travels_with_the_offer_to_that_office_alone(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    pressed = world.far_end.sent[-1].offer
    assert pressed is not None and [each.title for each in pressed.options] == ["Ya, boleh", "Tidak"]
    await says(world, siti, "Ya, boleh", kind="interactive", choice=pressed.options[0].id)
    await handed_over(world, dewi, siti)
    [seen] = await both_sides(world)
    assert seen["named"]
    hendro = await world.staff(world.province)
    mirrored = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    await escalation.escalate(hendro, mirrored, world.ministry.slug, "Naik", world.book, version=None)
    await world.work()
    assert await world.ministry.rows(_NAMED) == [{"citizen": "", "named": False}], "nobody asked about it"


async def test_a_withdrawn_consent_masks_the_other_side_and_nothing_there_holds_the_name(
    world: World,
) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await handed_over(world, dewi, siti)
    await says(world, siti, "ya")
    assert (await both_sides(world))[0]["named"]
    assert await changes_her_mind(world, world.province, given=False)
    assert await both_sides(world) == [{"citizen": f"••• {siti.phone[-4:]}", "named": False}]
    held = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND position($2::bytea IN arrival) > 0"
    assert await world.province.value(held, siti.phone.encode()) == 0
    assert not await changes_her_mind(world, world.province, given=False), "said once"
    assert await changes_her_mind(world, world.province, given=True), "and the other way round again"
    assert (await both_sides(world))[0]["named"]
    unread = "SELECT bool_and(unread) FROM cases WHERE tenant_id = $1"
    assert await world.district.value(unread) and await world.province.value(unread)


async def test_a_no_after_the_hand_over_ended_still_masks_what_is_there(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await handed_over(world, dewi, siti)
    await says(world, siti, "ya")
    await cases.close(dewi, siti.number, version=None)
    await world.work()
    await changes_her_mind(world, world.province, given=False)
    assert not (await both_sides(world))[0]["named"]
    await changes_her_mind(world, world.province, given=True)
    assert not (await both_sides(world))[0]["named"], "and nothing travels any more"


async def test_who_the_citizen_is_is_read_there_with_a_reason_and_on_record(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await handed_over(world, dewi, siti)
    hendro = await world.staff(world.province)
    number = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    page = await case_page(hendro, number, world.book)
    assert "reveal" not in page.acts and page.handovers[0].citizen == f"••• {siti.phone[-4:]}"
    await says(world, siti, "ya")
    page = await case_page(hendro, number, world.book)
    assert "reveal" in page.acts and page.handovers[0].named and page.handovers[0].citizen == ""
    assert siti.phone in (await reveal(hendro, number, "Perlu ditelepon")).name
    assert "contact.revealed" in await audited(world.province)
    await changes_her_mind(world, world.province, given=False)
    with pytest.raises(Exception, match="contact_missing"):
        await reveal(hendro, number, "Perlu ditelepon")


async def test_the_same_answer_again_changes_nothing_and_another_one_counts_from_then_on(
    world: World,
) -> None:
    siti = await a_person(world)
    await asked(world, siti)
    assert len(await says(world, siti, "YA")) == 1
    assert await says(world, siti, "ya!") == []
    [changed] = await says(world, siti, "tidak")
    assert "TIDAK" in changed
    assert [row["given"] for row in await world.district.rows(_WORDS)] == [True, False]
    answers = [row["given"] for row in await world.district.rows(_TOLD)][1:]
    assert answers == ["true", "false"]


async def test_anything_else_is_an_ordinary_message_and_leaves_the_question_open(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await says(world, siti, "ya tapi antreannya masih panjang")
    assert await world.district.rows(_WORDS) == []
    assert len(await world.district.rows(_SAID)) == 2
    await replies.reply(dewi, siti.number, "Sudah membaik?", world.book, version=None)
    await world.work()
    await says(world, siti, "tidak")
    assert await world.district.rows(_WORDS) == [], "it may answer the officer"
    assert len(await world.district.rows(_SAID)) == 3
    await says(world, siti, "no", reply_to=f"far-{world.far_end.sent[0].id}")
    assert await world.district.rows(_WORDS) == [], "it names another message"
    question = next(each for each in world.far_end.sent if each.offer is not None)
    await says(world, siti, "no", reply_to=f"far-{question.id}")
    assert [row["given"] for row in await world.district.rows(_WORDS)] == [False]


async def test_another_s_yes_answers_nothing(world: World) -> None:
    siti, other = await a_person(world), await a_person(world)
    await asked(world, siti)
    pressed = world.far_end.sent[-1].offer
    assert pressed is not None
    await says(world, other, "ya")
    await says(world, other, "Ya, boleh", kind="interactive", choice=pressed.options[0].id)
    assert await world.district.rows(_WORDS) == []


async def test_a_question_ends_and_only_a_no_is_heard_after_that(world: World) -> None:
    siti = await a_person(world)
    await asked(world, siti)
    pressed = world.far_end.sent[-1].offer
    assert pressed is not None
    await world.clock.forward(hours=STANDS / timedelta(hours=1) + 1)
    await says(world, siti, "ya")
    await says(world, siti, "Ya, boleh", kind="interactive", choice=pressed.options[0].id)
    assert await world.district.rows(_WORDS) == []
    with pytest.raises(Invalid):
        await changes_her_mind(world, world.province, given=True)
    await says(world, siti, "Tidak", kind="interactive", choice=pressed.options[1].id)
    assert [row["given"] for row in await world.district.rows(_WORDS)] == [False]


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
    assert [row["given"] for row in await world.district.rows(_WORDS)] == [True, True]


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
    await _names_by(world, Identity.MASKED)
    with pytest.raises(Conflict, match="identity_never_travels"):
        await naming.ask_citizen(dewi, siti.number, to, world.book, version=None)


async def _names_by(world: World, identity: Identity) -> None:
    admin = await world.staff(world.district, Role.ADMINISTRATOR)
    async with tenant_scope(world.district.id) as scope:
        peer = await offices.office(world.province.id)
        known = await relations.relation_to(scope, peer)
    await relations.change(admin, world.province.slug, replace(known, identity=identity))


async def test_what_travels_follows_the_relation_also_after_a_yes(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await _names_by(world, Identity.NONE)
    await handed_over(world, dewi, siti)
    await says(world, siti, "ya")
    assert await both_sides(world) == [{"citizen": "", "named": False}]


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
