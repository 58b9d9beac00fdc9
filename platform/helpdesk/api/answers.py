"""What integrators get. One struct for each use; times are RFC 3339 with zone, ids are UUIDs."""

from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.attachments.model import AttachmentState
from helpdesk.casefile.model import Act
from helpdesk.cases.model import CaseKind, CaseState, CaseWord, Grade, Priority
from helpdesk.conversations.model import Direction
from helpdesk.escalation.model import Copy, LinkState, Side, Turn
from helpdesk.registers.model import Mode, Step
from helpdesk.sla.model import ClockState, TargetKind


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all answers."""


class CaseOut(Answer, frozen=True, kw_only=True):
    """A case."""

    id: UUID
    number: str
    url: str
    version: int
    kind: CaseKind
    state: CaseState
    status: CaseWord
    """The word that citizens read for state and facts."""
    title: str
    channel: str
    unit_id: UUID | None
    assignee_id: UUID | None
    facility_id: UUID | None
    topic_id: UUID | None
    grade: Grade | None
    """Of complaints only; absent until somebody has judged it."""
    priority: Priority
    due_at: datetime | None
    """The nearest of the promises that run."""
    late: bool
    unread: bool
    anonymous: bool
    confidential: bool
    spam: bool
    escalated: bool
    mirrored: bool
    lapor_number: str
    reopened: int
    rating: int | None
    opened_at: datetime
    last_message_at: datetime
    first_seen_at: datetime | None
    first_response_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None


class CaseListed(CaseOut, frozen=True, kw_only=True):
    """A case in a list, with the names of what it points to."""

    start: str
    contact: str | None
    """Absent when it is not known, or when the citizen wants to stay unnamed."""
    unit: str | None
    topic: str | None
    assignee: str | None


class CaseList(Answer, frozen=True, kw_only=True):
    """One page; the cursor leads to the next, and is absent on the last."""

    items: tuple[CaseListed, ...]
    next_cursor: str | None


class IdentityOut(Answer, frozen=True, kw_only=True):
    """A way to recognise the citizen, masked."""

    scheme: str
    value: str


class ContactOut(Answer, frozen=True, kw_only=True):
    """The citizen."""

    id: UUID
    name: str | None
    language: str
    identities: tuple[IdentityOut, ...]


class ClockOut(Answer, frozen=True, kw_only=True):
    """A promise."""

    kind: TargetKind
    state: ClockState
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    paused_at: datetime | None
    met_at: datetime | None
    breached_at: datetime | None
    rule: str


class DispositionOut(Answer, frozen=True, kw_only=True):
    """A step of the path through the units."""

    id: UUID
    at: datetime
    unit_id: UUID
    unit: str
    instruction: str
    due_at: datetime | None
    by: str


class HandoverOut(Answer, frozen=True, kw_only=True):
    """A hand-over to or from another office."""

    id: UUID
    side: Side
    state: LinkState
    office: str
    """The other office's short name."""
    office_name: str
    number: str
    """Its number there, once it is known."""
    reason: str
    turn: Turn
    """Who owes the other desk an answer: `ours`, `theirs`, `both`, or nobody."""
    said: str
    """Why it was returned or withdrawn."""
    agree_by: datetime | None
    """Until when it should be taken on."""
    speaker: Side
    """Whose desk speaks with the citizen."""
    copy: Copy
    """What became of the other office's copy once the citizen's data were erased here: `asked`, `erased`, `kept`."""
    copy_said: str
    """The law that makes it keep them."""
    holder: str
    """Who has it beyond that office, by name; empty: the office itself."""
    created_at: datetime
    changed_at: datetime


class RegisterOut(Answer, frozen=True, kw_only=True):
    """How the case stands in SP4N-LAPOR."""

    id: UUID
    step: Step
    mode: Mode
    """In which way it was filed; a number that begins with `UJI-` is of a system for trying, and counts nowhere."""
    tracking_id: str
    status: str
    institution: str
    error_code: str
    changed_at: datetime


class CaseDetail(CaseOut, frozen=True, kw_only=True):
    """A case with everything but its messages."""

    contact: ContactOut | None
    unit: str | None
    topic: str | None
    assignee: str | None
    facility: str | None
    duplicate_of: str | None
    reply_channel: str
    reply_open: bool
    """Free text may be sent now."""
    reply_window_ends_at: datetime | None
    clocks: tuple[ClockOut, ...]
    dispositions: tuple[DispositionOut, ...]
    handovers: tuple[HandoverOut, ...]
    register: RegisterOut | None
    acts: tuple[Act, ...]
    """What this key may do with it as it stands."""


class FileOut(Answer, frozen=True, kw_only=True):
    """A file of a message."""

    id: UUID
    name: str
    mime_type: str
    size: int
    state: AttachmentState


class FileLink(Answer, frozen=True, kw_only=True):
    """Where a file can be fetched for a few minutes, by whoever knows the address: it is shown to nobody else."""

    id: UUID
    name: str
    mime_type: str
    size: int
    url: str
    expires_at: datetime


class MessageOut(Answer, frozen=True, kw_only=True):
    """A message, a note, or a word of the other office."""

    id: UUID
    direction: Direction
    kind: str
    channel: str
    author_kind: str
    author_name: str
    text: str
    automatic: bool
    unproven: bool
    """Its sender may be somebody else than it says: no server that the office believes vouches for the address."""
    at: datetime
    sent_at: datetime
    edited: bool
    revoked_at: datetime | None
    reaction: str
    """Of the citizen to it; empty without one."""
    office_reaction: str
    """Of the office to what the citizen wrote; empty without one."""
    office_reaction_delivery: str
    """State of the delivery of that reaction, or of taking it back."""
    reply_to: UUID | None
    """The one message of this case that it answers."""
    delivery: str
    """State of its delivery; empty for what was not sent."""
    delivery_code: str
    files: tuple[FileOut, ...]


class MessageList(Answer, frozen=True, kw_only=True):
    """Oldest first."""

    items: tuple[MessageOut, ...]
    next_cursor: str | None


class WayOut(Answer, frozen=True, kw_only=True):
    """A way by which the citizen can be answered now."""

    via: str | None
    """What a message names to go there; absent for the case's own way."""
    channel: str
    """`portal` means: the tracking page alone."""
    address: str
    """Masked; empty where there is none to show."""
    open: bool
    """Free text may be sent now; otherwise `as_template` is needed."""
    window_ends_at: datetime | None
    """Free text may be sent until then; absent where that has no end."""
    quotes: bool
    """A reply can name the message that it answers."""
    most_sms: int | None
    """So many SMS may a text make; absent where it is not sent in parts."""


class WayList(Answer, frozen=True, kw_only=True):
    """The case's own way first; others only while that takes no free text."""

    items: tuple[WayOut, ...]


class Written(Answer, frozen=True, kw_only=True):
    """A message was added."""

    message_id: UUID
    case: CaseOut | None
    """As it is now; absent for a note, which changes nothing."""
