"""When to try again, and what a status does."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.channels.errors import ChannelError
from helpdesk.delivery.model import MOST_ATTEMPTS, RANK, DeliveryState, QuietHours

_MOST_HELD = timedelta(hours=24)
_SHORTEST_BLOCK, _LONGEST_BLOCK = timedelta(minutes=1), timedelta(minutes=15)


def next_state(error: ChannelError, attempts: int, age: timedelta) -> DeliveryState:
    """Where a refused or failed send leaves the delivery of this age after its `attempts`-th try.

    What waits for a blocked account or its file, or was too soon, is given up after a day: the officer decides then.
    """
    if error.code == "outcome_unknown":
        return DeliveryState.UNKNOWN
    if error.blocks or error.waits or error.too_soon:
        return DeliveryState.QUEUED if age < _MOST_HELD else DeliveryState.FAILED
    if error.retryable and attempts < MOST_ATTEMPTS:
        return DeliveryState.QUEUED
    return DeliveryState.FAILED


def tries_used(error: ChannelError, attempts: int) -> int:
    """How many tries are used up after the `attempts`-th: none by a blocked account or a file that is awaited, and what
    was too soon waits ever longer but always has some left for another error."""
    if error.blocks or error.waits:
        return attempts - 1
    return min(attempts, MOST_ATTEMPTS - 2) if error.too_soon else attempts


def wait_seconds(error: ChannelError, attempts: int, age: timedelta) -> float:
    """How long a delivery of this age waits before its next try: what the remote asked for, else 2, 4, 8 … up to 15
    minutes; for its file ever longer, up to a minute."""
    asked = min(age.total_seconds() / 4, 60.0) if error.waits else error.retry_after or 0.0
    return min(max(asked, error.least_wait, 2.0**attempts), 900.0)


def turns(free_at: datetime, gap: timedelta, burst: int, many: int, now: datetime) -> list[datetime]:
    """When each of so many messages may leave, the first first. `free_at` is where they all together have moved the
    end of what is used up: `burst` of them may be ahead of it."""
    first = free_at - gap * (many + burst - 1)
    return [max(now, first + gap * place) for place in range(many)]


def quiet_until(quiet: QuietHours, timezone: str, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` is; none outside of them."""
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    minute, begins, ends = local.hour * 60 + local.minute, quiet.begins, quiet.ends
    inside = begins <= minute < ends if begins <= ends else minute >= begins or minute < ends
    if not quiet.active or not inside:
        return None
    day = local.date() + timedelta(days=1 if begins > ends and minute >= begins else 0)
    return datetime.combine(day, time(ends // 60, ends % 60), tzinfo=zone)


def blocked_for(since: timedelta) -> timedelta:
    """How long a blocked account is left alone, blocked for so long already: a minute at first, then ever longer."""
    return min(max(since / 2, _SHORTEST_BLOCK), _LONGEST_BLOCK)


def moves(now: DeliveryState, told: DeliveryState) -> bool:
    """Does what the remote tells move the delivery? In whatever order it tells, the end is the same."""
    return RANK[told] > RANK[now]
