"""A mailbox as the desk uses it: letters handed over and looked for, over real sockets."""

import ssl
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest

from helpdesk.channels.errors import (
    ChannelFailing,
    ChannelUnreachable,
    CredentialsRejected,
    MediaRejected,
    MessageRejected,
    OutcomeUnknown,
    RecipientUnreachable,
)
from helpdesk.channels.health import Cause
from helpdesk.channels.model import Identity, Ignored, MessageArrived, OutboundFile, StatusArrived
from integrations.email.adapter import email
from integrations.email.reader import Reader
from kit.egress import EgressPolicy
from support.mail_servers import a_certificate, a_post
from support.mail_stage import MAILBOX, SITI, Stage, a_letter, running


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with running() as stage:
        yield stage


async def test_a_letter_goes_out_with_our_name_on_it_and_the_same_again(stage: Stage) -> None:
    name = await stage.send(reply_to="<1@warga.example>#abc")
    assert await stage.send(reply_to="<1@warga.example>#abc") == name
    sender, recipient, _ = stage.post.taken[-1]
    assert (sender, recipient) == (MAILBOX, SITI)
    said = stage.last
    assert said["Message-ID"] == f"<{name}@dinkes.example>"
    assert said["Reply-To"] == f"Dinkes Batang <pengaduan+{name}@dinkes.example>"
    assert said["In-Reply-To"] == said["References"] == "<1@warga.example>"
    assert said["Auto-Submitted"] is None
    assert said.get_content().strip() == "Terima kasih"


async def test_what_no_person_wrote_says_so(stage: Stage) -> None:
    await stage.send(automatic=True, reply_to="<1@warga.example>#abc")
    assert stage.last["Auto-Submitted"] == "auto-replied"
    await stage.send(automatic=True)
    assert stage.last["Auto-Submitted"] == "auto-generated"


async def test_a_letter_bears_its_own_subject_or_that_of_the_account(stage: Stage) -> None:
    await stage.send()
    assert stage.last["Subject"] == "Laporan Anda"
    await stage.send(subject="Laporan BTG-7K4Q-29XM-C\r\nBcc: x@y.z")
    assert stage.last["Subject"] == "Laporan BTG-7K4Q-29XM-C Bcc: x@y.z"
    assert stage.last["Bcc"] is None


async def test_no_text_becomes_a_header_or_ends_the_letter(stage: Stage) -> None:
    await stage.send("satu\r\n.\r\nMAIL FROM:<x@y.z>\r\n..dua", reply_to="<a\r\nBcc: x@y.z>#abc")
    assert len(stage.post.taken) == 1
    assert stage.last["Bcc"] is None
    assert stage.last["In-Reply-To"] is None
    assert "\n.\n" in stage.last.get_content().replace("\r\n", "\n")
    with pytest.raises(RecipientUnreachable):
        await stage.send(to="x@y.example>\r\nRCPT TO:<z@y.example")


async def test_a_file_goes_as_an_attachment(stage: Stage) -> None:
    file = OutboundFile(
        stored_id=UUID(int=2), name="surat.pdf", mime_type="application/pdf", content=b"%PDF-1.7"
    )
    await stage.send("", file=file)
    [found] = stage.last.iter_attachments()
    assert (found.get_filename(), found.get_content()) == ("surat.pdf", b"%PDF-1.7")


@pytest.mark.parametrize(
    ("word", "said", "error"),
    [
        ("RCPT", "550 no such user", RecipientUnreachable),
        ("RCPT", "451 greylisted", ChannelFailing),
        ("MAIL", "554 no", MessageRejected),
        ("MAIL", "hang up", ChannelUnreachable),
        ("CONTENT", "452 full", ChannelFailing),
        ("CONTENT", "554 spam", MessageRejected),
        ("CONTENT", "hang up", OutcomeUnknown),
        ("AUTH", "535 no", CredentialsRejected),
        ("AUTH", "454 later", ChannelFailing),
    ],
)
async def test_every_answer_says_what_is_known(stage: Stage, word: str, said: str, error: type) -> None:
    stage.post.answers[word] = said
    with pytest.raises(error):
        await stage.send()


async def test_the_first_look_begins_behind_what_lies_there(stage: Stage) -> None:
    stage.post.put(a_letter("lama"))
    assert await stage.look() == []
    stage.post.put(a_letter("Antrean lama.\n"))
    [found] = await stage.look()
    assert isinstance(found, MessageArrived)
    assert found.text == "Antrean\n\nAntrean lama."
    assert found.sender.identities == (Identity(scheme="email", value=SITI),)
    assert found.sender.name == "Siti"
    assert await stage.look() == []
    assert stage.post.box.changes == 0


async def test_an_answer_names_our_letter_by_address_or_by_reference(stage: Stage) -> None:
    await stage.look()
    name = await stage.send()
    stage.post.put(
        a_letter("Ya\n\nOn Monday, Dinkes wrote:\n> Terima kasih\n", In_Reply_To=stage.last["Message-ID"])
    )
    stage.post.put(a_letter("Ya", To=f"pengaduan+{name}@dinkes.example".upper()))
    by_reference, by_address = await stage.look()
    assert by_reference.reply_to == by_address.reply_to == name
    assert by_reference.text == "Ya"


@pytest.mark.parametrize(
    ("shown", "joins"),
    [
        ("Message-ID: <{}@dinkes.example>", True),
        ("Reply-To: pengaduan+{}@dinkes.example", True),
        ("<a{}@dinkes.example>", False),
        ("<{}@dinkes.example.lain>", False),
        ("<{}@lain.example>", False),
    ],
)
async def test_a_letter_that_shows_the_head_of_ours_answers_it(stage: Stage, shown: str, joins: bool) -> None:
    await stage.look()
    name = await stage.send()
    stage.post.put(a_letter(f"Surat ini kembali.\n\n{shown.format(name)}\n"))
    [found] = await stage.look()
    assert found.reply_to == (name if joins else "")


async def test_a_mailbox_numbered_anew_is_looked_through_under_the_same_names(stage: Stage) -> None:
    await stage.look()
    stage.post.put(a_letter("satu"))
    [before] = await stage.look()
    stage.post.number_anew()
    stage.post.put(a_letter("dua"))
    again, fresh = await stage.look()
    assert again.external_id == before.external_id != fresh.external_id


async def test_a_connection_that_breaks_loses_nothing(stage: Stage) -> None:
    await stage.look()
    stage.post.put(a_letter("satu"))
    stage.post.box.faults.breaks_off_at = stage.post.put(a_letter("dua"))
    with pytest.raises(ChannelUnreachable):
        await stage.look()
    stage.post.box.faults.breaks_off_at = 0
    assert [each.text for each in await stage.look()] == ["Antrean\n\nsatu", "Antrean\n\ndua"]


async def test_many_letters_come_in_several_looks(stage: Stage) -> None:
    await stage.look()
    for number in range(23):
        stage.post.put(a_letter(str(number)))
    assert (len(await stage.look()), len(await stage.look()), len(await stage.look())) == (20, 3, 0)


BOUNCE = """From: MAILER-DAEMON@dinkes.example
To: pengaduan@dinkes.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

no
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; dinkes.example

Final-Recipient: rfc822; siti@warga.example
Action: {action}
Status: 5.1.1
--b
Content-Type: message/rfc822

Message-ID: {id}
Subject: x

x
--b--
"""


async def test_a_report_speaks_of_our_letter_and_of_no_other(stage: Stage) -> None:
    await stage.look()
    name = await stage.send()
    ours = stage.last["Message-ID"]
    for action, id_ in (("failed", ours), ("delayed", ours), ("failed", "<x@dinkes.example>")):
        stage.post.put(BOUNCE.format(action=action, id=id_).encode())
    failed, delayed, foreign = await stage.look()
    assert isinstance(failed, StatusArrived)
    assert (failed.message_id, failed.error_code, failed.remote_code) == (
        name,
        "recipient_unreachable",
        "5.1.1",
    )
    assert isinstance(delayed, Ignored)
    assert isinstance(foreign, Ignored)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"From": "no-reply@layanan.example"},
        {"From": "a@warga.example, b@warga.example"},
        {"From": MAILBOX},
    ],
)
async def test_nothing_is_made_of_what_nobody_wrote_or_nobody_can_be_named_for(
    stage: Stage, headers: dict[str, str]
) -> None:
    await stage.look()
    stage.post.put(a_letter(**headers))
    [found] = await stage.look()
    assert isinstance(found, Ignored)


async def test_files_are_fetched_from_their_letter(stage: Stage) -> None:
    await stage.look()
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SITI, MAILBOX, "Foto"
    made.set_content("Lihat foto.")
    made.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="foto.png")
    uid = stage.post.put(made.as_bytes())
    [found] = await stage.look()
    [media] = found.media
    assert stage.adapter.media
    fetched = await stage.adapter.media.fetch(media, stage.account(), limit=1000)
    assert (fetched.content, fetched.sha256) == (b"\x89PNG....", media.sha256)
    with pytest.raises(MediaRejected):
        await stage.adapter.media.fetch(media, stage.account(), limit=3)
    del stage.post.box.letters[uid]
    with pytest.raises(MediaRejected):
        await stage.adapter.media.fetch(media, stage.account(), limit=1000)


async def test_the_test_says_what_is_wrong(stage: Stage) -> None:
    assert stage.adapter.health
    assert (await stage.adapter.health.check(stage.account())).ok
    closed = await stage.adapter.health.check(stage.account(smtp_port="9"))
    assert closed.cause is Cause.NETWORK
    refused = await stage.adapter.health.check(stage.account(mail_password="salah"))
    assert refused.cause is Cause.ACCESS
    outside = await stage.adapter.health.check(stage.account(imap_host="192.0.2.7"))
    assert outside.cause is Cause.ADDRESS


async def test_a_production_speaks_to_no_machine_of_its_own_and_never_in_the_clear(stage: Stage) -> None:
    async with Reader() as reader:
        guarded = email(EgressPolicy.PUBLIC_HTTPS, b"k" * 32, reader)
        assert guarded.health
        for more in (
            {"mail_tls": "none", "imap_host": "mail.example"},
            {"mail_tls": "tls", "imap_port": "993"},
        ):
            assert (await guarded.health.check(stage.account(**more))).cause is Cause.ADDRESS


@pytest.mark.parametrize("way", ["tls", "starttls"])
async def test_a_safe_connection_needs_a_certificate_that_is_trusted(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, server = a_certificate(tmp_path)
    first: ssl.SSLContext | None = server if way == "tls" else None
    async with a_post(first) as post, Reader() as reader:
        post.servers.security = server
        stage = Stage(post, email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader))
        assert stage.adapter.health
        account = stage.account(mail_tls=way)
        assert (await stage.adapter.health.check(account)).cause is Cause.NETWORK
        monkeypatch.setenv("SSL_CERT_FILE", str(shown))
        assert (await stage.adapter.health.check(account)).ok
