"""What an exchange sends: names and words of ours, because exchanges have none in common."""

from typing import Any

import msgspec

from helpdesk.channels.errors import BodyMalformed

MOST_EVENTS = 100
"""In one body."""


def tree(body: bytes) -> Any:
    """The JSON of a body; raises `BodyMalformed` for anything else."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise BodyMalformed from None
