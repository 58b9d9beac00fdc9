"""What a letter means for the desk: a message, news of a letter of ours, or nothing, and why."""

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
from integrations.email.render import is_address
from integrations.email.tokens import external_id, name_in_address, name_in_id
from integrations.email.values import REASONS, Bounce, Mail

_MOST_FILES = 20
_MOST_TEXT = 20_000
_CUT = "[…]"


def arrival(mail: Mail, raw: bytes, mailbox: str, place: str) -> Arrival:
    """One letter as the desk takes it. `place` says where it lies, for its files."""
    known_as = external_id(raw, mail.message_id)
    if mail.quarantine is not None:
        return _ignored(known_as, REASONS[mail.quarantine])
    if mail.bounce is not None:
        return _news(known_as, mail.bounce, mailbox)
    sender = mail.sender.address.lower()
    if mail.automatic:
        return _ignored(known_as, "automatic letter")
    if not is_address(sender):
        return _ignored(known_as, "the sender cannot be answered")
    if sender == mailbox.lower() or name_in_address(sender, mailbox):
        return _ignored(known_as, "from ourselves")
    answered = _answered(mail, mailbox)
    media = _files(mail, place)
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
        media=media,
        reply_to=answered,
    )


def _answered(mail: Mail, mailbox: str) -> str:
    """The name of our letter that is answered: in the address written to, else in what it refers to."""
    written_to = (name_in_address(each.address, mailbox) for each in (*mail.to, *mail.cc))
    referred = (name_in_id(each, mailbox) for each in (mail.in_reply_to, *reversed(mail.references)))
    return next(filter(None, (*written_to, *referred)), "")


def _words(mail: Mail, *, reply: bool) -> str:
    """A new letter begins with its subject; of an answer only what is new."""
    body = (mail.reply_text if reply else mail.text).strip()
    subject = "" if reply else " ".join(mail.subject.split())[:200]
    text = "\n\n".join(filter(None, (subject, body)))
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]} {_CUT}"


def _files(mail: Mail, place: str) -> tuple[MediaRef, ...]:
    return tuple(
        MediaRef(
            remote_id=f"{place}/{number}",
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
        return _ignored(known_as, "delivery report")
    return StatusArrived(
        external_id=f"{ours}:failed",
        message_id=ours,
        progress=DeliveryProgress.FAILED,
        at=UNKNOWN_TIME,
        error_code=RecipientUnreachable.code,
        remote_code=failed.status[:20] if failed else "",
    )


def _ignored(known_as: str, reason: str) -> Ignored:
    return Ignored(external_id=f"letter:{known_as}", at=UNKNOWN_TIME, what="letter", reason=reason)
