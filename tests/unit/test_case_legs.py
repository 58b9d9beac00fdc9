"""Who held a case when; and all of it together is the time of the case."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.cases.legs import Holder, Leg, legs, shares
from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseEscalated,
    CaseEvent,
    CaseReopened,
    CaseReplied,
    CaseResumed,
    CaseSeen,
    CaseWaits,
    HandoverChanged,
)

OPENED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CASE, LINK, MINISTRY, PUSKESMAS, FIELD = (UUID(int=number) for number in range(1, 6))
H = Holder


def at(hours: float) -> datetime:
    return OPENED + timedelta(hours=hours)


def disposed(hours: float, unit: UUID = PUSKESMAS) -> CaseDisposed:
    return CaseDisposed(case_id=CASE, at=at(hours), unit_id=unit)


def waits(hours: float) -> CaseWaits:
    return CaseWaits(case_id=CASE, at=at(hours))


def resumed(hours: float) -> CaseResumed:
    return CaseResumed(case_id=CASE, at=at(hours))


def escalated(hours: float) -> CaseEscalated:
    return CaseEscalated(case_id=CASE, at=at(hours), link_id=LINK, to_tenant=MINISTRY)


def handed(hours: float, state: str) -> HandoverChanged:
    return HandoverChanged(case_id=CASE, at=at(hours), link_id=LINK, state=state)


def told(found: tuple[Leg, ...]) -> list[tuple[Holder, UUID | None, float, float | None]]:
    def hours(moment: datetime) -> float:
        return (moment - OPENED) / timedelta(hours=1)

    return [
        (each.holder, each.id, hours(each.begins), hours(each.ends) if each.ends else None) for each in found
    ]


def test_a_new_case_is_the_desks() -> None:
    assert told(legs([CaseSeen(case_id=CASE, at=at(1))], OPENED)) == [(H.DESK, None, 0, None)]


def test_each_unit_the_other_office_and_the_citizen_hold_it_in_turn() -> None:
    facts: list[CaseEvent] = [
        disposed(1),
        disposed(3, FIELD),
        waits(5),
        resumed(9),
        escalated(10),
        handed(11, "accepted"),
        handed(20, "answered"),
        CaseReplied(case_id=CASE, at=at(21), message_id=CASE),
        CaseAnswered(case_id=CASE, at=at(21)),
        CaseReopened(case_id=CASE, at=at(30), times=1),
        CaseAnswered(case_id=CASE, at=at(32)),
        CaseClosed(case_id=CASE, at=at(40)),
    ]
    assert told(legs(facts, OPENED)) == [
        (H.DESK, None, 0, 1),
        (H.UNIT, PUSKESMAS, 1, 3),
        (H.UNIT, FIELD, 3, 5),
        (H.CONTACT, None, 5, 9),
        (H.UNIT, FIELD, 9, 10),
        (H.OTHER_OFFICE, MINISTRY, 10, 20),
        (H.UNIT, FIELD, 20, 21),
        (H.CONTACT, None, 21, 30),
        (H.UNIT, FIELD, 30, 32),
        (H.CONTACT, None, 32, 40),
    ]
    held = {(each.holder, each.id): each.time for each in shares(legs(facts, OPENED), at(99))}
    assert held[(H.UNIT, FIELD)] == timedelta(hours=6)
    assert sum(held.values(), timedelta()) == timedelta(hours=40)


def test_a_case_that_was_closed_and_reopened_was_nobodys_in_between() -> None:
    facts = [CaseClosed(case_id=CASE, at=at(2)), CaseReopened(case_id=CASE, at=at(10), times=1)]
    assert told(legs(facts, OPENED)) == [(H.DESK, None, 0, 2), (H.DESK, None, 10, None)]


_KINDS = (
    disposed,
    lambda hours: disposed(hours, FIELD),
    waits,
    resumed,
    escalated,
    lambda hours: handed(hours, "returned"),
    lambda hours: handed(hours, "in_progress"),
    lambda hours: CaseAnswered(case_id=CASE, at=at(hours)),
    lambda hours: CaseReopened(case_id=CASE, at=at(hours), times=1),
)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(_KINDS)), max_size=30))
def test_whatever_happens_the_legs_follow_each_other_and_add_up_to_the_whole(moves: list) -> None:
    facts = [kind(seconds / 3600) for seconds, kind in sorted(moves, key=lambda move: move[0])]
    found, now = legs(facts, OPENED), at(10**6)
    assert found[0].begins == OPENED
    assert found[-1].ends is None
    assert all(earlier.ends == later.begins for earlier, later in pairwise(found))
    assert sum((each.time for each in shares(found, now)), timedelta()) == now - OPENED
