"""Facts about the units of the office and its colleagues: who has a case, who was told, what a unit did about it."""

from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.facts.fact import Fact


class CaseDisposed(Fact, frozen=True, kw_only=True, tag="case.disposed"):
    """The case was passed to a unit."""

    unit_id: UUID
    from_unit_id: UUID | None = None
    due_at: datetime | None = None
    wrong_door: bool = False
    """It came to the wrong desk, and its citizen hears whose it is."""


class DispositionAsked(Fact, frozen=True, kw_only=True, tag="case.disposition_asked"):
    """A disposition waits for somebody's approval; to which unit stands in no fact before it is approved."""

    request_id: UUID


class DispositionDecided(Fact, frozen=True, kw_only=True, tag="case.disposition_decided"):
    """It waits no more; why it was refused stands in a note."""

    request_id: UUID
    decision: str
    """`approved`, `changed`, `refused`, `withdrawn`, `overtaken`, or `lapsed` with the end of the case."""


class DispositionUndecided(Fact, frozen=True, kw_only=True, tag="case.disposition_undecided"):
    """Nobody has decided in time, or whom the rule names is nobody: who else approves may decide now, too."""

    request_id: UUID


class CaseAssigned(Fact, frozen=True, kw_only=True, tag="case.assigned"):
    """Somebody took the case, or it was given to somebody, or to nobody."""

    assignee_id: UUID | None = None


class UnitJoined(Fact, frozen=True, kw_only=True, tag="case.unit_joined"):
    """Beside the unit that leads, another one helps or has a copy."""

    unit_id: UUID
    role: str
    """`helper` or `copy`."""


class UnitInstructed(Fact, frozen=True, kw_only=True, tag="case.unit_instructed"):
    """A unit that helps or has a copy is asked something else, until another time or as something else; it has that
    to do from now on."""

    unit_id: UUID
    role: str
    """`helper` or `copy`."""
    due_at: datetime | None = None


class UnitLeft(Fact, frozen=True, kw_only=True, tag="case.unit_left"):
    """A unit that helped or had a copy has nothing to do with the case any more."""

    unit_id: UUID
    returned: bool = False
    """By its own word; why stands in a note."""


class CaseReturned(Fact, frozen=True, kw_only=True, tag="case.returned"):
    """The unit gave the case back to the desk; why stands in a note."""

    unit_id: UUID


class UnitTold(Fact, frozen=True, kw_only=True, tag="case.unit_told"):
    """The unit itself is told by its registered number or mailbox that the case came to it, with a link."""

    unit_id: UUID


class UnitLinkMade(Fact, frozen=True, kw_only=True, tag="case.unit_link_made"):
    """An officer made the unit a new link; an older one opens nothing any more."""

    unit_id: UUID


class UnitLinkRevoked(Fact, frozen=True, kw_only=True, tag="case.unit_link_revoked"):
    """An officer took the unit's link back: it opens nothing, and replies by message are not taken either."""

    unit_id: UUID


class UnitEntered(Fact, frozen=True, kw_only=True, tag="case.unit_entered"):
    """Somebody who has the unit's number or mailbox at hand opened the case by the link."""

    unit_id: UUID


class UnitAnswered(Fact, frozen=True, kw_only=True, tag="case.unit_answered"):
    """The unit answered where it is; its words are a note, and the citizen hears nothing by that alone."""

    unit_id: UUID
    message_id: UUID
    answer_id: UUID
    by: str
    """`link`, `whatsapp`, `email` or `desk`."""


class UnitAnswerReturned(Fact, frozen=True, kw_only=True, tag="case.unit_answer_returned"):
    """The desk asked the unit for a better answer; why stands with the answer, for the unit to read."""

    unit_id: UUID
    answer_id: UUID


class UnitAnswerPassedOn(Fact, frozen=True, kw_only=True, tag="case.unit_answer_passed_on"):
    """Another office speaks with the citizen: the unit's answer goes to that one, as a proposal."""

    unit_id: UUID
    answer_id: UUID
    message_id: UUID
    """The words as the desk put them, which no citizen reads."""


class UnitWrote(msgspec.Struct, frozen=True, kw_only=True, tag="unit.wrote"):
    """A unit's number or mailbox wrote to the office's account, and it belongs to no case."""

    unit_id: UUID
    account_id: UUID
    at: datetime


UnitFact = (
    CaseDisposed
    | CaseAssigned
    | CaseReturned
    | DispositionAsked
    | DispositionDecided
    | DispositionUndecided
    | UnitAnswered
    | UnitAnswerPassedOn
    | UnitAnswerReturned
    | UnitEntered
    | UnitInstructed
    | UnitJoined
    | UnitLeft
    | UnitLinkMade
    | UnitLinkRevoked
    | UnitTold
)
"""Facts about a case's way through the office's own units."""
