"""The name of a letter of ours: unguessable, the same over retries, and bound to its one recipient.

It stands in the Message-ID and in the reply address. Whoever does not know it cannot join a case: a letter joins
only when the office itself once sent this very name to the address that answers.
"""

import base64
import hashlib
import hmac
import re
from uuid import UUID

_NAME = "[a-z2-7]{26}"
_MESSAGE_ID = re.compile(rf"<?({_NAME})@([^\s<>@]+)>?")
_HASH_CHARACTERS = 32
_WRITTEN = frozenset(
    (
        b"from",
        b"to",
        b"cc",
        b"subject",
        b"date",
        b"message-id",
        b"in-reply-to",
        b"references",
        b"content-type",
    )
)


def token(key: bytes, account_id: UUID, delivery_id: UUID, recipient: str) -> str:
    """128 bits in letters that survive being written in capitals."""
    what = b"letter:" + account_id.bytes + delivery_id.bytes + recipient.lower().encode()
    return base64.b32encode(hmac.digest(key, what, hashlib.sha256)[:16]).decode().rstrip("=").lower()


def domain_of(mailbox: str) -> str:
    """What stands behind the last `@`."""
    return mailbox.rpartition("@")[2].lower()


def reply_address(mailbox: str, name: str) -> str:
    """The mailbox with a letter's name in it."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{name}@{domain}"


def name_in_address(address: str, mailbox: str) -> str:
    """The name in a reply address of this mailbox; empty when there is none."""
    local, _, domain = mailbox.lower().rpartition("@")
    found = re.fullmatch(rf"{re.escape(local)}\+({_NAME})@{re.escape(domain)}", address.lower())
    return found[1] if found else ""


def name_in_id(message_id: str, mailbox: str) -> str:
    """The name in a Message-ID that looks like ours; empty when it does not."""
    found = _MESSAGE_ID.fullmatch(message_id.lower())
    return found[1] if found and found[2] == domain_of(mailbox) else ""


def name_in_text(text: str, mailbox: str) -> str:
    """The first name of ours that stands in a text, as in the head of a letter that was returned; empty without."""
    found = re.search(rf"(?<![a-z2-7])({_NAME})@{re.escape(domain_of(mailbox))}(?![\w.-])", text.lower())
    return found[1] if found else ""


def external_id(raw: bytes, message_id: str) -> str:
    """What a letter is known by: its own Message-ID and what its writer wrote, for ids are chosen by whoever writes.

    What servers put above it does not count, nor how they end lines: the same letter comes to a mailbox and through a
    pipe with different heads. One without a Message-ID is known by all its bytes.
    """
    counted = _written(raw) if message_id else raw
    return f"{message_id[:200]}#{hashlib.sha256(counted).hexdigest()[:_HASH_CHARACTERS]}"


def without_envelope(raw: bytes) -> bytes:
    """The letter without the line that a mail server puts before it in mailbox files: `From siti@… Mon Nov …`."""
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw


def _written(raw: bytes) -> bytes:
    """The head's lines that the writer's program made, and the body, with plain line ends."""
    plain = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, _, body = plain.partition(b"\n\n")
    kept: list[bytes] = []
    counts = False
    for line in head.split(b"\n"):
        if not line.startswith((b" ", b"\t")):
            counts = line.partition(b":")[0].strip().lower() in _WRITTEN
        if counts:
            kept.append(line.rstrip())
    return b"\n".join([*kept, b"", body.rstrip(b"\n")])


def message_id_of(external: str) -> str:
    """The Message-ID in an external id; empty when it cannot stand in a header."""
    found = external.rpartition("#")[0].strip("<>")
    return f"<{found}>" if re.fullmatch(r"[!-;=?-~]{3,200}", found) else ""
