"""Who held a case when: the desk, its units, another office, the citizen. The legs follow each other without a gap,
so that the time of all holders together is the time of the case, to the microsecond. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import get_args
from uuid import UUID

import msgspec

from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseEscalated,
    CaseEvent,
    CaseMarkedDuplicate,
    CaseMarkedSpam,
    CaseRejected,
    CaseReopened,
    CaseReplied,
    CaseResumed,
    CaseReturned,
    CaseWaits,
    HandoverChanged,
    HandoverDecided,
)


class Holder(StrEnum):
    """Whose turn it was."""

    DESK = "desk"
    UNIT = "unit"
    OTHER_OFFICE = "other_office"
    CONTACT = "contact"
    """The citizen: asked for something, or answered and not heard of again yet."""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time with one holder; without an end it is not over."""

    holder: Holder
    id: UUID | None = None
    """The unit's id or the office's public id."""
    begins: datetime
    ends: datetime | None = None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """All the time of one holder."""

    holder: Holder
    id: UUID | None
    time: timedelta


class _Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a case at a moment: the citizen's turn goes before the other office's, that before ours."""

    unit: UUID | None = None
    away: tuple[tuple[UUID, UUID], ...] = ()
    """Links that are out, each with its office."""
    asked: bool = False
    ended: bool = False

    @property
    def holder(self) -> tuple[Holder, UUID | None]:
        if self.asked:
            return Holder.CONTACT, None
        if self.away:
            return Holder.OTHER_OFFICE, self.away[-1][1]
        return (Holder.UNIT, self.unit) if self.unit else (Holder.DESK, None)


ENDS = CaseClosed | CaseRejected | CaseMarkedSpam | CaseMarkedDuplicate
"""The facts by which a case ends."""
TURNS = (
    CaseDisposed,
    CaseReturned,
    CaseEscalated,
    HandoverChanged,
    HandoverDecided,
    CaseWaits,
    CaseAnswered,
    CaseResumed,
    CaseReplied,
    CaseReopened,
    *get_args(ENDS),
)
"""The facts that may give a case to another holder."""
_BACK = frozenset({"answered", "returned", "closed", "withdrawn", "expired"})


def legs(facts: Iterable[CaseEvent], opened_at: datetime) -> tuple[Leg, ...]:
    """The legs of a case from its receipt; the facts are in order of time. After its end nobody holds it."""
    turn, begins = _Turn(), opened_at
    found: list[Leg] = []
    for fact in facts:
        after = _after(turn, fact)
        if (after.holder, after.ended) == (turn.holder, turn.ended):
            turn = after
            continue
        if not turn.ended and fact.at > begins:
            found.append(_leg(turn, begins, fact.at))
        turn, begins = after, max(fact.at, begins)
    if not turn.ended:
        found.append(_leg(turn, begins, None))
    return tuple(found)


def _leg(turn: _Turn, begins: datetime, ends: datetime | None) -> Leg:
    holder, its_id = turn.holder
    return Leg(holder=holder, id=its_id, begins=begins, ends=ends)


def _after(turn: _Turn, fact: CaseEvent) -> _Turn:
    replace = msgspec.structs.replace
    match fact:
        case CaseDisposed(unit_id=unit):
            return replace(turn, unit=unit)
        case CaseReturned():
            return replace(turn, unit=None)
        case CaseEscalated(link_id=link, to_tenant=office):
            return replace(turn, away=(*turn.away, (link, office)))
        case HandoverChanged(link_id=link, state=state) | HandoverDecided(link_id=link, state=state) if (
            state in _BACK
        ):
            return replace(turn, away=tuple(each for each in turn.away if each[0] != link))
        case CaseWaits() | CaseAnswered():
            return replace(turn, asked=True)
        case CaseResumed() | CaseReplied():
            return replace(turn, asked=False)
        case CaseReopened():
            return replace(turn, asked=False, ended=False)
    return replace(turn, ended=True) if isinstance(fact, ENDS) else turn


def shares(found: Sequence[Leg], now: datetime) -> tuple[Share, ...]:
    """The time of each holder up to now, in the order in which they first held the case."""
    whole: dict[tuple[Holder, UUID | None], timedelta] = {}
    for leg in found:
        key = (leg.holder, leg.id)
        whole[key] = whole.get(key, timedelta()) + ((leg.ends or now) - leg.begins)
    return tuple(Share(holder=holder, id=its_id, time=time) for (holder, its_id), time in whole.items())
