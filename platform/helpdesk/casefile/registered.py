"""A case as it stands in somebody else's register, for its page: values only."""

from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.registers.model import Mode, Step
from helpdesk.registers.rules import lacks_number


class RegisterEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What was said in the register."""

    kind: str
    author: str
    text: str
    at: datetime | None
    first_seen_at: datetime


class RegisterView(msgspec.Struct, frozen=True, kw_only=True):
    """How the case stands in somebody else's register."""

    id: UUID
    step: Step
    tracking_id: str
    status: str
    raw_name: str
    institution: str
    error_code: str
    changed_at: datetime
    polled_at: datetime | None
    mode: Mode = Mode.API
    proposes_close: bool = False
    entries: tuple[RegisterEntry, ...] = ()

    @property
    def lacks_number(self) -> bool:
        """It stands there, and nobody knows under which number."""
        return lacks_number(self.step, self.tracking_id)

    @property
    def why(self) -> str:
        """Why it does not move, or what is missing; empty where nothing is."""
        return self.error_code or ("number_missing" if self.lacks_number else "")

    @property
    def is_over(self) -> bool:
        """May the case be filed anew? It came to nothing, or it only tried something and that has ended."""
        return self.step is Step.FAILED or (self.trial and self.step is Step.FINISHED)

    @property
    def trial(self) -> bool:
        """It stands in a system that is there to try things."""
        return self.mode is Mode.SANDBOX

    @property
    def by_hand(self) -> bool:
        return self.mode is Mode.MANUAL
