"""Facts about what citizens say: danger to life, and what they think of the answer."""

from datetime import datetime
from uuid import UUID

from helpdesk.facts.fact import Fact


class CaseDangerHeard(Fact, frozen=True, kw_only=True, tag="case.danger"):
    """What the citizen wrote sounds like danger to life; a rule says so, no person yet."""


class CaseDangerCleared(Fact, frozen=True, kw_only=True, tag="case.danger_cleared"):
    """An officer looked: no danger, or no longer. Why stands in a note."""


class CaseRated(Fact, frozen=True, kw_only=True, tag="case.rated"):
    """The citizen rated the answer, 1 (worst) to 5 (best)."""

    score: int


class CitizenErased(Fact, frozen=True, kw_only=True, tag="case.erased"):
    """Who the citizen is and what was said are erased from the case; its times and states stay."""

    ground: str
    """request or retention."""


class ConsentAsked(Fact, frozen=True, kw_only=True, tag="consent.asked"):
    """The citizen was asked to agree to something about the case."""

    question_id: UUID
    purpose: str
    """`handover`: name and contact are seen by these offices; `register`: the case is filed in SP4N-LAPOR;
    `reporter`: with name and contact."""
    offices: tuple[UUID, ...] = ()
    channel: str
    expires_at: datetime


class ConsentAnswered(Fact, frozen=True, kw_only=True, tag="consent.answered"):
    """The citizen agreed or not, or thinks otherwise now; it counts from here on."""

    purpose: str
    office: UUID | None = None
    given: bool
    channel: str
    """Where it was said: a channel, or `tracking`."""
    changed: bool = False
    """Something else was said before."""


class ConsentExpired(Fact, frozen=True, kw_only=True, tag="consent.expired"):
    """The time to answer is over, and the citizen has said nothing."""

    question_id: UUID
    purpose: str
    asked_by: UUID | None = None
    """The membership of the officer who asked."""


ConsentEvent = ConsentAsked | ConsentAnswered | ConsentExpired
"""Facts about what citizens agree to themselves; what an officer writes down is `register.consented`."""
