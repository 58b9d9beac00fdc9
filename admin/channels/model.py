"""An account on a channel, as the administrator sees it: no secret is among it."""

from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.channels.model import ChannelKind


class AccountState(msgspec.Struct, frozen=True, kw_only=True):
    """One account, and how it did lately."""

    id: UUID
    kind: ChannelKind
    name: str
    address: str
    active: bool
    last_in: datetime | None
    last_out: datetime | None
    error_code: str
    """Why the last thing that went out did not; empty when it did, or when nothing has."""
    outside: bool
    """There is a remote behind it; otherwise it works by itself: portal, counter, other offices."""
    listens: bool
    """The remote calls us at the account's hook."""
    testable: bool
