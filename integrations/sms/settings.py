"""What one SMS account needs."""

from typing import Annotated, Literal

import msgspec

from helpdesk.channels.contract import SECRET, count_in
from integrations.sms.payloads import TWILIO, Wire

ABSENT = "-"
TWILIO_BASE = "https://api.twilio.com/2010-04-01"


class SmsSettings(Wire, frozen=True, kw_only=True):
    """One number or name at one gateway, and (in `Wire`) how that gateway speaks."""

    sender: str
    """The number that citizens write to, or the name that stands over our messages."""
    provider: Literal["gateway", "twilio"] = "gateway"
    """`twilio` brings its own names of fields; those below are not looked at then."""
    send_address: str = ""
    """Where messages are handed over; empty for Twilio."""
    check_address: str = ""
    """A GET that changes nothing and answers JSON, as for the balance; empty when the gateway has none."""
    user: str = ""
    """User name at the gateway; the account SID at Twilio."""
    access_key: Annotated[str, SECRET] = ""
    """Key or password at the gateway; the auth token at Twilio, which signs its calls too."""
    hook_word: Annotated[str, SECRET] = ""
    """The last part of our hook's address, which only the gateway knows: most gateways sign nothing."""
    signing_secret: Annotated[str, SECRET] = ""
    """For gateways that sign: HMAC-SHA256 over the raw body, in hex."""
    networks: str = ""
    """Addresses or networks the gateway calls from; empty means any. Narrows, and proves nothing alone."""
    most_parts: str = "6"
    """A text that makes more SMS than this is refused, never cut."""
    most_per_minute: str = "60"
    """Messages handed to the gateway in a minute."""


def wire_of(settings: SmsSettings) -> Wire:
    """How the account's gateway speaks; a name that was written as `-` is one it does not have."""
    if settings.provider == "twilio":
        return TWILIO
    absent = {name: "" for name in Wire.__struct_fields__ if getattr(settings, name) == ABSENT}
    return msgspec.structs.replace(settings, **absent) if absent else settings


def parts_of(settings: SmsSettings) -> int:
    """The most SMS of one text."""
    return count_in(settings.most_parts, 6, 20)
