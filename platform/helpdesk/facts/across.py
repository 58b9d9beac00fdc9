"""Facts about what is done together with others: other offices, and registers of somebody else."""

from datetime import datetime
from uuid import UUID

from helpdesk.facts.fact import Fact


class CaseEscalated(Fact, frozen=True, kw_only=True, tag="case.escalated"):
    """The case was offered to another office."""

    link_id: UUID
    to_tenant: UUID
    due_at: datetime | None = None
    """Until when it is to be taken on, where both offices agreed on hours of their own."""


class HandoverChanged(Fact, frozen=True, kw_only=True, tag="handover.changed"):
    """What the other office says about its linked case changed."""

    link_id: UUID
    state: str
    """Of the office asked: where its work stands. Of the one that asked: closed, rejected, spam, duplicate,
    reopened, withdrawn or expired."""
    side: str = "source"
    """`source` when this office asked, `target` when it was asked."""
    waits: bool = False
    """Another offer of the same case is still to be taken on."""


class HandoverPassedOn(Fact, frozen=True, kw_only=True, tag="handover.passed_on"):
    """The office asked handed the matter on, or has it back."""

    link_id: UUID
    office: str
    """Who has it now, by name; empty: the office asked itself."""


class HandoverDecided(Fact, frozen=True, kw_only=True, tag="handover.decided"):
    """What this office itself did with a hand-over."""

    link_id: UUID
    state: str
    """accepted or returned where it was asked; withdrawn or expired where it asked."""
    waits: bool = False
    """Another offer of the same case is still to be taken on."""


class HandoverStuck(Fact, frozen=True, kw_only=True, tag="handover.stuck"):
    """A letter to the other office did not arrive for days; this one and those after it wait for a person."""

    link_id: UUID
    code: str


class LetterDismissed(Fact, frozen=True, kw_only=True, tag="handover.set_aside"):
    """A letter that had come was dismissed by a person: nobody reads it; why stands in the letter log of both sides."""

    link_id: UUID
    letter_id: UUID
    ours: bool
    """This office's desk dismissed it; otherwise the other one did, and the letter was ours."""


class PeerAnswered(Fact, frozen=True, kw_only=True, tag="handover.message"):
    """The other office wrote; the desk decides what of it reaches the citizen."""

    link_id: UUID
    message_id: UUID


class CitizenShown(Fact, frozen=True, kw_only=True, tag="handover.citizen"):
    """The other office names the citizen to us by name and contact, or does so no more."""

    link_id: UUID
    named: bool


class CitizenLookedAt(Fact, frozen=True, kw_only=True, tag="handover.citizen_seen"):
    """Somebody of another office looked at who the citizen is; who, when and why stands in the message."""

    link_id: UUID
    message_id: UUID


class HandoverMoved(Fact, frozen=True, kw_only=True, tag="handover.moved"):
    """The case was merged into another one, or parted from it again, and a hand-over went with the matter."""

    link_id: UUID
    peer: UUID
    side: str
    away: bool
    """It left this case; otherwise it came here."""


class VoiceChanged(Fact, frozen=True, kw_only=True, tag="handover.voice"):
    """About who speaks with the citizen."""

    link_id: UUID
    act: str
    """offered, asked, given, taken or declined; `taken` once it is done."""
    ours: bool
    """By this office's own desk."""


class ProposalSaid(Fact, frozen=True, kw_only=True, tag="handover.proposal_said"):
    """What this office proposed was said to the citizen by the one that speaks."""

    link_id: UUID
    message_id: UUID
    changed: bool = False


class CopyAsked(Fact, frozen=True, kw_only=True, tag="handover.copy_asked"):
    """The other office erased its citizen's data and asked for the same here."""

    link_id: UUID
    ground: str


class CopySettled(Fact, frozen=True, kw_only=True, tag="handover.copy_settled"):
    """What the other office did with its copy of the citizen's data."""

    link_id: UUID
    copy: str
    """erased or kept."""


HandoverEvent = (
    CaseEscalated
    | HandoverChanged
    | HandoverDecided
    | HandoverMoved
    | HandoverPassedOn
    | HandoverStuck
    | PeerAnswered
    | VoiceChanged
    | ProposalSaid
    | CopyAsked
    | CopySettled
    | CitizenShown
    | CitizenLookedAt
    | LetterDismissed
)
"""Facts about handing a case over."""


class RegisterAsked(Fact, frozen=True, kw_only=True, tag="register.asked"):
    """An officer asked to file the case in somebody else's register, or the office's own rule did."""

    register_link_id: UUID
    by_rule: bool = False


class RegisterConsented(Fact, frozen=True, kw_only=True, tag="register.consented"):
    """An officer wrote down what the citizen said about filing the case in a register."""

    given: bool


class RegisterLeft(Fact, frozen=True, kw_only=True, tag="register.left"):
    """The office's rule would have filed the case, but a person has to look first."""

    code: str
    """`tells_who`: it tells who the citizen is; `not_here_yet`: a file is awaited; or why else."""


class RegisterFiled(Fact, frozen=True, kw_only=True, tag="register.filed"):
    """The register took the case and gave it a number."""

    register_link_id: UUID
    tracking_id: str


class RegisterChanged(Fact, frozen=True, kw_only=True, tag="register.changed"):
    """The register shows another status, or something was said there."""

    register_link_id: UUID
    status: str
    was: str = ""
    """The status before, where it is another; also one that LAPOR took back, such as finished."""
    answered: bool = False
    """An institution answered there; the register has no status of its own for that."""


class RegisterNumberKnown(Fact, frozen=True, kw_only=True, tag="register.number_known"):
    """The register's number reached this office, from the register or through the relay."""

    number: str
    via: UUID | None = None
    """The hand-over by which it was told."""
    second: bool = False
    """The case has another one already, which stays; no citizen hears of this one."""


class RegisterNotFound(Fact, frozen=True, kw_only=True, tag="register.not_found"):
    """An officer looked: the register does not have the filing; it may be filed again."""

    register_link_id: UUID


class RegisterAnswered(Fact, frozen=True, kw_only=True, tag="register.answered"):
    """An answer of the office stands in the register, written by the machine or by hand."""

    register_link_id: UUID


class RegisterStuck(Fact, frozen=True, kw_only=True, tag="register.stuck"):
    """A filing needs a person: it may exist in the register or not, was refused, or was tried many times."""

    register_link_id: UUID
    code: str


class FilingPassedOver(Fact, frozen=True, kw_only=True, tag="register.passed_over"):
    """Another office said that it files the matter, and is not waited for any longer; why stands in a note."""

    link_id: UUID
    peer: UUID


RegisterEvent = (
    RegisterAsked
    | RegisterFiled
    | RegisterChanged
    | RegisterNumberKnown
    | RegisterNotFound
    | RegisterAnswered
    | RegisterStuck
    | RegisterConsented
    | RegisterLeft
    | FilingPassedOver
)
"""Facts about a case in somebody else's register."""
