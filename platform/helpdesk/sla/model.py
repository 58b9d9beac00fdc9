"""The words of time: opening hours, budgets, promises being kept, and what can be wrong with them."""

from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

import msgspec

DAY_MINUTES = 24 * 60


class CalendarFault(ValueError):
    """A due time cannot be told from this calendar."""

    code = "calendar_fault"


class UnknownZone(CalendarFault):
    """The time zone is not a name of the tz database."""

    code = "calendar_unknown_zone"


class NeverOpen(CalendarFault):
    """The calendar has no open period at all: a wrong setting, never a reason to count running time."""

    code = "calendar_never_open"


class BeyondHorizon(CalendarFault):
    """The budget is not spent, or the moment does not lie, within the years that are laid out."""

    code = "calendar_beyond_horizon"


class Unit(StrEnum):
    """In what a budget is counted; the words of the outside JSON."""

    SECONDS = "seconds"
    """Seconds of open time."""
    WORKING_DAYS = "working_days"
    """Later dates with open time."""
    RUNNING_SECONDS = "running_seconds"
    """Seconds of any time, day and night."""
    CALENDAR_DAYS = "calendar_days"
    """Later dates of any kind."""


class TargetKind(StrEnum):
    """What is promised."""

    FIRST_SEEN = "first_seen"
    VERIFICATION = "verification"
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    DISPOSITION = "disposition"
    RESOLUTION = "resolution"
    HANDOVER = "handover"
    LAPOR_VERIFICATION = "lapor_verification"
    LAPOR_RESPONSE = "lapor_response"
    LAPOR_CLOSING = "lapor_closing"
    CONTACT_REPLY = "contact_reply"
    """Not the office's promise but the citizen's time: when it ends without a word, the case is closed."""


class Receiver(StrEnum):
    """Who is told when a promise is in danger."""

    OFFICER = "officer"
    """Who holds the case; when nobody does, the officers of its unit, else the supervisors."""
    SUPERVISOR = "supervisor"
    HEAD = "head"
    PARENT = "parent"
    """The supervisors of the office above."""


class ClockState(StrEnum):
    """Running and paused clocks are open; met and stopped ones are history."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    STOPPED = "stopped"


class PauseReason(StrEnum):
    """Why a promise waits."""

    WAITING_FOR_CONTACT = "waiting_for_contact"
    WAITING_FOR_DATA = "waiting_for_data"
    LAPOR_ON_HOLD = "lapor_on_hold"


class Period(msgspec.Struct, frozen=True):
    """Open from minute `opens` (included) to minute `closes` (not included) of one day's wall clock."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError("a period opens before it closes, within one day")


class DayHours(msgspec.Struct, frozen=True):
    """The periods of one date, in place of the weekly ones; none means closed."""

    date: date
    periods: tuple[Period, ...] = ()

    def __post_init__(self) -> None:
        _must_follow_each_other(self.periods)


class Calendar(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """When an office is open. Equal calendars share one laid-out table."""

    timezone: str
    """A name of the tz database, such as Asia/Jakarta."""
    periods: tuple[tuple[Period, ...], ...]
    """Seven days of periods, Monday first."""
    days_off: frozenset[date] = frozenset()
    exceptions: tuple[DayHours, ...] = ()
    """Sorted by date; they win over `days_off`."""

    def __post_init__(self) -> None:
        if len(self.periods) != 7:
            raise ValueError("a week has seven days")
        for periods in self.periods:
            _must_follow_each_other(periods)
        dates = [exception.date for exception in self.exceptions]
        if any(later <= earlier for earlier, later in pairwise(dates)):
            raise ValueError("exceptions are sorted and name each date once")


class Budget(msgspec.Struct, frozen=True):
    """How much time a promise has: a whole amount, not negative."""

    unit: Unit
    amount: int

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a budget is not negative")


class Pause(msgspec.Struct, frozen=True):
    """Time that does not count; without an end it is still running."""

    begins: datetime
    ends: datetime | None = None
    reason: PauseReason = PauseReason.WAITING_FOR_CONTACT

    def __post_init__(self) -> None:
        if self.ends is not None and self.ends < self.begins:
            raise ValueError("a pause does not end before it begins")


_RUNNING, _PAUSED = ClockState.RUNNING, ClockState.PAUSED


class Clock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One promise on one case: what was promised, under which rule, and what became of it."""

    kind: TargetKind
    state: ClockState
    started_at: datetime
    budget: Budget
    calendar: str
    """Key of the office's calendar that counts."""
    rule: str
    """The rule set and version the promise was made under."""
    line: str = ""
    """Which rule of the set."""
    due_at: datetime | None
    """None while a pause decides; a due time that passed before the pause stays."""
    warn_at: datetime | None
    """When 80 % of the budget is spent."""
    taken: int = 0
    """Up to which part of the promised time, in percent, warnings and steps were taken."""
    step_at: datetime | None = None
    """When the next step after the warning is due; None when none is left, or a pause decides."""
    step: int = 0
    """That step, in percent of the promised time."""
    by_hand: bool = False
    """The due time was set by a person and moves with no rule, hours or pause."""
    paused_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    met_at: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    """The due time that was missed, however late somebody looked."""
    round: int = 1
    """Counts how often the promise was begun anew, from 1."""

    @property
    def runs(self) -> bool:
        """Is its time passing?"""
        return self.state is _RUNNING

    @property
    def is_open(self) -> bool:
        """Is it still owed: running or paused?"""
        return self.state is _RUNNING or self.state is _PAUSED


def _must_follow_each_other(periods: tuple[Period, ...]) -> None:
    if any(later.opens < earlier.closes for earlier, later in pairwise(periods)):
        raise ValueError("periods of a day are sorted and do not overlap")
