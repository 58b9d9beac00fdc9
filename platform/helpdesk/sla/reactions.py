"""What facts do to the clocks of their case: one table, clocks and a fact in, clocks out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseEscalated,
    CaseEvent,
    CaseMarkedDuplicate,
    CaseMarkedSpam,
    CaseNoted,
    CaseRejected,
    CaseReopened,
    CaseReplied,
    CaseResumed,
    CaseReturned,
    CaseSeen,
    CaseVerified,
    CaseWaits,
    HandoverChanged,
    HandoverDecided,
    MessageReceived,
    RegisterAnswered,
    RegisterChanged,
    RegisterFiled,
    UnitAnswered,
)
from helpdesk.sla import rules
from helpdesk.sla.model import Calendar, Clock, PauseReason, TargetKind
from helpdesk.sla.stages import next_stage_at

Clocks = dict[TargetKind, Clock]
Calendars = Mapping[str, Calendar]

K = TargetKind


class Terms(Protocol):
    """What the office promises to the case at hand."""

    @property
    def calendars(self) -> Calendars: ...

    def begin(
        self, kind: TargetKind, at: datetime, *, round: int = 1, due: datetime | None = None
    ) -> Clock | None:
        """A new clock of this kind, begun then; none when the office makes no such promise."""


_OFFICE_OWES = frozenset(
    {K.FIRST_SEEN, K.VERIFICATION, K.FIRST_RESPONSE, K.NEXT_RESPONSE, K.DISPOSITION, K.RESOLUTION}
)
_OF_LAPOR = frozenset({K.LAPOR_VERIFICATION, K.LAPOR_RESPONSE, K.LAPOR_CLOSING})
_ACCEPTED = frozenset({"accepted", "in_progress", "answered", "returned", "closed"})
"""What the other office says once it has looked at a hand-over; returned is an agreement too."""
_TAKEN_BACK = frozenset({"withdrawn", "expired"})
_IN_REGISTER: Mapping[str, tuple[frozenset[TargetKind], TargetKind | None]] = {
    "verified": (frozenset({K.LAPOR_VERIFICATION}), K.LAPOR_RESPONSE),
    "in_process": (frozenset({K.LAPOR_VERIFICATION}), K.LAPOR_RESPONSE),
    "answered": (frozenset({K.LAPOR_VERIFICATION, K.LAPOR_RESPONSE}), K.LAPOR_CLOSING),
    "finished": (frozenset({K.LAPOR_VERIFICATION, K.LAPOR_RESPONSE, K.LAPOR_CLOSING}), None),
    "rejected": (frozenset({K.LAPOR_VERIFICATION}), None),
}
"""SP4N-LAPOR's chain: a status keeps one promise and begins the next, each from its own moment."""
_KEPT_BY: dict[type, frozenset[TargetKind]] = {
    CaseSeen: frozenset({K.FIRST_SEEN}),
    CaseVerified: frozenset({K.FIRST_SEEN, K.VERIFICATION}),
    CaseDisposed: frozenset({K.FIRST_SEEN, K.VERIFICATION, K.DISPOSITION}),
    CaseReturned: frozenset({K.DISPOSITION}),
    CaseReplied: frozenset({K.FIRST_SEEN, K.FIRST_RESPONSE, K.NEXT_RESPONSE, K.DISPOSITION}),
    CaseAnswered: _OFFICE_OWES,
    CaseClosed: _OFFICE_OWES,
}
"""A person's act keeps these promises. An automatic message is none of these facts and keeps nothing."""

_ENDED_BY = (CaseMarkedSpam, CaseMarkedDuplicate, CaseRejected)
HELD_UP_BY_WAITING = frozenset({K.NEXT_RESPONSE, K.DISPOSITION, K.RESOLUTION})
"""What the citizen's silence holds up; what the office owes before is not paused by asking."""


def react(clocks: Clocks, fact: CaseEvent, terms: Terms, *, by_unit: bool = False) -> Clocks:
    """The clocks after a fact; facts that are nobody's promise change nothing.

    `by_unit` says that an officer of the case's unit did it: a note or an answer of theirs is the unit's
    word to the desk.
    """
    at = fact.at
    if isinstance(fact, _ENDED_BY):
        return {kind: rules.stop(clock, at) for kind, clock in clocks.items()}
    if isinstance(fact, HandoverDecided):
        return _given_up(clocks, fact)
    if isinstance(fact, CaseWaits):
        paused = {kind: _paused(clock, at, PauseReason(fact.reason)) for kind, clock in clocks.items()}
        return _begun(paused, K.CONTACT_REPLY, at, terms)
    if isinstance(fact, CaseResumed):
        return _heard(
            {k: rules.resume(clock, at, terms.calendars[clock.calendar]) for k, clock in clocks.items()}, at
        )
    return _begun_by(_met(clocks, _kept(fact, by_unit=by_unit), at), fact, terms)


def _given_up(clocks: Clocks, fact: HandoverDecided) -> Clocks:
    """An offer that was taken back, or that nobody took on, is waited for no longer."""
    over = fact.state in _TAKEN_BACK and not fact.waits
    return {
        k: rules.stop(clock, fact.at) if over and k is K.HANDOVER else clock for k, clock in clocks.items()
    }


def _kept(fact: CaseEvent, *, by_unit: bool) -> frozenset[TargetKind]:
    if isinstance(fact, HandoverChanged):
        agreed = fact.side == "source" and fact.state in _ACCEPTED and not fact.waits
        return frozenset({K.HANDOVER}) if agreed else frozenset()
    if isinstance(fact, RegisterChanged | RegisterAnswered):
        return frozenset().union(*(_IN_REGISTER[each][0] for each in _stands(fact)))
    if isinstance(fact, CaseNoted | UnitAnswered) and by_unit:
        return frozenset({K.DISPOSITION})
    return _KEPT_BY.get(type(fact), frozenset())


def _begun_by(clocks: Clocks, fact: CaseEvent, terms: Terms) -> Clocks:
    """The clocks with those begun whose occasion the fact is."""
    at = fact.at
    match fact:
        case MessageReceived():
            clocks = _heard(clocks, at)
            return (
                clocks if _is_open(clocks, K.FIRST_RESPONSE) else _begun(clocks, K.NEXT_RESPONSE, at, terms)
            )
        case CaseDisposed(due_at=due):
            return _begun(clocks, K.DISPOSITION, at, terms, due=due)
        case CaseAnswered():
            return _begun(_heard(clocks, at), K.CONTACT_REPLY, at, terms)
        case CaseReopened():
            return _begun(_heard(clocks, at), K.RESOLUTION, at, terms)
        case CaseEscalated(due_at=due):
            return _begun(clocks, K.HANDOVER, at, terms, due=due)
        case RegisterFiled():
            return _begun(clocks, K.LAPOR_VERIFICATION, at, terms)
        case RegisterChanged() | RegisterAnswered():
            for following in (_IN_REGISTER[each][1] for each in _stands(fact)):
                # Who answered before anybody saw that it was verified owes no first answer any more.
                late = following is K.LAPOR_RESPONSE and K.LAPOR_CLOSING in clocks
                if following is not None and following not in clocks and not late:
                    clocks = _begun(clocks, following, at, terms)
        case CaseClosed():
            return {kind: rules.stop(clock, at) for kind, clock in clocks.items()}
    return clocks


def _stands(fact: RegisterChanged | RegisterAnswered) -> tuple[str, ...]:
    """What the chain knows of it, the furthest first: an answer is there, the status is this."""
    answered = isinstance(fact, RegisterAnswered) or fact.answered
    status = "" if isinstance(fact, RegisterAnswered) else fact.status
    ended = status in ("finished", "rejected")
    said = ("answered",) if answered and not ended else ()
    return (*said, *((status,) if status in _IN_REGISTER else ()))


def _begun(
    clocks: Clocks, kind: TargetKind, at: datetime, terms: Terms, *, due: datetime | None = None
) -> Clocks:
    """A new round of a promise, unless one is open: what is owed already is owed from its first beginning."""
    if _is_open(clocks, kind):
        return clocks
    known = clocks.get(kind)
    begun = terms.begin(kind, at, round=known.round + 1 if known else 1, due=due)
    return clocks if begun is None else {**clocks, kind: begun}


def _is_open(clocks: Clocks, kind: TargetKind) -> bool:
    return kind in clocks and clocks[kind].is_open


def _heard(clocks: Clocks, at: datetime) -> Clocks:
    """The citizen wrote, or the office went on without waiting: the time to reply is over."""
    return _met(clocks, frozenset({K.CONTACT_REPLY}), at)


def _met(clocks: Clocks, kinds: frozenset[TargetKind], at: datetime) -> Clocks:
    return {kind: rules.meet(clock, at) if kind in kinds else clock for kind, clock in clocks.items()}


def _paused(clock: Clock, at: datetime, reason: PauseReason) -> Clock:
    return rules.pause(clock, at, reason) if clock.kind in HELD_UP_BY_WAITING else clock


def next_due(clocks: Clocks) -> datetime | None:
    """The nearest due time of the office's promises that run: what the desk sorts by."""
    return min((clock.due_at for clock in _owed(clocks) if clock.due_at is not None), default=None)


def next_soon(clocks: Clocks) -> datetime | None:
    """When the first of the office's promises that run has used up 80 % of its time."""
    return min((clock.warn_at for clock in _owed(clocks) if clock.warn_at is not None), default=None)


def next_lapor_soon(clocks: Clocks) -> datetime | None:
    """When the first promise of SP4N-LAPOR's own that runs has used up 80 % of its time."""
    running = [clock for kind, clock in clocks.items() if kind in _OF_LAPOR and clock.runs]
    return min((clock.warn_at for clock in running if clock.warn_at is not None), default=None)


def _owed(clocks: Clocks) -> list[Clock]:
    return [clock for kind, clock in clocks.items() if clock.runs and kind is not K.CONTACT_REPLY]


def next_look(clocks: Clocks) -> datetime | None:
    """When something is next to be done about a promise: a warning, a step, a breach."""
    looks: list[datetime] = []
    for clock in clocks.values():
        if clock.runs:
            staged, due = next_stage_at(clock), clock.due_at
            if staged is not None:
                looks.append(staged)
            if due is not None and clock.breached_at is None:
                looks.append(due)
    return min(looks, default=None)


def next_miss(clocks: Clocks) -> datetime | None:
    """When the next look will find a promise missed that is in danger already; None when it will find something else.

    That is the look that comes for thousands at once: many promises end with the same hour of the same day.
    """
    look = next_look(clocks)
    missed = (
        clock.runs and clock.taken and clock.breached_at is None and clock.due_at == look
        for kind, clock in clocks.items()
        if kind is not K.CONTACT_REPLY
    )
    return look if look is not None and any(missed) else None
