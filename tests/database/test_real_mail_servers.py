"""An office whose letters go through Debian's own mail servers: Postfix takes them, Dovecot holds the mailbox."""

import smtplib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest

from helpdesk.channels.errors import CredentialsRejected, RecipientUnreachable
from helpdesk.channels.model import MessageArrived
from helpdesk.replies import service as replies
from integrations.email.adapter import email
from integrations.email.reader import Reader
from kit.egress import EgressPolicy
from support.dovecot import running_dovecot
from support.mail_servers import a_trusted_folder
from support.mail_stage import Stage, a_letter
from support.mailboxes import MailDesk
from support.postfix import FULL, NOBODY, SITI, RealPost, running_postfix
from support.world import World


@pytest.fixture(scope="module")
def post() -> Iterator[RealPost]:
    """Both servers, with a certificate that this process trusts."""
    with (
        a_trusted_folder() as (folder, certificate),
        running_dovecot(folder, certificate) as dovecot,
        running_postfix(folder, dovecot, certificate) as running,
    ):
        yield running


@pytest.fixture
async def stage(post: RealPost) -> AsyncIterator[Stage]:
    async with Reader() as reader:
        yield Stage(post, email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader))


async def test_a_letter_goes_out_and_its_answer_comes_in(post: RealPost, stage: Stage) -> None:
    assert stage.adapter.health
    assert (await stage.adapter.health.check(stage.account())).ok
    assert await stage.look(datetime.now(UTC)) == []
    name = await stage.send("Sudah kami teruskan.")
    letter: Any = message_from_bytes(
        post.laid("siti", b"Message-ID: <" + name.encode()), policy=policy.default
    )
    assert letter["Return-Path"] == "<pengaduan@dinkes.example>"
    assert "ESMTPSA" in letter["Received"], "safe, and logged in"
    assert letter["Date"], "the server writes it"
    assert letter.get_content().strip() == "Sudah kami teruskan."
    answer = a_letter("Terima kasih.", To=str(letter["Reply-To"]), Subject="Re: Laporan Anda")
    with smtplib.SMTP("localhost", post.port) as citizen:
        citizen.sendmail(SITI, [letter["Reply-To"].addresses[0].addr_spec], answer)
    post.laid("mail", b"Re: Laporan Anda")
    [found] = await stage.look(datetime.now(UTC))
    assert isinstance(found, MessageArrived)
    assert (found.reply_to, found.text) == (name, "Terima kasih.")


async def test_what_the_server_refuses_is_said_in_words_of_ours(stage: Stage) -> None:
    with pytest.raises(RecipientUnreachable):
        await stage.send(to=NOBODY)
    assert stage.adapter.sender
    assert stage.adapter.health
    refused = await stage.adapter.health.check(stage.account(mail_password="salah"))
    assert refused.code == CredentialsRejected.code


async def test_a_report_of_the_server_marks_the_delivery(post: RealPost, world: World) -> None:
    async with Reader() as reader:
        desk = MailDesk(world, post, reader)
        place = world.district
        await desk.mailbox(place)
        post.put(a_letter("Dua jam menunggu.", From=FULL))
        await desk.look()
        post.laid("mail", b"MAILER-DAEMON")  # of the acknowledgement
        await desk.look()
        case = await place.row("SELECT id, number FROM cases WHERE tenant_id = $1")
        dewi = await world.staff(place)
        await replies.reply(dewi, case["number"], "Sudah kami teruskan.", world.book, version=None)
        await world.work()
        post.laid("mail", b"MAILER-DAEMON")
        await desk.look()
        rows = await place.rows("SELECT state, error_code, remote_code FROM delivery WHERE tenant_id = $1")
        assert {row["state"] for row in rows} == {"failed"}
        assert {row["error_code"] for row in rows} == {"recipient_unreachable"}
        assert await place.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 1
        assert (
            await place.value("SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in'") == 1
        )
