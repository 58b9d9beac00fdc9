"""What a citizen's consent does to a hand-over: both sides name her alike, and a no masks her again."""

import contextlib
import random

import pytest

from helpdesk.casefile.service import case_page, reveal
from helpdesk.cases import service as cases
from helpdesk.escalation import agreeing
from helpdesk.escalation import service as escalation
from helpdesk.escalation.whom import Identity
from kit.errors import Conflict, Missing
from support.administrators import audited
from support.consenting import (
    NAMED,
    SAID,
    TOLD,
    WORDS,
    asked,
    both_sides,
    changes_her_mind,
    handed_over,
    names_by,
    says,
)
from support.people import Person, a_caller, a_person
from support.world import World
from tenants.permissions.model import Actor


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
    assert await world.district.rows(WORDS) == [{"given": True, "channel": "whatsapp", "how": "Ya"}]
    assert len(await world.district.rows(SAID)) == 1, "the answer is no message of the case"
    told = await world.district.rows(TOLD)
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
    assert await world.ministry.rows(NAMED) == [{"citizen": "", "named": False}], "nobody asked about it"


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


async def test_a_no_about_a_case_that_was_merged_away_masks_what_went_with_it(world: World) -> None:
    siti, somebody = await a_person(world), await a_person(world)
    dewi = await asked(world, siti)
    await handed_over(world, dewi, siti)
    await says(world, siti, "ya")
    await cases.mark_duplicate(dewi, siti.number, somebody.number, version=None)
    await world.work()
    assert (await both_sides(world))[0]["named"]
    await changes_her_mind(world, world.province, given=False, number=siti.number)
    assert await both_sides(world) == [{"citizen": f"••• {siti.phone[-4:]}", "named": False}]
    await changes_her_mind(world, world.province, given=True, number=siti.number)
    assert siti.phone in (await both_sides(world))[0]["citizen"], "and never the other reporter's name"


async def test_her_no_also_reaches_what_her_other_case_had_handed_over_into_which_it_was_merged(
    world: World,
) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await says(world, siti, "ya")
    await names_by(world, Identity.CLEAR)
    called = await a_caller(world, dewi, phone=siti.phone)
    await handed_over(world, dewi, called)
    await cases.mark_duplicate(dewi, siti.number, called.number, version=None)
    await world.work()
    assert (await both_sides(world))[0]["named"]
    await changes_her_mind(world, world.province, given=False, number=siti.number)
    assert not (await both_sides(world))[0]["named"]
    stranger = await a_caller(world, dewi, name="Budi")
    await handed_over(world, dewi, stranger)
    assert [row["named"] for row in await both_sides(world)] == [False, True], "a no is her own"


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
    with pytest.raises(Missing, match="contact_missing"):
        await reveal(hendro, number, "Perlu ditelepon")


async def test_what_travels_follows_the_relation_also_after_a_yes(world: World) -> None:
    siti = await a_person(world)
    dewi = await asked(world, siti)
    await names_by(world, Identity.NONE)
    await handed_over(world, dewi, siti)
    await says(world, siti, "ya")
    assert await both_sides(world) == [{"citizen": "", "named": False}]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_comes_in_whatever_order_both_sides_name_her_alike_and_only_after_a_yes(
    world: World, seed: int
) -> None:
    order, siti = random.Random(seed), await a_person(world)
    dewi, hendro = await asked(world, siti), await world.staff(world.province)
    said = False
    for _ in range(14):
        act = order.choice(("yes", "no", "offer", "withdraw", "return", "work"))
        if act in ("yes", "no"):
            await changes_her_mind(world, world.province, given=act == "yes", carried=order.random() < 0.5)
            said = act == "yes"
        elif act == "work":
            await world.work()
        else:
            with contextlib.suppress(Conflict, Missing, IndexError):
                await _does(world, act, dewi, hendro, siti)
    await world.work()
    rows = await both_sides(world)
    assert said or not any(row["named"] for row in rows)
    living = "SELECT id FROM link WHERE tenant_id = $1 AND state IN ('offered', 'accepted', 'in_progress')"
    open_now = [row["id"] for row in await world.district.rows(living)]
    named = "SELECT link_id FROM link_citizen WHERE tenant_id = $1 AND named"
    known = {row["link_id"] for row in await world.district.rows(named)}
    assert not said or known.issuperset(open_now)


async def _does(world: World, act: str, dewi: Actor, hendro: Actor, siti: Person) -> None:
    if act == "offer":
        await escalation.escalate(dewi, siti.number, world.province.slug, "Rujukan", world.book, version=None)
    elif act == "withdraw":
        await agreeing.withdraw(dewi, siti.number, "Tidak jadi", version=None)
    else:
        linked = await world.province.rows("SELECT number FROM cases WHERE tenant_id = $1 ORDER BY id DESC")
        await agreeing.give_back(hendro, linked[0]["number"], "Bukan kami", version=None)
