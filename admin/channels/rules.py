"""What may stand in the settings of an account; the fields themselves are declared by the adapter."""

import ipaddress
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from admin.channels.model import Field, TypedAccount
from admin.channels.typed import leaves
from helpdesk.channels.model import ChannelKind, Identity
from kit.errors import Invalid
from kit.mailboxes import is_address
from kit.phones import phone_number, takes_messages

LONGEST_NAME = 80
MOST = 20
"""Active accounts of one office that somebody entered."""

MADE_HERE = ("verify_token", "hook_word", "call_secret")
"""Secrets that we choose: an empty field has one made."""
MOVES = {
    "api_base": ("access_token",),
    **dict.fromkeys(("send_address", "check_address", "provider"), ("access_key",)),
    **dict.fromkeys(("imap_host", "smtp_host", "imap_port", "smtp_port", "mail_tls"), ("mail_password",)),
    **dict.fromkeys(("base_url", "grant_url"), ("auth_value", "token_value", "extra_value")),
}
"""A key is sent to the place: whoever names another place writes the key again."""
NEEDS = {
    ("provider", "gateway"): ("send_address",),
    ("provider", "twilio"): ("user", "access_key"),
    ("token_provider", "oauth2"): ("grant_url", "client_id"),
    ("webhook", "true"): ("webhook_secret",),
}
"""What a choice makes necessary."""

_TIME = re.compile("([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:[:.][0-5][0-9])?")
_DIGITS = re.compile("[0-9]{1,32}")
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_SECRET = re.compile("[!-~]{8,1000}")
_LOOKS_LIKE_PHONE = re.compile(r"[+0][0-9\s().-]{6,20}|62[0-9\s().-]{6,20}")
_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_MAILBOX = re.compile(r"(?=.{3,200}$)[A-Za-z0-9._-]{1,36}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LINE = re.compile(r"\+[1-9][0-9]{7,14}|[0-9]{3,8}")
_LINE_SECRET = re.compile("[!-~]{16,1000}")
_USER = re.compile("[!-~]{1,200}")
_HEADER_SECRET = re.compile("[!-~][ -~]{2,1998}[!-~]")
_PASSWORD = re.compile("[ -~]{1,200}")
_ONE_LINE = re.compile(r"[^\x00-\x1f\x7f]{1,80}")
_WORD = re.compile("[A-Za-z0-9_-]{16,200}")
_SENDER = re.compile(r"\+[1-9][0-9]{7,14}|[0-9]{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 .&-]{1,11}")


def fields_of(
    settings: type[msgspec.Struct], secrets: Collection[str], usual: Mapping[str, str]
) -> tuple[Field, ...]:
    """The settings as text fields in the adapter's order, with what they begin with here."""
    found = []
    for leaf in leaves(settings):
        found.append(
            Field(
                name=leaf.name,
                secret=leaf.name in secrets,
                default=usual.get(leaf.name, leaf.usual),
                choices=leaf.choices,
                many=leaf.many,
            )
        )
    return tuple(found)


def made_here(fields: Sequence[Field]) -> str:
    """The secret that we choose for this kind of account; empty when there is none."""
    return next((field.name for field in fields if field.name in MADE_HERE), "")


def checked(
    typed: TypedAccount, fields: Sequence[Field], kept: Mapping[str, str], made: str
) -> tuple[str, dict[str, str]]:
    """Name and settings as they are stored; raises `Invalid` naming the fields.

    `kept` are the settings so far, empty for a new account: an empty secret keeps what stands there, and `made`
    takes the place of the one that we choose.
    """
    name, wrong, values = tidy(typed.name), {}, {}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = "too_long" if name else "required"
    for field in fields:
        said = _written(field.name, typed.values.get(field.name, ""))
        if not said and field.secret:
            said = kept.get(field.name) or (made if field.name in MADE_HERE else "")
        said = said or field.default or ""
        if fault := _fault(field, said):
            wrong[field.name] = fault
        values[field.name] = said
    for place, keys in MOVES.items():
        moved = place in kept and values.get(place) != kept[place]
        for key in keys if moved else ():
            if kept.get(key) and key in values and not typed.values.get(key, "").strip():
                wrong[key] = "again"
    for (choice, value), needed in NEEDS.items():
        if values.get(choice) == value:
            wrong |= {name: "required" for name in needed if not values.get(name)}
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return name, values


def recipient_of(kind: ChannelKind, written: str) -> Identity:
    """Whom a test message goes to; raises `Invalid` for what is no address on this channel."""
    plain = written.replace("\x00", "").strip()
    if kind is ChannelKind.EMAIL:
        found = plain if is_address(plain) else None
    else:
        number = phone_number(plain)
        found = number if number and takes_messages(number) else None
    if found is None:
        raise Invalid("invalid", fields={"to": "form" if plain else "required"})
    return Identity(scheme="email" if kind is ChannelKind.EMAIL else "phone", value=found)


def minutes_of(written: str, field: str) -> int:
    """Minutes of the day of a time like 21:00 or 21.00; raises `Invalid` with the field."""
    found = _TIME.fullmatch(written.strip())
    if found is None:
        raise Invalid("invalid", fields={field: "form" if written.strip() else "required"})
    return int(found[1]) * 60 + int(found[2])


def tidy(text: str) -> str:
    """A name as it is kept: one blank between words, nothing that cannot be stored."""
    return " ".join(text.replace("\x00", "").split())


def _written(name: str, text: str) -> str:
    """What was typed, as the remote writes it."""
    text = text.strip()
    if name == "line_number" and not re.search("[^0-9 ]", text) and not text.startswith("0"):
        return re.sub(r"\s", "", text)  # a service number has no country
    if text and (
        name in ("display_number", "line_number") or (name == "sender" and _LOOKS_LIKE_PHONE.fullmatch(text))
    ):
        digits = re.sub(r"[\s().-]", "", text)
        return f"+62{digits[1:]}" if digits.startswith("0") else f"+{digits.lstrip('+')}"
    return re.sub(r"\s", "", text) if name in ("phone_number_id", "waba_id") else text


def _fault(field: Field, text: str) -> str:
    if not text:
        return "required" if field.default is None else ""
    if field.choices:
        return "" if text in field.choices else "form"
    if field.secret and field.name not in _FORMS:
        return "" if _SECRET.fullmatch(text) else "form"
    fits = _FORMS.get(field.name)
    return "" if fits is None or fits(text) else "form"


def _is_address(text: str) -> bool:
    """A plain address of the web; whether we may connect there, the egress policy judges at every call."""
    try:
        parts = urlsplit(text)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    good = parts.scheme in ("https", "http") and bool(parts.hostname)
    return good and plain and port_is_good and text.isascii() and text.isprintable() and len(text) <= 300


def _are_networks(text: str) -> bool:
    try:
        return all(ipaddress.ip_network(word) for word in text.replace(",", " ").split())
    except ValueError:
        return False


def _is_number(text: str, most: int, digits: int = 5) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= digits and 1 <= int(text) <= most


_FORMS: Mapping[str, Callable[[str], Any]] = {
    "phone_number_id": _DIGITS.fullmatch,
    "waba_id": _DIGITS.fullmatch,
    "display_number": _PHONE.fullmatch,
    "api_base": _is_address,
    "sender": _SENDER.fullmatch,
    "send_address": _is_address,
    "check_address": _is_address,
    "hook_word": _WORD.fullmatch,
    "networks": _are_networks,
    "most_parts": lambda text: _is_number(text, 20, digits=2),
    "most_per_second": lambda text: _is_number(text, 1000),
    "most_per_minute": lambda text: _is_number(text, 6000),
    "line_number": _LINE.fullmatch,
    "exchange": _ONE_LINE.fullmatch,
    "call_secret": _LINE_SECRET.fullmatch,
    "webhook_secret": _LINE_SECRET.fullmatch,
    "mailbox": _MAILBOX.fullmatch,
    "imap_host": _HOST.fullmatch,
    "smtp_host": _HOST.fullmatch,
    "imap_port": lambda text: _is_number(text, 65535),
    "smtp_port": lambda text: _is_number(text, 65535),
    "results_host": _HOST.fullmatch,
    "mail_user": _USER.fullmatch,
    "mail_password": _PASSWORD.fullmatch,
    "display_name": _ONE_LINE.fullmatch,
    "subject": _ONE_LINE.fullmatch,
    "auth_value": _HEADER_SECRET.fullmatch,
    "token_value": _HEADER_SECRET.fullmatch,
    "extra_value": _HEADER_SECRET.fullmatch,
    "base_url": _is_address,
    **dict.fromkeys(("file_base_url", "grant_url"), _is_address),
}
