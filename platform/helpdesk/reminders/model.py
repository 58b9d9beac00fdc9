"""Why the worker looks at a case again."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Matter(StrEnum):
    """What is looked at; `about` names it."""

    PART = "part"
    """A unit was asked, asked anew or let go while it was closed: its officers hear when it opens. About a part."""
    HELP = "help"
    """A unit that helps should answer soon, or should have. About a part."""
    APPROVAL = "approval"
    """Nobody has decided about a disposition yet. About a request."""
    CONSENT = "consent"
    """The time to answer a question is over. About the question."""
    LAPSED = "lapsed"
    """A case ended because its citizen said nothing, while the office was closed. About the case."""


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """One look that is due; ids and a time, nothing of what it is about."""

    matter: Matter
    about: UUID
    case_id: UUID
    due_at: datetime
