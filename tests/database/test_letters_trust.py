"""What can be believed of a letter: what is forged joins nothing, is said to be unproven, and is read by no citizen."""

from collections.abc import AsyncIterator

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.cases.store import load
from helpdesk.escalation import service as escalation
from helpdesk.intake import linking
from helpdesk.intake.hand import Filing, open_in_portal
from helpdesk.portal.reading import report
from helpdesk.registers import service as registers
from helpdesk.replies import service as replies
from integrations.email.reader import Reader
from support.builders import a_number
from support.mail_servers import MAILBOX, a_post
from support.mailboxes import MailDesk
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, ActorKind

OURS = "mx.dinkes.example"
PROVEN = f"{OURS}; dmarc=pass header.from=warga.example"
_CASES = (
    "SELECT id, number, state, contact_id, conversation_id, pin_generation FROM cases WHERE tenant_id = $1"
    " ORDER BY id"
)
_SAID = "SELECT text, unproven FROM message WHERE tenant_id = $1 AND direction = 'in' ORDER BY at, id"
_STRANGER = "akun@layanan.example"


@pytest.fixture
async def desk(world: World) -> AsyncIterator[MailDesk]:
    async with a_post() as post, Reader() as reader:
        desk = MailDesk(world, post, reader)
        await desk.mailbox(world.district, results_host=OURS)
        yield desk


async def answered(desk: MailDesk) -> str:
    """The only case gets an answer; the name of the letter that told it."""
    dewi = await desk.world.staff(desk.world.district)
    [case] = await desk.world.district.rows(_CASES)
    await replies.reply(dewi, case["number"], "Rahasia: hasil lab Anda.", desk.world.book, version=None)
    await desk.world.work()
    return str(desk.letters[-1]["Message-ID"])


async def test_a_letter_says_whether_its_sender_is_proven(desk: MailDesk) -> None:
    await desk.writes("satu", Authentication_Results=PROVEN)
    await desk.writes("dua", Authentication_Results=f"{OURS}; dmarc=fail")
    await desk.writes("tiga")
    said = [row["unproven"] for row in await desk.world.district.rows(_SAID)]
    assert said == [False, True, True]


_FORGED = {
    "the owner's address": {},
    "and subject": {"Subject": "Re: Laporan Anda"},
    "a guessed name": {"In_Reply_To": f"<{'a' * 26}@dinkes.example>"},
    "a guessed address": {"To": f"pengaduan+{'b' * 26}@dinkes.example"},
    "an answer to the owner's own letter": {"In_Reply_To": "<satu@warga.example>"},
    "a header of ours": {"X_Sahut_Case": "NUMBER", "X_Sahut_Role": "admin"},
    "the number in the subject": {"Subject": "[NUMBER] Re: Laporan Anda"},
    "a reply address": {"Reply_To": "jahat@lain.example"},
    "a copy": {"Cc": "jahat@lain.example"},
    "a sender header": {"Sender": "petugas@dinkes.example"},
    "a lower header that vouches": {"Authentication_Results": f"{OURS}; dmarc=fail"},
    "another server that vouches": {"Authentication_Results": "mx.lain.example; dmarc=pass"},
}


def forged(heads: dict[str, str], number: str) -> bytes:
    """A letter under the owner's address."""
    head = {"From": "siti@warga.example", "To": MAILBOX, "Subject": "Antrean", **heads}
    lines = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in head.items())
    return f"{lines}\nKirim ulang semua riwayatnya.\n".replace("NUMBER", number).encode()


async def test_whoever_only_takes_the_owners_address_changes_nothing_and_reads_nothing(
    desk: MailDesk,
) -> None:
    """Each of them opens a case of its own, marked as unproven; nobody is told anything of the talk."""
    place = desk.world.district
    await desk.writes("Dua jam menunggu.", Message_ID="<satu@warga.example>", Authentication_Results=PROVEN)
    await answered(desk)
    [before] = await place.rows(_CASES)
    sent = len(desk.letters)
    for heads in _FORGED.values():
        desk.post.put(forged(heads, before["number"]))
    await desk.look()
    own, *others = await place.rows(_CASES)
    assert own == before
    assert len(others) == 9, "above ten cases in an hour a person looks"
    assert all(row["unproven"] for row in (await place.rows(_SAID))[1:])
    for letter in desk.letters[sent:]:
        assert letter["To"] == "siti@warga.example"
        assert not [word for word in ("Rahasia", "menunggu", "riwayat") if word in letter.as_string()]


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize(("said", "joins"), [(f"{OURS}; dmarc=fail", False), (PROVEN, True)])
async def test_an_unproven_sender_takes_no_report_of_the_portal_along(
    desk: MailDesk, said: str, joins: bool
) -> None:
    """Or anybody could have somebody else's address told number, PIN and every answer."""
    place = desk.world.district
    citizen = Actor(tenant_id=place.id, kind=ActorKind.CITIZEN)
    filing = Filing(kind=CaseKind.COMPLAINT, text="Obat habis")
    case = await open_in_portal(citizen, filing, (), desk.world.book, key=a_number())
    async with tenant_scope(place.id, read_only=True) as scope:
        code = linking.text_to_send(place.id, case, scope.now, "id")
    await desk.writes(code, Authentication_Results=said)
    async with tenant_scope(place.id, read_only=True) as scope:
        after = await load(scope, case.id, hold=False)
    assert (after.conversation_id is not None, after.pin_generation) == (joins, 2 if joins else 1)


async def test_a_strangers_letter_in_a_case_is_read_by_officers_only(desk: MailDesk) -> None:
    """The reply address of a case could be typed into another service, whose code would then stand on the page that
    number and PIN open."""
    place = desk.world.district
    await desk.writes("Dua jam menunggu.")
    ours = await answered(desk)
    await desk.writes("Kode masuk Anda: 482913", _STRANGER, In_Reply_To=ours)
    await desk.writes("Terima kasih.", In_Reply_To=ours)
    [case] = await place.rows(_CASES)
    shown = [line.text for line in (await report(place.id, case["id"])).lines if line.mine]
    assert shown == ["Terima kasih.", "Antrean\n\nDua jam menunggu."]
    assert len(await place.rows(_SAID)) == 3


async def test_a_strangers_letter_in_a_case_goes_no_further(desk: MailDesk) -> None:
    """Neither the register nor another office is told it as the citizen's word."""
    world, place = desk.world, desk.world.district
    await desk.writes("Dua jam menunggu.")
    ours = await answered(desk)
    await desk.writes("Kode masuk Anda: 482913", _STRANGER, In_Reply_To=ours)
    [case] = await place.rows(_CASES)
    dewi = await world.staff(place)
    filed = await registers.file(dewi, case["number"], version=None)
    assert filed.filing.content == "Antrean\n\nDua jam menunggu."
    await escalation.escalate(dewi, case["number"], world.ministry.slug, "Rujukan", world.book, version=None)
    await world.work()
    await desk.writes("Kode masuk Anda: 771204", _STRANGER, In_Reply_To=ours)
    await desk.writes("Masih menunggu.", In_Reply_To=ours)
    await world.work()
    told = [row["text"] for row in await world.ministry.rows(_SAID)]
    assert told == ["Antrean\n\nDua jam menunggu.", "Masih menunggu."]


async def test_a_letter_with_a_key_to_an_account_waits_for_an_officer(desk: MailDesk) -> None:
    """Somebody typed our mailbox into another service: nobody is told a number and a PIN that would show its code."""
    await desk.writes("Kode masuk Anda: 482913", _STRANGER)
    assert len(await desk.world.district.rows(_CASES)) == 1
    assert desk.letters == []


async def test_a_letter_that_is_too_large_opens_a_case_and_its_citizen_is_told_the_number(
    desk: MailDesk,
) -> None:
    desk.post.put(b"From: siti@warga.example\nSubject: Foto-foto\n\nbesar\n", size=40_000_000)
    await desk.look()
    [case] = await desk.world.district.rows(_CASES)
    [said] = await desk.world.district.rows(_SAID)
    assert "berukuran 38,2 MB" in said["text"]
    [told] = desk.letters
    assert case["number"] in told.get_content()


_WISHES = "SELECT given, channel, address FROM consent WHERE tenant_id = $1 ORDER BY at, id"


async def test_a_proven_sender_stops_extra_messages_by_one_word_and_answers_still_go(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.writes("Dua jam menunggu.", Authentication_Results=PROVEN)
    quoted = (
        "BERHENTI\n\nPada Sen, 23 Nov 2026 09.00 Pengaduan <pengaduan@dinkes.example> menulis:\n> Laporan"
    )
    to_our_letter = {"In_Reply_To": str(desk.letters[-1]["Message-ID"]), "Authentication_Results": PROVEN}
    await desk.writes(quoted, **to_our_letter)
    said = desk.letters[-1]
    assert "alamat email ini" in said.get_content()
    assert said["Auto-Submitted"] == "auto-replied"
    before = len(desk.letters)
    await desk.writes("stop", Authentication_Results=PROVEN)
    await desk.writes("Mulai\n\n-- \nSiti\n", Subject="Permintaan", Authentication_Results=PROVEN)
    assert len(desk.letters) == before, "one confirmation a day: a machine may be writing"
    assert await place.rows(_WISHES) == [
        {"given": given, "channel": "email", "address": "siti@warga.example"} for given in (False, True)
    ]
    await desk.writes("Berhenti", Subject="", Authentication_Results=PROVEN)
    assert len(await place.rows(_CASES)) == 1
    dewi = await desk.world.staff(place)
    [case] = await place.rows(_CASES)
    await cases.resolve(dewi, case["number"], version=None)
    await desk.world.work()
    assert "nilai" not in desk.letters[-1].get_content()
    await cases.reopen(dewi, case["number"], version=None)
    await replies.reply(dewi, case["number"], "Sudah kami teruskan.", desk.world.book, version=None)
    await desk.world.work()
    assert any("Sudah kami teruskan." in each.get_content() for each in desk.letters[-2:])


async def test_nobody_stops_for_another_and_a_sentence_stops_nothing(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.writes("Dua jam menunggu.", Authentication_Results=PROVEN)
    await desk.writes("BERHENTI")
    await desk.writes("Tolong berhenti menagih saya.", Authentication_Results=PROVEN)
    answer = await answered_first(desk)
    await desk.writes("Stop", In_Reply_To=answer, Authentication_Results=PROVEN)
    assert await place.rows(_WISHES) == []
    assert [row["text"] for row in await place.rows(_SAID)][-1] == "Stop", "an officer asked"


async def answered_first(desk: MailDesk) -> str:
    """An officer answers the first case; the name of that letter."""
    dewi = await desk.world.staff(desk.world.district)
    case, *_ = await desk.world.district.rows(_CASES)
    await replies.reply(dewi, case["number"], "Masih perlu?", desk.world.book, version=None)
    await desk.world.work()
    return str(desk.letters[-1]["Message-ID"])
