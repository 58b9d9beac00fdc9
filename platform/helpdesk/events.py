"""Every fact the product announces: a newcomer reads this first.

Thin: ids, states, times; what a citizen wrote stands in none. All but a case's own are in `helpdesk.facts`.
"""

from uuid import UUID

from helpdesk.facts.across import (
    CaseEscalated,
    CopyAsked,
    CopySettled,
    FilingPassedOver,
    HandoverChanged,
    HandoverDecided,
    HandoverEvent,
    HandoverMoved,
    HandoverPassedOn,
    HandoverStuck,
    PeerAnswered,
    ProposalSaid,
    RegisterAnswered,
    RegisterAsked,
    RegisterChanged,
    RegisterConsented,
    RegisterEvent,
    RegisterFiled,
    RegisterLeft,
    RegisterNotFound,
    RegisterNumberKnown,
    RegisterStuck,
    VoiceChanged,
)
from helpdesk.facts.citizens import CaseDangerCleared, CaseDangerHeard, CaseRated, CitizenErased, ConsentEvent
from helpdesk.facts.clocks import CaseResumed, CaseWaits, Pledge, PromiseGiven, TargetMissed, TargetStage
from helpdesk.facts.colleagues import ColleagueNotTold, ColleagueTold
from helpdesk.facts.delivery import DeliveryChanged, SentEarly
from helpdesk.facts.ends import (
    CaseAnswered,
    CaseClosed,
    CaseMarkedDuplicate,
    CaseMarkedSpam,
    CaseRejected,
    CaseReopened,
)
from helpdesk.facts.fact import Fact
from helpdesk.facts.files import FileChecked
from helpdesk.facts.office import (
    AccountNews,
    CallChanged,
    ColleagueWrote,
    ContactsMerged,
    ContactsParted,
    RegisterReconciled,
    RoundFinished,
    RoundMissed,
)
from helpdesk.facts.sheets import SheetFact
from helpdesk.facts.units import (
    CaseAssigned,
    CaseDisposed,
    CaseReturned,
    DispositionAsked,
    DispositionDecided,
    DispositionUndecided,
    UnitAnswered,
    UnitAnswerPassedOn,
    UnitAnswerReturned,
    UnitEntered,
    UnitFact,
    UnitInstructed,
    UnitJoined,
    UnitLeft,
    UnitLinkMade,
    UnitLinkRevoked,
    UnitTold,
    UnitWrote,
)
from tenants.events import MembershipChanged, SignedIn

__all__ = [
    "AccountNews",
    "CallChanged",
    "CaseAnswered",
    "CaseAssigned",
    "CaseCalled",
    "CaseClosed",
    "CaseCorrected",
    "CaseDangerCleared",
    "CaseDangerHeard",
    "CaseDisposed",
    "CaseEscalated",
    "CaseEvent",
    "CaseMarkedDuplicate",
    "CaseMarkedSpam",
    "CaseNoted",
    "CaseOpened",
    "CaseRated",
    "CaseReacted",
    "CaseRejected",
    "CaseReopened",
    "CaseReplied",
    "CaseResumed",
    "CaseReturned",
    "CaseSeen",
    "CaseVerified",
    "CaseWaits",
    "CitizenErased",
    "ColleagueNotTold",
    "ColleagueTold",
    "ColleagueWrote",
    "ContactsMerged",
    "ContactsParted",
    "CopyAsked",
    "CopySettled",
    "DeliveryChanged",
    "DispositionAsked",
    "DispositionDecided",
    "DispositionUndecided",
    "Event",
    "Fact",
    "FileChecked",
    "FilingPassedOver",
    "HandoverChanged",
    "HandoverDecided",
    "HandoverMoved",
    "HandoverPassedOn",
    "HandoverStuck",
    "MessageReceived",
    "PeerAnswered",
    "Pledge",
    "PromiseGiven",
    "ProposalSaid",
    "RegisterAnswered",
    "RegisterAsked",
    "RegisterChanged",
    "RegisterConsented",
    "RegisterFiled",
    "RegisterLeft",
    "RegisterNotFound",
    "RegisterNumberKnown",
    "RegisterReconciled",
    "RegisterStuck",
    "RoundFinished",
    "RoundMissed",
    "SentEarly",
    "TargetMissed",
    "TargetStage",
    "UnitAnswerPassedOn",
    "UnitAnswerReturned",
    "UnitAnswered",
    "UnitEntered",
    "UnitInstructed",
    "UnitJoined",
    "UnitLeft",
    "UnitLinkMade",
    "UnitLinkRevoked",
    "UnitTold",
    "UnitWrote",
    "VoiceChanged",
    "name_of",
]


class CaseOpened(Fact, frozen=True, kw_only=True, tag="case.opened"):
    """A new case, from a citizen, an officer or another office."""

    kind: str
    channel: str
    promises: tuple[Pledge, ...] = ()


class MessageReceived(Fact, frozen=True, kw_only=True, tag="case.message_received"):
    """The citizen wrote, on whatever channel."""

    message_id: UUID


class CaseSeen(Fact, frozen=True, kw_only=True, tag="case.seen"):
    """A member of the office opened the case for the first time."""


class CaseVerified(Fact, frozen=True, kw_only=True, tag="case.verified"):
    """An officer checked the case and took it on for the office."""

    kind: str


class CaseReplied(Fact, frozen=True, kw_only=True, tag="case.replied"):
    """The office wrote to the citizen; a person wrote it, not a machine."""

    message_id: UUID


class CaseReacted(Fact, frozen=True, kw_only=True, tag="case.reacted"):
    """The office put an emoji on what the citizen wrote, or took it back. It is no answer."""

    message_id: UUID
    emoji: str = ""


class CaseCalled(Fact, frozen=True, kw_only=True, tag="case.called"):
    """A telephone call was noted on the case, or one that was went on: its end, its recording."""

    call_id: UUID


class CaseNoted(Fact, frozen=True, kw_only=True, tag="case.noted"):
    """An internal note was written."""

    message_id: UUID


class CaseCorrected(Fact, frozen=True, kw_only=True, tag="case.corrected"):
    """Kind, title, facility, topic, grade or priority were put right: which, and what the last two became."""

    fields: tuple[str, ...]
    grade: str | None = None
    priority: str | None = None


CaseEvent = (
    CaseOpened
    | SheetFact
    | UnitFact
    | MessageReceived
    | CaseSeen
    | CaseVerified
    | CaseReplied
    | CaseReacted
    | CaseCalled
    | CaseNoted
    | CaseCorrected
    | CaseDangerHeard
    | CaseDangerCleared
    | ColleagueTold
    | ColleagueNotTold
    | CaseWaits
    | CaseResumed
    | CaseMarkedSpam
    | CaseMarkedDuplicate
    | CaseRejected
    | CaseAnswered
    | CaseReopened
    | CaseClosed
    | CaseRated
    | CitizenErased
    | TargetMissed
    | TargetStage
    | PromiseGiven
    | DeliveryChanged
    | SentEarly
    | FileChecked
    | HandoverEvent
    | RegisterEvent
    | ConsentEvent
)
"""Facts about one case; they stand in its history too."""

Event = (
    CaseEvent
    | AccountNews
    | CallChanged
    | ColleagueWrote
    | ContactsMerged
    | ContactsParted
    | RegisterReconciled
    | RoundMissed
    | RoundFinished
    | UnitWrote
    | SignedIn
    | MembershipChanged
)


def name_of(event: Event) -> str:
    """The stable outside name of a fact: `case.opened`."""
    return str(event.__struct_config__.tag)
