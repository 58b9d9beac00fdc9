"""What is said to a citizen, and the way there."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.attachments.model import Attachment
from helpdesk.channels.contract import Account
from helpdesk.conversations.model import Conversation

UPDATE_TEMPLATE = "case_update"
"""The approved template for news outside the window: {{1}} case number, {{2}} text."""
REACTIONS = ("👍", "🙏", "❤️", "✅")
"""What an officer may put on a message."""


class Then(StrEnum):
    """What becomes of the case once the reply is on its way."""

    NOTHING = "nothing"
    WAIT = "wait"
    RESOLVE = "resolve"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How a case's citizen is reached now."""

    conversation: Conversation | None = None
    account: Account | None = None
    window_ends_at: datetime | None = None
    """Free text may be sent until then; none means no limit."""
    open: bool = True
    most_parts: int | None = None
    """So many SMS may the text make; none where it is not sent in parts."""
    template_characters: int | None = None
    """So long may a text be that goes out in a template; none means as long as any."""
    quotes: bool = False
    """An answer can name the message that it answers."""
    touches: bool = False
    """The office can react to a message."""
    file_bytes: Mapping[str, int] | None = None
    """Types of files that can go this way, with the most bytes of one; none means all that we keep."""
    elsewhere: bool = False
    """It is not the case's own: the text says what it is about (replies/elsewhere.py)."""


class TemplateChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A template of the office, and what stands in its places."""

    template_id: UUID
    values: tuple[str, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer wants to tell the citizen: a text and files, or a template."""

    text: str = ""
    then: Then = Then.NOTHING
    as_template: bool = False
    """Put the text into the general template for news; needed when the window is closed."""
    template: TemplateChoice | None = None
    reply_to: UUID | None = None
    """The one message of the citizen that it answers."""
    via: str = ""
    """The channel by which it goes instead of the case's own, which takes no free text now; empty for the own."""
    files: tuple[Attachment, ...] = ()
    """Stored files that belong to no message yet."""
    passed_on: bool = False
    """Another office's words: they go also while that one speaks with the citizen."""
