"""What an exchange sends: names and words of ours, because exchanges have none in common."""

from typing import Any

import msgspec

from helpdesk.channels.errors import BodyMalformed

ID_HEADER = "webhook-id"
TIME_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
"""Those of Standard Webhooks 1.0.0."""

MOST_EVENTS = 100
"""In one body."""
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def tree(body: bytes) -> Any:
    """The JSON of a body; raises `BodyMalformed` for anything else."""
    if body.startswith(BYTE_ORDER_MARKS):
        raise BodyMalformed
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise BodyMalformed from None
