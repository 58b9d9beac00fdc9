"""Whoever answers our letters by itself: every talk ends after three letters, through real mail servers."""

from collections.abc import AsyncIterator
from email.message import EmailMessage

import pytest

from helpdesk.cases import service as cases
from helpdesk.conversations.rules import plain_mailbox
from helpdesk.replies import service as replies
from integrations.email.reader import Reader
from support.loop_lab import Answers, Correspondent, LoopLab, a_plain_letter
from support.mail_servers import MAILBOX, a_post
from support.mailboxes import MailDesk
from support.world import World
from tenants.permissions.model import Actor

MOST = 3
OTHER = "aduan@tetangga.example"
PLAIN = "Antrean loket lama sekali."
DANGER = "Tolong, ibu saya tidak bernapas"
AWAY = "Saya sedang cuti. Surat Anda akan saya baca hari Senin."
SILENT = ("Auto-Submitted", "X-Auto-Response-Suppress", "In-Reply-To", "References")
"""What a server in between may take out of a letter."""


@pytest.fixture
async def lab(world: World) -> AsyncIterator[LoopLab]:
    async with a_post() as ours, a_post() as theirs, Reader() as reader:
        lab = LoopLab(MailDesk(world, ours, reader))
        await lab.office(world.district, ours, MAILBOX)
        await lab.office(world.neighbour, theirs, OTHER)
        yield lab


def says(text: str) -> Answers:
    """An answering machine without any mark, that does not even say what it answers."""
    return lambda who, got, raw: [a_plain_letter(who.address, _from(got), "Cuti", text)]


def refers(who: Correspondent, got: EmailMessage, raw: bytes) -> list[EmailMessage]:
    named = got["Message-ID"]
    return [a_plain_letter(who.address, _from(got), f"Re: {got['Subject']}", AWAY, In_Reply_To=named)]


def answers_the_reply_address(who: Correspondent, got: EmailMessage, raw: bytes) -> list[EmailMessage]:
    return [a_plain_letter(who.address, got["Reply-To"].addresses[0].addr_spec, "Cuti", AWAY)]


def quotes(who: Correspondent, got: EmailMessage, raw: bytes) -> list[EmailMessage]:
    quoted = "\n".join(f"> {line}" for line in _text(got).splitlines())
    return [a_plain_letter(who.address, _from(got), "Cuti", f"{AWAY}\n\n{quoted}")]


def sends_back(who: Correspondent, got: EmailMessage, raw: bytes) -> list[EmailMessage]:
    return [a_plain_letter(who.address, _from(got), f"Re: {got['Subject']}", _text(got))]


def answers_as_another_each_time(who: Correspondent, got: EmailMessage, raw: bytes) -> list[EmailMessage]:
    local, _, domain = who.address.partition("@")
    return [a_plain_letter(f"{local}+tiket{who.times}@{domain}", _from(got), "Tiket baru", AWAY)]


def bounces(who: Correspondent, got: EmailMessage, raw: bytes) -> list[EmailMessage]:
    """A report as mail servers write it today."""
    report = a_plain_letter("MAILER-DAEMON@jauh.example", _from(got), "Undelivered Mail", "Gagal.")
    report["Return-Path"] = "<>"
    report.add_attachment(
        f"Reporting-MTA: dns; jauh\n\nFinal-Recipient: rfc822; {who.address}\nAction: failed\n".encode(),
        maintype="message",
        subtype="delivery-status",
        cte="7bit",
    )
    report.add_attachment(got)
    report.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
    return [report]


def bounces_in_words(who: Correspondent, got: EmailMessage, raw: bytes) -> list[EmailMessage]:
    """A bouncer without any mark, with the head of our letter in its own."""
    head = raw.partition(b"\r\n\r\n")[0].decode()
    return [
        a_plain_letter("pos@jauh.example", _from(got), "Pemberitahuan", f"{who.address} penuh.\n\n{head}")
    ]


def bounces_with_our_letter(who: Correspondent, got: EmailMessage, raw: bytes) -> list[EmailMessage]:
    """The same with our letter beside it."""
    notice = a_plain_letter("pos@jauh.example", _from(got), "Pemberitahuan", f"{who.address} penuh.")
    notice.add_attachment(got)
    return [notice]


MACHINES: dict[str, Answers] = {
    "bare": says(AWAY),
    "emergency": says("Kantor tutup. Dalam keadaan darurat hubungi 119."),
    "refers": refers,
    "reply-address": answers_the_reply_address,
    "quotes": quotes,
    "sends-back": sends_back,
    "tickets": answers_as_another_each_time,
    "bounces": bounces,
    "in-words": bounces_in_words,
    "beside": bounces_with_our_letter,
}


def _from(got: EmailMessage) -> str:
    return str(got["From"].addresses[0].addr_spec)


def _text(got: EmailMessage) -> str:
    return str(got.get_content())


def counted(lab: LoopLab) -> dict[str, int]:
    """Letters of each talk since last counted."""
    found = {address: machine.count for address, machine in lab.machines.items()}
    for machine in lab.machines.values():
        machine.count = 0
    return found


def too_long(lab: LoopLab) -> dict[str, int]:
    return {address: count for address, count in counted(lab).items() if count > MOST}


async def test_who_answers_by_itself_hears_from_us_once_a_day(lab: LoopLab) -> None:
    place = lab.desk.world.district
    for name, answers in MACHINES.items():
        lab.writes(lab.machine(f"{name}@jauh.example", answers).address, MAILBOX, PLAIN)
    for name in ("bare", "sends-back", "tickets"):
        lab.writes(lab.machine(f"{name}-darurat@jauh.example", MACHINES[name]).address, MAILBOX, DANGER)
    await lab.a_day()
    assert too_long(lab) == {}
    await lab.desk.world.clock.forward(days=2)
    dewi = await lab.desk.world.staff(place)
    numbers = await the_first_cases(lab)
    for number in numbers:
        await replies.reply(dewi, number, "Sudah kami teruskan.", lab.desk.world.book, version=None)
    await lab.a_day()
    assert too_long(lab) == {}
    await lab.desk.world.clock.forward(days=2)
    for number in numbers:
        await ended(dewi, number)
    await lab.a_day()
    assert too_long(lab) == {}


async def the_first_cases(lab: LoopLab) -> list[str]:
    """The case that each first letter opened."""
    rows = await lab.desk.world.district.rows(
        "SELECT DISTINCT ON (o.mailbox) c.number FROM cases c"
        " JOIN conversation o ON o.tenant_id = c.tenant_id AND o.id = c.conversation_id"
        " WHERE c.tenant_id = $1 ORDER BY o.mailbox, c.id"
    )
    return [row["number"] for row in rows]


async def ended(dewi: Actor, number: str) -> None:
    """Held for solved by an officer, of which the citizen is told."""
    await cases.resolve(dewi, number, version=None)


@pytest.mark.parametrize("stripped", [(), SILENT])
async def test_two_mailboxes_of_ours_that_face_each_other_fall_silent(
    lab: LoopLab, stripped: tuple[str, ...]
) -> None:
    lab.stripped = stripped
    lab.writes(OTHER, MAILBOX, DANGER)
    await lab.a_day()
    assert lab.between <= MOST
    await lab.desk.world.clock.forward(days=2)
    dewi = await lab.desk.world.staff(lab.desk.world.district)
    [number, *_] = await the_first_cases(lab)
    lab.between = 0
    await replies.reply(dewi, number, "Sudah kami teruskan.", lab.desk.world.book, version=None)
    await lab.a_day()
    assert lab.between <= MOST
    lab.between = 0
    await lab.desk.world.clock.forward(days=2)
    await ended(dewi, number)
    await lab.a_day()
    assert lab.between <= MOST


async def test_the_warning_goes_out_with_the_number_in_one_letter(lab: LoopLab) -> None:
    await lab.desk.writes(DANGER)
    [told] = lab.desk.letters
    words = told.get_content()
    assert words.index("119 SEKARANG") < words.index("PIN: ")
    said = "SELECT kind FROM message WHERE tenant_id = $1 AND direction = 'out'"
    assert await lab.desk.world.district.value(said) == "emergency"
    await lab.desk.writes("Tolong, ayah saya pingsan")
    assert len(lab.desk.letters) == 1, "one warning a day, as on every channel"


async def test_who_reopens_by_a_letter_hears_it_when_we_did_not_write_that_day(lab: LoopLab) -> None:
    desk, place = lab.desk, lab.desk.world.district
    await desk.writes(PLAIN)
    [number] = await the_first_cases(lab)
    dewi = await desk.world.staff(place)
    await replies.reply(dewi, number, "Sudah kami teruskan.", desk.world.book, version=None)
    await ended(dewi, number)
    await desk.world.work()
    ours = desk.letters[-1]["Message-ID"]
    heard = len(desk.letters)
    await desk.writes("Belum selesai.", In_Reply_To=ours)
    assert len(desk.letters) == heard, "it may be a machine"
    await ended(dewi, number)
    await cases.reopen(dewi, number, version=None)
    await desk.world.work()
    assert "kami buka kembali" in desk.letters[-1].get_content(), "an officer's act is told"
    await ended(dewi, number)
    await desk.world.work()
    await desk.world.clock.forward(days=2)
    heard = len(desk.letters)
    await desk.writes("Masih belum selesai.", In_Reply_To=ours)
    assert "kami buka kembali" in desk.letters[heard].get_content()
    assert await place.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 1


async def test_a_mailbox_is_the_same_one_to_the_database_and_to_the_brakes(world: World) -> None:
    addresses = (
        *("siti@example.test", "Siti+satu@Example.test", "siti+@example.test", "si.ti@gmail.com"),
        *("S.i.T.i+x@googlemail.com", "a@b@c", "siti", "", "+@example.test", "si.ti@example.test"),
    )
    for address in addresses:
        said = await world.district.value("SELECT mailbox_of($2) WHERE $1 > 0", address)
        assert said == plain_mailbox(address), address
