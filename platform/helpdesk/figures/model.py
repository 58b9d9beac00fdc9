"""How an office stands, in numbers: all that an office elsewhere tells of its cases to the one above it."""

from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers that the overview shows of an office, each rate with its count; nothing of any case or person."""

    at: datetime
    """The moment that they are from."""
    open_cases: Count
    late_cases: Count
    recent_cases: Count
    """Cases of citizens opened in the last 30 days."""
    answered_cases: Count
    """Of these, those that have had a first response."""
    median_seconds: Annotated[float, msgspec.Meta(ge=0, le=3_000_000)] | None
    last_activity: datetime | None
    rounds: Count
    rounds_missed: Count
    ratings: Count
    mean_score: Annotated[float, msgspec.Meta(ge=1, le=5)] | None
    channels: Count
    channels_failing: Count


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What an office above elsewhere is told, and how far that is."""

    last: Figures | None
    """What it has; none before the first time."""
    told_at: datetime | None
    error: str
    """Why the last attempt failed; empty when it did not."""


class Due(NamedTuple):
    """One office above elsewhere, in the carrier's hand."""

    peer_uid: UUID
    tries: int
    last: Figures | None
    told_at: datetime | None


class Below(msgspec.Struct, frozen=True, kw_only=True):
    """An office elsewhere that stands below this one, and what it told last."""

    uid: UUID
    slug: str
    name: str
    region: str
    figures: Figures | None
    """None before it has told any."""
