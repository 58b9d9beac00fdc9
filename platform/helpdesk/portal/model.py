"""A report that is being written, ways back to one that was sent, and what its page shows."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.attachments.model import Attachment
from helpdesk.cases.model import Case, CaseKind, CaseWord
from helpdesk.consenting.model import Agreement
from helpdesk.sla.model import Budget, TargetKind


class Step(StrEnum):
    """One page of questions, in this order."""

    TEXT = "text"
    WHERE = "where"
    WHEN = "when"
    ABOUT = "about"
    PURPOSE = "purpose"
    FILES = "files"
    CONTACT = "contact"
    REPLY = "reply"
    CHECK = "check"


class Privacy(StrEnum):
    """What may be known of the one who reports."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class Reply(StrEnum):
    """How the office's answer comes."""

    PAGE = "page"
    WHATSAPP = "whatsapp"


class DraftFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that waits for its report to be sent."""

    id: str
    name: str
    mime_type: str
    size: int


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is being written, as its writer left it: right or wrong."""

    key: str
    """Sent along with the report, so that a second press opens nothing twice."""
    kind: CaseKind
    begun_at: datetime
    text: str = ""
    facility: str = ""
    """A unit's id, `unknown`, or nothing yet."""
    place: str = ""
    """What was typed for the facility, when it names none."""
    when: str = ""
    """A date as the browser sends it."""
    clock: str = ""
    """The time of day, in the citizen's own words."""
    about: str = ""
    """Whom a question is about, and below the age: words of questions.py."""
    age: str = ""
    purpose: str = ""
    receive: str = ""
    """What a request for information must say: what it is for, and how it is to be handed over."""
    files: tuple[DraftFile, ...] = ()
    privacy: Privacy = Privacy.NAMED
    name: str = ""
    phone: str = ""
    reply: Reply = Reply.PAGE
    answered: frozenset[Step] = frozenset()
    filed: UUID | None = None
    """The case it became; its writer has not seen the number yet."""


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """What the done page is told: the case, and whether its PIN is still to be shown."""

    case_id: UUID
    fresh: bool
    whatsapp: bool = False
    """Its citizen wants the answer on WhatsApp."""


class Pass(msgspec.Struct, frozen=True, kw_only=True):
    """This browser knew the PIN of a case. The way in ends soon; that it was known here counts longer."""

    case_id: UUID
    generation: int
    opened_at: datetime
    """By the database's own clock, which a demonstration does not move."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """How a report goes on by WhatsApp: the office's number, the text to send, and a link that opens both."""

    number: str
    text: str
    href: str
    """Empty where the number is invented."""


class Reached(StrEnum):
    """What a citizen reads about the way of a case; everything else is the office's own business."""

    RECEIVED = "received"
    CHECKED = "checked"
    FORWARDED = "forwarded"
    HANDED_OVER = "handed_over"
    TAKEN_ON = "taken_on"
    """The other office has taken it on."""
    RETURNED = "returned"
    REGISTERED = "registered"
    TRIED = "tried"
    """The office only tried to file it in the public register."""
    RESPONDED = "responded"
    ASKED = "asked"
    RESUMED = "resumed"
    DONE = "done"
    CLOSED = "closed"
    REOPENED = "reopened"
    REJECTED = "rejected"
    REFERRED = "referred"
    """It is the business of an authority outside."""
    JOINED = "joined"


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to the case, and whether a promise was kept by it."""

    what: Reached
    at: datetime
    name: str = ""
    """The unit, the office, the number in a register, or the channel."""
    seconds: float | None = None
    """From the beginning of the promise that this keeps."""
    kept: bool | None = None
    since: float | None = None
    """Seconds since the station before."""


class Pledge(msgspec.Struct, frozen=True, kw_only=True):
    """A promise against what became of it. All times are real time, the budget is as it was promised."""

    kind: TargetKind
    budget: Budget
    seconds: float
    """Until it was kept or no longer held, until it began to wait, or until now."""
    met: bool
    late: bool
    running: bool
    paused: bool
    stopped: bool
    due_at: datetime | None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One message between citizen and office."""

    mine: bool
    automatic: bool
    text: str
    channel: str
    at: datetime
    files: tuple[Attachment, ...] = ()


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What the citizen said of the answer."""

    score: int
    solved: str
    comment: str


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """How the office writes to the citizen of a report: language, and whether also what nobody asked for."""

    language: str
    stopped: bool
    """No questions about our service and no announcements, on the channel where the report is answered."""
    channel: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page of one report."""

    case: Case
    word: CaseWord
    now: datetime
    holder: str
    """Who has it now: a unit, the other office, or nothing for the desk itself."""
    referred: str
    """The authority outside whose business it is; empty where it is ours."""
    facility: str
    stations: tuple[Station, ...]
    first: Pledge | None
    whole: Pledge | None
    next: Pledge | None
    later: Pledge | None
    """When the next promise was missed: the nearest one that can still be kept."""
    answer_by: datetime | None
    """Until when the office asks its citizen to answer."""
    may_link: bool
    """May the citizen go on by WhatsApp?"""
    lines: tuple[Line, ...]
    rating: Rating | None
    agreements: tuple[Agreement, ...]
    """What the citizen was asked to agree to, and said."""
    wishes: Wishes | None
    """None where nothing is sent: the answer stands on the page alone."""
    may_write: bool
    may_reopen: bool
    may_rate: bool
