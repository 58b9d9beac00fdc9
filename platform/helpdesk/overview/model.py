"""An office's linked cases, and how its own work stands."""

from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseState, CaseWord
from helpdesk.escalation.model import LinkState, Side


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-over as this office keeps it; nothing of the other office's rows stands here (decision 15)."""

    link_id: UUID
    side: Side
    link_state: LinkState
    peer: str
    """The other office's name."""
    peer_number: str
    number: str
    title: str
    """Empty for readers who may not open the case."""
    state: CaseState
    word: CaseWord
    due_at: datetime | None
    late: bool
    holder: str
    """The office that has to do something next: this one, or another."""
    here: bool
    """This office holds it."""
    created_at: datetime
    changed_at: datetime


class OwnCounts(msgspec.Struct, frozen=True, kw_only=True):
    """This office's own cases, as numbers only."""

    open: int
    late: int
    due_soon: int
    waiting: int
    linked: int
    """Open cases that came from other offices."""
    escalated: int
    """Open cases that are with another office."""


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """One page of it."""

    counts: OwnCounts
    rows: tuple[Linked, ...]
    next_cursor: str
    now: datetime
