"""Citizens stop and begin what nobody asked for, on WhatsApp and SMS; their own cases are always answered."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.work import working
from helpdesk.contactfile.service import contact_page, note_consent, speak
from helpdesk.delivery.store import block, let_go
from helpdesk.message_templates.model import TypedTemplate
from helpdesk.message_templates.service import add_template
from helpdesk.replies import service as replies
from helpdesk.replies.model import Answer, TemplateChoice
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from support.builders import a_message, a_number
from support.people import a_person
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Permission, Role

_LEDGER = "SELECT given, source, wording FROM consent WHERE tenant_id = $1 ORDER BY at, id"


async def says(world: World, phone: str, text: str, **more: Any) -> list[str]:
    """What the office answers to a message."""
    await world.work()
    before = len(world.far_end.sent)
    await world.arrive(world.district, a_message(phone, text, **more))
    await world.work()
    return world.far_end.texts[before:]


async def _messages(world: World) -> int:
    count: int = await world.district.value(
        "SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in'"
    )
    return count


async def test_stop_and_start_are_confirmed_once_and_stand_in_no_case(world: World) -> None:
    siti = await a_person(world)
    [stopped] = await says(world, siti.phone, "BERHENTI")
    assert "tidak kami kirim lagi" in stopped
    assert await says(world, siti.phone, "stop") == [], "said once"
    [begun] = await says(world, siti.phone, "Mulai")
    assert "kami kirim lagi" in begun
    assert await _messages(world) == 1
    rows = await world.district.rows(_LEDGER)
    assert [(row["given"], row["source"]) for row in rows] == [(False, "message"), (True, "message")]
    assert all(row["wording"] for row in rows)
    menu = await says(world, a_number(), "mulai")
    assert "Apa yang ingin Anda sampaikan?" in menu[0], "for everybody else it is a greeting"


async def test_who_stopped_hears_that_it_is_solved_without_the_question(world: World) -> None:
    officer = await world.staff(world.district)
    siti, other = await a_person(world), await a_person(world)
    await says(world, siti.phone, "Stop")
    before = len(world.far_end.sent)
    for person in (siti, other):
        await cases.resolve(officer, person.number, version=None)
    await world.work()
    said = {m.recipient.value: m.text for m in world.far_end.sent[before:]}
    assert "Beri nilai" not in said[siti.phone]
    assert "kami nyatakan selesai" in said[siti.phone]
    assert "Beri nilai" in said[other.phone]


async def test_a_word_that_answers_an_officer_belongs_to_the_case(world: World) -> None:
    officer = await world.staff(world.district)
    siti = await a_person(world)
    await world.work()
    await replies.reply(officer, siti.number, "Lanjut atau berhenti?", world.book, version=None)
    await world.work()
    asked = f"far-{world.far_end.sent[-1].id}"
    await says(world, siti.phone, "berhenti", reply_to=asked)
    assert await _messages(world) == 2
    assert await world.district.rows(_LEDGER) == []


async def test_an_announcement_is_refused_an_answer_is_not(world: World) -> None:
    officer = await world.staff(world.district)
    siti = await a_person(world)
    manager = await world.staff(world.district, Role.ADMINISTRATOR)
    chosen = {}
    for name, category in (("undangan", "marketing"), ("kabar", "utility")):
        template = TypedTemplate(name=name, language="id", category=category, body="Kabar.", state="approved")
        chosen[name] = await add_template(manager, world.district.account_id, template)
    await says(world, siti.phone, "BERHENTI")

    async def send(name: str) -> None:
        async with working(officer, siti.number, Permission.REPLY) as work:
            await replies.answer(work, Answer(template=TemplateChoice(template_id=chosen[name])), world.book)

    with pytest.raises(Conflict, match="citizen_wants_no_more"):
        await send("undangan")
    await send("kabar")
    await replies.reply(officer, siti.number, "Kami periksa.", world.book, version=None)
    await says(world, siti.phone, "MULAI")
    await send("undangan")


async def _invited(world: World, asking: Callable[[], Awaitable[None]], phone: str, wish: str) -> set[str]:
    """Who is written to by template, when something is asked for while the account is blocked, and somebody says what
    they wish before it works again."""
    await world.work()
    before, account_id = len(world.far_end.sent), world.district.account_id
    async with tenant_scope(world.district.id) as scope:
        await block(scope, account_id, "account_blocked", scope.now + timedelta(minutes=15))
    await asking()
    await says(world, phone, wish)
    async with tenant_scope(world.district.id) as scope:
        await let_go(scope, account_id)
    await world.work()
    return {each.recipient.value for each in world.far_end.sent[before:] if each.template}


async def test_an_announcement_that_waits_does_not_go_to_who_stops_meanwhile(world: World) -> None:
    officer = await world.staff(world.district)
    siti, other = await a_person(world), await a_person(world)
    manager = await world.staff(world.district, Role.ADMINISTRATOR)
    template = TypedTemplate(
        name="undangan", language="id", category="marketing", body="Mari.", state="approved"
    )
    invitation = await add_template(manager, world.district.account_id, template)

    async def invite() -> None:
        for person in (siti, other):
            async with working(officer, person.number, Permission.REPLY) as work:
                await replies.answer(
                    work, Answer(template=TemplateChoice(template_id=invitation)), world.book
                )

    assert await _invited(world, invite, siti.phone, "BERHENTI") == {other.phone}
    undone = await world.district.row(
        "SELECT detail->>'code' AS code, detail->>'message_id' AS id FROM case_event WHERE tenant_id = $1"
        " AND kind = 'delivery.changed' AND detail->>'state' = 'failed'"
    )
    assert undone["code"] == "citizen_wants_no_more", "the officer reads why it did not go"

    async def once_more() -> None:
        await replies.retry(officer, siti.number, UUID(undone["id"]), world.book)

    with pytest.raises(Conflict, match="citizen_wants_no_more"):
        await once_more()
    await says(world, siti.phone, "MULAI")
    assert await _invited(world, once_more, siti.phone, "BERHENTI") == set()
    await says(world, siti.phone, "MULAI")
    assert await _invited(world, once_more, siti.phone, "Terima kasih") == {siti.phone}


async def test_an_officer_notes_it_with_a_reason_and_only_for_whom_they_see(world: World) -> None:
    officer, weak = await world.staff(world.district), await world.staff(world.district, Role.HEAD)
    elsewhere = await world.staff(world.district, Role.UNIT_OFFICER, "Sekretariat")
    siti, other = await a_person(world), await a_person(world)
    thread = (await contact_page(officer, siti.id)).threads[0].id
    foreign = (await contact_page(officer, other.id)).threads[0].id
    for actor, of, reason, refusal in (
        (weak, thread, "Lewat telepon", Forbidden),
        (elsewhere, thread, "Lewat telepon", Missing),
        (officer, foreign, "Lewat telepon", Missing),
        (officer, thread, " ", Invalid),
    ):
        with pytest.raises(refusal):
            await note_consent(actor, siti.id, of, reason, given=False)
    await note_consent(officer, siti.id, thread, "Lewat telepon", given=False)
    page = await contact_page(officer, siti.id)
    assert page.threads[0].stopped
    assert [(each.given, each.reason, each.actor_name) for each in page.consents] == [
        (False, "Lewat telepon", "Dewi Anjani")
    ]
    assert siti.phone not in repr(page)


@pytest.mark.parametrize(("language", "word"), [("id", "kami terima"), ("en", "Thank you")])
async def test_everything_automatic_is_in_the_contacts_language(
    world: World, language: str, word: str
) -> None:
    officer = await world.staff(world.district)
    siti = await a_person(world)
    version = (await contact_page(officer, siti.id)).contact.version
    await speak(officer, siti.id, "en", version=version)
    with pytest.raises(Stale):
        await speak(officer, siti.id, "id", version=version)
    await speak(officer, siti.id, language, version=version + 1)
    await world.work()
    await world.district.change(
        "UPDATE cases SET closed_at = now() - interval '30 days' WHERE tenant_id = $1"
    )
    [acknowledged] = await says(world, siti.phone, "Antrean poli gigi penuh lagi hari ini")
    assert word in acknowledged
    english = language == "en"
    [stopped] = await says(world, siti.phone, "STOP")
    assert ("All right" in stopped) is english
    number = await world.district.value(
        "SELECT number FROM cases WHERE tenant_id = $1 ORDER BY opened_at DESC LIMIT 1"
    )
    before = len(world.far_end.sent)
    await cases.resolve(officer, number, version=None)
    await world.work()
    assert ("We hold report" in world.far_end.texts[before]) is english
    await world.district.change(
        "UPDATE cases SET closed_at = now() - interval '30 days' WHERE tenant_id = $1"
    )
    [menu] = await says(world, siti.phone, "halo")
    assert ("reply ENGLISH" in menu) is not english, "the menu begins in the language that is known"


async def test_the_menu_changes_the_language_both_ways(world: World) -> None:
    phone = a_number()
    for greeting, language in (("english", "en"), ("bahasa indonesia", "id")):
        await says(world, phone, greeting)
        await says(world, phone, "Antrean poli gigi penuh sejak pagi, tidak ada petugas di loket")
        found = await world.district.value("SELECT language FROM contact WHERE tenant_id = $1")
        assert found == language
        ended = "UPDATE cases SET closed_at = now() - interval '30 days' WHERE tenant_id = $1"
        await world.district.change(ended)
