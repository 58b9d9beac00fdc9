"""Letters as bytes: what a citizen writes, what an office wrote, and the report that a letter could not arrive."""

import re
import secrets
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from integrations.email.simulator.model import MAIL_HOST, File, Letter

ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,60}@[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,4}")
"""Of a citizen that somebody plays."""


def written(
    citizen: str,
    office: str,
    subject: str,
    text: str,
    at: datetime,
    *,
    file: File | None,
    answered: Letter | None,
    spoofed: bool,
) -> tuple[Letter, bytes]:
    """A citizen's letter, as their mailbox keeps it and as it travels."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = Address(addr_spec=citizen)
    made["To"] = Address(addr_spec=(answered.reply_to if answered else "") or office)
    made["Subject"] = " ".join(subject.split())
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{secrets.token_hex(12)}@{citizen.partition('@')[2]}>"
    if answered and answered.id:
        made["In-Reply-To"] = made["References"] = answered.id
    made.set_content(text, cte="base64")
    if file:
        kind, _, subtype = file.mime_type.partition("/")
        made.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    kept = Letter(
        id=str(made["Message-ID"]),
        from_citizen=True,
        at=at,
        subject=str(made["Subject"]),
        text=text,
        files=(file.name,) if file else (),
        answers=answered.id if answered else "",
        spoofed=spoofed,
    )
    return kept, made.as_bytes()


def judged(content: bytes, *, proven: bool) -> bytes:
    """A letter as the receiving server puts it into a mailbox: above everything, whether From is whom it says."""
    domain, found = domain_of(sent_from(content)), "pass" if proven else "fail"
    lines = (
        f"Authentication-Results: {MAIL_HOST};",
        f" spf={found} smtp.mailfrom={domain};",
        f" dmarc={found} header.from={domain}",
    )
    return "".join(f"{line}\r\n" for line in lines).encode() + content


def received(content: bytes, office: str, at: datetime) -> Letter:
    """An office's letter, as the citizen's mailbox shows it."""
    made = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    body = made.get_body(("plain",))
    return Letter(
        id=_head(made, "Message-ID"),
        from_citizen=False,
        at=at,
        subject=_head(made, "Subject"),
        text=str(body.get_content()).strip() if body else "",
        files=tuple(each.get_filename() or "?" for each in made.iter_attachments()),
        reply_to=_address(made, "Reply-To") or office,
        automatic=_head(made, "Auto-Submitted") not in ("", "no"),
        answers=_head(made, "In-Reply-To"),
    )


def report(office: str, recipient: str, content: bytes) -> bytes:
    """That a letter of the office could not be delivered (RFC 3464), with the head of that letter."""
    seam = secrets.token_hex(12)
    head = content.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    lines = (
        "Return-Path: <>",
        f"From: Mail Delivery System <MAILER-DAEMON@{MAIL_HOST}>",
        f"To: <{office}>",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{seam}"',
        "",
        f"--{seam}",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"Surat Anda tidak dapat diantar ke <{recipient}>.",
        f"--{seam}",
        "Content-Type: message/delivery-status",
        "",
        f"Reporting-MTA: dns; {MAIL_HOST}",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        "Action: failed",
        "Status: 5.1.1",
        f"--{seam}",
        "Content-Type: text/rfc822-headers; charset=utf-8",
        "",
        head,
        f"--{seam}--",
        "",
    )
    return "\r\n".join(lines).encode()


def sent_from(content: bytes) -> str:
    """The address in From; empty when there is none."""
    return _address(message_from_bytes(content, _class=EmailMessage, policy=policy.default), "From")


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _head(made: EmailMessage, name: str) -> str:
    return " ".join(str(made.get(name, "")).split())


def _address(made: EmailMessage, name: str) -> str:
    try:
        found = made[name]
        return str(found.addresses[0].addr_spec) if found and found.addresses else ""
    except (MessageError, IndexError):
        return ""
