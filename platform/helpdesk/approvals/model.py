"""The words of approval: rules, what somebody wants to pass on, and what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Approvers(StrEnum):
    """Who decides."""

    SUPERVISOR = "supervisor"
    HEAD = "head"
    EITHER = "either"


class Why(StrEnum):
    """What of a rule made a disposition wait."""

    EVERY = "every"
    """The rule names nothing: every disposition waits."""
    KIND = "kind"
    GRADE = "grade"
    UNIT = "unit"
    DUE = "due"
    """The unit would get longer than the office's promises leave, or no due time at all."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fits a disposition of which all that it names is true; the first that fits counts."""

    approvers: Approvers
    kind: str = ""
    grade: str = ""
    unit_id: UUID | None = None
    """As the one that leads, helps or has a copy."""
    longer: bool = False
    """A due time later than the proposed one, or none where one is proposed."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The office's rules in their order; without any, nobody has to approve anything."""

    rules: tuple[Rule, ...] = ()
    version: int = 0
    """0 while nobody has said anything."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to pass on, to whom."""

    unit_id: UUID
    instruction: str = ""
    due_at: datetime | None = None
    helpers: frozenset[UUID] = frozenset()
    copies: frozenset[UUID] = frozenset()
    adds: bool = False
    """`unit_id` leads already and goes on; the others come beside it, or are asked something else."""
    wrong_door: bool = False
    """It came to the wrong desk: its citizen hears whose it is, as soon as it is passed on."""

    @property
    def units(self) -> frozenset[UUID]:
        """All that would hear of the case by it."""
        leads = frozenset() if self.adds else frozenset({self.unit_id})
        return leads | self.helpers | self.copies


class Decision(StrEnum):
    """What became of a request; a changed one was approved with other words."""

    APPROVED = "approved"
    CHANGED = "changed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"
    """The case was passed on by a disposition that needed nobody's approval."""
    LAPSED = "lapsed"
    """The case ended before anybody decided."""


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """Who asked, and who decided; nobody yet for what waits."""

    asked_by: UUID | None
    decided_name: str


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A disposition that waits for its approval."""

    id: UUID
    case_id: UUID
    wish: Wish
    why: tuple[Why, ...]
    approvers: Approvers
    asked_by: UUID | None
    asked_name: str
    asked_at: datetime
    widened: bool = False
    """Whom the rule names did not decide in time, or is nobody: who else approves may, but for who asked."""
