"""How a call goes on by its events, in whatever order they come, and who has to be called back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.calls.model import RUNNING, UNHEARD, CallState, PhoneCall
from helpdesk.channels.calls import CallArrived, CallOutcome, CallStep

LONGEST_RINGING = timedelta(minutes=3)
"""After that nobody answered, even if the exchange forgets to say so."""
LONGEST_TALK = timedelta(hours=4)

_OUTCOMES = {
    CallOutcome.ANSWERED: CallState.ANSWERED,
    CallOutcome.MISSED: CallState.MISSED,
    CallOutcome.BUSY: CallState.BUSY,
}


def heard(
    call: PhoneCall | None, arrival: CallArrived, at: datetime, *, account_id: UUID, call_id: UUID
) -> PhoneCall:
    """The call after one more event: every moment is set once, so no order of events leaves another call.

    `at` is when it happened; `call_id` the id of a call that begins with this event.
    """
    if call is None:
        call = PhoneCall(id=call_id, account_id=account_id, remote_id=arrival.call_id, began_at=at)
    call = replace(
        call,
        began_at=min(call.began_at, at),
        caller=call.caller or arrival.caller,
        written=call.written or arrival.written,
        recording=call.recording or arrival.recording,
    )
    if arrival.step is CallStep.ANSWERED:
        call = replace(call, answered_at=call.answered_at or at)
    if arrival.step is CallStep.ENDED and call.ended_at is None:
        call = replace(call, ended_at=at, seconds=arrival.seconds, outcome=arrival.outcome)
    return call


def state_of(call: PhoneCall, now: datetime) -> CallState:
    """How the call stands; what its exchange said at the end counts more than what went before."""
    if call.outcome is not None:
        return _OUTCOMES[call.outcome]
    if call.ended_at is not None:
        return CallState.ANSWERED if call.answered_at else CallState.MISSED
    if call.answered_at is not None:
        return CallState.TALKING if now - call.answered_at < LONGEST_TALK else CallState.ANSWERED
    return CallState.RINGING if now - call.began_at < LONGEST_RINGING else CallState.MISSED


def is_running(call: PhoneCall, now: datetime) -> bool:
    """Does it ring, or does somebody speak?"""
    return state_of(call, now) in RUNNING


def spoken(call: PhoneCall, now: datetime) -> int | None:
    """Seconds that were spoken; none while or where nobody spoke, or where it is not known."""
    if call.seconds is not None or state_of(call, now) is not CallState.ANSWERED:
        return call.seconds
    if call.answered_at is None or call.ended_at is None:
        return None
    return max(0, int((call.ended_at - call.answered_at).total_seconds()))


def to_call_back(calls: Iterable[PhoneCall], now: datetime) -> list[tuple[PhoneCall, int]]:
    """Callers whom nobody spoke with and nobody has called back: their newest call, and how often they tried.

    The newest call of a number decides: who got through later, or waits on the line now, needs no call.
    """
    by_number: dict[str, list[PhoneCall]] = {}
    for call in sorted(calls, key=lambda each: (each.began_at, each.id), reverse=True):
        if call.caller:
            by_number.setdefault(call.caller, []).append(call)
    return [(mine[0], tries) for mine in by_number.values() if (tries := _tries(mine, now))]


def _tries(newest_first: Sequence[PhoneCall], now: datetime) -> int:
    tries = 0
    for call in newest_first:
        if state_of(call, now) not in UNHEARD or call.done_at is not None:
            break
        tries += 1
    return tries


def may_be_called_back(call: PhoneCall, now: datetime) -> bool:
    """Nobody spoke with a caller whose number is known, and nobody has called back yet."""
    return bool(call.caller) and call.done_at is None and state_of(call, now) in UNHEARD
