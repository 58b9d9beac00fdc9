"""Letters are read from a real server, in their order, and nothing is changed there."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.errors import CredentialsRejected
from helpdesk.channels.model import ChannelKind, MessageArrived
from integrations.email.adapter import email
from integrations.email.doors import door
from integrations.email.limits import Limits
from integrations.email.listening import listen
from integrations.email.reader import Reader
from integrations.email.settings import EmailSettings
from kit.egress import EgressPolicy
from support.dovecot import Dovecot, running_dovecot
from support.mail_servers import ENTERED, PASSWORD

NOW = datetime.now(UTC)
LETTER = b"From: Siti <siti@warga.example>\r\nMessage-ID: <%d@x>\r\nSubject: Antrean\r\n\r\nNomor %d.\r\n"
PICTURE = (
    b"From: budi@warga.example\r\nSubject: Foto\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nlihat\r\n"
    b"--b\r\nContent-Type: image/png; name=loket.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"iVBORw0KGgo=\r\n--b--\r\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with tempfile.TemporaryDirectory(prefix="sahut-dovecot-") as folder:
        Path(folder).chmod(0o755)
        with running_dovecot(Path(folder)) as running:
            yield running


@pytest.fixture
async def adapter() -> AsyncIterator[Adapter]:
    async with Reader() as reader:
        yield email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader)


def mailbox(server: Dovecot, password: str = PASSWORD) -> Account:
    settings = EmailSettings(**{**ENTERED, "imap_port": str(server.port), "mail_password": password})
    return Account(id=uuid4(), kind=ChannelKind.EMAIL, address=settings.mailbox, settings=settings)


async def test_letters_are_read_once_in_order_and_stay_unread_there(
    server: Dovecot, adapter: Adapter
) -> None:
    account, poller = mailbox(server), adapter.poller
    assert poller is not None
    server.put(LETTER % (1, 1))
    first = await poller.look(account, "", NOW)
    assert (first.arrivals, first.more) == ((), False), "what lay there before is not ours"
    for number in range(2, 27):
        server.put(LETTER % (number, number))
    some = await poller.look(account, first.cursor, NOW)
    assert some.more
    rest = await poller.look(account, some.cursor, NOW)
    assert not rest.more
    said = [each.text for each in (*some.arrivals, *rest.arrivals) if isinstance(each, MessageArrived)]
    assert said == [f"Antrean\n\nNomor {number}." for number in range(2, 27)]
    assert (await poller.look(account, rest.cursor, NOW)).arrivals == ()
    assert not any(b"Seen" in flags for flags in server.flags())
    server.number_anew()
    again = await poller.look(account, rest.cursor, NOW)
    known = [each.external_id for each in (*some.arrivals, *rest.arrivals)]
    assert [each.external_id for each in again.arrivals[1:]] == known[:19], (
        "the desk knows them by these names"
    )


async def test_a_file_is_fetched_from_its_letter(server: Dovecot, adapter: Adapter) -> None:
    account, poller, media = mailbox(server), adapter.poller, adapter.media
    assert poller is not None
    assert media is not None
    before = await poller.look(account, "", NOW)
    server.put(PICTURE)
    (letter,) = (await poller.look(account, before.cursor, NOW)).arrivals
    assert isinstance(letter, MessageArrived)
    fetched = await media.fetch(letter.media[0], account, limit=1000)
    assert (fetched.content, fetched.mime_type) == (b"\x89PNG\r\n\x1a\n", "image/png")


async def test_a_letter_that_is_too_large_is_told_of_by_its_head(
    server: Dovecot, adapter: Adapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("looking", "adapter", "arriving"):
        monkeypatch.setattr(f"integrations.email.{module}.LIMITS", Limits(file=1024 * 1024))
    account, poller = mailbox(server), adapter.poller
    assert poller is not None
    before = await poller.look(account, "", NOW)
    server.put(LETTER % (99, 99) + (b"x" * 998 + b"\r\n") * 1100)
    [found] = (await poller.look(account, before.cursor, NOW)).arrivals
    assert isinstance(found, MessageArrived)
    assert found.text.startswith(
        "Antrean\n\n[Surat ini berukuran 1,1 MB, terlalu besar untuk dibaca di sini (paling besar 1 MB)"
    )


async def test_a_wrong_password_is_refused_in_words_of_ours(server: Dovecot, adapter: Adapter) -> None:
    assert adapter.poller is not None
    with pytest.raises(CredentialsRejected):
        await adapter.poller.look(mailbox(server, "salah"), "", NOW)


@pytest.mark.parametrize("every", [600.0, 0.3], ids=["a letter came", "renewed"])
async def test_a_real_server_tells_that_a_letter_came_and_lets_the_line_be_renewed(
    server: Dovecot, every: float
) -> None:
    account, told = mailbox(server), asyncio.Event()
    way = await door("localhost", str(server.port), account.settings, EgressPolicy.LOOPBACK_ONLY)
    listening = asyncio.create_task(listen(way, account.settings, told.set, every=every))
    try:
        async with asyncio.timeout(60):
            await told.wait()
            told.clear()
            if every == 600.0:
                server.put(LETTER % (1, 1))
            await told.wait()
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def test_a_wrong_password_opens_no_line(server: Dovecot, adapter: Adapter) -> None:
    assert adapter.ear is not None
    with pytest.raises(CredentialsRejected):
        await adapter.ear.listen(mailbox(server, "salah"), lambda: None)
