"""Rule sets as an administrator reads and writes them."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from helpdesk.sla.model import Receiver, TargetKind
from helpdesk.sla.targets import Condition, Rule, RuleSet


class Version(msgspec.Struct, frozen=True):
    """A stored rule set, and who saved it when; nobody's came with the office."""

    rule_set: RuleSet
    saved_by: str
    saved_at: datetime


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What of the office conditions and promises may name."""

    units: tuple[tuple[str, str], ...]
    """Ids and names; inactive ones too, because old rules name them."""
    closed_units: frozenset[str]
    topics: tuple[tuple[str, str], ...]
    calendars: tuple[tuple[str, str], ...]
    """Keys and names."""


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """Every version of the office, the newest first, and what they name."""

    versions: tuple[Version, ...]
    today: date
    now: datetime
    timezone: str
    choices: Choices

    @property
    def newest(self) -> Version:
        return self.versions[0]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A version that is being written: it lives in the form alone. What is not checked yet stands as typed."""

    seen: str
    """The newest version when it was begun: another one since is somebody else's."""
    base: str
    """The version it was begun from."""
    effective_from: str = ""
    legal_basis: str = ""
    steps: Mapping[Receiver, str] = {}
    """Percentages as typed, by who is told."""
    rules: tuple[Rule, ...] = ()


class TypedPromise(msgspec.Struct, frozen=True):
    """The time for one target as typed; no amount means not promised."""

    amount: str = ""
    unit: str = ""
    calendar: str = ""


class TypedRule(msgspec.Struct, frozen=True, kw_only=True):
    """The form of one rule as typed."""

    name: str = ""
    applies: Mapping[Condition, tuple[str, ...]] = {}
    promises: Mapping[TargetKind, TypedPromise] = {}
    own_steps: bool = False
    steps: Mapping[Receiver, str] = {}


class Affected(msgspec.Struct, frozen=True):
    """Open cases of the office, and those of them that a new version would judge."""

    open: int
    judged: int


class TypedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What the simulator is asked, as typed."""

    kind: str = ""
    grade: str = ""
    priority: str = ""
    topic: str = ""
    channel: str = ""
    unit: str = ""
    date: str = ""
    time: str = ""
    wait_from: str = ""
    wait_until: str = ""
