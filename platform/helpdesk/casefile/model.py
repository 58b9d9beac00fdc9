"""A case as its page shows it: values only, no sentences and no HTML."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.attachments.model import Attachment
from helpdesk.calls.model import CallOnCase
from helpdesk.casefile.registered import RegisterView
from helpdesk.casefile.with_units import Asked, FromUnit, UnitWay
from helpdesk.cases.helping import Stretch
from helpdesk.cases.legs import Leg
from helpdesk.cases.model import Case, CaseState, CaseWord, PartRole, PartState
from helpdesk.consenting.model import Agreement
from helpdesk.conversations.model import Direction, Message
from helpdesk.escalation.model import Copy, LinkState, Side, Turn, Wish
from helpdesk.events import CaseEvent
from helpdesk.sla.model import Clock


class Act(StrEnum):
    """Something that a person may do with a case."""

    VERIFY = "verify"
    TAKE = "take"
    ASSIGN = "assign"
    DISPOSE = "dispose"
    CORRECT = "correct"
    REPLY = "reply"
    NOTE = "note"
    WAIT = "wait"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CLOSE = "close"
    REJECT = "reject"
    SPAM = "spam"
    CLEAR_DANGER = "clear_danger"
    DUPLICATE = "duplicate"
    ESCALATE = "escalate"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    WRITE_TO_PEER = "write_to_peer"
    REGISTER = "register"
    REGISTER_CONSENT = "register_consent"
    ASK_CONSENT = "ask_consent"
    """Ask the citizen whether they agree to something, by message."""
    SETTLE_REGISTER = "settle_register"
    REGISTER_ANSWER = "register_answer"
    REGISTER_STATUS = "register_status"
    FILE_ANYWAY = "file_anyway"
    """Wait no longer for another office that said it files the case in a register."""
    REVEAL = "reveal"
    WRONG_DOOR = "wrong_door"
    SPEAK = "speak"
    PROPOSE = "propose"
    SAY = "say"
    ERASE = "erase"
    GIVE_BACK = "give_back"
    """To the desk, by an officer of a unit that has it."""
    ANSWER_AS_UNIT = "answer_as_unit"
    """A note that the desk releases to the citizen."""
    APPROVE = "approve"
    """Let a disposition that waits be done, or refuse it."""
    WITHDRAW_REQUEST = "withdraw_request"
    RELEASE = "release"
    RETURN_ANSWER = "return_answer"
    """To the unit, for a better one."""
    JOIN_UNIT = "join_unit"
    """See which units have the case; let others help or know, ask them something else, or let them go."""
    LINK_UNIT = "link_unit"
    """Give the unit that has the case a link to answer by, or take it back."""


class ContactView(msgspec.Struct, frozen=True, kw_only=True):
    """The citizen, as staff see them without asking for more."""

    id: UUID
    name: str
    """Empty when it is not known, or when the citizen wants to stay unnamed."""
    language: str
    identities: tuple[tuple[str, str], ...]
    """Scheme and masked value."""


class Revealed(msgspec.Struct, frozen=True, kw_only=True):
    """Who the citizen is; that it was asked for stands in the audit log."""

    name: str
    identities: tuple[tuple[str, str], ...]


FIRST_WORDS = 160
"""Characters of a quoted message that are shown."""


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """The message that another one answers, as far as it is shown above it."""

    id: UUID
    direction: Direction
    author_name: str
    text: str
    """Its first words; a PIN in it is dots, and what was taken back is empty."""
    kind: str


class FromDesk(msgspec.Struct, frozen=True, kw_only=True):
    """That a word of another office is an answer for the citizen, and whether they have it."""

    id: UUID
    waits: bool
    spoken: bool
    """That office speaks; it waits only because it could not be passed on."""


class Said(msgspec.Struct, frozen=True, kw_only=True, tag="message"):
    """A message, a note, or a word of the other office; a PIN in it is dots."""

    message: Message
    delivery: str = ""
    """State of the delivery; empty for what was not sent."""
    delivery_code: str = ""
    touched: str = ""
    """State of the delivery of the office's reaction to it; empty without one."""
    quoted: Quoted | None = None
    original_text: str | None = None
    """What stood there before its sender changed it."""
    files: tuple[Attachment, ...] = ()
    from_unit: FromUnit | None = None
    from_desk: FromDesk | None = None

    @property
    def at(self) -> datetime:
        return self.message.at


class Passed(msgspec.Struct, frozen=True, kw_only=True, tag="disposition"):
    """The case was passed to a unit."""

    id: UUID
    at: datetime
    unit_id: UUID
    unit: str
    instruction: str
    due_at: datetime | None
    actor_name: str
    answered_at: datetime | None = None
    state: PartState = PartState.ENDED
    role: PartRole = PartRole.LEAD


class Happened(msgspec.Struct, frozen=True, kw_only=True, tag="event"):
    """Anything else in the case's history."""

    fact: CaseEvent
    actor_kind: str
    actor_name: str
    office: str = ""
    """The office that the fact names by its id only."""

    @property
    def at(self) -> datetime:
        return self.fact.at


TimelineEntry = Said | Passed | Happened | CallOnCase


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A link to the other office's case."""

    id: UUID
    side: Side
    state: LinkState
    reason: str
    office: str
    """The other office's name."""
    office_slug: str
    level: str
    peer_number: str
    created_at: datetime
    changed_at: datetime
    turn: Turn = Turn.NOBODY
    said: str = ""
    """Why it was given back or taken back."""
    agree_by: datetime | None = None
    due_at: datetime | None = None
    """When an offer that nobody took on ends by itself."""
    citizen: str = ""
    """How the citizen is named there, or to us, while it is masked; empty once it is open."""
    named: bool = False
    """With name and contact: here it is shown to whoever gives a reason."""
    speaker: Side = Side.SOURCE
    wish: Wish = Wish.NONE
    with_files: bool = False
    copy: Copy = Copy.THERE
    copy_said: str = ""
    holder: str = ""
    """Who has it beyond the office asked, by name."""
    peer_files_at: datetime | None = None
    """Since when the other office says that it files the matter in a public register."""
    peer_passed: bool = False
    """A supervisor does not wait for that any longer."""
    far_above: bool = False
    """The other office stands above ours, on an installation of its own."""

    @property
    def speaks(self) -> bool:
        """Does our desk speak with the citizen?"""
        return self.speaker is self.side


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """Another case of the same citizen that the reader may open."""

    number: str
    title: str
    state: CaseState
    opened_at: datetime


class WayView(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer goes now."""

    channel: str
    """`portal` means: the tracking page alone."""
    address: str
    """Masked."""
    open: bool
    """Free text may be sent now."""
    window_ends_at: datetime | None
    account_id: UUID | None = None
    file_types: tuple[str, ...] | None = None
    """Types of files that can go this way; none means all that we keep."""
    template_characters: int | None = None
    thread_id: UUID | None = None
    quotes: bool = False
    """An answer can name the one message in that thread that it answers."""
    touches: bool = False
    """The office can react to a message in that thread."""
    most_parts: int | None = None
    """So many SMS may a text make; none where it is not sent in parts."""
    elsewhere: bool = False
    """It is not the case's own way; the text says what it is about."""
    stopped: bool = False
    """The citizen wants no extra messages there; answers are none."""


class CasePageView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page of one case."""

    case: Case
    word: CaseWord
    late: bool
    now: datetime
    contact: ContactView | None
    unit: str
    topic: str
    assignee: str
    facility: str
    duplicate_of: str
    """The number of the case that holds the same matter."""
    clocks: tuple[Clock, ...]
    legs: tuple[Leg, ...]
    """Who held the case when; none when its history is longer than a page reads."""
    help: tuple[Stretch, ...]
    """When units helped beside the one that leads; none in the same case."""
    timeline: tuple[TimelineEntry, ...]
    """Oldest first."""
    files: tuple[Attachment, ...]
    handovers: tuple[Handover, ...]
    agreements: tuple[Agreement, ...]
    """What the citizen was asked, oldest first."""
    register: RegisterView | None
    unit_ways: tuple[UnitWay, ...]
    """Of the units that have it now."""
    asked: Asked | None
    """What waits for somebody's approval; none for who sees single units only."""
    earlier: tuple[Earlier, ...]
    """Newest first, the last 20; none while the citizen of either case wants to stay unnamed."""
    way: WayView
    acts: frozenset[Act]
    """What the reader may do now."""
