"""A telephone line, and how an exchange signs what it tells; written beside the adapter, not with it."""

import base64
import hashlib
import hmac
import json
from typing import Any
from uuid import UUID

from helpdesk.channels.contract import Account, HookRequest
from helpdesk.channels.model import ChannelKind
from integrations.phone.settings import PhoneSettings

SECRET, CALLER, NOW = "rahasia-sentral-telepon", "+6281200000101", 1_763_600_000
ACCOUNT = Account(
    id=UUID(int=1),
    kind=ChannelKind.PHONE,
    address="+62285391234",
    settings=PhoneSettings(line_number="+62285391234", exchange="Asterisk", call_secret=SECRET),
)


def headers(body: bytes, secret: str = SECRET, *, time: int = NOW, name: str = "evt-1") -> dict[str, str]:
    """What a genuine call carries."""
    signed = name.encode() + b"." + str(time).encode() + b"." + body
    digest = base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": name, "webhook-timestamp": str(time), "webhook-signature": f"v1,{digest}"}


def signed(body: bytes, account: Account = ACCOUNT) -> HookRequest:
    """A call of the account's exchange."""
    return HookRequest(headers=headers(body, account.settings.call_secret), query={}, body=body)


def event(call: str = "c-1", step: str = "ringing", **more: Any) -> dict[str, Any]:
    """One event of a call."""
    return {"call": call, "event": step, "from": CALLER, **more}


def body_of(*events: dict[str, Any]) -> bytes:
    """One event as it is, several as a list."""
    return json.dumps(events[0] if len(events) == 1 else list(events)).encode()
