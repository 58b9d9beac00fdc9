"""From our message to the Cloud API's request body. Source: Meta's messages reference, domain.md §6.3–6.4."""

import re
from typing import Any

import msgspec

from helpdesk.channels.errors import MessageRejected, NotSupported
from helpdesk.channels.model import Identity, OutboundFile, OutboundMessage, Template, Touch
from helpdesk.channels.offers import Offer, Option

LONGEST_TEXT = 4096
"""Characters of a text message."""
LONGEST_VARIABLE = 1024
"""Characters; a longer one is refused here: cutting it would lose an officer's words in silence."""

LONGEST_OFFER = 1024
"""Characters of a text with buttons or a list under it; a longer one goes without, for it says everything."""
MOST_BUTTONS, MOST_ROWS = 3, 10
BUTTON_TITLE, ROW_TITLE, ROW_NOTE = 20, 24, 72
"""Characters."""

_WHITE_SPACE = re.compile(r"\s+")


def request_body(message: OutboundMessage, media_id: str = "") -> bytes:
    """The JSON of one message; raises `MessageRejected` or `NotSupported` for what Meta would refuse.

    `media_id` is what Meta calls the message's file, which was uploaded before.
    """
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(message.recipient),
        **_content(message, media_id),
        # Comes back with every status, and so proves what became of a request whose answer was lost.
        "biz_opaque_callback_data": str(message.id),
    }
    if message.reply_to and message.touch is None:
        body["context"] = {"message_id": message.reply_to}
    return msgspec.json.encode(body)


def _content(message: OutboundMessage, media_id: str) -> dict[str, Any]:
    if message.touch is not None:
        return _touch(message.touch)
    if message.file is not None:
        return _file(message.file, media_id)
    if message.template:
        return _template(message.template)
    return _offered(message.text, message.offer) or _text(message.text)


def _file(file: OutboundFile, media_id: str) -> dict[str, Any]:
    """Pictures, sound and film are shown by their own names; only a document has the one we give it."""
    if not media_id:
        raise MessageRejected("no_media_id")
    kind = file.mime_type.split("/")[0]
    if kind in ("image", "audio", "video"):
        return {"type": kind, kind: {"id": media_id}}
    return {"type": "document", "document": {"id": media_id, "filename": file.name}}


def _touch(touch: Touch) -> dict[str, Any]:
    """An empty emoji takes the reaction away, so it is always said."""
    if not touch.message_id:
        raise MessageRejected("no_message_id")
    return {"type": "reaction", "reaction": {"message_id": touch.message_id, "emoji": touch.emoji}}


def _recipient(identity: Identity) -> dict[str, str]:
    """A phone number without its plus, as webhooks write it, or a business-scoped user id."""
    if identity.scheme == "phone":
        return {"to": identity.value.removeprefix("+")}
    if identity.scheme == "wa_user":
        return {"recipient": identity.value}
    raise NotSupported("recipient_scheme")


def _text(text: str) -> dict[str, Any]:
    if not text.strip():
        raise MessageRejected("empty")
    if len(text) > LONGEST_TEXT:
        raise MessageRejected("too_long")
    return {"type": "text", "text": {"preview_url": False, "body": text}}


def _offered(text: str, offer: Offer | None) -> dict[str, Any] | None:
    """Buttons for up to three options, a list for up to ten; none when Meta would refuse it."""
    many = len(offer.options) if offer else 0
    if offer is None or not text.strip() or len(text) > LONGEST_OFFER or not 0 < many <= MOST_ROWS:
        return None
    as_buttons = many <= MOST_BUTTONS and all(len(each.title) <= BUTTON_TITLE for each in offer.options)
    said = {"body": {"text": text}, **(_buttons(offer) if as_buttons else _list(offer))}
    return {"type": "interactive", "interactive": said}


def _buttons(offer: Offer) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": each.id, "title": each.title}} for each in offer.options]
    return {"type": "button", "action": {"buttons": replies}}


def _list(offer: Offer) -> dict[str, Any]:
    rows = [_row(each) for each in offer.options]
    label = _cut(offer.label, BUTTON_TITLE) or "…"
    return {"type": "list", "action": {"button": label, "sections": [{"rows": rows}]}}


def _row(option: Option) -> dict[str, str]:
    """A long name goes on in the smaller line below it."""
    note = option.note or (option.title if len(option.title) > ROW_TITLE else "")
    row = {"id": option.id, "title": _cut(option.title, ROW_TITLE)}
    return row | ({"description": _cut(note, ROW_NOTE)} if note else {})


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _template(template: Template) -> dict[str, Any]:
    wanted: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    if template.variables:
        parameters = [{"type": "text", "text": _variable(value)} for value in template.variables]
        wanted["components"] = [{"type": "body", "parameters": parameters}]
    return {"type": "template", "template": wanted}


def _variable(value: str) -> str:
    """Meta refuses line breaks, tabs, runs of blanks and empty values inside a template."""
    text = _WHITE_SPACE.sub(" ", value).strip()
    if len(text) > LONGEST_VARIABLE:
        raise MessageRejected("variable_too_long")
    return text or "-"
