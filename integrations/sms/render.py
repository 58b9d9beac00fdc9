"""From our message to the gateway's request: method, address, headers, body."""

import base64
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from helpdesk.channels.errors import CredentialsRejected, MessageRejected, NotSupported
from helpdesk.channels.model import OutboundMessage
from integrations.sms.payloads import Wire
from integrations.sms.settings import TWILIO_BASE, SmsSettings, parts_of, wire_of
from kit.sms_parts import counted

OURS = "ours"
"""In the address for reports: our id of the message, so that a report settles a lost answer."""


class Request(NamedTuple):
    """What goes over the wire."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def request(message: OutboundMessage, settings: SmsSettings, hook: str) -> Request:
    """One message for the gateway; raises `MessageRejected` or `NotSupported` for what cannot go by SMS.

    `hook` is the account's address for the gateway's calls.
    """
    if message.recipient.scheme != "phone":
        raise NotSupported("recipient_scheme")
    if message.template is not None or message.file is not None or message.touch is not None:
        raise NotSupported("text_only")
    parts = counted(message.text).parts
    if not message.text.strip():
        raise MessageRejected("empty")
    if parts > parts_of(settings):
        raise MessageRejected("too_many_parts")
    wire = wire_of(settings)
    return _called(settings, wire, _fields(message, settings, wire, hook))


def check(settings: SmsSettings) -> Request | None:
    """The question that changes nothing; none when this gateway has no such."""
    wire = wire_of(settings)
    if settings.provider == "twilio":
        url = f"{_twilio(settings)}.json"
    elif settings.check_address:
        url = settings.check_address
    else:
        return None
    fields = dict([*_keys(settings, wire)])
    query = f"?{urlencode(fields)}" if fields else ""
    return Request("GET", f"{url}{query}", _headers(settings, wire), b"")


def number(value: str, wire: Wire) -> str:
    """A number as the gateway writes it."""
    return value if wire.number_form == "plus" else value.removeprefix("+")


def _fields(message: OutboundMessage, settings: SmsSettings, wire: Wire, hook: str) -> dict[str, str]:
    sender = settings.sender
    wanted = [
        *parse_qsl(wire.fixed_fields, keep_blank_values=True),
        *_keys(settings, wire),
        (wire.to_field, number(message.recipient.value, wire)),
        (wire.from_field, number(sender, wire) if sender.startswith("+") else sender),
        (wire.text_field, message.text),
        (wire.our_id_field, str(message.id)),
        (wire.report_to_field, f"{hook}?{OURS}={message.id}"),
    ]
    return {name: value for name, value in wanted if name}


def _keys(settings: SmsSettings, wire: Wire) -> list[tuple[str, str]]:
    if wire.auth != "fields":
        return []
    return [(wire.user_field, settings.user), (wire.auth_header, settings.access_key)]


def _called(settings: SmsSettings, wire: Wire, fields: Mapping[str, str]) -> Request:
    twilio = settings.provider == "twilio"
    url = f"{_twilio(settings)}/Messages.json" if twilio else settings.send_address
    headers = _headers(settings, wire)
    if wire.call == "query":
        joint = "&" if "?" in url else "?"
        return Request("GET", f"{url}{joint}{urlencode(fields)}", headers, b"")
    if wire.call == "json":
        kind, body = "application/json", msgspec.json.encode(fields)
    else:
        kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
    return Request("POST", url, {**headers, "content-type": kind}, body)


def _twilio(settings: SmsSettings) -> str:
    base = settings.send_address.rstrip("/") or TWILIO_BASE
    return f"{base}/Accounts/{quote(settings.user, safe='')}"


def _headers(settings: SmsSettings, wire: Wire) -> dict[str, str]:
    headers = {"accept": "application/json", "accept-encoding": "identity"}
    key, user = settings.access_key, settings.user
    if not all(part.isascii() and part.isprintable() and " " not in part for part in (key, user)):
        # Said here, because the transport would repeat the refused value in its own error.
        raise CredentialsRejected("not_a_header_value")
    if wire.auth == "bearer" and key:
        headers["authorization"] = f"Bearer {key}"
    elif wire.auth == "basic":
        headers["authorization"] = f"Basic {base64.b64encode(f'{user}:{key}'.encode()).decode()}"
    elif wire.auth == "header" and wire.auth_header:
        headers[wire.auth_header.lower()] = key
    return headers
