"""Facts about how a case ends, and that it is open again."""

from uuid import UUID

from helpdesk.facts.fact import Fact


class CaseMarkedSpam(Fact, frozen=True, kw_only=True, tag="case.spam"):
    """The case is no case; it is closed."""


class CaseMarkedDuplicate(Fact, frozen=True, kw_only=True, tag="case.duplicate"):
    """Another case holds the same matter; this one is closed."""

    duplicate_of: UUID


class CaseRejected(Fact, frozen=True, kw_only=True, tag="case.rejected"):
    """The office will not work on it, and said why."""

    authority_id: UUID | None = None
    """Whose business it is, where it is none of this office's."""


class CaseAnswered(Fact, frozen=True, kw_only=True, tag="case.answered"):
    """The office holds the matter for solved; the citizen may reopen."""


class CaseReopened(Fact, frozen=True, kw_only=True, tag="case.reopened"):
    """The citizen or the office is not content."""

    times: int


class CaseClosed(Fact, frozen=True, kw_only=True, tag="case.closed"):
    """Finished."""

    why: str = ""
    """`no_reply` when the citizen's time to reply ended, `erased` when nothing was left to work on; else empty."""
