"""SMS accounts at a scripted gateway and at a scripted Twilio, and how each of them speaks to our hook."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec

from helpdesk.channels.contract import Account, HookRequest
from helpdesk.channels.model import ChannelKind, Identity, OutboundMessage
from integrations.sms.settings import SmsSettings

KEY, WORD, SECRET = "kunci-sangat-rahasia", "kata-rahasia-alamat-hook", "rahasia-tanda-tangan"
NUMBER, TEXT = "+6281200000101", "isi pesan yang rahasia"
HOOK = "https://sahut.example/hooks/sms/1"

ACCOUNT = Account(
    id=UUID(int=1),
    kind=ChannelKind.SMS,
    address="+6285500000001",
    settings=SmsSettings(
        sender="+6285500000001",
        send_address="https://gateway.example/api/sms",
        check_address="https://gateway.example/api/saldo",
        user="dinkes",
        access_key=KEY,
        signing_secret=SECRET,
        in_time="time",
        in_joint="ref",
        in_part="part",
        in_parts="parts",
    ),
)
TWILIO = Account(
    id=UUID(int=2),
    kind=ChannelKind.SMS,
    address="+6285500000002",
    settings=SmsSettings(sender="+6285500000002", provider="twilio", user="AC0123", access_key=KEY),
)


def with_settings(account: Account = ACCOUNT, **changes: str) -> Account:
    """The account with other settings."""
    return msgspec.structs.replace(account, settings=msgspec.structs.replace(account.settings, **changes))


def outbound(text: str = TEXT, **more: Any) -> OutboundMessage:
    """A message of an office to its citizen."""
    recipient = Identity(scheme="phone", value=NUMBER)
    return OutboundMessage(id=UUID(int=7), recipient=recipient, text=text, **more)


def signed(body: bytes, account: Account = ACCOUNT, **more: Any) -> HookRequest:
    """A call of a gateway that signs the raw body."""
    digest = hmac.new(account.settings.signing_secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"x-signature": digest, "content-type": "application/json"}
    return HookRequest(headers=headers, query={}, body=body, **more)


def by_twilio(body: bytes, account: Account = TWILIO, *, url: str = HOOK, **more: Any) -> HookRequest:
    """A call of Twilio, signed as its documents say: the address, then every field's name and value by name."""
    fields = sorted(parse_qsl(body.decode(), keep_blank_values=True))
    words = url + "".join(name + value for name, value in fields)
    digest = hmac.new(account.settings.access_key.encode(), words.encode(), hashlib.sha1).digest()
    headers = {
        "x-twilio-signature": base64.b64encode(digest).decode(),
        "content-type": "application/x-www-form-urlencoded",
    }
    return HookRequest(headers=headers, query={}, body=body, url=url, **more)
