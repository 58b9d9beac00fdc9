"""Conversational filing: a greeting gets the menu, answers lead to a case, and nothing said is lost."""

import asyncio
from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.channels.model import MediaRef, MessageEdited, MessageRevoked
from helpdesk.intake.service import end_left_alone
from support.builders import a_message, a_number, a_sender, an_opened_case
from support.integrators import counted
from support.world import Place, World

STORY = "Antrean poli gigi selalu penuh, tiga kali saya pulang tanpa diperiksa."
_IN = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'in' ORDER BY at, id"
_CASES = "SELECT count(*) FROM cases WHERE tenant_id = $1"
_ENTRIES = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND state = 'new'"


async def say(world: World, phone: str, *texts: str, **more: Any) -> None:
    """The citizen writes, one message after the other, and the worker does its work."""
    for text in texts:
        await world.arrive(world.district, a_message(phone, text, **more))
        await world.work()


async def texts_of(place: Place) -> list[str]:
    return [row["text"] for row in await place.rows(_IN)]


async def test_a_greeting_gets_the_menu_and_opens_nothing(world: World) -> None:
    await say(world, a_number(), "Halo kak")
    assert await world.district.value(_CASES) == 0
    [menu] = world.far_end.sent
    assert "1. Pengaduan\n2. Konsultasi\n3. Permintaan informasi\n4. Aspirasi" in menu.text
    assert menu.offer is not None
    assert [option.id for option in menu.offer.options][:2] == ["kind:complaint", "kind:consultation"]
    assert await world.district.value(_ENTRIES) == 0


async def test_the_answers_become_a_case_with_number_and_pin(world: World) -> None:
    phone = a_number()
    await say(world, phone, "halo", "2", STORY, "puskesmas batang ii")
    picture = (MediaRef(remote_id="m1", kind="image", mime_type="image/png"),)
    await say(world, phone, "", kind="image", media=picture)
    assert await world.district.value(_CASES) == 0, "one question is still open"
    await say(world, phone, "1")
    row = await world.district.row(
        "SELECT kind, title, summary, facility_id, anonymous, channel FROM cases WHERE tenant_id = $1"
    )
    assert row == {
        "kind": "consultation",
        "title": STORY,
        "summary": STORY,
        "facility_id": world.district.units["Puskesmas Batang II"],
        "anonymous": False,
        "channel": "whatsapp",
    }
    assert await texts_of(world.district) == [STORY, ""]
    assert await world.district.value("SELECT count(*) FROM attachment WHERE tenant_id = $1") == 1
    asked = [text.split("\n")[0] for text in world.far_end.texts[:-1]]
    assert len(asked) == 5
    assert "PIN: " in world.far_end.texts[-1]
    assert await world.district.value("SELECT count(*) FROM dialogue WHERE tenant_id = $1") == 0
    settled = (
        "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND state = 'taken' AND case_id IS NOT NULL"
    )
    assert await world.district.value(settled) == 3, "story, picture, last answer"


async def test_buttons_say_the_same_as_numbers(world: World) -> None:
    phone = a_number()
    await say(world, phone, "menu")
    await say(world, phone, "Aspirasi", kind="interactive", choice="kind:aspiration")
    await say(world, phone, STORY)
    place = world.district.units["Puskesmas Batang I"]
    await say(world, phone, "Puskesmas Batang I", kind="interactive", choice=f"place:{place}")
    await say(world, phone, "Lewati", kind="interactive", choice="skip")
    await say(world, phone, "Tanpa nama", kind="interactive", choice="name:no")
    row = await world.district.row("SELECT kind, facility_id, anonymous FROM cases WHERE tenant_id = $1")
    assert row == {"kind": "aspiration", "facility_id": place, "anonymous": True}
    names = "SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in' AND author_name <> ''"
    assert await world.district.value(names) == 0, "an unnamed citizen's name stands in no message"


async def test_who_greets_in_english_is_answered_in_english(world: World) -> None:
    phone = a_number()
    await say(world, phone, "hello", "1", "The queue is endless", "0", "0", "no")
    assert "Welcome to" in world.far_end.texts[0]
    assert "PIN: " in world.far_end.texts[-1]
    assert "Thank you" in world.far_end.texts[-1]
    row = await world.district.row(
        "SELECT c.anonymous, k.language FROM cases c JOIN contact k ON k.tenant_id = c.tenant_id"
        " AND k.id = c.contact_id WHERE c.tenant_id = $1"
    )
    assert row == {"anonymous": True, "language": "en"}, "what is told later is told in it, too"


async def test_any_text_is_the_report_at_once(world: World) -> None:
    phone = a_number()
    await say(world, phone, "halo", STORY)
    assert await world.district.value("SELECT title FROM cases WHERE tenant_id = $1") == STORY
    assert "PIN: " in world.far_end.texts[-1]
    await say(world, phone, "Masih penuh juga hari ini")
    assert await world.district.value(_CASES) == 1, "then they go on as always"


async def test_all_in_one_batch_is_answered_once(world: World) -> None:
    phone = a_number()
    words = ["halo", "1", STORY, "0", "0", "1", "tambahan saya"]
    await world.arrive(world.district, *(a_message(phone, text) for text in words))
    await world.work()
    assert await texts_of(world.district) == [STORY, "tambahan saya"]
    assert await world.district.value(_CASES) == 1
    assert len(world.far_end.sent) == 1, "number and PIN; no question that was answered already"


async def test_twenty_greetings_in_parallel_are_one_dialogue(world: World) -> None:
    message = a_message(a_number(), "halo")
    await asyncio.gather(*(world.arrive(world.district, message) for _ in range(20)))
    await asyncio.gather(*(world.take_in(world.district) for _ in range(5)))
    await world.work()
    assert len(world.far_end.sent) == 1
    assert await world.district.value("SELECT count(*) FROM dialogue WHERE tenant_id = $1") == 1


async def test_emergencies_come_before_any_question(world: World) -> None:
    phone = a_number()
    await say(world, phone, "halo", "1", "ibu saya pingsan dan tidak bernapas")
    row = await world.district.row("SELECT danger, title FROM cases WHERE tenant_id = $1")
    assert row == {"danger": True, "title": "ibu saya pingsan dan tidak bernapas"}
    warning, acknowledged = world.far_end.texts[-2:]
    assert "119 SEKARANG" in warning
    assert "PIN: " in acknowledged


async def test_who_has_a_case_is_not_asked_and_may_ask_for_the_menu(world: World) -> None:
    phone = a_number()
    await an_opened_case(world, phone=phone)
    await say(world, phone, "halo")
    assert await world.district.value("SELECT count(*) FROM dialogue WHERE tenant_id = $1") == 0
    await say(world, phone, "menu", "Obat darah tinggi habis")
    assert await world.district.value(_CASES) == 2


async def test_an_answer_to_a_message_of_a_case_goes_there(world: World) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone, external_id="wamid.satu")
    await say(world, phone, "menu")
    await say(world, phone, "ini tentang yang lama", reply_to="wamid.satu")
    held = await world.district.row(
        "SELECT c.number FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        " WHERE m.tenant_id = $1 AND m.text = 'ini tentang yang lama'"
    )
    assert held == {"number": number}
    assert await world.district.value("SELECT count(*) FROM dialogue WHERE tenant_id = $1") == 1


async def test_left_alone_it_becomes_a_case_or_ends(world: World) -> None:
    told, silent = a_number(), a_number()
    await say(world, told, "halo", "1", STORY)
    await say(world, silent, "halo", "1")
    assert await end_left_alone(world.district.id) == 0, "nobody is hurried"
    await world.clock.forward(minutes=29)
    assert await end_left_alone(world.district.id) == 0
    await world.clock.forward(minutes=2)
    await asyncio.gather(*(end_left_alone(world.district.id) for _ in range(3)))
    await world.work()
    assert await world.district.rows("SELECT title FROM cases WHERE tenant_id = $1") == [{"title": STORY}]
    assert "PIN: " in world.far_end.texts[-1]
    assert await world.district.value("SELECT count(*) FROM dialogue WHERE tenant_id = $1") == 0
    assert await world.district.value("SELECT count(*) FROM conversation WHERE tenant_id = $1 AND asked") == 0
    await say(world, silent, "halo")
    assert "Selamat datang" in world.far_end.texts[-1], "it begins anew"


async def test_what_is_changed_or_taken_back_meanwhile_is_so_in_the_case(world: World) -> None:
    phone = a_number()
    await say(world, phone, "halo", "1")
    await say(world, phone, "Loket tutup", external_id="wamid.loket")
    await say(
        world,
        phone,
        "",
        kind="image",
        external_id="wamid.foto",
        media=(MediaRef(remote_id="m", kind="image"),),
    )
    at = a_message(phone).at
    await world.arrive(
        world.district,
        MessageEdited(
            external_id="wamid.e",
            sender=a_sender(phone),
            at=at,
            message_id="wamid.loket",
            text="Loket 2 tutup",
        ),
        MessageRevoked(external_id="wamid.r", sender=a_sender(phone), at=at, message_id="wamid.foto"),
    )
    await world.work()
    await say(world, phone, "0", "1")
    rows = await world.district.rows(
        "SELECT text, original_text, revoked_at IS NOT NULL AS gone FROM message"
        " WHERE tenant_id = $1 AND direction = 'in' ORDER BY at, id"
    )
    assert rows == [
        {"text": "Loket 2 tutup", "original_text": "Loket tutup", "gone": False},
        {"text": "", "original_text": None, "gone": True},
    ]


async def test_an_office_may_switch_the_menu_off(world: World) -> None:
    await world.district.change("UPDATE account SET menu = false WHERE tenant_id = $1")
    await say(world, a_number(), "halo")
    assert await world.district.value(_CASES) == 1
    assert "PIN: " in world.far_end.texts[-1]


async def test_a_question_that_cannot_be_sent_harms_nothing(world: World) -> None:
    phone = a_number()
    world.far_end.answers.append(RuntimeError("broken"))
    await say(world, phone, "halo")
    await say(world, phone, STORY)
    assert await world.district.value(_CASES) == 1


async def test_a_closed_case_and_a_dialogue_do_not_meet(world: World) -> None:
    phone, dewi = a_number(), await world.staff(world.district)
    number = await an_opened_case(world, phone=phone)
    await cases.close(dewi, number, version=None)
    await world.clock.forward(days=15)
    await say(world, phone, "halo", "1", STORY, "0", "0", "2")
    rows = await world.district.rows(
        "SELECT number, state FROM cases WHERE tenant_id = $1 ORDER BY opened_at"
    )
    assert [row["state"] for row in rows] == ["closed", "received"]


@pytest.mark.parametrize("text", ["Obat habis di puskesmas", "ok terima kasih banyak"])
async def test_a_plain_message_costs_no_further_statement(world: World, text: str) -> None:
    first = a_number()
    await an_opened_case(world, phone=first)
    for _ in range(2):  # what a connection learns once is learnt
        await world.take_in(world.district)
        await world.arrive(world.district, a_message(first, text), a_message(a_number(), text))
    with counted() as seen:
        await world.take_in(world.district)
    assert not [each for each in seen if "dialogue" in each or "FROM account" in each or "FROM unit " in each]
    assert len(seen) <= 24, "a follow-up and a new case in one batch"
