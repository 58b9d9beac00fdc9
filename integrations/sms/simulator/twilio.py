"""Twilio's own words, as its public documents have them: resources, errors, and how it calls a hook.

"Messages resource", "Messaging webhooks", "Status callbacks", "Webhooks security", error dictionary. It shares nothing
with the adapter.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from integrations.sms.simulator.model import Line, SimulatedCustomer
from integrations.sms.simulator.speech import Fields

VERSION = "2010-04-01"
_STATUS = {20003: 401, 20404: 404, 20429: 429, 20500: 500}
_MESSAGES = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21211: "Invalid 'To' Phone Number",
    21266: "'To' and 'From' numbers cannot be the same",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21609: "The 'StatusCallback' URL is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21659: "'From' is not a Twilio phone number",
    21660: "Mismatch between the 'From' number and the account",
}
UNREACHABLE = "30003"
"""Of the handset: what is reported of an SMS that does not arrive."""


def error(code: int) -> tuple[int, dict[str, Any]]:
    """Status and body of a refusal."""
    status = _STATUS.get(code, 400)
    body = {
        "code": code,
        "message": _MESSAGES.get(code, "Unknown error"),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return status, body


def account(customer: SimulatedCustomer) -> dict[str, Any]:
    """The account as its resource tells."""
    return {
        "sid": customer.account_sid,
        "friendly_name": customer.name,
        "status": "active",
        "type": "Full",
        "uri": f"/{VERSION}/Accounts/{customer.account_sid}.json",
    }


def message(customer: SimulatedCustomer, to: str, line: Line) -> dict[str, Any]:
    """A message that was just taken, as its resource tells."""
    uri, at = f"/{VERSION}/Accounts/{customer.account_sid}/Messages/{line.id}", _moment(line.at)
    return {
        "account_sid": customer.account_sid,
        "api_version": VERSION,
        "body": line.text,
        "date_created": at,
        "date_sent": None,
        "date_updated": at,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": customer.number,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(line.parts),
        "price": None,
        "price_unit": "USD",
        "sid": line.id,
        "status": "queued",
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": to,
        "uri": f"{uri}.json",
    }


class Twilio:
    """How it calls hooks: forms, signed with the account's token over address and fields."""

    def new_id(self) -> str:
        return f"SM{secrets.token_hex(16)}"

    def said(self, customer: SimulatedCustomer, citizen: str, line: Line, *, in_parts: bool) -> list[Fields]:
        """In one call always: Twilio joins what came in parts."""
        names = dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), line.id)
        told = {"Body": line.text, "NumMedia": "0", "NumSegments": str(line.parts), "SmsStatus": "received"}
        country = {"FromCountry": "ID", "FromCity": "", "ToCountry": "ID", "ToCity": ""}
        return [{**names, **_both(customer, citizen, customer.number), **told, **country}]

    def reported(self, customer: SimulatedCustomer, citizen: str, line: Line) -> Fields:
        names = dict.fromkeys(("MessageSid", "SmsSid"), line.id)
        states = dict.fromkeys(("MessageStatus", "SmsStatus"), line.state)
        told = {**names, **_both(customer, customer.number, citizen), **states}
        return {**told, "ErrorCode": UNREACHABLE} if line.state == "undelivered" else told

    def called(self, customer: SimulatedCustomer, url: str, fields: Mapping[str, str]) -> tuple[str, Fields]:
        """Signed is the address that the customer named, wherever it leads on this machine."""
        told = url.replace(customer.hook_url, customer.public_url, 1) if customer.public_url else url
        words = told + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        digest = hmac.digest(customer.access_key.encode(), words.encode(), hashlib.sha1)
        place = url.replace(customer.public_url, customer.hook_url, 1) if customer.public_url else url
        return place, {"x-twilio-signature": base64.b64encode(digest).decode()}


def _both(customer: SimulatedCustomer, sender: str, receiver: str) -> Fields:
    return {"AccountSid": customer.account_sid, "ApiVersion": VERSION, "From": sender, "To": receiver}


def _moment(at: datetime) -> str:
    return format_datetime(at)
