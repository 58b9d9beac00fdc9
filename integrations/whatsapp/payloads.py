"""The Cloud API's wire format, as far as we read it; the remote's names end here.

Source: Meta's webhook reference, domain.md §6. Everything that the remote may leave out is optional,
so that one missing ornament never costs a message.
"""

import json
from typing import Any

import msgspec

from helpdesk.channels.errors import BodyMalformed
from integrations.whatsapp.values import readable

BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class _Wire(msgspec.Struct, frozen=True, kw_only=True):
    """Unknown fields are skipped."""


class Profile(_Wire, frozen=True):
    name: str | None = None


class Card(_Wire, frozen=True):
    """Who wrote, beside the messages: `wa_id` is absent for people who hide their number."""

    profile: Profile | None = None
    wa_id: str | None = None
    user_id: str | None = None


class Metadata(_Wire, frozen=True):
    phone_number_id: str | None = None


class RemoteError(_Wire, frozen=True):
    code: int | str | None = None
    error_subcode: int | None = None
    title: str | None = None


class Context(_Wire, frozen=True):
    id: str | None = None
    forwarded: bool | None = None
    frequently_forwarded: bool | None = None


class Text(_Wire, frozen=True):
    body: str | None = None


class Media(_Wire, frozen=True):
    id: str | None = None
    mime_type: str | None = None
    sha256: str | None = None
    caption: str | None = None
    filename: str | None = None
    voice: bool | None = None


class Location(_Wire, frozen=True):
    latitude: float | None = None
    longitude: float | None = None
    name: str | None = None
    address: str | None = None


class SharedName(_Wire, frozen=True):
    formatted_name: str | None = None


class SharedPhone(_Wire, frozen=True):
    phone: str | None = None
    wa_id: str | None = None


class SharedContact(_Wire, frozen=True):
    name: SharedName | None = None
    phones: list[SharedPhone] | None = None


class Reaction(_Wire, frozen=True):
    message_id: str
    emoji: str | None = None


class Button(_Wire, frozen=True):
    text: str | None = None
    payload: str | None = None


class Choice(_Wire, frozen=True):
    id: str | None = None
    title: str | None = None
    description: str | None = None


class FlowReply(_Wire, frozen=True):
    name: str | None = None
    body: str | None = None
    response_json: str | None = None


class Interactive(_Wire, frozen=True):
    button_reply: Choice | None = None
    list_reply: Choice | None = None
    nfm_reply: FlowReply | None = None


class OrderedItem(_Wire, frozen=True):
    product_retailer_id: str | None = None
    quantity: int | float | str | None = None


class Order(_Wire, frozen=True):
    text: str | None = None
    product_items: list[OrderedItem] | None = None


class Referral(_Wire, frozen=True):
    headline: str | None = None
    source_url: str | None = None


class NewWords(_Wire, frozen=True):
    """The message inside an edit: a text, or a file's new caption."""

    text: Text | None = None
    image: Media | None = None
    video: Media | None = None
    document: Media | None = None


class Edit(_Wire, frozen=True):
    original_message_id: str
    message: NewWords | None = None


class Revoke(_Wire, frozen=True):
    original_message_id: str


class System(_Wire, frozen=True):
    type: str | None = None


class Message(_Wire, frozen=True):
    id: str
    type: str
    timestamp: str | int
    sender: str | None = msgspec.field(default=None, name="from")
    from_user_id: str | None = None
    context: Context | None = None
    text: Text | None = None
    image: Media | None = None
    video: Media | None = None
    document: Media | None = None
    audio: Media | None = None
    sticker: Media | None = None
    location: Location | None = None
    contacts: list[SharedContact] | None = None
    reaction: Reaction | None = None
    button: Button | None = None
    interactive: Interactive | None = None
    order: Order | None = None
    referral: Referral | None = None
    edit: Edit | None = None
    revoke: Revoke | None = None
    system: System | None = None
    errors: list[RemoteError] | None = None


class Status(_Wire, frozen=True):
    id: str
    status: str
    timestamp: str | int
    recipient_id: str | None = None
    recipient_user_id: str | None = None
    errors: list[RemoteError] | None = None
    biz_opaque_callback_data: str | None = None


class Value(_Wire, frozen=True):
    metadata: Metadata | None = None
    contacts: list[Card] = []
    messages: list[Message] = []
    statuses: list[Status] = []
    errors: list[RemoteError] = []


class Change(_Wire, frozen=True):
    field: str
    value: Value


class Entry(_Wire, frozen=True):
    changes: list[Change]


class Envelope(_Wire, frozen=True):
    """A webhook body in which everything has the expected type."""

    object: str
    entry: list[Entry]


class Sent(_Wire, frozen=True):
    id: str


class Answer(_Wire, frozen=True):
    """What the Graph API says to a message: the new message's id, or an error."""

    messages: list[Sent] = []
    error: RemoteError | None = None


class MediaPlace(_Wire, frozen=True):
    """Where a file is for the next few minutes."""

    url: str
    mime_type: str | None = None
    sha256: str | None = None
    file_size: int | None = None


class Number(_Wire, frozen=True):
    """How Meta sees a phone number."""

    status: str | None = None
    quality_rating: str | None = None


_ENVELOPE = msgspec.json.Decoder(Envelope)


def envelope(body: bytes) -> Envelope | None:
    """The quick way for ordinary bodies; none when anything in it is unusual."""
    try:
        # Decoded first: the decoder does not look at the encoding of strings it skips.
        return _ENVELOPE.decode(body.decode())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def tree(body: bytes) -> Any:
    """Anything that Python's `json` reads; raises `BodyMalformed` for the rest and for byte-order marks."""
    if body.startswith(BYTE_ORDER_MARKS):
        raise BodyMalformed
    try:
        return json.loads(body, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise BodyMalformed from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without lone surrogates in its names: they stop msgspec even where nobody looks at them."""
    return {readable(name): value for name, value in pairs}
