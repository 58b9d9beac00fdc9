"""An office with a mailbox: a letter opens a case, an answer arrives, and the reply joins the same case."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.inbox import store
from helpdesk.inbox.looking import LEASE, look_due
from helpdesk.replies import service as replies
from helpdesk.replies.model import Then
from integrations.email.reader import Reader
from integrations.email.settings import EmailSettings
from support.mail_servers import a_post
from support.mailboxes import MailDesk
from support.world import World
from tenants.doors import tenant_scope

_CASES = "SELECT count(*) FROM cases WHERE tenant_id = $1"
_CASE = "SELECT id, number, title, channel, conversation_id, state FROM cases WHERE tenant_id = $1"
_SAID = (
    "SELECT text, author_name, case_id FROM message WHERE tenant_id = $1 AND direction = 'in' ORDER BY at, id"
)
_ENTRIES = "SELECT kind, state, reason FROM inbox_entry WHERE tenant_id = $1 ORDER BY received_at, id"
_DELIVERIES = "SELECT state, error_code FROM delivery WHERE tenant_id = $1 ORDER BY created_at, id"
_LOOK = (
    "SELECT look_cursor, look_fails, look_code FROM account"
    " WHERE tenant_id = $1 AND kind = 'email' AND address <> ''"
)
_NOBODY = "tukang@lain.example"


@pytest.fixture
async def desk(world: World) -> AsyncIterator[MailDesk]:
    async with a_post() as post, Reader() as reader:
        yield MailDesk(world, post, reader)


async def answered(desk: MailDesk, text: str = "Sudah kami teruskan.") -> Any:
    """An officer answers the only case; the letter as it left."""
    dewi = await desk.world.staff(desk.world.district)
    case = await desk.world.district.row(_CASE)
    await replies.reply(dewi, case["number"], text, desk.world.book, version=None)
    await desk.world.work()
    return desk.letters[-1]


async def test_a_letter_becomes_a_case_and_the_reply_to_the_answer_joins_it(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    await desk.writes("Dua jam menunggu.", Message_ID="<satu@warga.example>")
    case = await place.row(_CASE)
    assert (case["title"], case["channel"]) == ("Antrean", "email")
    [told] = desk.letters
    assert (told["To"], told["Auto-Submitted"]) == ("siti@warga.example", "auto-replied")
    assert case["number"] in told.get_content()
    assert "menunggu" not in told.as_string()
    answer = await answered(desk)
    assert answer["In-Reply-To"] == "<satu@warga.example>"
    assert answer["Auto-Submitted"] is None
    await desk.writes("Terima kasih.", In_Reply_To=answer["Message-ID"], Subject="lain sama sekali")
    await desk.writes("Sekali lagi.", To=answer["Reply-To"])
    assert await place.value(_CASES) == 1
    assert [row["text"] for row in await place.rows(_SAID)][1:] == ["Terima kasih.", "Sekali lagi."]
    assert len(desk.letters) == 2, "nobody is acknowledged twice"


async def test_news_that_nobody_wrote_are_marked_so_and_answered_by_no_machine(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    await desk.writes("Dua jam menunggu.")
    dewi, case = await desk.world.staff(place), await place.row(_CASE)
    await cases.verify(dewi, case["number"], CaseKind.COMPLAINT, version=None)
    await replies.reply(dewi, case["number"], "Sudah.", desk.world.book, version=None, then=Then.RESOLVE)
    await desk.world.work()
    *_, answer, news = desk.letters
    assert answer["Auto-Submitted"] is None
    assert (news["Auto-Submitted"], news["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert "selesai" in news.get_content()


async def test_an_officer_answers_one_letter_of_several_and_it_is_named(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    await desk.writes("Dua jam menunggu.", Message_ID="<satu@warga.example>")
    ours = str(desk.letters[-1]["Message-ID"])
    await desk.writes("Dan loketnya tutup.", Message_ID="<dua@warga.example>", In_Reply_To=ours)
    dewi, case = await desk.world.staff(place), await place.row(_CASE)
    first = await place.value("SELECT id FROM message WHERE tenant_id = $1 AND external_id LIKE '<satu@%'")
    await replies.reply(dewi, case["number"], "Maaf.", desk.world.book, version=None, reply_to=first)
    await replies.reply(dewi, case["number"], "Loket buka.", desk.world.book, version=None)
    await desk.world.work()
    named = [str(letter["In-Reply-To"]) for letter in desk.letters[-2:]]
    assert named == ["<satu@warga.example>", "<dua@warga.example>"]


@pytest.mark.parametrize("tampered", ["guess", "short", "subject", "neighbour"])
async def test_no_forged_head_joins_a_case(desk: MailDesk, tampered: str) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    await desk.mailbox(desk.world.neighbour)
    await desk.writes("Dua jam menunggu.")
    ours = (await answered(desk))["Message-ID"]
    name = ours.strip("<>").split("@")[0]
    heads = {
        "guess": {"In_Reply_To": f"<{'a' * 26}@dinkes.example>"},
        "short": {"To": f"pengaduan+{name[:-1]}@dinkes.example"},
        "subject": {"Subject": "Re: Antrean"},
        "neighbour": {"In_Reply_To": ours},
    }[tampered]
    other = desk.world.neighbour if tampered == "neighbour" else place
    before = await other.value(_CASES)
    await desk.writes("Tutup saja.", **heads)
    await desk.look(other)
    assert await other.value(_CASES) == before + (2 if tampered == "neighbour" else 1)


async def test_somebody_else_who_has_our_letter_adds_to_it_and_is_not_answered(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    await desk.writes("Dua jam menunggu.")
    before = await place.row(_CASE)
    ours = (await answered(desk))["Message-ID"]
    await desk.writes("Saya tetangganya.", _NOBODY, In_Reply_To=ours)
    after = await place.row(_CASE)
    assert after["conversation_id"] == before["conversation_id"]
    [first, *_, last] = await place.rows(_SAID)
    assert (first["author_name"], last["author_name"]) == ("", f"<{_NOBODY}>"), "masked is whom we answer"
    await answered(desk, "Baik.")
    assert {letter["To"] for letter in desk.letters} == {"siti@warga.example"}


async def test_one_letter_to_two_offices_is_a_case_in_each(desk: MailDesk) -> None:
    for place in (desk.world.district, desk.world.neighbour):
        await desk.mailbox(place)
    await desk.writes("Dua jam menunggu.")
    await desk.look(desk.world.neighbour)
    assert [await place.value(_CASES) for place in (desk.world.district, desk.world.neighbour)] == [1, 1]


async def test_a_bounce_marks_the_delivery_and_opens_nothing(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    await desk.writes("Dua jam menunggu.")
    ours = (await answered(desk))["Message-ID"]
    desk.post.put(
        b"From: MAILER-DAEMON@dinkes.example\nTo: pengaduan@dinkes.example\nSubject: Undelivered\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        b"Final-Recipient: rfc822; siti@warga.example\nAction: failed\nStatus: 5.1.1\n"
        b"--b\nContent-Type: message/rfc822\n\nMessage-ID: " + ours.encode() + b"\n\nx\n--b--\n"
    )
    await desk.look()
    assert (await place.rows(_DELIVERIES))[-1] == {"state": "failed", "error_code": "recipient_unreachable"}
    assert (await place.value(_CASES), len(desk.letters)) == (1, 2)


async def test_what_a_machine_wrote_is_noted_and_not_answered(desk: MailDesk) -> None:
    await desk.mailbox(desk.world.district)
    await desk.writes("Saya cuti.", Auto_Submitted="auto-replied")
    await desk.writes("Kode Anda 123.", "no-reply@layanan.example")
    assert await desk.world.district.value(_CASES) == 0
    assert desk.letters == []
    noted = await desk.world.district.rows(_ENTRIES)
    assert [(row["state"], row["reason"]) for row in noted] == [("ignored", "automatic letter")] * 2


async def test_a_mailbox_numbered_anew_brings_nothing_twice(desk: MailDesk) -> None:
    await desk.mailbox(desk.world.district)
    await desk.writes("Satu.")
    desk.post.number_anew()
    await desk.look()
    await desk.writes("Dua.")
    assert await desk.world.district.value(_CASES) == 2


async def test_letters_of_one_look_are_taken_in_the_order_they_came(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    for subject in ("satu", "dua", "tiga"):
        desk.post.put(f"From: siti@warga.example\nSubject: {subject}\n\nhalo\n".encode())
    await desk.look()
    titles = await place.rows("SELECT title FROM cases WHERE tenant_id = $1 ORDER BY id")
    assert [row["title"] for row in titles] == ["satu", "dua", "tiga"]


async def test_another_mailbox_in_its_place_is_read_from_its_own_end_on(desk: MailDesk) -> None:
    """What lies there was written to somebody, perhaps long ago: it is not ours to open cases from."""
    place = desk.world.district
    account_id = await desk.mailbox(place)
    desk.post.put(b"From: siti@warga.example\nSubject: lama\n\nlama\n")
    desk.post.number_anew()
    other = EmailSettings(**{**desk.post.entered, "mailbox": "aduan@dinkes.example"})
    async with tenant_scope(place.id) as scope:
        assert await desk.world.book.change(scope, account_id, "Surel", other.mailbox, other, 1)
    desk.world.book.forget(account_id)
    await desk.look()
    assert await place.value(_CASES) == 0
    await desk.writes("Dua jam menunggu.")
    assert await place.value(_CASES) == 1


async def test_a_machine_that_does_not_say_so_ends_after_one_letter_of_ours(desk: MailDesk) -> None:
    await desk.mailbox(desk.world.district)
    await desk.writes("Dua jam menunggu.")
    for _ in range(4):
        await desk.writes("Saya sedang cuti, surat Anda akan saya baca.")
    assert len(desk.letters) == 1


async def test_above_ten_cases_in_an_hour_a_person_looks(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    for number in range(12):
        desk.post.put(
            f"From: siti@warga.example\nTo: x@y.example\nSubject: {number}\n\nhalo {number}\n".encode()
        )
    await desk.look()
    assert await place.value(_CASES) == 10
    aside = [row["reason"] for row in await place.rows(_ENTRIES) if row["state"] == "failed"]
    assert aside == ["too many new cases from one address"] * 2
    await desk.writes("orang lain", "budi@warga.example")
    assert await place.value(_CASES) == 11


async def test_a_wrong_password_rests_this_mailbox_only(desk: MailDesk) -> None:
    await desk.mailbox(desk.world.district, mail_password="salah")
    await desk.mailbox(desk.world.neighbour)
    rested = await desk.world.district.row(_LOOK)
    assert (rested["look_code"], rested["look_fails"], rested["look_cursor"]) == (
        "credentials_rejected",
        1,
        "",
    )
    await desk.writes("Dua jam menunggu.")
    await desk.look(desk.world.neighbour)
    assert await desk.world.neighbour.value(_CASES) == 1
    desk.post.box.password = "salah"
    await desk.look(desk.world.district)
    assert (await desk.world.district.row(_LOOK))["look_code"] is None


async def test_a_connection_that_breaks_loses_and_doubles_nothing(desk: MailDesk) -> None:
    await desk.mailbox(desk.world.district)
    desk.post.box.faults.breaks_off_at = desk.post.put(b"From: siti@warga.example\nSubject: satu\n\nsatu\n")
    await desk.look()
    assert await desk.world.district.value(_CASES) == 0
    desk.post.box.faults.breaks_off_at = 0
    await desk.world.clock.forward(minutes=2)
    await desk.look()
    await desk.look()
    assert await desk.world.district.value(_CASES) == 1


async def test_one_looks_at_a_time_and_who_died_is_relieved(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    await desk.world.clock.forward(seconds=31)
    async with tenant_scope(place.id) as scope:
        dead = await store.take_turn(scope, scope.now + LEASE)
    assert dead is not None
    desk.post.put(b"From: siti@warga.example\nSubject: satu\n\nsatu\n")
    assert await look_due(place.id, desk.world.book, files=desk.world.files) == 0
    await desk.world.clock.forward(minutes=11)
    assert await look_due(place.id, desk.world.book, files=desk.world.files) == 1
    async with tenant_scope(place.id) as scope:
        assert not await store.end_turn(scope, dead, "1:1:2026-01-01", scope.now, None)
