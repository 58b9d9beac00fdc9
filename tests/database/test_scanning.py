"""The virus scanner looks at every file before anybody may have it; nothing but files waits for it (T47)."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import pytest

from helpdesk.channels.errors import FileUnchecked, MediaRejected
from helpdesk.channels.model import MediaRef
from helpdesk.drafts.sending import send
from helpdesk.scanning.service import let_all_go
from integrations.email.reader import Reader
from support.builders import an_opened_case
from support.drafts import typed
from support.mail_servers import a_post
from support.mailboxes import MailDesk
from support.scanned_world import ScannedWorld
from support.scanners import EICAR, FOUND, a_scanner
from support.world import World
from tenants.permissions.model import Actor
from wiring.forgetting import forget_due

PDF, EVIL = b"%PDF-1.7 surat", b"%PDF-1.7 " + EICAR
_DELIVERIES = """
    SELECT d.state, d.error_code, m.text FROM delivery d
    JOIN message m ON m.tenant_id = d.tenant_id AND m.id = d.message_id
    WHERE d.tenant_id = $1 AND NOT m.automatic ORDER BY d.created_at, d.id
"""
_TOLD = "SELECT fact FROM outbox WHERE tenant_id = $1 AND kind = 'file.checked' ORDER BY id"
_HISTORY = "SELECT detail FROM case_event WHERE tenant_id = $1 AND kind = 'file.checked'"
_AUDIT = "SELECT object_id, detail FROM audit_entry WHERE tenant_id = $1 AND action = 'file.infected'"


@pytest.fixture
async def desk(world: World) -> AsyncIterator[ScannedWorld]:
    async with a_scanner() as scanner:
        yield ScannedWorld(world, scanner)


async def wrote(desk: ScannedWorld, **files: bytes) -> str:
    """A citizen writes with files on WhatsApp; answers the case's number."""
    media = tuple(
        MediaRef(remote_id=name, kind="document", mime_type="application/pdf", name=f"{name}.pdf")
        for name in files
    )
    desk.world.far_end.files |= files
    number = await an_opened_case(desk.world, kind="document", media=media)
    await desk.fetch()
    return number


async def an_officer(desk: ScannedWorld) -> Actor:
    return await desk.world.staff(desk.place)


async def test_a_file_waits_for_the_scanner_and_is_handed_out_when_it_is_clean(desk: ScannedWorld) -> None:
    number, dewi = await wrote(desk, surat=PDF), await an_officer(desk)
    assert await desk.states() == {"surat.pdf": "scanning"}
    assert await desk.fetched(dewi, number, "surat.pdf") is None
    assert await desk.scan() == 1
    assert desk.scanner.scanned == [PDF]
    assert await desk.fetched(dewi, number, "surat.pdf") == PDF
    [told] = await desk.place.rows(_TOLD)
    assert '"found": ""' in told["fact"]
    assert await desk.place.rows(_HISTORY) == await desk.place.rows(_AUDIT) == []
    assert await desk.scan() == 0


async def test_a_virus_is_thrown_away_and_told_and_the_message_arrives(desk: ScannedWorld) -> None:
    number, dewi = await wrote(desk, surat=PDF, jahat=EVIL), await an_officer(desk)
    before = {file["name"]: file for file in await desk.files()}
    await desk.scan()
    assert await desk.states() == {"surat.pdf": "stored", "jahat.pdf": "infected"}
    assert await desk.fetched(dewi, number, "jahat.pdf") is None
    assert desk.bytes_of(before["jahat.pdf"]) is None
    assert desk.bytes_of(before["surat.pdf"]) == PDF
    [happened], [audited] = await desk.place.rows(_HISTORY), await desk.place.rows(_AUDIT)
    assert FOUND in happened["detail"]
    assert (audited["object_id"], FOUND in audited["detail"]) == (before["jahat.pdf"]["id"], True)
    assert "Antrean" in await desk.place.value(
        "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'in'"
    )
    assert await desk.scan() == 0, "nothing is left to do"


async def test_while_the_scanner_is_away_one_file_asks_for_all_and_nothing_is_lost(
    desk: ScannedWorld,
) -> None:
    number, dewi = await wrote(desk, surat=PDF, lain=PDF + b"2"), await an_officer(desk)
    await desk.scanner.close()
    for turn in range(1, 10):
        assert await desk.scan() == 0
        files = await desk.files()
        assert {file["state"] for file in files} == {"scanning"}
        assert sum(file["attempts"] for file in files) == turn, "only one of them has asked"
        assert len({file["due_at"] for file in files}) == 1, "and they wait together"
        assert await desk.fetched(dewi, number, "surat.pdf") is None
        await desk.world.clock.forward(seconds=61)
    await desk.scanner.open()
    assert await desk.scan() == 2
    assert await desk.fetched(dewi, number, "surat.pdf") == PDF


@pytest.mark.parametrize("fault", ["ERROR", "limit", "silence", "cut"])
async def test_a_file_that_cannot_be_judged_is_never_handed_out_and_holds_up_no_other(
    desk: ScannedWorld, fault: str
) -> None:
    heavy = b"%PDF-1.7 berat" * 100
    number, dewi = await wrote(desk, berat=heavy, surat=PDF), await an_officer(desk)
    scanner = desk.scanner
    scanner.only, scanner.limit = b"berat", 100 if fault == "limit" else scanner.limit
    scanner.answer = "stream: broken ERROR" if fault == "ERROR" else ""
    scanner.silent, scanner.hangs_up = fault == "silence", fault == "cut"
    for _ in range(3):
        assert await desk.scan() > 0
        assert await desk.states() == {"berat.pdf": "scanning", "surat.pdf": "stored"}
        assert await desk.fetched(dewi, number, "berat.pdf") is None
        await desk.world.clock.forward(hours=2)
    scanner.only, scanner.limit = b"something else", 10**8
    await desk.scan()
    assert await desk.fetched(dewi, number, "berat.pdf") == heavy, "it was never given up"


async def test_an_answer_s_file_waits_and_the_words_behind_it_do_not(desk: ScannedWorld) -> None:
    number, dewi = await an_opened_case(desk.world), await an_officer(desk)
    await desk.world.work()
    world, uploads = desk.world, (("jadwal.pdf", PDF),)
    await send(dewi, number, typed("Ini jadwalnya.", uploads=uploads), world.book, world.files, version=None)
    await world.work()
    await send(dewi, number, typed("Sudah diterima?"), world.book, world.files, version=None)
    await world.work()
    told = [(row["state"], row["error_code"], row["text"]) for row in await desk.place.rows(_DELIVERIES)]
    assert told == [
        ("sent", "", "Ini jadwalnya."),
        ("queued", FileUnchecked.code, ""),
        ("sent", "", "Sudah diterima?"),
    ]
    await desk.scan()
    await world.work()
    [file] = [message.file for message in world.far_end.sent if message.file]
    assert file.content == PDF


async def test_an_officer_s_infected_file_reaches_no_citizen(desk: ScannedWorld) -> None:
    number, dewi = await an_opened_case(desk.world), await an_officer(desk)
    uploads = (("jahat.pdf", EVIL),)
    await send(dewi, number, typed("Lihat", uploads=uploads), desk.world.book, desk.world.files, version=None)
    await desk.world.work()
    await desk.scan()
    await desk.world.work()
    told = [(row["state"], row["error_code"]) for row in await desk.place.rows(_DELIVERIES)]
    assert told == [("sent", ""), ("failed", MediaRejected.code)]
    assert not any(message.file for message in desk.world.far_end.sent)


async def test_an_answer_whose_file_waits_for_a_day_is_given_back(desk: ScannedWorld) -> None:
    number, dewi = await an_opened_case(desk.world), await an_officer(desk)
    await desk.scanner.close()
    uploads = (("jadwal.pdf", PDF),)
    await send(dewi, number, typed(uploads=uploads), desk.world.book, desk.world.files, version=None)
    for hours in (0, 1, 10, 12):
        await desk.world.clock.forward(hours=hours)
        await desk.world.work()
        assert [row["state"] for row in await desk.place.rows(_DELIVERIES)] == ["queued"]
    await desk.world.clock.forward(hours=2)
    await desk.world.work()
    told = [(row["state"], row["error_code"]) for row in await desk.place.rows(_DELIVERIES)]
    assert told == [("failed", FileUnchecked.code)]


async def test_of_an_infected_letter_the_other_files_arrive_and_itself_is_kept_apart(world: World) -> None:
    async with a_scanner() as scanner, a_post() as post, Reader() as reader:
        desk, mail = ScannedWorld(world, scanner), MailDesk(world, post, reader)
        await mail.mailbox(desk.place)
        post.put(_letter())
        await mail.look()
        await desk.scan()  # the letter itself comes first
        await desk.fetch()
        await desk.scan()
        files = {file["name"]: file for file in await desk.files()}
        assert await desk.states() == {
            "surat-asli.eml": "infected",
            "surat.pdf": "stored",
            "jahat.pdf": "infected",
        }
        number = await desk.place.value("SELECT number FROM cases WHERE tenant_id = $1")
        dewi = await an_officer(desk)
        assert await desk.fetched(dewi, number, "surat.pdf") == PDF
        assert await desk.fetched(dewi, number, "surat-asli.eml") is None
        assert desk.bytes_of(files["jahat.pdf"]) is None
        assert desk.bytes_of(files["surat-asli.eml"]) is not None
        await world.clock.forward(days=91)
        await forget_due(desk.place.id, files=world.files)
        assert desk.bytes_of(files["surat-asli.eml"]) is None


def _letter() -> bytes:
    made = EmailMessage()
    for name, value in {
        "From": "siti@warga.example",
        "To": "pengaduan@dinkes.example",
        "Subject": "x",
    }.items():
        made[name] = value
    made.set_content("Terlampir.")
    for name, content in (("surat.pdf", PDF), ("jahat.pdf", EVIL)):
        made.add_attachment(content, maintype="application", subtype="pdf", filename=name, cte="8bit")
    return made.as_bytes()


async def test_a_file_whose_bytes_never_came_is_no_file(desk: ScannedWorld) -> None:
    """The program died between its row and its bytes."""
    await wrote(desk, surat=PDF)
    [file] = await desk.files()
    await desk.world.files.remove(desk.place.id, file["storage_key"])
    assert await desk.scan() == 1
    assert await desk.states() == {"surat.pdf": "failed"}


async def test_files_are_let_go_only_when_the_operator_says_that_they_are_not_scanned(
    desk: ScannedWorld,
) -> None:
    number, dewi = await wrote(desk, surat=PDF), await an_officer(desk)
    assert await let_all_go(desk.place.id) == 1
    assert await desk.fetched(dewi, number, "surat.pdf") == PDF
    assert desk.scanner.scanned == []


async def test_the_bytes_of_a_virus_that_could_not_be_removed_are_removed_later(
    desk: ScannedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wrote(desk, jahat=EVIL)
    [before] = await desk.files()

    def stuck(*_: Any, **__: Any) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as disk:
        disk.setattr("pathlib.Path.unlink", stuck)
        await desk.scan()
    assert await desk.states() == {"jahat.pdf": "infected"}
    assert desk.bytes_of(before) == EVIL
    await desk.world.clock.forward(minutes=5)
    assert await desk.scan() == 1
    assert desk.bytes_of(before) is None
    assert await desk.scan() == 0
