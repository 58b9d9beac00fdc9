"""An office's linked cases, and how its own work stands."""

from datetime import datetime
from enum import StrEnum
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


class Sort(StrEnum):
    """By what offices are put in order; by name is the neutral one."""

    NAME = "name"
    OPEN = "open"
    LATE = "late"
    RESPONSE = "response"
    SHARED = "shared"
    ROUNDS = "rounds"
    ACTIVITY = "activity"


class OfficeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How one office stands, in numbers; nothing of a case of another office's."""

    slug: str
    name: str
    own: bool
    open: int
    late: int
    recent: int
    """Cases of citizens opened in the last 30 days."""
    answered: int
    """Of these, those that have had a first response: what the median rests on."""
    median_seconds: float | None
    """Running time from receipt to the first response."""
    shared: int
    """Open cases that this reader's office and that one hold together."""
    last_activity: datetime | None
    region: str = ""
    """Code of Kepmendagri; its first two digits are the province's."""
    rounds: int = 0
    """Monitoring rounds that ended in the last 30 days."""
    rounds_missed: int = 0
    """Of these, those that nobody finished in time."""
    ratings: int = 0
    """Citizens who judged in the last 30 days."""
    mean_score: float | None = None
    """From 1 to 5."""
    channels: int = 0
    """Active accounts that have a remote behind them."""
    channels_failing: int = 0
    """Of these, those whose remote refuses or does not answer."""


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """A province on the map: what its office and those of its regencies and cities hold together."""

    region: str
    name: str
    row: int
    column: int
    offices: int
    open: int
    late: int


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """One page of it."""

    counts: OwnCounts
    offices: tuple[OfficeFigures, ...]
    """The reader's own and those below it, of the asked province; for an office at the end of the tree its own."""
    provinces: tuple[Tile, ...]
    """Of all offices below, from west to east; empty when they stand in one province."""
    rows: tuple[Linked, ...]
    peer: str
    """The name of the office that the rows are narrowed to."""
    next_cursor: str
    now: datetime
