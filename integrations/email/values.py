"""What is known of a letter after reading. Nothing here is trusted: it is what the letter says."""

import hashlib
from datetime import datetime
from enum import StrEnum

import msgspec


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """A name and an address; both empty when there is none."""

    name: str = ""
    address: str = ""


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A leaf part that is not the shown body; `content` is without transfer encoding, else untouched."""

    name: str = ""
    type: str = "application/octet-stream"
    content: bytes = b""
    inline: bool = False
    content_id: str = ""
    within: "tuple[Attachment, ...]" = ()
    """The files inside a winmail.dat."""

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """Hexadecimal hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """What a delivery report says about one recipient; `action` in the words of RFC 3464."""

    recipient: str = ""
    action: str = ""
    status: str = ""
    """Such as 5.1.1; empty when the report names none."""
    detail: str = ""


class Bounce(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery report: for whom, and for which letter of ours."""

    reported: tuple[Reported, ...] = ()
    original_message_id: str = ""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a receiving server found out, as `dkim=pass header.d=dinkes.example`."""

    method: str
    result: str
    """`unreadable` when it could be read in two ways."""
    properties: dict[str, str] = {}


class Authentication(msgspec.Struct, frozen=True, kw_only=True):
    """The topmost Authentication-Results; believe it only when `host` is the receiving server's name."""

    host: str = ""
    """Empty when the header cannot be read."""
    claims: tuple[Claim, ...] = ()


class Quarantine(StrEnum):
    """Why a letter must be seen by a person before anything is made of it."""

    SEVERAL_SENDERS = "several_senders"
    SENDER_UNREADABLE = "sender_unreadable"
    TOO_LARGE = "too_large"
    HEAD_TOO_LARGE = "head_too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY_PARTS = "too_many_parts"
    OUT_OF_TIME = "out_of_time"
    OUT_OF_MEMORY = "out_of_memory"
    UNREADABLE = "unreadable"


REASONS = {
    Quarantine.SEVERAL_SENDERS: "more than one From mailbox",
    Quarantine.SENDER_UNREADABLE: "the From header cannot be read",
    Quarantine.TOO_LARGE: "larger than 25 MB",
    Quarantine.HEAD_TOO_LARGE: "the headers are too long",
    Quarantine.TOO_DEEP: "parts nested too deeply",
    Quarantine.TOO_MANY_PARTS: "too many parts",
    Quarantine.OUT_OF_TIME: "reading took too long",
    Quarantine.OUT_OF_MEMORY: "reading took too much memory",
    Quarantine.UNREADABLE: "the message could not be read",
}
"""Each reason as a sentence for `sahut inspect` and operators."""


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A letter. Fields are filled as far as they can be read; every text is valid Unicode without NUL."""

    sender: Mailbox = Mailbox()
    """The single From mailbox; never Reply-To, never Sender."""
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    reply_text: str = ""
    html: bool = False
    """Whether the body has an HTML form."""
    safe_html: str = ""
    """The HTML form cleaned: no scripts, styles or remote loads; still to be shown in a sandboxed frame only."""
    attachments: tuple[Attachment, ...] = ()
    automatic: bool = False
    """Nobody wrote this by hand: never answer it automatically."""
    bounce: Bounce | None = None
    authentication: Authentication | None = None
    quarantine: Quarantine | None = None
    defects: tuple[str, ...] = ()
    """Short stable codes, in the order of finding, each once."""
