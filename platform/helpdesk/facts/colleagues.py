"""Facts about colleagues who are told outside the desk."""

from uuid import UUID

from helpdesk.facts.fact import Fact


class ColleagueTold(Fact, frozen=True, kw_only=True, tag="case.colleague_told"):
    """A colleague is told outside the desk that the case came to them."""

    membership_id: UUID


class ColleagueNotTold(Fact, frozen=True, kw_only=True, tag="case.colleague_not_told"):
    """Telling a colleague failed, or it is not known whether it reached them."""

    membership_id: UUID
    code: str = ""
