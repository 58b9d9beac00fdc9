"""What may become of a case, and the word that people read."""

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.cases import rules
from helpdesk.cases.model import CaseKind, CaseState, CaseWord, Grade, Priority, Triage
from helpdesk.events import CaseCorrected, CaseReopened, CaseResumed, name_of
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from support.builders import NOW, a_case

S = CaseState
OPEN = (S.RECEIVED, S.VERIFYING, S.IN_PROGRESS, S.WAITING_CONTACT, S.ANSWERED)
ENDED = (S.CLOSED, S.REJECTED)


def _acts(case: Any) -> dict[str, Any]:
    return {
        "verify": lambda: rules.verify(case, CaseKind.COMPLAINT, NOW),
        "dispose": lambda: rules.dispose(case, uuid7(), None, NOW),
        "assign": lambda: rules.assign(case, uuid7(), NOW),
        "correct": lambda: rules.correct(case, NOW, title="Lain"),
        "reply": lambda: rules.reply(case, uuid7(), NOW),
        "touch": lambda: rules.touch(case, uuid7(), "👍", NOW),
        "wait": lambda: rules.wait_for_contact(case, NOW),
        "answer": lambda: rules.answer(case, NOW),
        "close": lambda: rules.close(case, NOW),
        "reject": lambda: rules.reject(case, NOW),
        "spam": lambda: rules.mark_spam(case, NOW),
        "duplicate": lambda: rules.mark_duplicate(case, a_case(), NOW),
    }


@pytest.mark.parametrize("state", ENDED)
def test_an_ended_case_takes_no_act_but_reopening(state: CaseState) -> None:
    for name, act in _acts(a_case(state)).items():
        with pytest.raises(Conflict):
            act()
            raise AssertionError(name)
    after, [fact] = rules.reopen(a_case(state, closed_at=NOW, spam=True, rating=1), NOW)
    assert (after.state, after.closed_at, after.spam, after.rating) == (S.IN_PROGRESS, None, False, None)
    assert isinstance(fact, CaseReopened)


@pytest.mark.parametrize("state", OPEN)
def test_every_act_on_an_open_case_names_the_case_and_the_time(state: CaseState) -> None:
    case = a_case(state)
    for name, act in _acts(case).items():
        if name == "verify" and state not in (S.RECEIVED, S.VERIFYING):
            continue
        after, facts = act()
        assert after.id == case.id
        assert {(fact.case_id, fact.at) for fact in facts} <= {(case.id, NOW)}, name


@pytest.mark.parametrize("state", OPEN)
def test_a_reaction_is_no_answer_and_leaves_the_case_as_it_is(state: CaseState) -> None:
    case = a_case(state)
    after, facts = rules.touch(case, uuid7(), "🙏", NOW)
    assert after == case
    assert [name_of(fact) for fact in facts] == ["case.reacted"]


def test_the_first_look_counts_once() -> None:
    seen, facts = rules.see(a_case(), NOW)
    assert (seen.state, seen.first_seen_at, len(facts)) == (S.VERIFYING, NOW, 1)
    assert rules.see(seen, NOW) == (seen, [])


def test_verifying_with_another_kind_says_that_the_kind_changed() -> None:
    _, facts = rules.verify(a_case(), CaseKind.INFORMATION, NOW)
    assert CaseCorrected(case_id=facts[0].case_id, at=NOW, fields=("kind",)) in facts
    assert len(rules.verify(a_case(), CaseKind.COMPLAINT, NOW)[1]) == 1
    with pytest.raises(Conflict):
        rules.verify(a_case(S.IN_PROGRESS), CaseKind.COMPLAINT, NOW)


def test_a_word_of_the_citizen_ends_the_waiting_and_reopens_the_answered() -> None:
    resumed, facts = rules.hear(a_case(S.WAITING_CONTACT), uuid7(), NOW)
    assert resumed.state is S.IN_PROGRESS
    assert isinstance(facts[-1], CaseResumed)
    again, facts = rules.hear(a_case(S.ANSWERED), uuid7(), NOW)
    assert (again.state, again.reopened, again.unread) == (S.IN_PROGRESS, 1, True)
    assert [name_of(fact) for fact in facts] == ["case.message_received", "case.reopened"]


@pytest.mark.parametrize("name", ["dispose", "wait"])
def test_work_after_the_answer_reopens(name: str) -> None:
    after, facts = _acts(a_case(S.ANSWERED, answered_at=NOW))[name]()
    assert (after.reopened, after.answered_at) == (1, None)
    assert isinstance(facts[0], CaseReopened)


def test_what_is_so_already_is_no_fact() -> None:
    member = uuid7()
    case = a_case(S.WAITING_CONTACT, assignee_id=member)
    assert rules.wait_for_contact(case, NOW)[1] == []
    assert rules.assign(case, member, NOW)[1] == []
    assert rules.correct(case, NOW, title=case.title, kind=case.kind)[1] == []
    assert rules.answer(a_case(S.ANSWERED), NOW)[1] == []


@pytest.mark.parametrize(
    ("case", "word"),
    [
        (a_case(), CaseWord.RECEIVED),
        (a_case(S.VERIFYING), CaseWord.CHECKED),
        (a_case(S.IN_PROGRESS, unit_id=uuid7()), CaseWord.FORWARDED),
        (a_case(S.IN_PROGRESS, unit_id=uuid7(), first_response_at=NOW), CaseWord.IN_PROGRESS),
        (a_case(S.IN_PROGRESS, reopened=1), CaseWord.REOPENED),
        (a_case(S.IN_PROGRESS, escalated=True, reopened=1), CaseWord.WITH_MINISTRY),
        (a_case(S.WAITING_CONTACT), CaseWord.WAITING_FOR_YOU),
        (a_case(S.CLOSED, duplicate_of=uuid7()), CaseWord.DUPLICATE),
        (a_case(S.CLOSED), CaseWord.DONE),
        (a_case(S.ANSWERED), CaseWord.DONE),
        (a_case(S.REJECTED), CaseWord.REJECTED),
    ],
)
def test_each_case_has_one_word(case: Any, word: CaseWord) -> None:
    assert rules.word_of(case) is word


def test_a_grade_is_raised_and_lowered_and_history_says_to_what() -> None:
    graded, [_, fact] = rules.verify(
        a_case(), CaseKind.COMPLAINT, NOW, Triage(grade=Grade.YELLOW, priority=Priority.URGENT)
    )
    assert (graded.grade, graded.priority) == (Grade.YELLOW, Priority.URGENT)
    assert fact == CaseCorrected(
        case_id=graded.id, at=NOW, fields=("grade", "priority"), grade="yellow", priority="urgent"
    )
    raised, [fact] = rules.correct(graded, NOW, triage=Triage(grade=Grade.RED, priority=Priority.URGENT))
    assert fact == CaseCorrected(case_id=graded.id, at=NOW, fields=("grade",), grade="red")
    taken, [fact] = rules.correct(raised, NOW, triage=Triage(grade=None))
    assert (taken.grade, fact) == (None, CaseCorrected(case_id=graded.id, at=NOW, fields=("grade",)))


def test_what_is_not_said_of_a_case_stays() -> None:
    case = a_case(grade=Grade.RED, priority=Priority.HIGH, topic_id=uuid7())
    assert rules.correct(case, NOW) == (case, [])
    assert rules.correct(case, NOW, triage=Triage(grade=Grade.RED, topic_id=case.topic_id)) == (case, [])
    other, [fact] = rules.correct(case, NOW, triage=Triage(topic_id=None))
    assert (other.topic_id, other.grade, fact) == (
        None,
        Grade.RED,
        CaseCorrected(case_id=case.id, at=NOW, fields=("topic_id",)),
    )


def test_only_a_complaint_bears_a_grade() -> None:
    with pytest.raises(Invalid) as refused:
        rules.verify(a_case(), CaseKind.CONSULTATION, NOW, Triage(grade=Grade.GREEN))
    assert refused.value.details["fields"] == {"grade": "complaints_only"}
    asked, [fact] = rules.correct(a_case(grade=Grade.RED), NOW, kind=CaseKind.INFORMATION)
    assert asked.grade is None
    assert fact == CaseCorrected(case_id=asked.id, at=NOW, fields=("grade", "kind"))


def test_a_case_is_late_once_its_nearest_due_time_is_past_and_never_without_one() -> None:
    second = timedelta(seconds=1)
    assert not a_case(due_at=None).is_late(NOW)
    assert [a_case(due_at=NOW + by).is_late(NOW) for by in (second, 0 * second, -second)] == [
        False,
        False,
        True,
    ]
