"""Which case a message belongs to, and what a new one is called."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.cases.model import CaseState
from helpdesk.intake.rules import REOPEN_WITHIN, TITLE_CHARACTERS, candidates, takes_messages, title_of
from kit.ids import uuid7
from support.builders import NOW, a_case


def test_spam_duplicates_and_what_ended_long_ago_take_no_message() -> None:
    assert takes_messages(a_case(), NOW)
    assert takes_messages(a_case(CaseState.CLOSED, closed_at=NOW - REOPEN_WITHIN + timedelta(seconds=1)), NOW)
    assert not takes_messages(a_case(CaseState.CLOSED, closed_at=NOW - REOPEN_WITHIN), NOW)
    assert not takes_messages(a_case(spam=True), NOW)
    assert not takes_messages(a_case(duplicate_of=uuid7()), NOW)


def test_the_case_named_comes_before_the_one_answered_before_the_latest() -> None:
    stated, answered, latest = uuid7(), uuid7(), uuid7()
    assert candidates(stated, answered, latest) == (stated, answered, latest)
    assert candidates(None, answered, answered) == (answered,)
    assert candidates(None, None, None) == ()


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("\n\n  Antrean penuh \n sekali", "text", "Antrean penuh"),
        ("", "image", "[image]"),
        (" \n ", "text", "[text]"),
        ("kata " * 30, "text", f"{'kata ' * 15}kata…"),
        ("x" * 200, "text", f"{'x' * 80}…"),
    ],
)
def test_a_case_is_called_by_its_first_words(text: str, kind: str, title: str) -> None:
    assert title_of(text, kind) == title


@given(st.text(max_size=300))
def test_a_title_is_short_and_never_empty(text: str) -> None:
    assert 0 < len(title_of(text, "text")) <= TITLE_CHARACTERS + 1
