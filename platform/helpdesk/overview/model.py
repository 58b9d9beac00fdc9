"""An office's linked cases, and how its own work stands."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseKind, CaseState, CaseWord
from helpdesk.escalation.model import LinkState, Side


class Holding(StrEnum):
    """Which side has to do something next."""

    HERE = "here"
    THERE = "there"


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Who held this office's case how long, as its own history tells it; the three are its whole time."""

    ours: timedelta
    """Desk and units."""
    theirs: timedelta
    """Other offices."""
    citizens: timedelta
    """The citizen was asked, or has not been heard of since the answer."""

    @property
    def whole(self) -> timedelta:
        """From its opening here until now, or until its end."""
        return self.ours + self.theirs + self.citizens


class LinkedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which hand-overs are asked for; everything that is empty narrows nothing."""

    search: str = ""
    """A number of either office, or words of what was handed over."""
    peer: str = ""
    """The other office's slug; one that is not known is nobody."""
    province: str = ""
    """Two digits; offices of that region."""
    side: Side | None = None
    state: LinkState | None = None
    holding: Holding | None = None
    kind: CaseKind | None = None
    late: bool = False
    since: date | None = None
    until: date | None = None
    """The last day, whole; both in the office's time zone."""
    cursor: str = ""
    most: int = 50

    @property
    def narrows(self) -> bool:
        """Is anything but the place in the list asked for?"""
        plain = LinkedQuery(cursor=self.cursor, most=self.most)
        return self != plain


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
    kind: CaseKind
    state: CaseState
    word: CaseWord
    held: Held
    due_at: datetime | None
    late: bool
    holder: str
    """The office that has to do something next: this one, or another."""
    here: bool
    """This office holds it."""
    created_at: datetime
    changed_at: datetime


class LinkedPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of hand-overs, the newest first."""

    rows: tuple[Linked, ...]
    next_cursor: str
    """Empty on the last page."""
    now: datetime


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
    elsewhere: bool = False
    """On an installation of its own: the numbers are what it told last, but for the cases shared with it."""
    told_at: datetime | None = None
    """The moment that those are from; none before it has told any."""
    old: bool = False
    """They say how it was, and not how it is: it has been silent."""

    @property
    def is_current(self) -> bool:
        """Can its numbers stand beside those of others?"""
        return not self.elsewhere or (self.told_at is not None and not self.old)


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
    """The reader's own and those below it, of the asked province and page; for an office at the end of the tree its
    own."""
    offices_in_all: int
    """Of the asked province, on all pages."""
    skipped: int
    """So many of them stand on the pages before."""
    provinces: tuple[Tile, ...]
    """Of all offices below, from west to east; empty when they stand in one province."""
    rows: tuple[Linked, ...]
    peer: str
    """The name of the office that the rows are narrowed to."""
    next_cursor: str
    now: datetime
