"""What gateways call things: the names of their fields and words, and bodies read as plain fields.

Every gateway has names of its own, so they are values (`Wire`) that an account's settings hold. `TWILIO` is what
Twilio documents publicly for Programmable Messaging: "Messages resource", "Messaging webhooks", "Webhooks security".
"""

import json
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl

import msgspec

from helpdesk.channels.errors import BodyMalformed

MOST_FIELDS = 1000
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """How one gateway is spoken to and how it speaks. A name may lead inside: `messages.0.id`. Empty: has none."""

    call: Literal["form", "json", "query"] = "form"
    """POST with a form, POST with JSON, or GET."""
    auth: Literal["bearer", "basic", "header", "fields"] = "bearer"
    user_field: str = "user"
    auth_header: str = "key"
    """The header that carries the key when `auth` is `header`; the field when it is `fields`."""
    number_form: Literal["plus", "bare"] = "plus"
    """+62812… or 62812…"""
    to_field: str = "to"
    text_field: str = "text"
    from_field: str = "from"
    our_id_field: str = "reference"
    """Takes our id of the message; a gateway that knows it already sends nothing twice."""
    report_to_field: str = ""
    """Takes the address for delivery reports of this message."""
    fixed_fields: str = ""
    """Further fields, the same in every call: `route=otp&unicode=1`."""
    id_field: str = "id"
    taken_field: str = ""
    taken_words: str = ""
    """Only these words in `taken_field` mean that the message was taken."""
    error_field: str = "error"
    in_list: str = ""
    """Where the list of messages stands when a call brings several."""
    in_id: str = "id"
    in_from: str = "from"
    in_text: str = "text"
    in_to: str = ""
    in_time: str = ""
    in_joint: str = ""
    """The reference that the parts of one long message share."""
    in_part: str = ""
    in_parts: str = ""
    report_id: str = "id"
    report_word: str = "status"
    report_ours: str = "reference"
    report_error: str = "error"
    report_sent: str = "sent, accepted, queued, buffered, ACCEPTD"
    report_delivered: str = "delivered, DELIVRD"
    report_failed: str = "failed, undelivered, rejected, expired, deleted, UNDELIV, REJECTD, EXPIRED, DELETED"
    signature_header: str = "x-signature"
    answer: str = ""
    """What our hook says when it has kept a call; some gateways wait for `OK`."""


TWILIO = Wire(
    call="form",
    auth="basic",
    to_field="To",
    text_field="Body",
    from_field="From",
    our_id_field="",
    report_to_field="StatusCallback",
    id_field="sid",
    error_field="code",
    in_id="MessageSid",
    in_from="From",
    in_text="Body",
    in_to="To",
    report_id="MessageSid",
    report_word="MessageStatus",
    report_ours="",
    report_error="ErrorCode",
    report_sent="accepted, scheduled, queued, sending, sent",
    report_delivered="delivered, read",
    report_failed="undelivered, failed, canceled",
    signature_header="x-twilio-signature",
    answer="<Response/>",
)


def form(body: bytes) -> dict[str, str] | None:
    """The fields of a form, the first of each name; none when there are too many."""
    try:
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def tree(body: bytes) -> Any:
    """Anything that Python's `json` reads; raises `BodyMalformed` for the rest and for byte-order marks."""
    if body.startswith(BYTE_ORDER_MARKS):
        raise BodyMalformed
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BodyMalformed from None


def found(data: Any, path: str) -> Any:
    """What stands at a path of names and places; none when nothing does."""
    if not path:
        return None
    if isinstance(data, Mapping) and path in data:
        return data[path]
    for step in path.split("."):
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and len(step) < 6 and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def text_at(data: Any, path: str) -> str:
    """The text or number at a path, as text; empty for anything else."""
    value = found(data, path)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def words(listed: str) -> frozenset[str]:
    """`sent, accepted` as words, in small letters."""
    return frozenset(word.strip().lower() for word in listed.split(",") if word.strip())
