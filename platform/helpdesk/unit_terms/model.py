"""The terms of a unit: its own number and mailbox, and its rights where it answers."""

from datetime import datetime
from uuid import UUID

import msgspec


class UnitTerms(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's; a unit that has none is reached through its officers only."""

    unit_id: UUID
    phone: str = ""
    """Of the unit itself; empty, or as E.164."""
    email: str = ""
    sees_files: bool = True
    """The citizen's files, where it answers by its link."""
    answers_directly: bool = False
    """Its answers go to the citizen by themselves; else the desk releases them."""
    calendar: str = ""
    """The key of the office's calendar that says when the unit is open; empty for the office's own hours."""
    reach_since: datetime | None = None
    """Since when number and mailbox are these; what was sent to others before opens nothing."""
    version: int = 0
    """0 while nobody has said anything."""

    @property
    def reachable(self) -> bool:
        """Whether there is anything to which a code could be sent."""
        return bool(self.phone or self.email)
