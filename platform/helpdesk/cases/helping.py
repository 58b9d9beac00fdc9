"""How long units that help had the case: beside the one that leads, so that their times overlap and add up to nothing.

Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import get_args
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases.legs import ENDS
from helpdesk.cases.model import PartRole
from helpdesk.events import (
    CaseDisposed,
    CaseEvent,
    CaseReopened,
    UnitAnswered,
    UnitAnswerReturned,
    UnitInstructed,
    UnitJoined,
    UnitLeft,
)

FACTS = (
    *(UnitJoined, UnitInstructed, UnitLeft, UnitAnswered, UnitAnswerReturned, CaseDisposed, CaseReopened),
    *get_args(ENDS),
)
"""The facts by which a unit owes its help, or owes it no more."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which a unit owed its help; without an end it owes it still."""

    unit_id: UUID
    begins: datetime
    ends: datetime | None = None


class Helped(msgspec.Struct, frozen=True, kw_only=True):
    """All such times of one unit."""

    unit_id: UUID
    time: timedelta
    owes: bool
    """It goes on."""


def stretches(facts: Iterable[CaseEvent]) -> tuple[Stretch, ...]:
    """From being asked to the answer, or to the end of the help or of the case; the facts are in order of time."""
    found: list[Stretch] = []
    helpers: set[UUID] = set()
    paused: set[UUID] = set()
    for fact in facts:
        owing = {each.unit_id for each in found if each.ends is None}
        match fact:
            case (
                UnitJoined(unit_id=unit, role=PartRole.HELPER)
                | UnitInstructed(unit_id=unit, role=PartRole.HELPER)
            ):
                helpers.add(unit)
                _begin(found, unit, fact.at)
            case UnitAnswerReturned(unit_id=unit) if unit in helpers:
                _begin(found, unit, fact.at)
            case UnitAnswered(unit_id=unit):
                _end(found, {unit}, fact.at)
            case UnitInstructed(unit_id=unit) | UnitLeft(unit_id=unit) | CaseDisposed(unit_id=unit):
                helpers.discard(unit)
                _end(found, {unit}, fact.at)
            case CaseReopened():
                for unit in sorted(paused & helpers):
                    _begin(found, unit, fact.at)
        if isinstance(fact, ENDS):
            paused = owing
            _end(found, owing, fact.at)
    return tuple(found)


def helped(found: Sequence[Stretch], now: datetime) -> tuple[Helped, ...]:
    """The time of each unit up to now, in the order in which they were first asked."""
    whole: dict[UUID, timedelta] = {}
    for each in found:
        whole[each.unit_id] = whole.get(each.unit_id, timedelta()) + ((each.ends or now) - each.begins)
    owing = {each.unit_id for each in found if each.ends is None}
    return tuple(Helped(unit_id=unit, time=time, owes=unit in owing) for unit, time in whole.items())


def _begin(found: list[Stretch], unit: UUID, at: datetime) -> None:
    if not any(each.unit_id == unit and each.ends is None for each in found):
        found.append(Stretch(unit_id=unit, begins=at))


def _end(found: list[Stretch], units: set[UUID], at: datetime) -> None:
    for place, each in enumerate(found):
        if each.unit_id in units and each.ends is None:
            found[place] = replace(each, ends=at)
