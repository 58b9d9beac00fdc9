"""What differs between a case here and the same case in the register. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from helpdesk.cases.model import CaseState
from helpdesk.registers.model import Step

UNVERIFIED_LONG = timedelta(days=7)
"""Five working days and a weekend: longer than the register promises itself."""
UNFILED_LONG = timedelta(days=1)
"""What was asked for is not there, or the register has not heard our request, although it is tried every hour."""
TRANSFER_LONG = timedelta(days=5)
"""Three working days and a weekend: so long the register's people have for passing something on."""
LAGS = timedelta(hours=13)
"""So much later than here something may appear there without being missing: a look may be as old as this."""


class Gap(StrEnum):
    """One way in which both sides differ, or why nothing moves."""

    NEEDS_PERSON = "needs_person"
    NOT_FILED = "not_filed"
    """Asked for, and for long neither filed by the machine nor by hand."""
    TRANSFER_UNHEARD = "transfer_unheard"
    """Filed, but the request to pass it on does not get there."""
    TRANSFER_WAITS = "transfer_waits"
    """Somebody there was asked to pass it on, and has not acted for long."""
    NUMBER_MISSING = "number_missing"
    """It stands there, and nobody knows the number by which its citizen can follow it."""
    NOT_FOUND = "not_found"
    """Its number was typed or given, and the register does not know it."""
    UNVERIFIED = "unverified"
    """Nobody there has verified it for long."""
    ENDED_THERE = "ended_there"
    """Ended in the register, open here."""
    OPEN_THERE = "open_there"
    """Closed here, open in the register."""
    ANSWER_THERE = "answer_there"
    """Something was answered there after our last word to the citizen."""
    ANSWER_HERE = "answer_here"
    """We answered the citizen, and no answer stands in the register since."""
    ELSEWHERE = "elsewhere"
    """Another institution holds it there."""
    UNKNOWN_STATUS = "unknown_status"
    """The register uses a word that nobody has said the meaning of."""


STUCK = frozenset(
    {
        *(Gap.NEEDS_PERSON, Gap.NOT_FILED, Gap.NOT_FOUND, Gap.UNVERIFIED, Gap.UNKNOWN_STATUS),
        *(Gap.TRANSFER_UNHEARD, Gap.TRANSFER_WAITS, Gap.NUMBER_MISSING),
    }
)
"""Gaps in which nothing moves before somebody acts; the others are differences."""
_ENDED_THERE = frozenset({"finished", "rejected", "archived"})
_ON_ITS_WAY = frozenset({Step.DRAFT, Step.UPLOADING, Step.SUBMITTING})
_CLOSED_HERE = frozenset({CaseState.ANSWERED, CaseState.CLOSED, CaseState.REJECTED})


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A case here and in the register, side by side."""

    number: str
    title: str
    """As the register has it: what a citizen wrote of themselves at first stays with the case."""
    state: CaseState
    step: Step
    asked_at: datetime | None = None
    """When somebody asked for the filing."""
    tracking_id: str = ""
    status: str = ""
    status_since: datetime | None = None
    raw_code: str = ""
    raw_name: str = ""
    institution: str = ""
    error_code: str = ""
    polled_at: datetime | None = None
    said_here: datetime | None = None
    """When a person of ours last wrote to the citizen."""
    said_there: datetime | None = None
    """When the register last got an answer."""
    remapped: bool = False
    """The office says itself what the raw word means."""


def gaps(row: Compared, own_institution: str, now: datetime) -> tuple[Gap, ...]:
    """Everything that differs, what stops the case first."""
    if row.step is Step.NEEDS_PERSON:
        return (Gap.NEEDS_PERSON,)
    if row.step in _ON_ITS_WAY:
        return (Gap.NOT_FILED,) if _is_old(row.asked_at, UNFILED_LONG, now) else ()
    if row.error_code == "message_rejected":
        return (Gap.NOT_FOUND,)
    found = {
        Gap.NUMBER_MISSING: not row.tracking_id,
        Gap.UNKNOWN_STATUS: bool(row.raw_name or row.raw_code) and not row.remapped,
        Gap.TRANSFER_UNHEARD: row.step is Step.SUBMITTED and _is_old(row.status_since, UNFILED_LONG, now),
        Gap.TRANSFER_WAITS: row.step is Step.TRANSFER_REQUESTED
        and _is_old(row.status_since, TRANSFER_LONG, now),
        Gap.UNVERIFIED: row.step is Step.TRACKING
        and row.status == "unverified"
        and _is_old(row.status_since, UNVERIFIED_LONG, now),
        Gap.ENDED_THERE: row.status in _ENDED_THERE and row.state not in _CLOSED_HERE,
        Gap.OPEN_THERE: bool(row.polled_at) and row.status not in _ENDED_THERE and row.state in _CLOSED_HERE,
        Gap.ANSWER_THERE: row.state not in _CLOSED_HERE and _is_after(row.said_there, row.said_here),
        Gap.ANSWER_HERE: _is_after(row.said_here, row.said_there) and _is_old(row.said_here, LAGS, now),
        Gap.ELSEWHERE: bool(own_institution and row.institution)
        and _plain(row.institution) != _plain(own_institution),
    }
    return tuple(gap for gap, holds in found.items() if holds)


def counted(found: Mapping[str, tuple[Gap, ...]]) -> dict[str, int]:
    """How many cases differ, are stuck, and cannot be found."""
    return {
        "differing": sum(any(gap not in STUCK for gap in each) for each in found.values()),
        "stuck": sum(any(gap in STUCK for gap in each) for each in found.values()),
        "missing": sum(Gap.NOT_FOUND in each for each in found.values()),
    }


def _is_old(at: datetime | None, age: timedelta, now: datetime) -> bool:
    return at is not None and now - at > age


def _is_after(at: datetime | None, other: datetime | None) -> bool:
    return at is not None and (other is None or at > other)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
