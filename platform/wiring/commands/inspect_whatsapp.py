"""`sahut inspect whatsapp FILE`: the arrivals in a raw webhook body, without storing anything."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from helpdesk.channels.errors import BodyMalformed
from helpdesk.channels.model import (
    AccountEvent,
    Addressed,
    Arrival,
    Ignored,
    MessageArrived,
    MessageEdited,
    MessageRevoked,
    ReactionArrived,
    Sender,
    StatusArrived,
)
from integrations.whatsapp.parse import arrivals


def inspect_file(path: str | Path) -> int:
    """Print a JSON array, one object per arrival, in order; 2 and one line when it cannot be."""
    try:
        found = arrivals(Path(path).read_bytes())
    except OSError as failure:
        return _complain(f"{path}: {failure.strerror or 'cannot be read'}")
    except BodyMalformed:
        return _complain(f"{path}: not JSON")
    text = msgspec.json.format(msgspec.json.encode([described(each) for each in found]), indent=1)
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.flush()
    return 0


def _complain(line: str) -> int:
    print(line, file=sys.stderr)
    return 2


def described(addressed: Addressed) -> dict[str, Any]:
    """One arrival as contract.md words it."""
    arrival = addressed.arrival
    return {
        "account": addressed.address,
        **_kind_and_type(arrival),
        "external_id": arrival.external_id,
        "sender": _sender(getattr(arrival, "sender", None)),
        "text": _text(arrival),
        "media": _media(arrival),
        "at": arrival.at,
        "reason": arrival.reason if isinstance(arrival, Ignored) else "",
    }


def _kind_and_type(arrival: Arrival) -> dict[str, str]:
    match arrival:
        case MessageArrived():
            return {"kind": "message", "type": arrival.kind}
        case ReactionArrived():
            return {"kind": "reaction", "type": "reaction"}
        case MessageEdited():
            return {"kind": "edit", "type": "edit"}
        case MessageRevoked():
            return {"kind": "revoke", "type": "revoke"}
        case StatusArrived():
            return {"kind": "status", "type": arrival.progress}
        case AccountEvent():
            kind, _, rest = arrival.what.partition(":")
            return {"kind": kind, "type": rest}
        case Ignored():
            return {"kind": "ignored", "type": arrival.what}
    return {"kind": "ignored", "type": type(arrival).__name__}


def _sender(sender: Sender | None) -> str:
    return sender.identities[0].value if sender else ""


def _text(arrival: Arrival) -> str:
    match arrival:
        case MessageArrived() | MessageEdited():
            return arrival.text
        case ReactionArrived():
            return arrival.emoji
        case AccountEvent():
            return arrival.detail
    return ""


def _media(arrival: Arrival) -> list[dict[str, str]]:
    if not isinstance(arrival, MessageArrived):
        return []
    return [
        {"id": each.remote_id, "type": each.mime_type or each.kind, "sha256": each.sha256, "name": each.name}
        for each in arrival.media
    ]
