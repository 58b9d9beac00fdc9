"""`sahut pipe`: letters from a mail server of this machine, with the exit codes that it understands."""

import io
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import AsyncIterator
from email.message import EmailMessage

import httpx2
import pytest

from helpdesk.attachments.service import fetch_due
from helpdesk.inbox.putting import mailboxes_at, named_account, put_in
from integrations.email.reader import Reader
from integrations.email.tokens import external_id
from kit.keys import read_keys
from kit.settings import Settings
from support.mail_servers import MAILBOX, a_post
from support.mailboxes import MailDesk
from support.piping import AWAY, sealed_by_us
from support.world import World
from wiring.commands import pipe
from wiring.runtime import Runtime

PDF = b"%PDF-1.7 surat"
_CASES = "SELECT number, title FROM cases WHERE tenant_id = $1"
_TRACE = b"Return-Path: <siti@warga.example>\r\nReceived: by mx; Mon, 23 Nov 2026\r\n  09:00:00 +0700\r\n"


def a_letter(text: str = "Dua jam menunggu.", **headers: str) -> bytes:
    """With a file, and lines ending as a mail server's pipe ends them."""
    made = EmailMessage()
    head = {
        "From": "siti@warga.example",
        "To": MAILBOX,
        "Subject": "Antrean",
        "Message-ID": "<satu@warga.example>",
    }
    for name, value in {**head, **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    made.add_attachment(PDF, maintype="application", subtype="pdf", filename="surat.pdf")
    return made.as_bytes()


@pytest.fixture
async def desk(world: World) -> AsyncIterator[MailDesk]:
    async with a_post() as post, Reader() as reader:
        yield MailDesk(world, post, reader)


async def handed(desk: MailDesk, content: bytes, recipient: str = MAILBOX) -> None:
    """As the command does it, in this process."""
    for tenant_id, account in await mailboxes_at(recipient, desk.world.book):
        if tenant_id == desk.world.district.id:
            await put_in(tenant_id, account, content, desk.world.book, desk.world.files)
    await desk.world.work()


async def test_a_letter_that_is_put_in_becomes_a_case_with_its_file_and_its_original(desk: MailDesk) -> None:
    place = desk.world.district
    await desk.mailbox(place)
    content = a_letter()
    await handed(desk, b"From siti@warga.example Mon Nov 23 09:00:00 2026\n" + content)
    assert (await place.row(_CASES))["title"] == "Antrean"
    await fetch_due(place.id, desk.world.book, desk.world.files)
    files = await place.rows(
        "SELECT name, state, storage_key FROM attachment WHERE tenant_id = $1 ORDER BY name"
    )
    assert [(file["name"], file["state"]) for file in files] == [
        ("surat-asli.eml", "stored"),
        ("surat.pdf", "stored"),
    ]
    stored = [await desk.world.files.read(place.id, file["storage_key"]) for file in files]
    assert stored == [content, PDF]


@pytest.mark.parametrize("first", ["pipe", "mailbox"])
async def test_the_same_letter_in_the_mailbox_is_no_second_one(desk: MailDesk, first: str) -> None:
    """There it has other trace lines above it, and other line ends."""
    place = desk.world.district
    await desk.mailbox(place)
    content = a_letter()
    if first == "pipe":
        await handed(desk, content)
    desk.post.put(_TRACE + content.replace(b"\n", b"\r\n"))
    await desk.look()
    await handed(desk, content)
    assert len(await place.rows(_CASES)) == 1
    await handed(desk, a_letter("Lain sama sekali."))
    assert len(await place.rows(_CASES)) == 2, "a known Message-ID alone hides no letter"


def test_a_letter_without_an_id_is_known_by_all_its_bytes() -> None:
    first, second = (b"From: a@b.example\n" + more + b"\nHalo" for more in (b"", b"X-Lain: 1\n"))
    assert external_id(first, "") != external_id(second, "")
    assert external_id(first, "<a@b.example>") == external_id(second, "<a@b.example>")


async def test_an_envelope_finds_the_mailbox_whatever_stands_behind_a_plus(desk: MailDesk) -> None:
    await desk.mailbox(desk.world.district)
    for recipient in (MAILBOX, f"{MAILBOX.split('@')[0]}+abc@{MAILBOX.split('@')[1].upper()}"):
        found = {tenant_id for tenant_id, _ in await mailboxes_at(recipient, desk.world.book)}
        assert desk.world.district.id in found
    assert await mailboxes_at("lain@dinkes.example", desk.world.book) == []
    assert await mailboxes_at("bukan alamat", desk.world.book) == []


def piped(settings: Settings, content: bytes, *words: str, **variables: str) -> int:
    """The command as a mail server starts it; its exit code."""
    env = {
        **os.environ,
        "SAHUT_MODE": "test",
        "DATABASE_URL_WEB": settings.web_url,
        "DATABASE_URL_WORKER": settings.worker_url,
        "DATABASE_URL_SWEEP": settings.sweep_url,
        "REDIS_URL": settings.redis_url,
        **variables,
    }
    command = [sys.executable, "-m", "wiring.cli", "pipe", "--data", str(settings.data), *words]
    done = subprocess.run(command, input=content, env=env, capture_output=True, check=False, timeout=60)
    return done.returncode


async def test_the_command_stores_a_letter_once_and_asks_to_try_again_for_what_is_our_fault(
    desk: MailDesk, database_urls: Settings
) -> None:
    place, content = desk.world.district, a_letter()
    desk.world.book = sealed_by_us(desk)
    await desk.mailbox(place)
    account = await named_account(place.id, "Email", desk.world.book)
    await put_in(place.id, account, content, desk.world.book, desk.world.files)
    named = ("--office", place.slug, "--account", "Email")
    assert piped(database_urls, content, *named) == 0
    assert await place.value("SELECT count(*) FROM inbox_entry WHERE tenant_id = $1") == 1
    assert piped(database_urls, content, *named, DATABASE_URL_WORKER=AWAY) == os.EX_TEMPFAIL
    assert piped(database_urls, content, "--bogus") == os.EX_TEMPFAIL


async def test_other_codes_are_those_that_mail_servers_return_letters_for(
    desk: MailDesk, database_urls: Settings
) -> None:
    place = desk.world.district
    account_id = await desk.mailbox(place)
    async with httpx2.AsyncClient() as http:
        runtime = Runtime(database_urls, read_keys(os.environ), http)
        runtime.accounts, runtime.files = desk.world.book, desk.world.files

        async def ends(content: bytes, **words: str) -> int:
            given = {"recipient": "", "office": "", "account": "", **words}
            return await pipe.take(runtime, Namespace(**given), io.BytesIO(content))

        named = {"office": place.slug, "account": MAILBOX}
        assert await ends(a_letter(), **named) == 0
        assert await ends(a_letter(), recipient="tidak-ada@dinkes.example") == os.EX_NOUSER
        assert await ends(a_letter(), office=place.slug, account="Lain") == os.EX_NOUSER
        assert await ends(a_letter(), office="tidak-ada", account=MAILBOX) == os.EX_NOUSER
        assert await ends(b"\n", **named) == os.EX_DATAERR
        assert await ends(b"x" * (25 * 1024 * 1024 + 1), **named) == os.EX_DATAERR
        switched_off = "UPDATE account SET active = false WHERE tenant_id = $1 AND id = $2"
        await place.change(switched_off, account_id)
        assert await ends(a_letter(), **named) == os.EX_NOPERM
        await runtime.reader.close()
        await runtime.live.hub.close()
        await runtime.bell.close()
        await runtime.redis.aclose()
