"""Other people's registers of our cases (SP4N-LAPOR): file, follow, answer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from helpdesk.channels.contract import Account


class FilingFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the case that goes with a filing."""

    id: UUID
    name: str
    mime_type: str


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
    files: tuple[FilingFile, ...] = ()
    """All of them go, or nothing does: none is dropped on the way."""
    classification: str = ""
    """What the officer chose, in the register's own ids, as the two below; empty leaves it to the account."""
    category: str = ""
    location: str = ""
    transfer_to: str = ""
    """The register's id of the institution that is asked to take the case over; empty asks nobody."""
    transfer_reason: str = ""


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A filing in the register's words, exactly as it is sent; what is by hand is copied from here."""

    title: str
    content: str
    classification: str
    category: str
    location: str
    incident_on: date
    anonymous: bool
    secret: bool
    tags: str = ""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file's bytes on their way."""

    name: str
    mime_type: str
    content: bytes


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

    def prepared(self, filing: Filing, account: "Account | None") -> Prepared:
        """What would be sent, without sending it; without an account, as an office without keys would write it."""

    def is_number(self, typed: str, account: "Account | None") -> bool:
        """Can that be the number of a case there?"""

    async def upload(self, files: Sequence[Upload], account: "Account") -> tuple[str, ...]:
        """Leave all files there and answer an id for each; may be repeated, nothing is filed by it.

        `MediaRejected`: one of them is not taken, and none counts as left.
        """

    async def file(self, filing: Filing, account: "Account", documents: Sequence[str] = ()) -> Filed:
        """Create the case there, with uploaded files; `OutcomeUnknown` means it may exist, and must never be tried
        blindly."""

    async def request_transfer(
        self, remote_id: str, institution: str, reason: str, account: "Account"
    ) -> None:
        """Ask that another institution takes the case over; asking twice for the same is asking once."""

    async def follow(self, remote_id: str, account: "Account") -> RemoteCase:
        """Read the status and all pages of follow-ups."""

    async def answer(
        self, remote_id: str, text: str, account: "Account", files: Sequence[Upload] = ()
    ) -> None:
        """Add an answer of ours to the case there, with all of the files; `OutcomeUnknown` as for a filing."""
