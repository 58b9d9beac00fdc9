"""From our message to the letter's bytes."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from helpdesk.channels.errors import MessageRejected, NotSupported, RecipientUnreachable
from helpdesk.channels.model import OutboundMessage
from integrations.email.settings import EmailSettings
from integrations.email.tokens import domain_of, message_id_of, reply_address
from kit.mailboxes import ADDRESS

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def letter(message: OutboundMessage, settings: EmailSettings, name: str) -> bytes:
    """One plain letter to one recipient; raises what keeps it from going by e-mail.

    The server that takes it over writes the date.
    """
    if message.recipient.scheme != "email":
        raise NotSupported("recipient_scheme")
    if message.template is not None:
        raise NotSupported("template")
    if message.touch is not None:
        raise NotSupported("touch")
    if not message.text.strip() and message.file is None:
        raise MessageRejected("empty")
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(settings.display_name, settings.mailbox)
    made["To"] = _address("", recipient_of(message))
    if settings.reply_address == "tagged":
        made["Reply-To"] = _address(settings.display_name, reply_address(settings.mailbox, name))
    made["Subject"] = _line(message.subject) or _line(settings.subject) or "Laporan Anda"
    made["Message-ID"] = f"<{name}@{domain_of(settings.mailbox)}>"
    answered = message_id_of(message.reply_to)
    if answered:
        made["In-Reply-To"] = answered
        made["References"] = answered
    if message.automatic:
        made["Auto-Submitted"] = "auto-replied" if message.reply_to else "auto-generated"  # RFC 3834 §5
        made["X-Auto-Response-Suppress"] = "All"
    made.set_content(message.text, cte="base64")
    if message.file is not None:
        kind, _, subtype = message.file.mime_type.partition("/")
        made.add_attachment(
            message.file.content,
            maintype=kind or "application",
            subtype=subtype or "octet-stream",
            filename=_line(message.file.name) or "berkas",
        )
    return made.as_bytes()


def recipient_of(message: OutboundMessage) -> str:
    """The one address the letter goes to; raises `RecipientUnreachable` for what is none."""
    address = message.recipient.value
    if not ADDRESS.fullmatch(address):
        raise RecipientUnreachable("address")
    return address


def _address(name: str, address: str) -> Address:
    return Address(display_name=_line(name), addr_spec=address)


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())[:200]
