"""When a send is tried again, and what a status does."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from helpdesk.channels.errors import (
    ERRORS,
    AccountBlocked,
    ChannelError,
    ChannelThrottled,
    ChannelUnreachable,
    FileAway,
    FileUnchecked,
    OutcomeUnknown,
    PairThrottled,
)
from helpdesk.delivery.model import MOST_ATTEMPTS, DeliveryState, QuietHours
from helpdesk.delivery.rules import (
    blocked_for,
    moves,
    next_state,
    quiet_until,
    tries_used,
    turns,
    wait_seconds,
)

D = DeliveryState
_NEW = timedelta()


@pytest.mark.parametrize("error", ERRORS.values())
@pytest.mark.parametrize("attempts", [1, MOST_ATTEMPTS, MOST_ATTEMPTS + 1])
def test_only_what_surely_did_not_arrive_is_tried_again_and_not_for_ever(
    error: type[ChannelError], attempts: int
) -> None:
    state = next_state(error(), attempts, timedelta(hours=23))
    if error is OutcomeUnknown:
        assert state is D.UNKNOWN
    elif error.blocks or error.waits or error.too_soon:
        assert state is D.QUEUED
        assert next_state(error(), attempts, timedelta(hours=24)) is D.FAILED
    elif error.retryable and attempts < MOST_ATTEMPTS:
        assert state is D.QUEUED
    else:
        assert state is D.FAILED


def test_being_too_fast_never_uses_up_the_last_tries() -> None:
    assert [tries_used(ChannelThrottled(), attempts) for attempts in (1, 2, 7, 8)] == [1, 2, 6, 6]
    assert [tries_used(PairThrottled(), attempts) for attempts in (1, 7)] == [1, 6]
    assert [tries_used(ChannelUnreachable(), attempts) for attempts in (1, 7)] == [1, 7]
    assert tries_used(AccountBlocked(), 3) == 2
    after = tries_used(ChannelThrottled(), MOST_ATTEMPTS) + 1
    assert next_state(ChannelUnreachable(), after, timedelta()) is D.QUEUED
    assert tries_used(FileUnchecked(), 3) == 2


def test_a_message_that_waits_for_its_file_looks_for_it_ever_less_often_but_once_a_minute() -> None:
    ages = [timedelta(seconds=age) for age in (0, 8, 100, 240, 1000, 80_000)]
    assert [wait_seconds(FileUnchecked(), 1, age) for age in ages] == [2, 2, 25, 60, 60, 60]
    assert [wait_seconds(FileAway(), 1, age) for age in ages] == [10, 10, 25, 60, 60, 60]


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_obeys_the_remote() -> None:
    waits = [wait_seconds(ChannelUnreachable(), attempts, _NEW) for attempts in range(1, 12)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert wait_seconds(ChannelThrottled(retry_after=60.0), 1, _NEW) == 60
    assert wait_seconds(ChannelThrottled(retry_after=1.0), 4, _NEW) == 16
    assert wait_seconds(ChannelThrottled(retry_after=1e9), 1, _NEW) == 900


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


_NOW, _STEP = datetime(2026, 11, 23, 9, 0, tzinfo=UTC), timedelta(seconds=6)


def test_a_few_go_at_once_and_the_rest_one_after_the_other() -> None:
    seconds = [(at - _NOW).total_seconds() for at in turns(_NOW + 5 * _STEP, _STEP, 3, 5, _NOW)]
    assert seconds == [0, 0, 0, 6, 12]
    after = [(at - _NOW).total_seconds() for at in turns(_NOW + 7 * _STEP, _STEP, 3, 2, _NOW)]
    assert after == [18, 24], "those that come next stand behind them"


def test_who_kept_quiet_may_send_as_many_at_once_again() -> None:
    assert turns(_NOW + 3 * _STEP, _STEP, 3, 3, _NOW) == [_NOW] * 3


def test_too_many_to_one_person_waits_as_long_as_the_pair_needs() -> None:
    assert [wait_seconds(PairThrottled(), attempts, _NEW) for attempts in (1, 2, 3)] == [6, 6, 8]


_JAKARTA, _JAYAPURA = "Asia/Jakarta", "Asia/Jayapura"


@pytest.mark.parametrize(
    ("zone", "begins", "ends", "now", "morning"),
    [
        (_JAKARTA, 21, 7, "2026-11-23T20:59", None),
        (_JAKARTA, 21, 7, "2026-11-23T21:00", "2026-11-24T07:00"),
        (_JAKARTA, 21, 7, "2026-11-24T03:00", "2026-11-24T07:00"),
        (_JAKARTA, 21, 7, "2026-11-24T06:59", "2026-11-24T07:00"),
        (_JAKARTA, 21, 7, "2026-11-24T07:00", None),
        (_JAYAPURA, 21, 7, "2026-12-31T23:30", "2027-01-01T07:00"),
        (_JAKARTA, 0, 5, "2026-11-24T00:00", "2026-11-24T05:00"),
        (_JAKARTA, 0, 5, "2026-11-24T05:00", None),
        (_JAKARTA, 12, 13, "2026-11-24T12:30", "2026-11-24T13:00"),
    ],
)
def test_news_at_night_wait_for_the_offices_own_morning(
    zone: str, begins: int, ends: int, now: str, morning: str | None
) -> None:
    quiet = QuietHours(begins=begins * 60, ends=ends * 60)
    place = ZoneInfo(zone)
    found = quiet_until(quiet, zone, datetime.fromisoformat(now).replace(tzinfo=place).astimezone(UTC))
    assert found == (datetime.fromisoformat(morning).replace(tzinfo=place) if morning else None)


def test_two_offices_have_their_mornings_at_different_moments_and_one_has_none() -> None:
    moment = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # 06.30 in Jakarta, 08.30 in Jayapura
    assert quiet_until(QuietHours(), _JAKARTA, moment) == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert quiet_until(QuietHours(), _JAYAPURA, moment) is None
    assert quiet_until(QuietHours(active=False), _JAKARTA, moment) is None
