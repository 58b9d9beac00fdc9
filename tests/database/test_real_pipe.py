"""Debian's Postfix hands letters to `sahut pipe`: they become cases, and what we cannot keep now waits with it."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from integrations.email.reader import Reader
from kit.folder_files import FolderFiles
from kit.settings import Settings
from support.dovecot import running_dovecot
from support.mail_servers import MAILBOX, a_trusted_folder
from support.mailboxes import MailDesk
from support.piping import AWAY, Piped, a_pipe, sealed_by_us
from support.postfix import SITI, STRAY, RealPost, running_postfix
from support.world import World

_CASES = "SELECT title FROM cases WHERE tenant_id = $1"
_HEARD = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1"
_ORIGINAL = "SELECT storage_key FROM attachment WHERE tenant_id = $1 AND name = 'surat-asli.eml'"


@pytest.fixture(scope="module")
def local(database_urls: Settings) -> Iterator[tuple[RealPost, Piped]]:
    """Both servers, and the command that letters for the office go to."""
    with (
        a_trusted_folder() as (folder, certificate),
        running_dovecot(folder, certificate) as dovecot,
        a_pipe(folder, database_urls) as pipe,
        running_postfix(folder, dovecot, certificate, pipe) as post,
    ):
        yield post, pipe


@pytest.fixture
async def desk(local: tuple[RealPost, Piped], world: World) -> AsyncIterator[MailDesk]:
    async with Reader() as reader:
        desk = MailDesk(world, local[0], reader)
        world.book, world.files = sealed_by_us(desk), FolderFiles(local[1].data / "attachments")
        await desk.mailbox(world.district)
        local[1].reaches()
        yield desk


def _posts(post: RealPost, text: str, to: str = MAILBOX) -> None:
    """A citizen's own server brings a letter."""
    with smtplib.SMTP("localhost", post.port) as citizen:
        citizen.sendmail(SITI, [to], f"From: {SITI}\nTo: {to}\nSubject: {text}\n\nDua jam menunggu.\n")


async def _until(look: Callable[[], Awaitable[Any]], wanted: object, post: RealPost) -> None:
    for _ in range(1200):
        if await look() == wanted:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(post.told)


async def _heard(desk: MailDesk) -> int:
    return int(await desk.world.district.value(_HEARD))


async def _reasons(desk: MailDesk) -> list[str]:
    return [
        to["delay_reason"] for each in desk.post.waiting for to in each["recipients"] if "delay_reason" in to
    ]


async def test_a_letter_that_postfix_hands_over_is_a_case_with_its_original(desk: MailDesk) -> None:
    _posts(desk.post, "Antrean dua jam")
    await _until(lambda: _heard(desk), 1, desk.post)
    await desk.world.work()
    place = desk.world.district
    assert (await place.row(_CASES))["title"] == "Antrean dua jam"
    key = await place.value(_ORIGINAL)
    original = await desk.world.files.read(place.id, key)
    assert original.startswith(b"Return-Path: <siti@warga.example>")
    assert b"\nMessage-I" in original, "the server adds what is missing"
    await _until(lambda: _waiting(desk), 0, desk.post)
    local, host = MAILBOX.split("@")
    _posts(desk.post, "Dengan tanda", f"{local}+abc@{host}")
    await _until(lambda: _heard(desk), 2, desk.post)


async def test_while_the_database_is_away_the_letter_waits_with_postfix_and_comes_once(
    desk: MailDesk, local: tuple[RealPost, Piped]
) -> None:
    post, pipe = local
    pipe.reaches(AWAY)
    _posts(post, "Saat basis data mati")
    await _until(lambda: _has_reason(desk), True, post)
    [reason] = await _reasons(desk)
    assert "it cannot be stored now" in reason
    assert await _heard(desk) == 0
    post.try_again()
    pipe.reaches()

    async def heard_at_last() -> int:
        post.try_again()  # what it is trying at this moment may fail once more
        await asyncio.sleep(0.5)
        return await _heard(desk)

    await _until(heard_at_last, 1, post)
    await _until(lambda: _waiting(desk), 0, post)
    await desk.world.work()
    assert [row["title"] for row in await desk.world.district.rows(_CASES)] == ["Saat basis data mati"]
    assert not post.came_back("siti"), "nobody was told that it failed"


async def test_what_is_no_office_s_goes_back_to_its_writer(desk: MailDesk) -> None:
    _posts(desk.post, "Ke alamat lama", STRAY)
    returned = desk.post.laid("siti", b"MAILER-DAEMON")
    assert b"no office has this mailbox" in returned
    assert await _heard(desk) == 0


async def _has_reason(desk: MailDesk) -> bool:
    return bool(await _reasons(desk))


async def _waiting(desk: MailDesk) -> int:
    return len(desk.post.waiting)
