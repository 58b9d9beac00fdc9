"""When to try again, and what a status does."""

from datetime import timedelta

from helpdesk.channels.errors import ChannelError
from helpdesk.delivery.model import MOST_ATTEMPTS, RANK, DeliveryState

_MOST_HELD = timedelta(hours=24)
_SHORTEST_BLOCK, _LONGEST_BLOCK = timedelta(minutes=1), timedelta(minutes=15)


def next_state(error: ChannelError, attempts: int, age: timedelta) -> DeliveryState:
    """Where a refused or failed send leaves the delivery of this age after its `attempts`-th try.

    What waits for a blocked account is given up after a day: the officer decides then.
    """
    if error.code == "outcome_unknown":
        return DeliveryState.UNKNOWN
    if error.blocks:
        return DeliveryState.QUEUED if age < _MOST_HELD else DeliveryState.FAILED
    if error.retryable and attempts < MOST_ATTEMPTS:
        return DeliveryState.QUEUED
    return DeliveryState.FAILED


def wait_seconds(error: ChannelError, attempts: int) -> float:
    """How long to wait before the next try: what the remote asked for, else 2, 4, 8 … up to 15 minutes."""
    asked = error.retry_after if error.retry_after is not None else 0.0
    return min(max(asked, 2.0**attempts), 900.0)


def blocked_for(since: timedelta) -> timedelta:
    """How long a blocked account is left alone, blocked for so long already: a minute at first, then ever longer."""
    return min(max(since / 2, _SHORTEST_BLOCK), _LONGEST_BLOCK)


def moves(now: DeliveryState, told: DeliveryState) -> bool:
    """Does what the remote tells move the delivery? In whatever order it tells, the end is the same."""
    return RANK[told] > RANK[now]
