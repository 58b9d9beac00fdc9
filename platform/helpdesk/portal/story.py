"""The way of a case as its citizen reads it: what happened, who has it, which promise was kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.model import Case, CaseState, CaseWord
from helpdesk.channels.trials import is_trial
from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseEscalated,
    CaseEvent,
    CaseMarkedDuplicate,
    CaseMarkedSpam,
    CaseOpened,
    CaseRejected,
    CaseReopened,
    CaseReplied,
    CaseResumed,
    CaseSeen,
    CaseVerified,
    CaseWaits,
    HandoverChanged,
    HandoverDecided,
    HandoverMoved,
    HandoverPassedOn,
    RegisterNumberKnown,
)
from helpdesk.portal.model import Pledge, Reached, Station
from helpdesk.sla.model import Clock, ClockState, TargetKind

Names = Mapping[UUID, str]
"""Of units and of offices."""
Clocks = Mapping[TargetKind, Clock]

K = TargetKind
_FIRST = (K.FIRST_RESPONSE, K.VERIFICATION, K.FIRST_SEEN)
"""What counts as the first answer: kinds of cases without a promised answer have the promise before it."""
_NEXT = (K.FIRST_RESPONSE, K.NEXT_RESPONSE, K.RESOLUTION)
_BEFORE = (K.FIRST_SEEN, K.VERIFICATION)

_TAKEN_ON = frozenset({"accepted", "in_progress"})
_BACK = frozenset({"returned", "withdrawn", "expired"})
_PLAIN: Mapping[type[CaseEvent], Reached] = {
    CaseWaits: Reached.ASKED,
    CaseResumed: Reached.RESUMED,
    CaseClosed: Reached.CLOSED,
    CaseReopened: Reached.REOPENED,
    CaseRejected: Reached.REJECTED,
    CaseMarkedSpam: Reached.REJECTED,
    CaseMarkedDuplicate: Reached.JOINED,
}


def stations(facts: Iterable[CaseEvent], clocks: Clocks, names: Names) -> tuple[Station, ...]:
    """What happened, oldest first; of checks and of answers only the first is a station."""
    found: list[Station] = []
    asked: dict[UUID, UUID] = {}
    for fact in facts:
        if isinstance(fact, CaseEscalated):
            asked[fact.link_id] = fact.to_tenant
        elif isinstance(fact, HandoverMoved):
            asked[fact.link_id] = fact.peer
        station = _station(fact, clocks, names, asked)
        if station is not None and not _told_before(station, found):
            since = (station.at - found[-1].at).total_seconds() if found else None
            found.append(replace(station, since=since))
    return tuple(found)


def _station(fact: CaseEvent, clocks: Clocks, names: Names, asked: Mapping[UUID, UUID]) -> Station | None:
    match fact:
        case CaseOpened(at=at, channel=channel):
            return Station(what=Reached.RECEIVED, at=at, name=channel)
        case CaseSeen(at=at) | CaseVerified(at=at):
            return _kept(Reached.CHECKED, at, clocks.get(K.FIRST_SEEN))
        case CaseDisposed(at=at, unit_id=unit_id):
            return Station(what=Reached.FORWARDED, at=at, name=names.get(unit_id, ""))
        case CaseEscalated(at=at, to_tenant=to):
            return Station(what=Reached.HANDED_OVER, at=at, name=names.get(to, ""))
        case HandoverChanged(at=at, link_id=link, state=state) if state in _TAKEN_ON:
            return Station(what=Reached.TAKEN_ON, at=at, name=names.get(asked.get(link, link), ""))
        case HandoverChanged(at=at, state=state) | HandoverDecided(at=at, state=state) if state in _BACK:
            return Station(what=Reached.RETURNED, at=at)
        case HandoverPassedOn(at=at, link_id=link, office=office):
            return Station(
                what=Reached.HANDED_OVER, at=at, name=office or names.get(asked.get(link, link), "")
            )
        case HandoverMoved(at=at, peer=peer, side="source", away=False):
            return Station(what=Reached.HANDED_OVER, at=at, name=names.get(peer, ""))
        case CaseRejected(at=at, authority_id=UUID() as authority):
            return Station(what=Reached.REFERRED, at=at, name=names.get(authority, ""))
        case RegisterNumberKnown(at=at, number=number, second=False):
            what = Reached.TRIED if is_trial(number) else Reached.REGISTERED
            return Station(what=what, at=at, name=number)
        case CaseReplied(at=at):
            return _kept(Reached.RESPONDED, at, clocks.get(K.FIRST_RESPONSE))
        case CaseAnswered(at=at):
            return _kept(Reached.DONE, at, clocks.get(K.RESOLUTION))
    plain = _PLAIN.get(type(fact))
    return Station(what=plain, at=fact.at) if plain else None


def _kept(what: Reached, at: datetime, clock: Clock | None) -> Station:
    """A station that keeps a promise, when it was this moment that kept it."""
    if clock is None or clock.met_at != at:
        return Station(what=what, at=at)
    seconds = (at - clock.started_at).total_seconds()
    return Station(what=what, at=at, seconds=seconds, kept=clock.breached_at is None)


def _told_before(station: Station, found: Sequence[Station]) -> bool:
    if station.what in (Reached.CHECKED, Reached.RESPONDED):
        return any(each.what is station.what for each in found)
    if station.what in (Reached.REGISTERED, Reached.TRIED):
        return any(each.what is station.what and each.name == station.name for each in found)
    if station.what is Reached.TAKEN_ON:
        told = [each for each in found if each.name == station.name]
        return bool(told) and told[-1].what is Reached.TAKEN_ON
    return station.what is Reached.RESUMED and (not found or found[-1].what is not Reached.ASKED)


def holder_of(facts: Sequence[CaseEvent], names: Names) -> str:
    """Who has the case that was handed over, by name, also beyond the office asked; of several the last."""
    handed: dict[UUID, str] = {}
    asked: dict[UUID, str] = {}
    for fact in facts:
        match fact:
            case CaseEscalated(link_id=link, to_tenant=office):
                handed[link] = asked[link] = names.get(office, "")
            case HandoverChanged(link_id=link, state=state) | HandoverDecided(link_id=link, state=state):
                if state in _BACK:
                    handed.pop(link, None)
            case HandoverPassedOn(link_id=link, office=beyond) if link in handed:
                handed[link] = beyond or asked[link]
            case HandoverMoved(link_id=link, peer=office, side="source", away=away):
                handed.pop(link, None)
                if not away:
                    handed[link] = asked[link] = names.get(office, "")
    return list(handed.values())[-1] if handed else ""


def authority_of(facts: Sequence[CaseEvent]) -> UUID | None:
    """The authority outside whose business a case is that was not taken up here."""
    ends = [fact for fact in facts if isinstance(fact, CaseRejected)]
    return ends[-1].authority_id if ends else None


def first_pledge(clocks: Clocks, now: datetime) -> Pledge | None:
    """The promise of a first answer."""
    return _first_of(_FIRST, clocks, now)


def whole_pledge(clocks: Clocks, now: datetime) -> Pledge | None:
    """The promise of an end."""
    return _first_of((K.RESOLUTION,), clocks, now)


def next_pledge(case: Case, word: CaseWord, clocks: Clocks, now: datetime) -> Pledge | None:
    """The promise that the citizen waits for now: first that somebody looks, then answers, then the end."""
    if case.state in (CaseState.ANSWERED, CaseState.CLOSED, CaseState.REJECTED, CaseState.WAITING_CONTACT):
        return None
    order = (*_BEFORE, *_NEXT) if word is CaseWord.RECEIVED else (*_NEXT, *_BEFORE)
    living = {kind: clock for kind, clock in clocks.items() if clock.runs}
    return _first_of(order, living, now)


def later_pledge(missed: Pledge | None, clocks: Clocks, now: datetime) -> Pledge | None:
    """When a promise was missed: the nearest promise that can still be kept, or none."""
    if missed is None or not missed.late:
        return None
    living = [_pledge(clocks[kind], now) for kind in (*_NEXT, *_BEFORE) if kind in clocks]
    dated = [(each.due_at, each) for each in living if each.running and not each.late and each.due_at]
    return min(dated, key=lambda pair: pair[0])[1] if dated else None


def _first_of(kinds: Iterable[TargetKind], clocks: Clocks, now: datetime) -> Pledge | None:
    return next((_pledge(clocks[kind], now) for kind in kinds if kind in clocks), None)


def _pledge(clock: Clock, now: datetime) -> Pledge:
    overdue = clock.runs and clock.due_at is not None and clock.due_at < now
    until = clock.met_at or clock.stopped_at or clock.paused_at or now
    return Pledge(
        kind=clock.kind,
        budget=clock.budget,
        seconds=(until - clock.started_at).total_seconds(),
        met=clock.state is ClockState.MET,
        late=overdue or clock.breached_at is not None,
        running=clock.runs,
        paused=clock.state is ClockState.PAUSED,
        stopped=clock.state is ClockState.STOPPED,
        due_at=clock.due_at,
    )
