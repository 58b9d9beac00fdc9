"""What a letter means for the desk: a message, news of a letter of ours, or nothing, and why."""

import math
from collections.abc import Iterator
from itertools import chain

import msgspec

from helpdesk.channels.errors import RecipientUnreachable
from helpdesk.channels.model import (
    UNKNOWN_TIME,
    Arrival,
    DeliveryProgress,
    Identity,
    Ignored,
    MediaRef,
    MessageArrived,
    Sender,
    StatusArrived,
)
from integrations.email.limits import LIMITS
from integrations.email.settings import EmailSettings
from integrations.email.tokens import external_id, name_in_address, name_in_id, name_in_text
from integrations.email.trust import is_proven
from integrations.email.values import REASONS, Bounce, Mail, Quarantine
from integrations.email.verifying import asks_to_verify
from kit.mailboxes import is_address

_MOST_FILES = 20
_MOST_TEXT = 20_000
_SHORT = 80
_CUT = "[…]"
_TOO_LARGE = (
    "[Surat ini berukuran {size} MB, terlalu besar untuk dibaca di sini (paling besar {most} MB)."
    " Isinya belum terbaca: surat aslinya ada di kotak surat {mailbox}.]"
)
"""In the place of what was written; the desk's language is the office's."""

AUTOMATIC = "automatic letter"
DOUBTFUL_SENDER = "the From header can be read in two ways"
NO_SENDER = "the sender cannot be answered"
OURSELVES = "from ourselves"
REPORT = "delivery report"
_TWO_READINGS = frozenset({"from_group", "from_repeated", "address_encoded_word"})
"""What mail programs show differently from one another."""


def arrival(mail: Mail, raw: bytes, settings: EmailSettings, place: str, *, size: int = 0) -> Arrival:
    """One letter as the desk takes it. `place` says where it lies, for its files (empty: nowhere but here); `size`,
    how large the whole is.

    One that is too large was read by its head only: the desk is told so in its place.
    """
    mailbox = settings.mailbox
    known_as = external_id(raw, mail.message_id)
    too_large = mail.quarantine is Quarantine.TOO_LARGE
    if mail.quarantine is not None and not too_large:
        return _aside(known_as, mail, REASONS[mail.quarantine])
    if mail.bounce is not None:
        return _news(known_as, mail.bounce, mailbox)
    sender = mail.sender.address.lower()
    if mail.automatic:
        return _aside(known_as, mail, AUTOMATIC)
    if _TWO_READINGS.intersection(mail.defects):
        return _aside(known_as, mail, DOUBTFUL_SENDER)
    if not is_address(sender):
        return _aside(known_as, mail, NO_SENDER)
    if sender == mailbox.lower() or name_in_address(sender, mailbox):
        return _ignored(known_as, OURSELVES)
    answered = _answered(mail, mailbox)
    media = _files(mail, place)
    if too_large:
        told = _left_there(mailbox, size)
        mail = msgspec.structs.replace(mail, text=told, reply_text=told)
    text = _words(mail, reply=bool(answered))
    return MessageArrived(
        external_id=known_as,
        sender=Sender(
            identities=(Identity(scheme="email", value=sender),),
            name=" ".join(mail.sender.name.split())[:200],
        ),
        at=UNKNOWN_TIME,
        kind="text" if text or not media else media[0].kind,
        text=text,
        own_words="" if answered else _short(mail.reply_text),
        media=media,
        reply_to=answered,
        quiet=asks_to_verify(mail.subject, mail.text),
        unproven=not is_proven(sender, mail.authentication, settings.results_host),
    )


def is_worth_keeping(taken: Arrival) -> bool:
    """Whether the letter itself is kept: what people wrote, and what a person may have to look at."""
    aside = isinstance(taken, Ignored) and taken.reason not in (AUTOMATIC, OURSELVES, REPORT)
    return aside or isinstance(taken, MessageArrived)


def _answered(mail: Mail, mailbox: str) -> str:
    """The name of our letter that is answered: in the address written to, in what it refers to, or in what it holds.

    Machines that return a letter and say nowhere that they are machines show its head, or put it beside theirs.
    """
    written_to = (name_in_address(each.address, mailbox) for each in (*mail.to, *mail.cc))
    referred = (name_in_id(each, mailbox) for each in (mail.in_reply_to, *reversed(mail.references)))
    held = (name_in_text(each, mailbox) for each in _held(mail))
    return next(filter(None, chain(written_to, referred, held)), "")


def _held(mail: Mail) -> Iterator[str]:
    """Its words, and the heads of the letters beside them."""
    yield mail.text[:_MOST_TEXT]
    for each in mail.attachments[:_MOST_FILES]:
        if each.type in ("message/rfc822", "text/rfc822-headers", "message/global"):
            yield each.content[:_MOST_TEXT].decode("latin-1")


def _words(mail: Mail, *, reply: bool) -> str:
    """A new letter begins with its subject; of an answer only what is new."""
    body = (mail.reply_text if reply else mail.text).strip()
    subject = "" if reply else " ".join(mail.subject.split())[:200]
    text = "\n\n".join(filter(None, (subject, body)))
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]} {_CUT}"


def _short(own: str) -> str:
    """What somebody wrote below a subject, where it may be a word for us."""
    return own.strip() if len(own) <= _SHORT else ""


def _left_there(mailbox: str, size: int) -> str:
    megabytes = f"{math.ceil(size / 1024 / 102.4) / 10:.1f}".replace(".", ",")
    return _TOO_LARGE.format(size=megabytes, most=LIMITS.file // 1024 // 1024, mailbox=mailbox)


def _files(mail: Mail, place: str) -> tuple[MediaRef, ...]:
    return tuple(
        MediaRef(
            remote_id=f"{place}/{number}" if place else "",
            kind="image" if each.type.startswith("image/") else "document",
            mime_type=each.type[:100],
            name=each.name[:200],
            sha256=each.sha256,
        )
        for number, each in enumerate(mail.attachments[:_MOST_FILES])
        if each.content
    )


def _news(known_as: str, bounce: Bounce, mailbox: str) -> Arrival:
    """A report that a letter of ours did not arrive; delays and letters that are not ours are noted only."""
    ours = name_in_id(bounce.original_message_id, mailbox)
    failed = next((each for each in bounce.reported if each.action in ("failed", "")), None)
    if not ours or (bounce.reported and failed is None):
        return _ignored(known_as, REPORT)
    return StatusArrived(
        external_id=f"{ours}:failed",
        message_id=ours,
        progress=DeliveryProgress.FAILED,
        at=UNKNOWN_TIME,
        error_code=RecipientUnreachable.code,
        remote_code=failed.status[:20] if failed else "",
    )


def _aside(known_as: str, mail: Mail, reason: str) -> Ignored:
    """Kept with what an administrator needs to find it in the mailbox."""
    sender = f"{mail.sender.name} <{mail.sender.address}>".strip()[:200] if mail.sender.address else ""
    return _ignored(known_as, reason, sender=sender, title=mail.subject[:200])


def _ignored(known_as: str, reason: str, *, sender: str = "", title: str = "") -> Ignored:
    name = f"letter:{known_as}"
    return Ignored(
        external_id=name, at=UNKNOWN_TIME, what="letter", reason=reason, sender=sender, title=title
    )
