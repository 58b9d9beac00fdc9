"""When to try again, and what a status does."""

from helpdesk.channels.errors import ChannelError
from helpdesk.delivery.model import MOST_ATTEMPTS, RANK, DeliveryState


def next_state(error: ChannelError, attempts: int) -> DeliveryState:
    """Where a refused or failed send leaves the delivery after its `attempts`-th try."""
    if error.code == "outcome_unknown":
        return DeliveryState.UNKNOWN
    if error.retryable and attempts < MOST_ATTEMPTS:
        return DeliveryState.QUEUED
    return DeliveryState.FAILED


def wait_seconds(error: ChannelError, attempts: int) -> float:
    """How long to wait before the next try: what the remote asked for, else 2, 4, 8 … up to 15 minutes."""
    asked = error.retry_after if error.retry_after is not None else 0.0
    return min(max(asked, 2.0**attempts), 900.0)


def moves(now: DeliveryState, told: DeliveryState) -> bool:
    """Does what the remote tells move the delivery? In whatever order it tells, the end is the same."""
    return RANK[told] > RANK[now]
