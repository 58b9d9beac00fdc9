"""What integrators send and get about the units of a case."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from helpdesk.api.answers import Answer, CaseOut
from helpdesk.api.schemas import Acting, Moment, Reason
from helpdesk.approvals.model import Approvers, Why
from helpdesk.cases.model import PartRole, PartState
from helpdesk.unit_links.model import AnswerState, CameBy

Instruction = Annotated[str, msgspec.Meta(max_length=2000)]
Units = Annotated[tuple[UUID, ...], msgspec.Meta(max_length=50)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class Dispose(Acting, frozen=True, kw_only=True):
    """Pass the case to a unit that leads; others help or have a copy, each readable there (`not_reachable`)."""

    unit_id: UUID
    instruction: Instruction = ""
    due_at: Moment | None = None
    helpers: Units = ()
    copies: Units = ()


class JoinUnit(Acting, frozen=True, kw_only=True):
    """A further unit beside the one that leads."""

    unit_id: UUID
    role: Literal["helper", "copy"]
    instruction: Instruction = ""
    due_at: Moment | None = None


class InstructUnit(Acting, frozen=True, kw_only=True):
    """What a unit beside the one that leads is asked from now on; it has that to do again."""

    role: Literal["helper", "copy"]
    instruction: Instruction = ""
    due_at: Moment | None = None


class ApproveDisposition(Acting, frozen=True, kw_only=True):
    """What waits is done; what is named here replaces what was asked for."""

    request_id: UUID
    unit_id: UUID | msgspec.UnsetType = msgspec.UNSET
    instruction: Instruction | msgspec.UnsetType = msgspec.UNSET
    due_at: Moment | msgspec.UnsetType | None = msgspec.UNSET
    helpers: Units | msgspec.UnsetType = msgspec.UNSET
    copies: Units | msgspec.UnsetType = msgspec.UNSET


class RefuseDisposition(Acting, frozen=True, kw_only=True):
    """It is not done; the office reads the reason as a note."""

    request_id: UUID
    reason: Reason


class WithdrawRequest(Acting, frozen=True, kw_only=True):
    """It is not asked for any more."""

    request_id: UUID


class AnswerAsUnit(Acting, frozen=True, kw_only=True):
    """What the unit answers; the desk releases it, unless the unit answers citizens directly."""

    text: Text


class Returning(Acting, frozen=True, kw_only=True):
    """Why it comes back."""

    reason: Reason


class ReleaseAnswer(Acting, frozen=True, kw_only=True):
    """Send it to the citizen, as the unit wrote it or with other words; both are kept."""

    text: Text | None = None
    with_files: bool = True


class ApprovalOut(Answer, frozen=True, kw_only=True):
    """A disposition that waits for somebody's approval."""

    id: UUID
    unit_id: UUID
    instruction: str
    due_at: datetime | None
    helpers: tuple[UUID, ...]
    copies: tuple[UUID, ...]
    why: tuple[Why, ...]
    approvers: Approvers
    widened: bool
    """Whom the rule names did not decide in time, or is nobody: supervisor and head may both decide."""
    adds: bool
    """`unit_id` leads already and goes on; the others come beside it, or are asked something else."""
    asked_by: str
    asked_at: datetime


class Disposed(CaseOut, frozen=True, kw_only=True):
    """The case, and what waits: then `unit_id` is still the one before."""

    approval: ApprovalOut | None


class PartOut(Answer, frozen=True, kw_only=True):
    """What a unit has to do with the case now."""

    unit_id: UUID
    unit: str
    role: PartRole
    state: PartState
    instruction: str
    due_at: datetime | None
    since: datetime


class HelpOut(Answer, frozen=True, kw_only=True):
    """A time in which a unit owed its help, beside the one that led: such times overlap with the legs of the case."""

    unit_id: UUID
    begins: datetime
    ends: datetime | None


class UnitAnswerOut(Answer, frozen=True, kw_only=True):
    """What a unit answered; its words are the message."""

    id: UUID
    message_id: UUID
    unit: str
    text: str
    state: AnswerState
    came_by: CameBy
    returned_because: str
    at: datetime


class UnitsOfCase(Answer, frozen=True, kw_only=True):
    """Units that have the case now, what they answered, and what waits for approval."""

    units: tuple[PartOut, ...]
    help: tuple[HelpOut, ...]
    """Of every unit that ever helped; empty for a case with a very long history."""
    answers: tuple[UnitAnswerOut, ...]
    approval: ApprovalOut | None
