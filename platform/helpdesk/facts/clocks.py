"""Facts about promises: given, paused, in danger, missed."""

from datetime import datetime

import msgspec

from helpdesk.facts.fact import Fact


class Pledge(msgspec.Struct, frozen=True, array_like=True):
    """A due time that was promised at receipt, and the rule that gave it: set, and line of the set."""

    target: str
    due_at: datetime | None
    rule: str
    line: str


class TargetMissed(Fact, frozen=True, kw_only=True, tag="clock.missed"):
    """A promise was not kept: its due time passed while it ran."""

    target: str
    due_at: datetime
    tell: tuple[str, ...] = ()
    """Who is to be told by the rule's steps at 100 %; nobody when it was kept late before anybody looked."""


class TargetStage(Fact, frozen=True, kw_only=True, tag="clock.stage"):
    """A promise is in danger, or is not kept for long: so many percent of its time have passed."""

    target: str
    percent: int
    due_at: datetime
    tell: tuple[str, ...] = ()
    """Who is to be told: officer, supervisor, head, parent."""


class PromiseGiven(Fact, frozen=True, kw_only=True, tag="clock.promised"):
    """A due time was given, moved or taken back; it stands in the history only, which nobody can change."""

    target: str
    due_at: datetime | None
    """None while a pause decides, or when it was taken back."""
    taken_back: bool = False
    """The rules do not make the promise any more."""
    was: datetime | None = None
    """The due time before, of the same round."""
    rule: str
    line: str = ""
    why: str
    """The name of the fact that did it, or `rules` or `hours` when the office changed those."""


class CaseWaits(Fact, frozen=True, kw_only=True, tag="case.waiting"):
    """The office asked the citizen for something; promises pause."""

    reason: str = "waiting_for_contact"
    """Or `waiting_for_data`; each pauses a promise once."""


class CaseResumed(Fact, frozen=True, kw_only=True, tag="case.resumed"):
    """The citizen answered, or an officer went on; promises run again."""
