"""A text that is not sent yet."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.attachments.model import Attachment
from helpdesk.replies.model import TemplateChoice, Then

HOLD_SECONDS = 10
"""How long an answer can be taken back."""


class Tab(StrEnum):
    """Whom it is for."""

    REPLY = "reply"
    NOTE = "note"
    PEER = "peer"


class DraftState(StrEnum):
    """Whether it is being written, or waits for its moment to be sent."""

    WRITING = "writing"
    HELD = "held"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How an answer is meant to go out."""

    then: Then = Then.NOTHING
    as_template: bool = False
    template: TemplateChoice | None = None
    reply_to: UUID | None = None
    """The one message that it answers."""
    via: str = ""
    """The channel by which it goes instead of the case's own."""
    awaits: bool = False
    """It waits until the citizen writes, and is offered to its author then."""


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a composer, and the version of the draft it began with; 0 when there was none."""

    text: str = ""
    plan: Plan = Plan()
    known: int = 0
    uploads: tuple[tuple[str, bytes], ...] = ()
    """Names and bytes of files that come with the form."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One officer's text on one case."""

    id: UUID
    case_id: UUID
    author_id: UUID
    author_name: str
    tab: Tab
    state: DraftState
    text: str
    plan: Plan
    case_version: int
    """Of the case that the author had read; only of a held answer."""
    reason: str
    """Code of why it was not sent; empty for what nobody tried to send."""
    version: int
    updated_at: datetime
    due_at: datetime | None
    files: tuple[Attachment, ...] = ()


class OwnDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the reader's own drafts."""

    number: str
    title: str
    draft: Draft
    heard: bool = False
    """The citizen wrote since, where they are answered."""
