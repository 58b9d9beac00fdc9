"""What each kind of message says: one function per kind, from Meta's struct to ours."""

import json
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from helpdesk.channels.model import (
    AccountEvent,
    Arrival,
    Identity,
    Ignored,
    MediaRef,
    MessageArrived,
    MessageEdited,
    MessageRevoked,
    ReactionArrived,
    Sender,
)
from integrations.whatsapp import payloads as wire
from integrations.whatsapp.values import (
    Unusable,
    hex_hash,
    identifier,
    line,
    looks_like_user_id,
    moment,
    optional_identifier,
    phone,
    readable,
)

Written = tuple[str, tuple[MediaRef, ...]]
"""The text and the files of a message."""

NOTHING: Written = ("", ())

UNSUPPORTED = "131051"

LONGEST_CHOICE = 256
"""Characters of the id of a button or row, which Meta gives back as it was sent."""


def message_arrival(message: wire.Message, cards: Sequence[wire.Card]) -> Arrival:
    """One message; raises `Unusable` when its id, time, sender or target cannot be used."""
    external_id = identifier(message.id, "message id")
    at = moment(message.timestamp)
    written = _WRITTEN.get(message.type) or _not_shown_to_us(message)
    if written:
        return _arrived(message, external_id, at, written(message), _sender(message, cards))
    act = _ACTS.get(message.type)
    if act:
        return act(message, external_id, at, cards)
    return Ignored(external_id=external_id, at=at, what=line(message.type), reason="unknown kind")


def _arrived(
    message: wire.Message, external_id: str, at: datetime, written: Written, sender: Sender
) -> MessageArrived:
    text, media = written
    if message.referral:
        text = "\n".join(part for part in (text, _referred(message.referral)) if part)
    context = message.context
    return MessageArrived(
        external_id=external_id,
        sender=sender,
        at=at,
        kind=message.type if message.type in _WRITTEN else "unsupported",
        text=text,
        media=media,
        choice=_pressed(message),
        reply_to=optional_identifier(context.id, "context id") if context else "",
        forwarded=bool(context and (context.forwarded or context.frequently_forwarded)),
    )


def _sender(message: wire.Message, cards: Sequence[wire.Card]) -> Sender:
    """The phone first when there is one, then the user id; raises `Unusable` when there is neither."""
    written_as = optional_identifier(message.sender, "sender")
    card = _card_of(message, cards)
    number = phone(written_as) or (phone(card.wa_id) if card and not written_as else "")
    user_id = optional_identifier(message.from_user_id or (card.user_id if card else ""), "user id")
    if not user_id and looks_like_user_id(written_as):
        user_id = written_as
    identities = [Identity(scheme="phone", value=number)] if number else []
    if user_id:
        identities.append(Identity(scheme="wa_user", value=user_id))
    if not identities:
        raise Unusable("sender unusable")
    name = line(card.profile.name) if card and card.profile else ""
    return Sender(identities=tuple(identities), name=name)


def _card_of(message: wire.Message, cards: Sequence[wire.Card]) -> wire.Card | None:
    """The writer's card: by number, else by user id, else the only one, if it does not contradict."""
    for card in cards:
        if message.sender and message.sender in (card.wa_id, card.user_id):
            return card
        if message.from_user_id and message.from_user_id == card.user_id:
            return card
    if len(cards) != 1 or message.from_user_id:
        return None
    return cards[0] if not message.sender or not cards[0].wa_id else None


def _not_shown_to_us(message: wire.Message) -> Callable[[wire.Message], Written] | None:
    """The citizen did write, but Meta does not hand it over: an officer must see that there was something."""
    codes = {str(error.code) for error in message.errors or ()}
    if message.type == "unsupported" or (message.type == "unknown" and UNSUPPORTED in codes):
        return lambda _: NOTHING
    return None


def _text(message: wire.Message) -> Written:
    body = message.text.body if message.text else None
    return readable(body or ""), ()


def _file(message: wire.Message) -> Written:
    part: wire.Media | None = getattr(message, message.type)
    if part is None:
        return NOTHING
    caption = readable(part.caption or "")
    remote_id = optional_identifier(part.id, "media id")
    if not remote_id:
        return caption, ()
    media = MediaRef(
        remote_id=remote_id,
        kind="voice" if part.voice else message.type,
        mime_type=line(part.mime_type, 100),
        name=line(part.filename),
        sha256=hex_hash(part.sha256),
    )
    return caption, (media,)


def _location(message: wire.Message) -> Written:
    place = message.location
    if place is None:
        return NOTHING
    words = ", ".join(part for part in (line(place.name), line(place.address)) if part)
    where = _coordinates(place.latitude, place.longitude)
    return " ".join(part for part in ("📍", words, f"({where})" if words and where else where) if part), ()


def _coordinates(latitude: float | None, longitude: float | None) -> str:
    if latitude is None or longitude is None or not (math.isfinite(latitude) and math.isfinite(longitude)):
        return ""
    return f"{latitude:.6f}, {longitude:.6f}"


def _contacts(message: wire.Message) -> Written:
    return "\n".join(_shared(contact) for contact in message.contacts or ()), ()


def _shared(contact: wire.SharedContact) -> str:
    name = line(contact.name.formatted_name) if contact.name else ""
    numbers = [line(each.phone) or phone(each.wa_id) for each in contact.phones or ()]
    return "👤 " + ", ".join(part for part in (name, *numbers) if part)


def _button(message: wire.Message) -> Written:
    button = message.button
    return readable((button.text or button.payload or "") if button else ""), ()


def _interactive(message: wire.Message) -> Written:
    answer = message.interactive
    if answer is None:
        return NOTHING
    choice = answer.button_reply or answer.list_reply
    if choice:
        words = (choice.title or choice.id, choice.description)
        return readable(" – ".join(part for part in words if part)), ()
    return (_flow(answer.nfm_reply) if answer.nfm_reply else ""), ()


def _pressed(message: wire.Message) -> str:
    """The id of the button or row that was pressed; empty when nothing was, or it has none that can be kept."""
    answer = message.interactive
    choice = (answer.button_reply or answer.list_reply) if answer else None
    return line(choice.id if choice else "", LONGEST_CHOICE)


def _flow(reply: wire.FlowReply) -> str:
    """The reply's words, then one line for each field of the form that was filled in."""
    lines = [reply.body or reply.name or "", *_fields(reply.response_json or "")]
    return readable("\n".join(part for part in lines if part))


def _fields(response: str) -> list[str]:
    try:
        fields: Any = json.loads(response)
    except (ValueError, RecursionError):
        return [response]
    if not isinstance(fields, dict):
        return [response]
    return [
        f"{name}: {value}"
        for name, value in fields.items()
        if name != "flow_token" and isinstance(value, str | int | float)
    ]


def _order(message: wire.Message) -> Written:
    order = message.order
    if order is None:
        return NOTHING
    items = order.product_items or ()
    lines = [f"🛒 {each.quantity or 1} × {line(each.product_retailer_id)}" for each in items]
    return "\n".join(part for part in (readable(order.text or ""), *lines) if part), ()


def _referred(referral: wire.Referral) -> str:
    """The advertisement or post that the citizen came from."""
    words = " – ".join(part for part in (line(referral.headline), line(referral.source_url, 500)) if part)
    return f"↗ {words}" if words else ""


def _reaction(
    message: wire.Message, external_id: str, at: datetime, cards: Sequence[wire.Card]
) -> ReactionArrived:
    if message.reaction is None:
        raise Unusable("reaction missing")
    return ReactionArrived(
        external_id=external_id,
        sender=_sender(message, cards),
        at=at,
        message_id=identifier(message.reaction.message_id, "reaction target"),
        emoji=line(message.reaction.emoji, 64),
    )


def _edit(message: wire.Message, external_id: str, at: datetime, cards: Sequence[wire.Card]) -> MessageEdited:
    if message.edit is None:
        raise Unusable("edit missing")
    return MessageEdited(
        external_id=external_id,
        sender=_sender(message, cards),
        at=at,
        message_id=identifier(message.edit.original_message_id, "edit target"),
        text=readable(_new_words(message.edit.message)),
    )


def _new_words(words: wire.NewWords | None) -> str:
    if words is None:
        return ""
    file = words.image or words.video or words.document
    return (words.text.body if words.text else file.caption if file else "") or ""


def _revoke(
    message: wire.Message, external_id: str, at: datetime, cards: Sequence[wire.Card]
) -> MessageRevoked:
    if message.revoke is None:
        raise Unusable("revoke missing")
    return MessageRevoked(
        external_id=external_id,
        sender=_sender(message, cards),
        at=at,
        message_id=identifier(message.revoke.original_message_id, "revoke target"),
    )


def _system(message: wire.Message, external_id: str, at: datetime, _: Sequence[wire.Card]) -> AccountEvent:
    """A citizen's number or device changed. The numbers stay in the raw body: administrators read this."""
    kind = line(message.system.type if message.system else "", 100) or "unknown"
    return AccountEvent(external_id=external_id, at=at, what=f"system:{kind}")


_WRITTEN: dict[str, Callable[[wire.Message], Written]] = {
    "text": _text,
    "image": _file,
    "video": _file,
    "document": _file,
    "audio": _file,
    "sticker": _file,
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
}

_ACTS: dict[str, Callable[[wire.Message, str, datetime, Sequence[wire.Card]], Arrival]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "system": _system,
}
