"""What may cross between two offices: letters, plain values with an id and an order."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.escalation.model import Copy, Side


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the case, as the other office may read it."""

    who: str
    """`citizen` or `office`; never a name."""
    text: str
    at: datetime
    files: tuple[UUID, ...] = ()
    """Those of its files that travel, by their ids at the sender."""


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what the other side sees of a case at the hand-over."""

    number: str
    kind: str
    title: str
    opened_at: datetime
    facility: str = ""
    citizen: str = ""
    """How the citizen is named there: masked, unless `openly`."""
    openly: bool = False
    """With name and contact."""
    anonymous: bool = False
    confidential: bool = False
    lapor_number: str = ""
    filing: bool = False
    """It is being filed in the register, by the sender or one behind it, and no number is known yet."""
    extracts: tuple[Extract, ...] = ()


class Offer(msgspec.Struct, frozen=True, kw_only=True, tag="offer"):
    """Please take this matter on."""

    package: Package
    reason: str
    chain: tuple[UUID, ...] = ()
    """The offices that the matter came through, the sender last: none of them is asked again."""
    agree_by: datetime | None = None
    """Until when the asking desk expects it to be taken on or returned."""
    speaker: Side = Side.SOURCE
    """Whose desk speaks with the citizen; the asking one chose."""
    again: UUID | None = None
    """An earlier hand-over of the same case: what was ended there is opened again, under its old number."""


class Received(msgspec.Struct, frozen=True, kw_only=True, tag="received"):
    """It lies on our desk under this number of ours; nobody has taken it on yet."""

    number: str


class Accepted(msgspec.Struct, frozen=True, kw_only=True, tag="accepted"):
    """We have taken it on, under this number of ours."""

    number: str


class Progressed(msgspec.Struct, frozen=True, kw_only=True, tag="progressed"):
    """Where it stands with us now."""

    state: str
    """in_progress, answered or closed; of an ended hand-over: reopened. An older one also tells returned."""


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended"):
    """The hand-over is over, and why: the office asked returns it; the one that asked withdraws it, or it expired."""

    state: str
    """returned, withdrawn or expired."""
    reason: str = ""


class SourceState(msgspec.Struct, frozen=True, kw_only=True, tag="source_state"):
    """What we, who speak with the citizen, did with our own case."""

    state: str
    """closed or reopened; an older installation also tells rejected, spam and duplicate."""


class WithWhom(msgspec.Struct, frozen=True, kw_only=True, tag="with_whom"):
    """Who has the matter now that we were asked about: an office that we asked, or one behind it."""

    office: str = ""
    """By name; empty: it is with us again."""


class CitizenWrote(msgspec.Struct, frozen=True, kw_only=True, tag="citizen_wrote"):
    """The citizen added something, at the office that speaks with them."""

    text: str
    files: tuple[UUID, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag="answer"):
    """Our answer: proposed to the desk that speaks with the citizen, or said by ours when that is the one."""

    text: str
    files: tuple[UUID, ...] = ()
    spoken: bool = False
    """Our desk speaks: it is passed on as it is."""
    of: UUID | None = None
    """The message at the sender."""
    answers: int | None = None
    """The number of the question that it answers too, 0 for none; an older installation does not say."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True, tag="proposal"):
    """What the citizen might be told, proposed to the office asked, whose desk speaks."""

    text: str
    of: UUID
    """The message at the sender."""
    files: tuple[UUID, ...] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True, tag="told"):
    """What you proposed was said to the citizen."""

    of: UUID
    """The message at the office that proposed it."""
    changed: bool = False


class Voice(msgspec.Struct, frozen=True, kw_only=True, tag="voice"):
    """About who speaks with the citizen."""

    act: str
    """offer, ask, take, give or keep."""


class Renumbered(msgspec.Struct, frozen=True, kw_only=True, tag="renumbered"):
    """Our case was merged into another one, or parted from it again: the matter has this number now."""

    number: str


class Erased(msgspec.Struct, frozen=True, kw_only=True, tag="erased"):
    """The citizen's data are erased here; your copy is to go as well."""

    ground: str
    """request or retention."""


class CopySettled(msgspec.Struct, frozen=True, kw_only=True, tag="copy_settled"):
    """What became of our copy of the citizen's data."""

    copy: Copy
    reason: str = ""
    """Which law makes us keep it."""


class Note(msgspec.Struct, frozen=True, kw_only=True, tag="note"):
    """A word from desk to desk; no citizen sees it."""

    text: str
    asks: bool = False
    """An answer is expected."""
    number: int = 0
    """Of the question, counted by who asks; an older installation gives it none."""
    answers: int | None = None
    """The number of the question that it answers, 0 for none; an older installation does not say."""


class RegisterNumber(msgspec.Struct, frozen=True, kw_only=True, tag="register_number"):
    """The case stands in a public register under this number; the citizen is to be told.

    Without one: whether it is being filed, so that nobody else files it meanwhile.
    """

    register: str
    number: str
    filing: bool = False


class CitizenNamed(msgspec.Struct, frozen=True, kw_only=True, tag="citizen_named"):
    """The citizen is named otherwise from now on: they agreed that you see who they are, or do so no more."""

    citizen: str
    openly: bool


class CitizenSeen(msgspec.Struct, frozen=True, kw_only=True, tag="citizen_seen"):
    """Somebody with us looked at who your citizen is."""

    by: str
    """Their name: whoever shows a citizen to another office may ask who looked."""
    reason: str
    seen_at: datetime


class SetAside(msgspec.Struct, frozen=True, kw_only=True, tag="set_aside"):
    """A letter of yours was dismissed here by a person: nobody reads it, and it is not tried again."""

    of: UUID
    """The letter at the office that wrote it."""
    reason: str


Content = (
    Offer
    | Received
    | Accepted
    | Progressed
    | Ended
    | SourceState
    | WithWhom
    | CitizenWrote
    | Answer
    | Proposal
    | Told
    | Voice
    | Renumbered
    | Erased
    | CopySettled
    | Note
    | RegisterNumber
    | CitizenNamed
    | CitizenSeen
    | SetAside
)


class Enclosed(msgspec.Struct, frozen=True, kw_only=True):
    """A file that went along: a copy of the recipient's own."""

    of: UUID
    """The sender's file."""
    id: UUID
    """The recipient's copy."""


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """What stands outside. `link` is the same on both sides; `seq` counts each side's letters from 1."""

    id: UUID
    link: UUID
    seq: int
    sender: UUID
    """The sending office's uid."""
    at: datetime
    after: int | None = None
    """Filled in on the way when letters before it were given up: the last one that was not, 0 for none."""

    def comes_next(self, seen: int) -> bool:
        """Is it the next one for a reader who has seen this many? Those that were given up never come."""
        return self.seq == seen + 1 or (self.after is not None and self.after <= seen < self.seq)


class Head(Cover, frozen=True, kw_only=True):
    """What of a letter is read that nobody here could understand."""

    content: dict[str, Any]

    @property
    def kind(self) -> str:
        """What it says to be."""
        return str(self.content.get("type", ""))


class Letter(Cover, frozen=True, kw_only=True):
    """One letter."""

    recipient: UUID
    content: Content
    enclosed: tuple[Enclosed, ...] = ()
    """Filled in on the way: what was copied."""

    @property
    def kind(self) -> str:
        """What it is, in one word."""
        return str(self.content.__struct_config__.tag)

    @property
    def wanted(self) -> tuple[UUID, ...]:
        """The sender's files that are to go along."""
        match self.content:
            case Offer(package=package):
                return tuple(file for extract in package.extracts for file in extract.files)
            case Answer(files=files) | CitizenWrote(files=files) | Proposal(files=files):
                return files
        return ()
