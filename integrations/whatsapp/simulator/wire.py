"""The Cloud API's words: webhook bodies, answers, errors. It shares nothing with the adapter."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from integrations.whatsapp.simulator.model import (
    Chat,
    Line,
    Sending,
    SimulatedAccount,
    SimulatedTemplate,
    StoredFile,
)


class Said(NamedTuple):
    """How Meta answers with one code: HTTP status and words."""

    status: int
    title: str


ERRORS = {
    0: Said(401, "AuthException"),
    4: Said(400, "Application request limit reached"),
    10: Said(403, "Application does not have permission for this action"),
    100: Said(400, "Invalid parameter"),
    190: Said(401, "Invalid OAuth access token"),
    368: Said(403, "Temporarily blocked for policies violations"),
    80007: Said(400, "Rate limit issues"),
    130429: Said(400, "Rate limit hit"),
    130472: Said(400, "User's number is part of an experiment"),
    131000: Said(500, "Something went wrong"),
    131008: Said(400, "Required parameter is missing"),
    131009: Said(400, "Parameter value is not valid"),
    131016: Said(500, "Service unavailable"),
    131021: Said(400, "Recipient cannot be sender"),
    131026: Said(400, "Message undeliverable"),
    131031: Said(403, "Business account locked"),
    131042: Said(400, "Business eligibility payment issue"),
    131047: Said(400, "Re-engagement message"),
    131048: Said(400, "Spam rate limit hit"),
    131051: Said(400, "Unsupported message type"),
    131056: Said(400, "Pair rate limit hit"),
    131062: Said(400, "Business-scoped user id recipient not supported"),
    132000: Said(400, "Number of parameters does not match the expected number of params"),
    132001: Said(404, "Template name does not exist in the translation"),
    132005: Said(400, "Translated text too long"),
    132012: Said(400, "Template parameter format mismatch"),
    132015: Said(400, "Template is paused"),
    133016: Said(400, "Account register or deregister rate limit exceeded"),
}
OTHER = Said(400, "Unknown error")


def new_id() -> str:
    """A message id in Meta's form."""
    return "wamid.HBg" + base64.urlsafe_b64encode(secrets.token_bytes(30)).decode()


def template_page(account: SimulatedAccount, after: str, limit: int, url: str) -> dict[str, Any]:
    """Templates behind a cursor, which is a place in the list in base64; a strange one begins at the first."""
    try:
        start = int(base64.urlsafe_b64decode(after)) if after else 0
    except ValueError:
        start = 0
    shown = account.templates[start : start + limit]
    cursors = {"before": _cursor(start), "after": _cursor(start + len(shown))}
    more = start + limit < len(account.templates)
    further = {"next": f"{url}&after={cursors['after']}"} if more else {}
    return {"data": [_listed(each) for each in shown], "paging": {"cursors": cursors, **further}}


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(str(place).encode()).decode()


def _listed(template: SimulatedTemplate) -> dict[str, Any]:
    header = [{"type": "HEADER", "format": template.header}] if template.header else []
    return {
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "parameter_format": "POSITIONAL",
        "components": [*header, {"type": "BODY", "text": template.body}],
        "id": str(
            int.from_bytes(hashlib.sha256(f"{template.name} {template.language}".encode()).digest()[:6])
        ),
    }


def error_answer(code: int, details: str = "", subcode: int | None = None) -> dict[str, Any]:
    """The error object of the Graph API."""
    error: dict[str, Any] = {
        "message": f"(#{code}) {ERRORS.get(code, OTHER).title}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details or ERRORS.get(code, OTHER).title},
        "fbtrace_id": secrets.token_urlsafe(12),
    }
    if subcode is not None:
        error["error_subcode"] = subcode
    return {"error": error}


def accepted_answer(chat: Chat, sending: Sending) -> dict[str, Any]:
    """The answer to a message that was taken."""
    contact = {"input": sending.to, "user_id": chat.user_id}
    if chat.citizen.isdigit():
        contact["wa_id"] = chat.citizen
    message = {"id": sending.id}
    if sending.template:
        message["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}


def message_value(
    account: SimulatedAccount, messages: Sequence[tuple[Chat, dict[str, Any]]]
) -> dict[str, Any]:
    """The value of a change with citizens' messages and their cards."""
    cards = {chat.citizen: _card(chat) for chat, _ in messages}
    return {
        **_head(account),
        "contacts": list(cards.values()),
        "messages": [message for _, message in messages],
    }


def status_value(
    account: SimulatedAccount, chat: Chat, line: Line, state: str, at: datetime, code: int = 0
) -> dict[str, Any]:
    """The value of a change that says what became of a message."""
    status: dict[str, Any] = {
        "id": line.id,
        "status": state,
        "timestamp": timestamp(at),
        **({"recipient_id": chat.citizen} if chat.citizen.isdigit() else {}),
        "recipient_user_id": chat.user_id,
    }
    if line.our_id:
        status["biz_opaque_callback_data"] = line.our_id
    if state == "failed":
        said = ERRORS.get(code, OTHER)
        data = {"details": said.title}
        status["errors"] = [{"code": code, "title": said.title, "message": said.title, "error_data": data}]
    else:
        category = "utility" if line.template else "service"
        status["pricing"] = {"billable": bool(line.template), "pricing_model": "PMP", "category": category}
    return {**_head(account), "statuses": [status]}


def envelope(account: SimulatedAccount, value: dict[str, Any]) -> dict[str, Any]:
    """A whole webhook body."""
    change = {"value": value, "field": "messages"}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": account.waba_id, "changes": [change]}],
    }


def text_message(chat: Chat, line: Line) -> dict[str, Any]:
    return {**message_head(chat, line), "type": "text", "text": {"body": line.text}}


def file_message(chat: Chat, line: Line, file: StoredFile) -> dict[str, Any]:
    """A picture, document or recording; its hash is base64 here and hex in the answer to its id."""
    part: dict[str, Any] = {
        "id": file.id,
        "mime_type": file.mime_type,
        "sha256": base64.b64encode(bytes.fromhex(file.sha256)).decode(),
    }
    if line.text:
        part["caption"] = line.text
    if line.kind == "document":
        part["filename"] = file.name
    return {**message_head(chat, line), "type": line.kind, line.kind: part}


def reaction_message(chat: Chat, line: Line, message_id: str, emoji: str) -> dict[str, Any]:
    """An emoji on a message; taking it back leaves the emoji out."""
    reaction = {"message_id": message_id} | ({"emoji": emoji} if emoji else {})
    return {**message_head(chat, line), "type": "reaction", "reaction": reaction}


def message_head(chat: Chat, line: Line) -> dict[str, Any]:
    """What every message says about itself; the number is absent for people who hide it."""
    head: dict[str, Any] = {"from_user_id": chat.user_id, "id": line.id, "timestamp": timestamp(line.at)}
    if chat.citizen.isdigit():
        head["from"] = chat.citizen
    if line.reply_to:
        head["context"] = {"id": line.reply_to}
    return head


def timestamp(at: datetime) -> str:
    return str(int(at.timestamp()))


def _head(account: SimulatedAccount) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": account.display_number.removeprefix("+"),
            "phone_number_id": account.phone_number_id,
        },
    }


def _card(chat: Chat) -> dict[str, Any]:
    card: dict[str, Any] = {"profile": {"name": chat.name or chat.citizen}, "user_id": chat.user_id}
    if chat.citizen.isdigit():
        card["wa_id"] = chat.citizen
    return card
