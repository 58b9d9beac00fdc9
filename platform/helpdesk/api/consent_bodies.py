"""Bodies of requests and answers about consents."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from helpdesk.api.answers import Answer
from helpdesk.api.schemas import Acting
from helpdesk.consenting.model import Purpose


class AskConsent(Acting, frozen=True, kw_only=True):
    """Ask the citizen to agree: that offices see who they are (`to`), that the case is filed, or filed by name."""

    purpose: Purpose
    to: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()
    """Short names of offices, for a hand-over."""


class AgreementOut(Answer, frozen=True, kw_only=True):
    """One thing that the citizen was asked to agree to, or said something about."""

    purpose: Purpose
    office: str
    """Short name of the office that a hand-over is about."""
    given: bool | None
    """Null while nobody has said anything."""
    channel: str
    """Where it was said, or else asked: a channel, `tracking`, or `desk` when an officer wrote it down."""
    at: datetime
    expires_at: datetime | None
    """When the question ends, or ended; null once something was said."""


class QuestionOut(Answer, frozen=True, kw_only=True):
    """What the citizen is asked, word by word."""

    id: UUID
    asked: str
    channel: str
    """`portal`: it stands on the tracking page alone."""
    expires_at: datetime
