"""`sahut inspect email FILE …`: how raw e-mails are understood, without storing anything."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from integrations.email.limits import LIMITS
from integrations.email.reader import Reader
from integrations.email.values import REASONS, Attachment, Mail, Mailbox


def inspect_files(paths: Sequence[Path]) -> int:
    """Print one JSON object, whatever the bytes are, or of several letters an array in their order.

    2 and one line when there is no such file.
    """
    letters = []
    for path in paths:
        try:
            with path.open("rb") as file:
                letters.append(file.read(LIMITS.file + 1))
        except OSError as failure:
            print(f"{path}: {failure.strerror or 'cannot be read'}", file=sys.stderr)
            return 2
    found = [described(mail) for mail in asyncio.run(_read(letters))]
    text = msgspec.json.format(msgspec.json.encode(found if len(found) > 1 else found[0]), indent=1)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.flush()
    return 0


async def _read(letters: Sequence[bytes]) -> list[Mail]:
    async with Reader() as reader:
        return [await reader.read(raw) for raw in letters]


def described(mail: Mail) -> dict[str, Any]:
    """A letter as contract.md words it."""
    return {
        "from": _mailbox(mail.sender),
        "to": [_mailbox(each) for each in mail.to],
        "cc": [_mailbox(each) for each in mail.cc],
        "reply_to": [_mailbox(each) for each in mail.reply_to],
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "date": mail.date,
        "text": mail.text,
        "reply_text": mail.reply_text,
        "html": mail.html,
        "attachments": [_attachment(each) for each in mail.attachments],
        "automatic": mail.automatic,
        "bounce": mail.bounce is not None,
        "quarantine": REASONS[mail.quarantine] if mail.quarantine else None,
        "defects": list(mail.defects),
    }


def _mailbox(mailbox: Mailbox) -> dict[str, str]:
    return {"name": mailbox.name, "address": mailbox.address}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "type": attachment.type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
    }
