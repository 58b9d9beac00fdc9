"""Whoever writes a stranger's address into many letters has few mails sent there, whatever the offices are (T19)."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from integrations.email.reader import Reader
from support.mail_servers import MAILBOX, a_post
from support.mailboxes import MailDesk
from support.world import World
from wiring.forgetting import forget_due


@pytest.fixture
async def desk(world: World) -> AsyncIterator[MailDesk]:
    async with a_post() as post, Reader() as reader:
        desk = MailDesk(world, post, reader)
        for place in world.places:
            await desk.mailbox(place)
        yield desk


async def everywhere(desk: MailDesk, victim: str, texts: list[str]) -> None:
    """Letters to the address that all offices of this world read, under somebody else's name."""
    for text in texts:
        desk.post.put(f"From: {victim}\nTo: {MAILBOX}\nSubject: {text}\n\n{text}\n".encode())
    await desk.world.clock.forward(seconds=31)
    for place in desk.world.places:
        await desk.look(place)


async def test_twelve_reports_over_four_offices_send_three_mails_to_their_victim(desk: MailDesk) -> None:
    texts = ["Beli sekarang", "Anak saya kejang dan tidak sadar, tolong", "Beli lagi di toko.example"]
    await everywhere(desk, "korban@rumah.example", texts)
    cases = [
        await each.value("SELECT count(*) FROM cases WHERE tenant_id = $1") for each in desk.world.places
    ]
    assert cases == [3] * 4, "the desks have every report"
    assert [letter["To"] for letter in desk.letters] == ["korban@rumah.example"] * 3
    said = "".join(letter.as_string() + letter.get_content() for letter in desk.letters)
    assert not [word for word in ("Beli", "toko", "kejang") if word in said]
    await everywhere(desk, "korban+lain@rumah.example", ["Beli"])
    assert len(desk.letters) == 3, "it is the same mailbox"
    await desk.writes("Dua jam menunggu.", "siti@warga.example")
    assert desk.letters[-1]["To"] == "siti@warga.example", "nobody else waits for that"


async def test_on_the_next_day_it_may_be_written_to_again_and_the_count_is_forgotten(desk: MailDesk) -> None:
    others = await marks(desk)
    await everywhere(desk, "korban@pasar.example", ["satu"])
    assert len(desk.letters) == 3
    await desk.world.clock.forward(hours=25)
    await everywhere(desk, "korban@pasar.example", ["dua"])
    assert len(desk.letters) == 6
    (mark,) = await marks(desk) - others
    assert len(mark) == 16
    assert b"korban" not in mark
    await desk.world.clock.forward(hours=25)
    await forget_due(desk.world.district.id, files=desk.world.files)
    assert mark not in await marks(desk)


async def marks(desk: MailDesk) -> set[bytes]:
    """What stands for addresses now; those of other tests among them, by clocks that went further."""
    backup = await asyncpg.connect(desk.world.settings.backup_url)
    try:
        return {row["mark"] for row in await backup.fetch("SELECT mark FROM unasked_mail")}
    finally:
        await backup.close()
