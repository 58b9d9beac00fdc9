"""What becomes of the promises of a case, told from the list of its facts alone: each clock is counted anew.

A second implementation to judge `react` by. For each round of a promise it keeps what happened to it, in
order, and only at the end says how the clock stands.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from helpdesk.sla.model import Budget, TargetKind
from support.naive_days import NEVER, NaiveOffice, Stretch

K = TargetKind
_OFFICE = (K.FIRST_SEEN, K.VERIFICATION, K.FIRST_RESPONSE, K.NEXT_RESPONSE, K.DISPOSITION, K.RESOLUTION)
_KEEPS = {
    "seen": (K.FIRST_SEEN,),
    "verified": (K.FIRST_SEEN, K.VERIFICATION),
    "disposed": (K.FIRST_SEEN, K.VERIFICATION, K.DISPOSITION),
    "replied": (K.FIRST_SEEN, K.FIRST_RESPONSE, K.NEXT_RESPONSE, K.DISPOSITION),
    "answered": (*_OFFICE, K.CONTACT_REPLY),
    "closed": _OFFICE,
    "noted by the unit": (K.DISPOSITION,),
    "wrote": (K.CONTACT_REPLY,),
    "resumed": (K.CONTACT_REPLY,),
    "reopened": (K.CONTACT_REPLY,),
    "handed over: accepted": (K.HANDOVER,),
    "handed over: returned": (K.HANDOVER,),
    "lapor: verified": (K.LAPOR_VERIFICATION,),
    "lapor: answered": (K.LAPOR_VERIFICATION, K.LAPOR_RESPONSE),
    "lapor: finished": (K.LAPOR_VERIFICATION, K.LAPOR_RESPONSE, K.LAPOR_CLOSING),
}
_BEGINS = {
    "disposed": K.DISPOSITION,
    "answered": K.CONTACT_REPLY,
    "waits": K.CONTACT_REPLY,
    "waits for data": K.CONTACT_REPLY,
    "reopened": K.RESOLUTION,
    "escalated": K.HANDOVER,
    "filed": K.LAPOR_VERIFICATION,
}
_FIRST_TIME_ONLY = {"lapor: verified": K.LAPOR_RESPONSE, "lapor: answered": K.LAPOR_CLOSING}
_PAUSED = (K.NEXT_RESPONSE, K.DISPOSITION, K.RESOLUTION)


class Happened(NamedTuple):
    """One fact: when, in words, and the due time that a person set with it."""

    at: int
    what: str
    due: int | None = None


class Told(NamedTuple):
    """How a clock stands."""

    state: str
    round: int
    started: int
    due: int | None
    ended: int | None
    breached: int | None
    pauses: tuple[Stretch, ...]


class _Round:
    """One round of one promise, and what happened to it."""

    def __init__(self, number: int, started: int, by_hand: int | None) -> None:
        self.number, self.started, self.by_hand = number, started, by_hand
        self.state = "running"
        self.ended: int | None = None
        self.pauses: list[Stretch] = []
        self.counted: list[Stretch] = []
        """The pauses that its due time knows of: one that runs when it ends has no end there."""
        self.reasons: set[str] = set()
        self.looks: list[int] = []
        """When something came at it: what was missed until then is known to be."""

    def pause(self, at: int, reason: str) -> None:
        if self.state == "running" and self.by_hand is None and reason not in self.reasons:
            self.state = "paused"
            self.reasons.add(reason)
            self.looks.append(at)
            self.pauses.append((at, NEVER))
            self.counted = list(self.pauses)

    def resume(self, at: int) -> None:
        if self.state == "paused":
            self.state = "running"
            self.pauses[-1] = (self.pauses[-1][0], at)
            self.counted = list(self.pauses)

    def end(self, at: int, state: str) -> None:
        if self.ended is None:
            if self.state == "paused":
                self.pauses[-1] = (self.pauses[-1][0], at)
            self.state, self.ended = state, at
            self.looks.append(at)

    def told(self, office: NaiveOffice, budget: Budget) -> Told:
        due = self.by_hand or office.due(self.started, budget.unit, budget.amount, self.counted)
        missed = due is not None and any(look > due for look in self.looks)
        return Told(
            state=self.state,
            round=self.number,
            started=self.started,
            due=due,
            ended=self.ended,
            breached=due if missed else None,
            pauses=tuple(self.pauses),
        )


def replayed(
    facts: Sequence[Happened], received: int, promises: Mapping[TargetKind, Budget], office: NaiveOffice
) -> dict[TargetKind, Told]:
    """How every promise of the case stands after the facts."""
    rounds: dict[TargetKind, list[_Round]] = {}

    def begin(kind: TargetKind, at: int, by_hand: int | None = None) -> None:
        known = rounds.get(kind, [])
        if kind in promises and not (known and known[-1].ended is None):
            rounds[kind] = [*known, _Round(len(known) + 1, at, by_hand)]

    for kind in (K.FIRST_SEEN, K.VERIFICATION, K.FIRST_RESPONSE, K.RESOLUTION):
        begin(kind, received)
    for at, what, by_hand in facts:
        current = {kind: each[-1] for kind, each in rounds.items()}
        for kind in _KEEPS.get(what, ()):
            if kind in current:
                current[kind].end(at, "met")
        for kind, clock in current.items():
            if what in ("spam", "closed"):
                clock.end(at, "stopped")
            if what in ("waits", "waits for data") and kind in _PAUSED:
                clock.pause(at, what)
            if what == "resumed":
                clock.resume(at)
        if what == "wrote" and not (K.FIRST_RESPONSE in current and current[K.FIRST_RESPONSE].ended is None):
            begin(K.NEXT_RESPONSE, at)
        if what in _BEGINS:
            begin(_BEGINS[what], at, by_hand)
        answered_there = (
            what == "lapor: verified" and K.LAPOR_CLOSING in rounds
        )  # it owes no first answer any more
        if what in _FIRST_TIME_ONLY and _FIRST_TIME_ONLY[what] not in rounds and not answered_there:
            begin(_FIRST_TIME_ONLY[what], at)
    return {kind: each[-1].told(office, promises[kind]) for kind, each in rounds.items()}
