"""Facts about the office itself, not about a case."""

from datetime import datetime
from uuid import UUID

import msgspec


class AccountNews(msgspec.Struct, frozen=True, kw_only=True, tag="account.news"):
    """A channel told something about the account itself."""

    account_id: UUID
    at: datetime
    what: str


class ColleagueWrote(msgspec.Struct, frozen=True, kw_only=True, tag="colleague.wrote"):
    """Somebody of the office wrote to the office's own account; that is no case."""

    membership_id: UUID
    account_id: UUID
    at: datetime
    reply_to: str = ""
    """The remote's id of the message that was answered."""
