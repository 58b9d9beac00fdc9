"""When a send is tried again, and what a status does."""

from datetime import timedelta
from itertools import permutations

import pytest

from helpdesk.channels.errors import (
    ERRORS,
    ChannelError,
    ChannelThrottled,
    ChannelUnreachable,
    OutcomeUnknown,
)
from helpdesk.delivery.model import MOST_ATTEMPTS, DeliveryState
from helpdesk.delivery.rules import blocked_for, moves, next_state, wait_seconds

D = DeliveryState


@pytest.mark.parametrize("error", ERRORS.values())
@pytest.mark.parametrize("attempts", [1, MOST_ATTEMPTS, MOST_ATTEMPTS + 1])
def test_only_what_surely_did_not_arrive_is_tried_again_and_not_for_ever(
    error: type[ChannelError], attempts: int
) -> None:
    state = next_state(error(), attempts, timedelta(hours=23))
    if error is OutcomeUnknown:
        assert state is D.UNKNOWN
    elif error.blocks:
        assert state is D.QUEUED
        assert next_state(error(), attempts, timedelta(hours=24)) is D.FAILED
    elif error.retryable and attempts < MOST_ATTEMPTS:
        assert state is D.QUEUED
    else:
        assert state is D.FAILED


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_obeys_the_remote() -> None:
    waits = [wait_seconds(ChannelUnreachable(), attempts) for attempts in range(1, 12)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert wait_seconds(ChannelThrottled(retry_after=60.0), 1) == 60
    assert wait_seconds(ChannelThrottled(retry_after=1.0), 4) == 16
    assert wait_seconds(ChannelThrottled(retry_after=1e9), 1) == 900


def test_a_blocked_account_is_asked_ever_less_often_and_at_least_every_quarter_of_an_hour() -> None:
    minutes = [
        blocked_for(timedelta(minutes=since)) / timedelta(minutes=1) for since in (0, 1, 2, 4, 10, 30, 9999)
    ]
    assert minutes == [1, 1, 1, 2, 5, 15, 15]


@pytest.mark.parametrize("begin", [D.QUEUED, D.SENDING, D.UNKNOWN, D.SENT])
def test_statuses_end_at_the_same_state_in_every_order(begin: DeliveryState) -> None:
    told = (D.SENT, D.FAILED, D.DELIVERED, D.READ)
    for count in (2, 3, 4):
        for chosen in {frozenset(order[:count]) for order in permutations(told)}:
            assert len({_end(begin, order) for order in permutations(chosen)}) == 1, chosen
    assert _end(begin, (D.SENT, D.FAILED)) is D.FAILED
    assert _end(begin, (D.FAILED, D.DELIVERED)) is D.DELIVERED


def _end(state: DeliveryState, told: tuple[DeliveryState, ...]) -> DeliveryState:
    for each in told:
        state = each if moves(state, each) else state
    return state
