"""Other people's registers of our cases (SP4N-LAPOR): file, follow, answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from helpdesk.channels.contract import Account, HookRequest


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
    channel: str = ""
    """The register's id of the way on which the case came, by the office's map."""
    priority: str = ""
    """Our word for how much it presses; the account's settings say which are a priority there."""
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
    channel: str = ""
    priority: bool = False
    reporter: tuple[str, ...] = ()
    """Which of `Reporter`'s fields go along."""


class Reporter(msgspec.Struct, frozen=True, kw_only=True):
    """What of the citizen may go along with a filing: never a NIK, never without their word on it."""

    name: str
    phone: str = ""
    email: str = ""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file's bytes on their way."""

    name: str
    mime_type: str
    content: bytes


class FollowupKind(StrEnum):
    """What an answer of ours says; the register marks each by a template of its own."""

    ANSWER = "answer"
    DISPOSITION = "disposition"
    """Somebody at the office works on it."""
    MORE_DATA = "more_data"
    """The citizen is asked for what is missing."""


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """The register took the case over."""

    remote_id: str
    """What the register's interface calls the case."""
    tracking_id: str
    """The number a citizen can use there."""


STATUS_CODES = (
    *("unverified", "verified", "in_process", "answered", "finished"),
    *("rejected", "archived", "on_hold", "unknown"),
)
"""What we call the states of a register."""


class RemoteStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the register sees the case now."""

    code: str
    """One of `STATUS_CODES`."""
    raw_code: str = ""
    raw_name: str = ""
    institution: str = ""


class RemoteFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that hangs on what was said there; fetched later, by the adapter's `media`."""

    path: str
    name: str = ""


class RemoteEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up or log line of the register. `key` is a hash of its content: items have no id there."""

    key: str
    kind: str
    """disposition, status, reply or other."""
    text: str
    author: str = ""
    at: datetime | None = None
    files: tuple[RemoteFile, ...] = ()


class RemoteCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case as the register shows it: its status and everything that was said there, oldest first."""

    status: RemoteStatus
    entries: Sequence[RemoteEntry] = ()


class RemoteComplaint(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint that the register passed on to the office."""

    remote_id: str
    tracking_id: str
    text: str
    title: str = ""
    classification: str = ""
    """As the register calls it, by code or by name."""
    passed_on_at: datetime | None = None
    """When the office got it there; none where nobody says."""
    anonymous: bool = False
    secret: bool = True
    trial: bool = False
    """It comes from a system that is there to try things."""


class Register(Protocol):
    """A register of somebody else. Every call may raise a `ChannelError`."""

    def prepared(
        self, filing: Filing, account: "Account | None", reporter: Reporter | None = None
    ) -> Prepared:
        """What would be sent, without sending it; without an account, as an office without keys would write it."""

    def is_number(self, typed: str, account: "Account | None") -> bool:
        """Can that be the number of a case there?"""

    async def upload(self, files: Sequence[Upload], account: "Account") -> tuple[str, ...]:
        """Leave all files there and answer an id for each; may be repeated, nothing is filed by it.

        `MediaRejected`: one of them is not taken, and none counts as left.
        """

    async def file(
        self,
        filing: Filing,
        account: "Account",
        documents: Sequence[str] = (),
        reporter: Reporter | None = None,
    ) -> Filed:
        """Create the case there, with uploaded files; `OutcomeUnknown` means it may exist, and must never be tried
        blindly.

        Of the `reporter` goes what the account shares, and nothing with an anonymous filing.
        """

    async def request_transfer(
        self, remote_id: str, institution: str, reason: str, account: "Account"
    ) -> None:
        """Ask that another institution takes the case over; asking twice for the same is asking once."""

    async def follow(self, remote_id: str, account: "Account") -> RemoteCase:
        """Read the status and all pages of follow-ups."""

    async def answer(
        self,
        remote_id: str,
        text: str,
        account: "Account",
        files: Sequence[Upload] = (),
        template: str = "",
    ) -> None:
        """Add an answer of ours to the case there, with all of the files; `OutcomeUnknown` as for a filing.

        `template`: the register's code for what it says; empty leaves it to the account.
        """


class Bell(Protocol):
    """A register that calls us when something changed there. What it says beside which case is never believed."""

    def is_hung(self, account: "Account") -> bool:
        """Does the account want to be called? Off unless its administrator said so."""

    def rung(self, request: "HookRequest", account: "Account") -> str:
        """What the register calls the case that a genuine call names.

        Raises `SignatureWrong`, and `BodyMalformed` for what names none.
        """


class IncomingSource(Protocol):
    """A register that lists what it passed on to the office."""

    async def incoming(self, account: "Account") -> Sequence[RemoteComplaint]:
        """All of it that the register still lists; `NotSupported` where the account knows no such call."""


class MasterKind(StrEnum):
    """A list that the register keeps for everybody."""

    INSTITUTION = "institution"
    TEMPLATE = "template"
    CATEGORY = "category"
    CLASSIFICATION = "classification"
    CHANNEL = "channel"
    LOCATION = "location"


class MasterRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of such a list."""

    code: str
    """What the register's interface calls it."""
    name: str
    parent: str = ""
    """Code of the line above it; empty at the top."""


class MapKind(StrEnum):
    """What is translated between an office and a register."""

    STATUS = "status"
    """Their words or codes → one of `STATUS_CODES`."""
    CLASSIFICATION = "classification"
    """Our case kind → theirs."""
    CATEGORY = "category"
    """Our topic's id → theirs."""
    INSTITUTION = "institution"
    """A unit's id, or an office's uid → theirs."""
    LOCATION = "location"
    """A region's code (Kemendagri) → theirs."""
    CHANNEL = "channel"
    """The way on which a case came → theirs."""
    TEMPLATE = "template"
    """`FollowupKind` → theirs."""
    COLUMNS = "columns"
    """What we call a field → the head of its column in a file of the register."""


class MasterSource(Protocol):
    """The register's lists, and how an account translates by itself."""

    def listed(self, account: "Account") -> frozenset[MasterKind]:
        """The lists that the register gives out; all others are typed in."""

    async def masters(self, kind: MasterKind, account: "Account") -> Sequence[MasterRow]:
        """One whole list, or raise a `ChannelError`; `NotSupported` for one that is not given out."""

    def usual(self, kind: MapKind, account: "Account") -> Mapping[str, str]:
        """How the account's own settings translate; the key "" holds for everything else."""
