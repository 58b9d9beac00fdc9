"""What Meta checks in a request to send, in Meta's order; a fault becomes a `Refused` with Meta's code."""

import json
import re
from datetime import datetime
from typing import Any

from integrations.whatsapp.simulator.model import WINDOW, Chat, SimulatedAccount, SimulatedTemplate

LONGEST_TEXT = 4096
LONGEST_TEMPLATE = 1024

_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
_NUMBER = re.compile("[1-9][0-9]{6,14}")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,140}")
_BAD_VARIABLE = re.compile(r"[\n\t]| {5}")


_MEGABYTE = 1024 * 1024
FILE_KINDS = {"image", "audio", "video", "document"}
MEDIA_BYTES = {
    **dict.fromkeys(("image/jpeg", "image/png"), 5 * _MEGABYTE),
    **dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * _MEGABYTE),
    **dict.fromkeys(("video/mp4", "video/3gpp"), 16 * _MEGABYTE),
    **dict.fromkeys(("application/pdf", "text/plain"), 100 * _MEGABYTE),
}


class Refused(Exception):
    """The Graph API says no: its code, more words, a subcode."""

    def __init__(self, code: int, details: str = "", subcode: int | None = None) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details
        self.subcode = subcode


def read(raw: bytes) -> dict[str, Any]:
    """The body of a request to send; raises `Refused` when it is none."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused(100, "The body is not JSON") from None
    if not isinstance(body, dict) or body.get("messaging_product") != "whatsapp":
        raise Refused(100, "The parameter messaging_product is required.")
    return body


def recipient(body: dict[str, Any], account: SimulatedAccount) -> str:
    """The number without its plus, or the user id; raises `Refused`."""
    to, user_id = body.get("to"), body.get("recipient")
    if isinstance(to, str) and to:
        digits = re.sub("[ +()-]", "", to)
        if not _NUMBER.fullmatch(digits):
            raise Refused(131009, "Parameter value is not valid: to")
        if digits == account.display_number.removeprefix("+"):
            raise Refused(131021)
        return digits
    if isinstance(user_id, str) and _USER_ID.fullmatch(user_id):
        return user_id
    raise Refused(131008, "The parameter to is required.")


def words(body: dict[str, Any], account: SimulatedAccount) -> tuple[str, str]:
    """The text as the citizen will read it, and the template's name if it is one; raises `Refused`."""
    kind = body.get("type", "text")
    if kind == "text":
        return _text(body.get("text")), ""
    if kind == "template":
        return _template(body.get("template"), account)
    raise Refused(131051, "This simulator takes text, template, reaction, interactive and file messages.")


def must_be_media(product: str, mime_type: str, content: bytes) -> None:
    """Raises `Refused` for a file that cannot be sent."""
    if product != "whatsapp" or not content:
        raise Refused(100, "The parameters messaging_product and file are required.")
    if len(content) > MEDIA_BYTES.get(mime_type, -1):
        raise Refused(131053, "Media upload error: the type is not supported, or the file is too large.")


def media(kind: str, part: Any) -> tuple[str, str]:
    """Id and file name of a message that sends a file; raises `Refused`."""
    media_id = part.get("id") if isinstance(part, dict) else None
    if not isinstance(media_id, str) or not media_id:
        raise Refused(131008, f"The parameter {kind}['id'] is required.")
    return media_id, str(part.get("filename") or "")[:240]


def must_be_open(chat: Chat, now: datetime, *, strict: bool) -> None:
    """Free text needs a message of the citizen within the last 24 hours; raises `Refused`."""
    if chat.wrote_at is None:
        if strict:
            raise Refused(131047)
    elif now - chat.wrote_at > WINDOW:
        raise Refused(131047, "More than 24 hours have passed since the customer last replied.")


def reply_to(body: dict[str, Any]) -> str:
    """The message that is answered to; raises `Refused` for a context without one."""
    context = body.get("context")
    if context is None:
        return ""
    if not isinstance(context, dict) or not isinstance(context.get("message_id"), str):
        raise Refused(100, "The parameter context['message_id'] is required.")
    return str(context["message_id"])


def touch(body: dict[str, Any]) -> tuple[str, str]:
    """The message that is reacted to, and the emoji (empty: taken back); raises `Refused`."""
    part = body.get("reaction")
    message_id = part.get("message_id") if isinstance(part, dict) else None
    emoji = part.get("emoji") if isinstance(part, dict) else None
    if not isinstance(message_id, str) or not message_id:
        raise Refused(131008, "The parameter reaction['message_id'] is required.")
    if not isinstance(emoji, str) or len(emoji) > 16:
        raise Refused(131009, "Parameter value is not valid: reaction['emoji']")
    return message_id, emoji


def _text(part: Any) -> str:
    body = part.get("body") if isinstance(part, dict) else None
    if not isinstance(body, str) or not body.strip():
        raise Refused(131008, "The parameter text['body'] is required.")
    if len(body) > LONGEST_TEXT:
        raise Refused(100, f"Param text['body'] must be at most {LONGEST_TEXT} characters long.")
    return body


def _template(part: Any, account: SimulatedAccount) -> tuple[str, str]:
    if not isinstance(part, dict) or not isinstance(part.get("language"), dict):
        raise Refused(131008, "The parameters template['name'] and template['language'] are required.")
    name, language = part.get("name"), part["language"].get("code")
    for template in account.templates:
        if (template.name, template.language) == (name, language):
            _must_be_approved(template)
            return _filled(template, _parameters(part)), template.name
    raise Refused(132001, "Template name does not exist in the translation")


def _must_be_approved(template: SimulatedTemplate) -> None:
    if template.status == "PAUSED":
        raise Refused(132015)
    if template.status != "APPROVED":
        raise Refused(132001, "Template name does not exist in the translation")
    if template.header:
        raise Refused(132012, "The header's parameter is missing")


def _parameters(part: dict[str, Any]) -> list[str]:
    components = part.get("components") or []
    try:
        bodies = [each for each in components if each["type"] == "body"]
        values = [parameter["text"] for each in bodies for parameter in each["parameters"]]
    except (KeyError, TypeError):
        raise Refused(132012) from None
    if any(not isinstance(value, str) or not value or _BAD_VARIABLE.search(value) for value in values):
        raise Refused(132012, "Param text cannot have new-line/tab characters or more than 4 spaces")
    return values


def _filled(template: SimulatedTemplate, values: list[str]) -> str:
    expected = max((int(number) for number in _VARIABLE.findall(template.body)), default=0)
    if len(values) != expected:
        raise Refused(132000, f"{len(values)} parameters, but {expected} expected")
    text = _VARIABLE.sub(lambda found: values[int(found[1]) - 1], template.body)
    if len(text) > LONGEST_TEMPLATE:
        raise Refused(132005, "Translated text too long")
    return text
