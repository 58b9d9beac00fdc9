"""How a call goes on by its events, and who has to be called back."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from helpdesk.calls.model import CallState, PhoneCall
from helpdesk.calls.rules import heard, is_running, may_be_called_back, spoken, state_of, to_call_back
from helpdesk.channels.calls import CallArrived, CallOutcome, CallStep

BEGAN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LINE, ID = UUID(int=1), UUID(int=2)
SITI, BUDI = "+6281200000101", "+6281200000102"


def event(step: CallStep, second: int, **more: Any) -> CallArrived:
    at = BEGAN + timedelta(seconds=second)
    return CallArrived(external_id=f"c:{step}", call_id="c", step=step, at=at, **more)


def after(*events: CallArrived) -> PhoneCall:
    call: PhoneCall | None = None
    for each in events:
        call = heard(call, each, each.at, account_id=LINE, call_id=ID)
    assert call
    return call


RINGING = event(CallStep.RINGING, 0, caller=SITI)
ANSWERED = event(CallStep.ANSWERED, 8, caller=SITI)
ENDED = event(CallStep.ENDED, 80, caller=SITI, seconds=72, outcome=CallOutcome.ANSWERED)
RECORDED = event(CallStep.RECORDED, 95, recording="https://rekaman.example/c")


@pytest.mark.parametrize("order", list(permutations((RINGING, ANSWERED, ENDED, RECORDED))))
def test_no_order_of_events_leaves_another_call(order: tuple[CallArrived, ...]) -> None:
    assert after(*order) == after(RINGING, ANSWERED, ENDED, RECORDED)
    assert after(*order, *order) == after(*order)


def test_a_call_rings_is_answered_and_ends_and_never_goes_back() -> None:
    now = BEGAN + timedelta(seconds=100)
    states = [
        state_of(after(*events), now)
        for events in ((RINGING,), (RINGING, ANSWERED), (ENDED,), (ENDED, RINGING), (ENDED, ANSWERED))
    ]
    assert states == [CallState.RINGING, CallState.TALKING, *[CallState.ANSWERED] * 3]


def test_what_the_exchange_says_at_the_end_counts() -> None:
    missed = event(CallStep.ENDED, 20, outcome=CallOutcome.MISSED)
    assert state_of(after(RINGING, ANSWERED, missed), BEGAN) is CallState.MISSED, "it waited in a queue"
    silent = event(CallStep.ENDED, 20)
    assert state_of(after(RINGING, silent), BEGAN) is CallState.MISSED
    assert state_of(after(RINGING, ANSWERED, silent), BEGAN) is CallState.ANSWERED
    assert spoken(after(RINGING, ANSWERED, silent), BEGAN) == 12


def test_a_call_whose_end_was_never_told_ends_by_itself() -> None:
    assert is_running(after(RINGING), BEGAN + timedelta(seconds=179))
    assert state_of(after(RINGING), BEGAN + timedelta(minutes=3)) is CallState.MISSED
    talk = after(RINGING, ANSWERED)
    assert is_running(talk, BEGAN + timedelta(hours=3))
    assert state_of(talk, BEGAN + timedelta(hours=5)) is CallState.ANSWERED
    assert spoken(talk, BEGAN + timedelta(hours=5)) is None


def call(
    minute: int, caller: str = SITI, outcome: CallOutcome | None = CallOutcome.MISSED, **more: Any
) -> PhoneCall:
    at = BEGAN + timedelta(minutes=minute)
    ended = at if outcome else None
    return PhoneCall(
        id=UUID(int=minute + 10), account_id=LINE, remote_id=str(minute), began_at=at, caller=caller,
        outcome=outcome, ended_at=ended, **more,
    )  # fmt: skip


NOW = BEGAN + timedelta(hours=1)


def waiting(*calls: PhoneCall) -> list[tuple[str, int]]:
    return [(each.remote_id, times) for each, times in to_call_back(calls, NOW)]


def test_each_number_that_was_missed_waits_once_with_its_tries() -> None:
    assert waiting(call(1), call(2), call(3, BUDI), call(4, outcome=CallOutcome.BUSY)) == [("4", 3), ("3", 1)]


def test_who_got_through_later_or_was_called_back_waits_no_more() -> None:
    assert waiting(call(1), call(2, outcome=CallOutcome.ANSWERED)) == []
    assert waiting(call(1), call(59, outcome=None)) == [], "the telephone rings right now"
    assert waiting(call(1), call(2, done_at=NOW)) == []
    assert waiting(call(1, done_at=NOW), call(2)) == [("2", 1)], "and called again after that"
    assert waiting(call(1, outcome=CallOutcome.ANSWERED), call(2)) == [("2", 1)]


def test_nobody_can_be_called_back_without_a_number() -> None:
    assert waiting(call(1, "")) == []
    assert not may_be_called_back(call(1, ""), NOW)
    assert may_be_called_back(call(1), NOW)
    assert not may_be_called_back(call(1, done_at=NOW), NOW)
    assert not may_be_called_back(call(1, outcome=CallOutcome.ANSWERED), NOW)
