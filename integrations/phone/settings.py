"""What one telephone line needs."""

from typing import Annotated

import msgspec

from helpdesk.channels.contract import SECRET


class PhoneSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One number that citizens call, at one exchange."""

    line_number: str
    """The number as it is dialled: an ordinary one or a service number such as 1500567; the account's address."""
    exchange: str = ""
    """Which exchange it is at, for the people who look after it."""
    call_secret: Annotated[str, SECRET] = ""
    """The key with which the exchange signs; an account without it refuses every call."""
