"""Facts about what citizens say: danger to life, and what they think of the answer."""

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
