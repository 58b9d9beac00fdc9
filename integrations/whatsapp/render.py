"""From our message to the Cloud API's request body. Source: Meta's messages reference, domain.md §6.3–6.4."""

import re
from typing import Any

import msgspec

from helpdesk.channels.errors import MessageRejected, NotSupported
from helpdesk.channels.model import Identity, OutboundFile, OutboundMessage, Template

LONGEST_TEXT = 4096
"""Characters of a text message."""
LONGEST_VARIABLE = 1024
"""Characters; a longer one is refused here: cutting it would lose an officer's words in silence."""

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
    if message.reply_to:
        body["context"] = {"message_id": message.reply_to}
    return msgspec.json.encode(body)


def _content(message: OutboundMessage, media_id: str) -> dict[str, Any]:
    if message.file is not None:
        return _file(message.file, media_id)
    return _template(message.template) if message.template else _text(message.text)


def _file(file: OutboundFile, media_id: str) -> dict[str, Any]:
    """Pictures, sound and film are shown by their own names; only a document has the one we give it."""
    if not media_id:
        raise MessageRejected("no_media_id")
    kind = file.mime_type.split("/")[0]
    if kind in ("image", "audio", "video"):
        return {"type": kind, kind: {"id": media_id}}
    return {"type": "document", "document": {"id": media_id, "filename": file.name}}


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
