"""Other people's registers of our cases (SP4N-LAPOR): file, follow, answer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from helpdesk.channels.contract import Account


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """What the register is to hold about a case; no name, number or address unless it was consented to."""

    local_ref: str
    """Our case number; it stands in the text, so that a person or a search can find the filing."""
    title: str
    content: str
    incident_on: date
    kind: str
    """Our case kind; the adapter's settings map it to the register's classification."""
    anonymous: bool = False
    secret: bool = True


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """The register took the case over."""

    remote_id: str
    """What the register's interface calls the case."""
    tracking_id: str
    """The number a citizen can use there."""


class RemoteStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the register sees the case now."""

    code: str
    """One of unverified, verified, in_process, answered, finished, rejected, archived, on_hold, unknown."""
    raw_code: str = ""
    raw_name: str = ""
    institution: str = ""


class RemoteEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up or log line of the register. `key` is a hash of its content: items have no id there."""

    key: str
    kind: str
    """disposition, status, reply or other."""
    text: str
    author: str = ""
    at: datetime | None = None


class RemoteCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the register shows it: its status and everything that was said there, oldest first."""

    status: RemoteStatus
    entries: Sequence[RemoteEntry] = ()


class Register(Protocol):
    """A register of somebody else. Every call may raise a `ChannelError`."""

    async def file(self, filing: Filing, account: "Account") -> Filed:
        """Create the case there; `OutcomeUnknown` means it may exist, and must never be tried blindly."""

    async def follow(self, remote_id: str, account: "Account") -> RemoteCase:
        """Read the status and all pages of follow-ups."""

    async def answer(self, remote_id: str, text: str, account: "Account") -> None:
        """Add an answer of ours to the case there."""
