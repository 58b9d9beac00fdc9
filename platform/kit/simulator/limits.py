"""How fast a remote lets itself be used: so many calls at once, and then one every so often."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from kit.simulator.latest import Latest
from kit.simulator.model import Seconds

MOST_PLACES = 20_000


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many at once, and then one every so many seconds; without seconds there is no limit."""

    at_once: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    every: Seconds


class Meter:
    """How far the limits of many places are used up; a place that was quiet longest is forgotten first."""

    def __init__(self) -> None:
        self._free_at = Latest[str, datetime](MOST_PLACES)

    def wait(self, place: str, limit: Limit, now: datetime) -> float:
        """0 when one more is let through, which counts; else the seconds until one would be, which does not."""
        gap = timedelta(seconds=limit.every)
        free_at = max(self._free_at.get(place) or now, now)
        too_soon = (free_at + gap - now) - gap * limit.at_once
        if too_soon > timedelta():
            return too_soon.total_seconds()
        self._free_at.put(place, free_at + gap)
        return 0.0
