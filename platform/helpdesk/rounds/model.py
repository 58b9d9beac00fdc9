"""The words of monitoring rounds."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.channels.model import ChannelKind


class HandLine(msgspec.Struct, frozen=True):
    """Something that only a person can look at: an account of a social medium, a counter."""

    name: str
    channel: ChannelKind
    """The way that a case found there comes by."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """When an office looks, and where a person has to look."""

    starts: tuple[int, ...]
    """Minutes after local midnight, rising. A round lasts until the next start, the last one over midnight."""
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    """Days on which rounds begin; 0 is Monday."""
    skip_national: bool = False
    """Whether no round begins on a free day of the nation."""
    reminders: tuple[int, ...] = (60, 15)
    """Minutes before a round's end, falling."""
    hand: tuple[HandLine, ...] = ()


class KeptPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as it stands, and how far its rounds are made."""

    plan: Plan
    active: bool
    version: int
    since: datetime
    """Rounds that begin later are not made yet."""
    due_at: datetime | None


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A round as the plan says it."""

    day: date
    """The local day on which it begins."""
    place: int
    """Which of that day: 1 is the first."""
    begins_at: datetime
    ends_at: datetime


class RoundState(StrEnum):
    """What a round is at a moment; it follows from its times."""

    COMING = "coming"
    RUNNING = "running"
    FINISHED = "finished"
    FINISHED_LATE = "finished_late"
    MISSED = "missed"
    EXCUSED = "excused"
    SIGNED = "signed"


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One look at all channels."""

    id: UUID
    day: date
    place: int
    begins_at: datetime
    ends_at: datetime
    reminders: tuple[int, ...] = ()
    """Minutes before the end at which somebody has still to be reminded."""
    missed_at: datetime | None = None
    alarmed_at: datetime | None = None
    finished_at: datetime | None = None
    finished_name: str = ""
    handover: str = ""
    excused_at: datetime | None = None
    excused_name: str = ""
    excuse: str = ""
    signed_at: datetime | None = None
    signed_name: str = ""
    lines: int = 0
    checked: int = 0
    found: int = 0
    problems: int = 0
    """Counts over its lines."""


class LineKind(StrEnum):
    """What a line looks at."""

    ACCOUNT = "account"
    DUE_SOON = "due_soon"
    LATE = "late"
    HAND = "hand"


class LineState(StrEnum):
    """What was seen there."""

    OPEN = "open"
    QUIET = "quiet"
    FOUND = "found"
    PROBLEM = "problem"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at in a round."""

    id: UUID
    round_id: UUID
    place: int
    kind: LineKind
    name: str = ""
    channel: ChannelKind | None = None
    account_id: UUID | None = None
    state: LineState = LineState.OPEN
    found: int = 0
    note: str = ""
    checked_at: datetime | None = None
    checked_name: str = ""
    version: int = 1


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """Unfinished cases of one account that nobody has looked at since their citizen wrote."""

    channel: str
    account_id: UUID | None
    """None where the channel does not tell."""
    fresh: int
    """Never looked at."""
    answered: int
    """Looked at before; the citizen wrote again."""
    older: int
    """Of both, those that wait since before the previous round began."""


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What waits unseen at a line."""

    fresh: int = 0
    answered: int = 0
    older: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.fresh + self.answered


class Unseen(msgspec.Struct, frozen=True, kw_only=True):
    """A case that waits unseen."""

    number: str
    title: str
    at: datetime
    """When its citizen wrote last."""
    fresh: bool
    danger: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What every page of the desk tells of rounds."""

    planned: bool = False
    running: Round | None = None
    unexcused: int = 0
    """Missed rounds without a reason."""
    oldest: UUID | None = None
    """The first of them."""


class RoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A round's page."""

    round: Round
    state: RoundState
    lines: tuple[Line, ...]
    news: dict[UUID, News]
    """What waits at the lines of channels; empty when the round is over."""
    elsewhere: int
    """Unseen cases that belong to no line."""
    due_soon: int
    late: int
    cases: dict[UUID, tuple[str, ...]]
    """Numbers of the cases opened out of each line."""
    previous: Round | None
    now: datetime
    open: bool
    """Whether lines can still be checked."""


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The rounds of a day."""

    day: date
    today: date
    rounds: tuple[Round, ...]
    coming: tuple[Slot, ...]
    """Rounds of the day that have not begun."""
    lines: tuple[Line, ...]
    now: datetime


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """The rounds of a month."""

    first: date
    rounds: tuple[Round, ...]
    coming: tuple[Slot, ...]
    now: datetime
