"""The torture set: raw letters as files, each with what must be read from it."""

import json
from pathlib import Path
from typing import Any

import msgspec

from integrations.email.values import Mail
from wiring.commands.inspect_email import described

FOLDER = Path(__file__).parents[1] / "adapters" / "samples" / "email"

NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))


def raw(name: str) -> bytes:
    """The letter's bytes."""
    return (FOLDER / f"{name}.eml").read_bytes()


def expected(name: str) -> dict[str, Any]:
    """`inspect` as `sahut inspect email` must print it; `more` for what it does not print."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def inspected(mail: Mail) -> dict[str, Any]:
    """The letter as `sahut inspect email` prints it; defects in the order of the alphabet."""
    found: dict[str, Any] = json.loads(msgspec.json.encode(described(mail)))
    return found | {"defects": sorted(found["defects"])}


def further(mail: Mail) -> dict[str, Any]:
    """What else a sample may say of a letter."""
    return {
        "authentication": json.loads(msgspec.json.encode(mail.authentication)),
        "reported": [*msgspec.to_builtins(mail.bounce.reported)] if mail.bounce else None,
        "original_message_id": mail.bounce.original_message_id if mail.bounce else None,
        "within": [
            [
                {"name": file.name, "type": file.type, "size": file.size, "sha256": file.sha256}
                for file in each.within
            ]
            for each in mail.attachments
        ],
    }
