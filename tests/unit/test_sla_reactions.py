"""What happens to a case, and what it does to its promises."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseEscalated,
    CaseEvent,
    CaseMarkedSpam,
    CaseNoted,
    CaseReacted,
    CaseReopened,
    CaseReplied,
    CaseResumed,
    CaseSeen,
    CaseVerified,
    CaseWaits,
    HandoverChanged,
    MessageReceived,
    RegisterChanged,
    RegisterFiled,
)
from helpdesk.sla.model import ClockState, TargetKind
from helpdesk.sla.reactions import Clocks, next_due, next_look, react
from support.hours import wib
from support.terms import terms_of

K, S = TargetKind, ClockState
ID = UUID(int=1)
MONDAY = wib("2026-03-02 08:00")
TERMS = terms_of(MONDAY)


def after(*facts: CaseEvent, by_unit: bool = False, channel: str = "whatsapp") -> Clocks:
    """The clocks of a complaint received on a Monday morning, after these facts."""
    terms = terms_of(MONDAY, channel=channel)
    clocks = terms.at_receipt()
    for fact in facts:
        clocks = react(clocks, fact, terms, by_unit=by_unit)
    return clocks


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def wrote(hours: float) -> MessageReceived:
    return MessageReceived(case_id=ID, at=at(hours), message_id=ID)


def replied(hours: float) -> CaseReplied:
    return CaseReplied(case_id=ID, at=at(hours), message_id=ID)


def waits(hours: float) -> CaseWaits:
    return CaseWaits(case_id=ID, at=at(hours))


def resumed(hours: float) -> CaseResumed:
    return CaseResumed(case_id=ID, at=at(hours))


def disposed(hours: float, due: datetime | None = None) -> CaseDisposed:
    return CaseDisposed(case_id=ID, at=at(hours), unit_id=ID, due_at=due)


def register(moment: datetime, status: str) -> RegisterChanged:
    return RegisterChanged(case_id=ID, at=moment, register_link_id=ID, status=status)


def test_a_case_is_promised_what_begins_at_its_receipt_and_nothing_else() -> None:
    assert list(after()) == [K.FIRST_SEEN, K.VERIFICATION, K.FIRST_RESPONSE, K.RESOLUTION]


def test_the_next_answer_is_owed_from_the_first_message_that_nobody_answered() -> None:
    assert K.NEXT_RESPONSE not in after(wrote(1)), "the first answer is owed still"
    clocks = after(replied(1), wrote(2), wrote(5))
    assert (clocks[K.NEXT_RESPONSE].state, clocks[K.NEXT_RESPONSE].started_at) == (S.RUNNING, at(2))
    kept = react(clocks, replied(6), TERMS)
    assert kept[K.NEXT_RESPONSE].met_at == at(6)
    again = react(kept, wrote(30), TERMS)[K.NEXT_RESPONSE]
    assert (again.state, again.round, again.started_at) == (S.RUNNING, 2, at(30))


def test_asking_the_citizen_pauses_what_waits_for_them_and_gives_them_ten_working_days() -> None:
    clocks = after(replied(1), waits(1))
    assert clocks[K.RESOLUTION].state is S.PAUSED
    assert clocks[K.VERIFICATION].state is S.RUNNING, "what the office owes before is not paused by asking"
    assert clocks[K.CONTACT_REPLY].due_at == wib("2026-03-16 16:00")
    heard = react(react(clocks, wrote(48), TERMS), resumed(48), TERMS)
    assert heard[K.RESOLUTION].state is S.RUNNING
    assert heard[K.CONTACT_REPLY].state is S.MET


def test_asking_a_second_time_does_not_pause_again_but_gives_the_citizen_time_again() -> None:
    clocks = after(waits(1), wrote(2), resumed(2), waits(3))
    assert clocks[K.RESOLUTION].state is S.RUNNING
    assert (clocks[K.CONTACT_REPLY].state, clocks[K.CONTACT_REPLY].round) == (S.RUNNING, 2)


def test_an_answered_case_waits_for_its_citizen_from_the_answer_on() -> None:
    clocks = after(waits(1), CaseAnswered(case_id=ID, at=at(30)))
    assert clocks[K.RESOLUTION].state is S.MET
    assert clocks[K.CONTACT_REPLY].started_at == at(30)


def test_the_citizens_time_is_nothing_that_the_office_owes() -> None:
    clocks = after(CaseAnswered(case_id=ID, at=at(2)))
    assert next_due(clocks) is None
    assert next_look(clocks) == clocks[K.CONTACT_REPLY].warn_at


def test_at_a_case_of_another_office_nobody_waits_for_the_citizen() -> None:
    assert K.CONTACT_REPLY not in after(waits(1), channel="relay")


def test_a_unit_owes_an_answer_from_the_disposition_and_its_note_is_one() -> None:
    clocks = after(disposed(2))
    assert clocks[K.DISPOSITION].due_at == wib("2026-03-05 16:00")
    note = CaseNoted(case_id=ID, at=at(5), message_id=ID)
    assert react(clocks, note, TERMS)[K.DISPOSITION].state is S.RUNNING, "a note of the desk is none"
    assert react(clocks, note, TERMS, by_unit=True)[K.DISPOSITION].met_at == at(5)


def test_each_unit_has_a_clock_of_its_own_and_a_due_time_by_hand_counts() -> None:
    first = after(disposed(2))[K.DISPOSITION]
    second = after(disposed(2), disposed(10, due=at(20)))[K.DISPOSITION]
    assert (first.round, first.by_hand) == (1, False)
    assert (second.round, second.started_at, second.due_at, second.by_hand) == (2, at(10), at(20), True)


def test_the_other_office_owes_a_word_on_a_hand_over_and_returning_is_one() -> None:
    clocks = after(CaseEscalated(case_id=ID, at=at(2), link_id=ID, to_tenant=ID))
    assert clocks[K.HANDOVER].due_at == wib("2026-03-03 16:00")
    for state in ("accepted", "returned"):
        told = HandoverChanged(case_id=ID, at=at(3), link_id=ID, state=state)
        assert react(clocks, told, TERMS)[K.HANDOVER].met_at == at(3)
    assert clocks[K.RESOLUTION].state is S.RUNNING, "the citizen's clock runs on across offices"


def test_lapors_limits_are_a_chain_each_from_the_end_of_the_one_before() -> None:
    filed = RegisterFiled(case_id=ID, at=wib("2026-03-13 10:00"), register_link_id=ID, tracking_id="1")
    clocks = after(filed)
    assert clocks[K.LAPOR_VERIFICATION].due_at == wib("2026-03-25 16:00")
    verified = react(
        clocks,
        register(wib("2026-03-25 15:00"), "verified"),
        TERMS,
    )
    assert verified[K.LAPOR_VERIFICATION].state is S.MET
    assert verified[K.LAPOR_RESPONSE].due_at == wib("2026-04-01 16:00")
    answered = react(
        verified,
        register(wib("2026-04-01 15:00"), "answered"),
        TERMS,
    )
    assert answered[K.LAPOR_RESPONSE].state is S.MET
    assert answered[K.LAPOR_CLOSING].due_at == wib("2026-04-16 16:00")
    same = react(answered, register(at(2000), "answered"), TERMS)
    assert same == answered, "a status told twice begins nothing twice"


def test_a_reopened_case_has_its_resolution_promised_in_a_new_round() -> None:
    clocks = after(CaseAnswered(case_id=ID, at=at(2)), CaseReopened(case_id=ID, at=at(50), times=1))
    again = clocks[K.RESOLUTION]
    assert (again.state, again.round, again.started_at, again.breached_at) == (S.RUNNING, 2, at(50), None)
    assert clocks[K.CONTACT_REPLY].state is S.MET


def test_reopening_lets_an_open_promise_run_on() -> None:
    clocks = after()
    assert (
        react(clocks, CaseReopened(case_id=ID, at=at(3), times=1), TERMS)[K.RESOLUTION]
        is clocks[K.RESOLUTION]
    )


@pytest.mark.parametrize(
    "end", [CaseClosed(case_id=ID, at=at(4)), CaseMarkedSpam(case_id=ID, at=at(4))], ids=["closed", "spam"]
)
def test_nothing_runs_on_after_the_end(end: CaseEvent) -> None:
    clocks = after(disposed(1), CaseEscalated(case_id=ID, at=at(2), link_id=ID, to_tenant=ID), waits(3), end)
    assert not [kind for kind, clock in clocks.items() if clock.state in (S.RUNNING, S.PAUSED)]
    assert next_look(clocks) is None


def test_a_reaction_of_the_office_keeps_no_promise_and_ends_no_pause() -> None:
    reacted = CaseReacted(case_id=ID, at=at(3), message_id=ID, emoji="👍")
    for clocks in (after(), after(disposed(1), waits(2))):
        assert react(clocks, reacted, TERMS) == clocks


def test_looking_verifying_and_answering_keep_what_they_keep() -> None:
    assert after(CaseSeen(case_id=ID, at=at(1)))[K.FIRST_SEEN].met_at == at(1)
    verified = after(CaseVerified(case_id=ID, at=at(1), kind="complaint"))
    assert verified[K.FIRST_SEEN].met_at == verified[K.VERIFICATION].met_at == at(1)
    assert after(replied(1))[K.FIRST_RESPONSE].met_at == at(1)
    assert after(replied(1))[K.RESOLUTION].state is S.RUNNING
