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


class CallChanged(msgspec.Struct, frozen=True, kw_only=True, tag="call.changed"):
    """A telephone call of the office went on, was noted, or is called back; whose number it is stands in none."""

    call_id: UUID
    at: datetime
    state: str


class RoundMissed(msgspec.Struct, frozen=True, kw_only=True, tag="round.missed"):
    """A monitoring round ended and nobody had finished it."""

    round_id: UUID
    at: datetime
    ends_at: datetime


class RoundFinished(msgspec.Struct, frozen=True, kw_only=True, tag="round.finished"):
    """A monitoring round was finished; after its end that is late."""

    round_id: UUID
    at: datetime
    ends_at: datetime


class ContactsMerged(msgspec.Struct, frozen=True, kw_only=True, tag="contact.merged"):
    """Two contacts were found to be one person; what the absorbed one had is the kept one's."""

    contact_id: UUID
    absorbed_id: UUID
    at: datetime


class ContactsParted(msgspec.Struct, frozen=True, kw_only=True, tag="contact.parted"):
    """They were two people after all; what the merge had moved is where it was."""

    contact_id: UUID
    absorbed_id: UUID
    at: datetime


class RegisterReconciled(msgspec.Struct, frozen=True, kw_only=True, tag="register.reconciled"):
    """The office's cases were held against the register, as every day; which they are, the desk's page says."""

    account_id: UUID
    at: datetime
    compared: int
    differing: int
    stuck: int
    """Nothing moves before somebody acts."""
    missing: int
    """Of those: the register does not know their number."""
