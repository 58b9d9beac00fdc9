"""Strings of the remote made safe: readable texts, usable identifiers, moments, numbers, hashes."""

import base64
import binascii
import re
from datetime import UTC, datetime

LONGEST_IDENTIFIER = 256
"""Characters. Meta's ids have up to about 140; an index row must be able to hold one."""
LONGEST_LINE = 200

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069\ufeff]",
)
"""Controls, line separators and the marks that turn the writing direction around."""
_PHONE = re.compile("[1-9][0-9]{6,14}")
_CODE = re.compile("[0-9A-Za-z_.-]{1,40}")
_HEX_HASH = re.compile("[0-9a-fA-F]{64}")
_USER_ID = re.compile(r"[A-Z]{2}\.(?:[A-Z]{1,8}\.)?[A-Za-z0-9]{1,128}")

_EARLIEST = 1_230_768_000
_LATEST = 4_102_444_800
"""2009, when WhatsApp began, and 2100: what lies outside is no time of a message."""


class Unusable(Exception):
    """Raised because a part that everything hangs on cannot be used; the text names it, never its content."""


def readable(text: str) -> str:
    """The text with NUL and lone surrogates, which no database takes, as U+FFFD."""
    return text if text.isprintable() else _BROKEN.sub("\ufffd", text)


def line(text: str | None, longest: int = LONGEST_LINE) -> str:
    """One line for people: no controls, white space collapsed, cut to `longest` characters."""
    if not text:
        return ""
    if not text.isprintable():
        text = _CONTROLS.sub(" ", readable(text))
    return " ".join(text.split())[:longest].rstrip()


def identifier(text: str, name: str) -> str:
    """The text when it can serve as a key; raises `Unusable` otherwise."""
    if not text or len(text) > LONGEST_IDENTIFIER or not text.isprintable():
        raise Unusable(f"{name} unusable")
    return text


def optional_identifier(text: str | None, name: str) -> str:
    """The same for a part that may be absent; raises `Unusable` when it is there and wrong."""
    return identifier(text, name) if text else ""


def moment(timestamp: str | int) -> datetime:
    """Epoch seconds as UTC; raises `Unusable` for anything that is no time of a message."""
    if isinstance(timestamp, str):
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 10):
            raise Unusable("timestamp unusable")
        timestamp = int(timestamp)
    if not _EARLIEST <= timestamp < _LATEST:
        raise Unusable("timestamp unusable")
    return datetime.fromtimestamp(timestamp, UTC)


def phone(wa_id: str | None) -> str:
    """E.164 from WhatsApp's form, which lacks the plus; empty when it is no phone number."""
    digits = wa_id.removeprefix("+") if wa_id else ""
    return f"+{digits}" if _PHONE.fullmatch(digits) else ""


def looks_like_user_id(text: str) -> bool:
    """Whether this is a business-scoped user id (country, optionally ENT, up to 128 characters)."""
    return _USER_ID.fullmatch(text) is not None


def code_text(code: int | str | None) -> str:
    """A remote code as text; `unknown` when it is a sentence, which may hold anything."""
    text = "" if code is None else str(code)
    return text if _CODE.fullmatch(text) or not text else "unknown"


def hex_hash(text: str | None) -> str:
    """SHA-256 in lower-case hex: webhooks carry it as base64, the media answer as hex; empty when neither."""
    if not text:
        return ""
    if _HEX_HASH.fullmatch(text):
        return text.lower()
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""
