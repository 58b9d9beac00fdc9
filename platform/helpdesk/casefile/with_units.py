"""What a case's page shows of its units: what they answered, their ways to answer, what waits to be passed to one."""

from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.approvals.model import Request
from helpdesk.cases.model import PartRole, PartState
from helpdesk.unit_links.model import AnswerState, CameBy


class FromUnit(msgspec.Struct, frozen=True, kw_only=True):
    """That a note is what a unit answered, and what became of it."""

    id: UUID
    state: AnswerState
    came_by: CameBy
    word: str = ""
    """Why the desk returned it."""


class UnitWay(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that has the case, and its way to answer without an account."""

    unit_id: UUID
    unit: str
    role: PartRole
    state: PartState
    instruction: str
    due_at: datetime | None
    at: datetime
    """Since when it has the case."""
    reachable: bool
    """It has a number or a mailbox of its own."""
    link_id: UUID | None
    """None while it has no link, or the last one was revoked."""
    expires_at: datetime | None


class Asked(Request, frozen=True, kw_only=True):
    """A disposition that waits for its approval, with the names of its units, for those who see the whole office."""

    unit: str
    beside: tuple[str, ...]
    """Of those who would help or have a copy."""
