"""The words of the bridge: columns of a sheet, what a line says, what became of it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseKind, CaseState
from helpdesk.channels.model import ChannelKind


class Column(StrEnum):
    """What a column of an escalation sheet holds, in the order in which we write one."""

    NUMBER = "number"
    DATE = "date"
    CHANNEL = "channel"
    NAME = "name"
    PHONE = "phone"
    KIND = "kind"
    TOPIC = "topic"
    FACILITY = "facility"
    TEXT = "text"
    STATE = "state"
    UNIT = "unit"
    ESCALATED_TO = "escalated_to"
    ANSWER = "answer"
    ANSWERED_AT = "answered_at"
    CLOSED_AT = "closed_at"


NEEDED = (Column.DATE, Column.TEXT)
"""Without these no line can be a case."""


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    KNOWN = "known"
    """The office has this case already."""
    WRONG = "wrong"
    UNDONE = "undone"
    """Was a case of this import, and was taken back."""
    KEPT = "kept"
    """Was to be taken back, but somebody has worked on its case since."""


class ImportState(StrEnum):
    """Where an import stands."""

    DRAFT = "draft"
    """Its columns are being chosen and its lines looked at; no case knows of it."""
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Remark(msgspec.Struct, frozen=True, array_like=True):
    """Something about one cell: a fault that keeps its line out, or a hint."""

    column: Column
    code: str


class Tab(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a workbook; a CSV file has one."""

    name: str
    heads: tuple[str, ...]
    first: int
    """The line of the file that stands below the heads, as the spreadsheet program counts."""
    lines: int


class Workbook(msgspec.Struct, frozen=True, kw_only=True):
    """What was read from a file: its pages, and the lines of each as (line of the file, cells)."""

    tabs: tuple[Tab, ...]
    lines: tuple[tuple[tuple[int, tuple[str, ...]], ...], ...]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of a sheet: which place holds what, and what counts where a cell says nothing."""

    columns: Mapping[Column, int]
    channel: ChannelKind = ChannelKind.PHONE
    kind: CaseKind = CaseKind.COMPLAINT


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """The same by the words of the heads, for the office's next sheet."""

    columns: Mapping[Column, str]
    channel: ChannelKind = ChannelKind.PHONE
    kind: CaseKind = CaseKind.COMPLAINT


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """What an office calls its own: folded names and the ids behind them."""

    topics: Mapping[str, UUID] = {}
    facilities: Mapping[str, UUID] = {}
    units: Mapping[str, UUID] = {}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a line says, understood."""

    key: str
    """The same for the same line of the same list, whenever it is read."""
    number: str
    opened_at: datetime
    text: str
    kind: CaseKind
    state: CaseState
    channel: ChannelKind
    name: str = ""
    phone: str = ""
    anonymous: bool = False
    topic_id: UUID | None = None
    facility_id: UUID | None = None
    unit_id: UUID | None = None
    unit: str = ""
    escalated_to: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    unplaced: tuple[tuple[Column, str], ...] = ()
    """Names that the office does not know; they are kept as a note."""


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """A line, or why it is none; hints keep nothing out."""

    line: Line | None = None
    faults: tuple[Remark, ...] = ()
    hints: tuple[Remark, ...] = ()
    number: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a line, or became."""

    place: int
    number: str
    fate: Fate
    remarks: tuple[Remark, ...] = ()
    case_number: str = ""
    opened_on: date | None = None


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """One file on its way into the office."""

    id: UUID
    name: str
    tabs: tuple[Tab, ...]
    tab: int
    choice: Choice | None
    state: ImportState
    total: int
    new: int
    known: int
    wrong: int
    undone: int
    kept: int
    made_at: datetime
    by_id: UUID | None
    by_name: str
    finished_at: datetime | None
    undone_name: str
    version: int

    @property
    def runs(self) -> bool:
        """Is the worker at it?"""
        return self.state in (ImportState.RUNNING, ImportState.UNDOING)

    @property
    def done(self) -> int:
        """Lines of which it is known what became of them."""
        if self.state is ImportState.UNDOING:
            return self.undone + self.kept
        return self.new + self.known + self.wrong
