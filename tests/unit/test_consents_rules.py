"""The words by which extra messages are stopped and begun, and what a merge does not open."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.consents.rules import wish_in
from helpdesk.contacts.model import Merge
from helpdesk.contacts.rules import other_side
from kit.ids import uuid7
from support.builders import NOW


@pytest.mark.parametrize("text", ["BERHENTI", "berhenti.", " Stop ", "STOP!!!", "*stop*", "ＳＴＯＰ"])
def test_the_word_alone_stops(text: str) -> None:
    assert wish_in(text) is False


@pytest.mark.parametrize("text", ["MULAI", "mulai", "Start."])
def test_the_word_alone_begins_again(text: str) -> None:
    assert wish_in(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "jangan berhenti",
        "stop 5",
        "Stop dulu",
        "obat saya berhenti datang",
        "stop stop",
        "停止",
        "stopé",
    ],
)
def test_whoever_writes_more_wants_to_tell_something(text: str) -> None:
    assert wish_in(text) is None


@given(st.text(max_size=30))
def test_no_text_is_an_error(text: str) -> None:
    assert wish_in(text) in (True, False, None)


def test_an_older_case_stays_with_those_by_whom_it_was_known() -> None:
    own, moved = uuid7(), uuid7()
    number, brought = ("phone", "+6281200000001"), ("phone", "+6281200000002")
    merge = Merge(
        id=uuid7(),
        kept_id=uuid7(),
        absorbed_id=uuid7(),
        reason="Sama",
        identities=(brought,),
        conversations=frozenset(),
        cases=frozenset({moved}),
        at=NOW,
        by_name="Dewi",
    )
    before, after = NOW - timedelta(days=1), NOW + timedelta(days=1)
    assert other_side(merge, own, before, brought)
    assert other_side(merge, moved, before, number)
    assert not other_side(merge, own, before, number)
    assert not other_side(merge, moved, before, brought)
    assert not other_side(merge, own, after, brought), "what was opened since is of one person"
