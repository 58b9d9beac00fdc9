"""Every fact the product announces: a newcomer reads this first.

Facts are thin: ids, states and times. What a citizen wrote never stands in one.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from tenants.events import MembershipChanged, SignedIn


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something happened to a case of the tenant that announces it."""

    case_id: UUID
    at: datetime


class CaseOpened(Fact, frozen=True, kw_only=True, tag="case.opened"):
    """A new case, from a citizen, an officer or another office."""

    kind: str
    channel: str


class MessageReceived(Fact, frozen=True, kw_only=True, tag="case.message_received"):
    """The citizen wrote, on whatever channel."""

    message_id: UUID


class CaseSeen(Fact, frozen=True, kw_only=True, tag="case.seen"):
    """A member of the office opened the case for the first time."""


class CaseVerified(Fact, frozen=True, kw_only=True, tag="case.verified"):
    """An officer checked the case and took it on for the office."""

    kind: str


class CaseDisposed(Fact, frozen=True, kw_only=True, tag="case.disposed"):
    """The case was passed to a unit."""

    unit_id: UUID
    from_unit_id: UUID | None = None
    due_at: datetime | None = None


class CaseAssigned(Fact, frozen=True, kw_only=True, tag="case.assigned"):
    """Somebody took the case, or it was given to somebody, or to nobody."""

    assignee_id: UUID | None = None


class CaseReplied(Fact, frozen=True, kw_only=True, tag="case.replied"):
    """The office wrote to the citizen; a person wrote it, not a machine."""

    message_id: UUID


class CaseNoted(Fact, frozen=True, kw_only=True, tag="case.noted"):
    """An internal note was written."""

    message_id: UUID


class CaseCorrected(Fact, frozen=True, kw_only=True, tag="case.corrected"):
    """Kind, title or facility were corrected; the names of what changed stand here."""

    fields: tuple[str, ...]


class CaseDangerHeard(Fact, frozen=True, kw_only=True, tag="case.danger"):
    """What the citizen wrote sounds like danger to life; a rule says so, no person yet."""


class CaseDangerCleared(Fact, frozen=True, kw_only=True, tag="case.danger_cleared"):
    """An officer looked: no danger, or no longer. Why stands in a note."""


class ColleagueTold(Fact, frozen=True, kw_only=True, tag="case.colleague_told"):
    """A colleague is told outside the desk that the case came to them."""

    membership_id: UUID


class ColleagueNotTold(Fact, frozen=True, kw_only=True, tag="case.colleague_not_told"):
    """Telling a colleague failed, or it is not known whether it reached them."""

    membership_id: UUID
    code: str = ""


class CaseWaits(Fact, frozen=True, kw_only=True, tag="case.waiting"):
    """The office asked the citizen for something; promises pause."""


class CaseResumed(Fact, frozen=True, kw_only=True, tag="case.resumed"):
    """The citizen answered, or an officer went on; promises run again."""


class CaseMarkedSpam(Fact, frozen=True, kw_only=True, tag="case.spam"):
    """The case is no case; it is closed."""


class CaseMarkedDuplicate(Fact, frozen=True, kw_only=True, tag="case.duplicate"):
    """Another case holds the same matter; this one is closed."""

    duplicate_of: UUID


class CaseRejected(Fact, frozen=True, kw_only=True, tag="case.rejected"):
    """The office will not work on it, and said why."""


class CaseAnswered(Fact, frozen=True, kw_only=True, tag="case.answered"):
    """The office holds the matter for solved; the citizen may reopen."""


class CaseReopened(Fact, frozen=True, kw_only=True, tag="case.reopened"):
    """The citizen or the office is not content."""

    times: int


class CaseClosed(Fact, frozen=True, kw_only=True, tag="case.closed"):
    """Finished."""


class CaseRated(Fact, frozen=True, kw_only=True, tag="case.rated"):
    """The citizen rated the answer, 1 (worst) to 5 (best)."""

    score: int


class TargetMissed(Fact, frozen=True, kw_only=True, tag="clock.missed"):
    """A promise was not kept: its due time passed while it ran."""

    target: str
    due_at: datetime


class DeliveryChanged(Fact, frozen=True, kw_only=True, tag="delivery.changed"):
    """A message to the citizen moved on, or failed."""

    message_id: UUID
    state: str
    code: str = ""


class CaseEscalated(Fact, frozen=True, kw_only=True, tag="case.escalated"):
    """The case was offered to another office."""

    link_id: UUID
    to_tenant: UUID


class HandoverChanged(Fact, frozen=True, kw_only=True, tag="handover.changed"):
    """What the other office says about its linked case changed."""

    link_id: UUID
    state: str
    """Of the office asked: where its work stands. Of the one that asked: closed, rejected, spam, duplicate
    or reopened."""


class HandoverStuck(Fact, frozen=True, kw_only=True, tag="handover.stuck"):
    """A letter to the other office did not arrive for days; this one and those after it wait for a person."""

    link_id: UUID
    code: str


class PeerAnswered(Fact, frozen=True, kw_only=True, tag="handover.message"):
    """The other office wrote; the desk decides what of it reaches the citizen."""

    link_id: UUID
    message_id: UUID


class RegisterAsked(Fact, frozen=True, kw_only=True, tag="register.asked"):
    """An officer asked to file the case in somebody else's register."""

    register_link_id: UUID


class RegisterFiled(Fact, frozen=True, kw_only=True, tag="register.filed"):
    """The register took the case and gave it a number."""

    register_link_id: UUID
    tracking_id: str


class RegisterChanged(Fact, frozen=True, kw_only=True, tag="register.changed"):
    """The register shows another status, or something was said there."""

    register_link_id: UUID
    status: str


class RegisterNumberKnown(Fact, frozen=True, kw_only=True, tag="register.number_known"):
    """The register's number reached this office, from the register or through the relay."""

    number: str


class RegisterNotFound(Fact, frozen=True, kw_only=True, tag="register.not_found"):
    """An officer looked: the register does not have the filing; it may be filed again."""

    register_link_id: UUID


class RegisterStuck(Fact, frozen=True, kw_only=True, tag="register.stuck"):
    """A filing needs a person: it may exist in the register or not, was refused, or was tried many times."""

    register_link_id: UUID
    code: str


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


CaseEvent = (
    CaseOpened
    | MessageReceived
    | CaseSeen
    | CaseVerified
    | CaseDisposed
    | CaseAssigned
    | CaseReplied
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
    | TargetMissed
    | DeliveryChanged
    | CaseEscalated
    | HandoverChanged
    | HandoverStuck
    | PeerAnswered
    | RegisterAsked
    | RegisterFiled
    | RegisterChanged
    | RegisterNumberKnown
    | RegisterNotFound
    | RegisterStuck
)
"""Facts about one case; they stand in its history too."""

Event = CaseEvent | AccountNews | ColleagueWrote | RoundMissed | RoundFinished | SignedIn | MembershipChanged


def name_of(event: Event) -> str:
    """The stable outside name of a fact: `case.opened`."""
    return str(event.__struct_config__.tag)
