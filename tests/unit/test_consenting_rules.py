"""What is an answer to a question of consent, and which question it answers."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zlib import crc32

import pytest

from helpdesk.consenting.model import WORDING, Asked, Purpose, Question, Subject
from helpdesk.consenting.rules import answer_in, meant, offer_of, pressed, why_not
from helpdesk.escalation.whom import Identity, identity_now
from helpdesk.texts.asked import ASKED
from kit.ids import uuid7
from support.builders import a_case

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FILING = Subject(purpose=Purpose.REGISTER)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        *((word, True) for word in ("Ya", "YA.", " iya ", "Yes", "setuju", "Ya, boleh!", "ＹＡ")),
        *((word, False) for word in ("Tidak", "TIDAK.", "tdk", "No", "jangan", "tidak setuju")),
        *(
            (word, None)
            for word in ("", "ok", "ya tapi nanti", "1", "tidak ada obat", "да", "ya 👍 ya", "👍")
        ),
    ],
)
def test_only_the_word_alone_is_an_answer(text: str, given: bool | None) -> None:
    assert answer_in(text) is given


def test_words_that_change_get_a_new_version() -> None:
    """The ledger names the version: whoever changes a word puts both right here."""
    words = "\n".join(each for text in ASKED for each in (text.usual, text.short))
    assert (WORDING, crc32(words.encode())) == ("persetujuan-1", 2631375943)


def test_what_is_pressed_names_its_question() -> None:
    question_id = uuid7()
    yes, no = offer_of(question_id, "en").options
    assert (pressed(yes.id), pressed(no.id)) == ((question_id, True), (question_id, False))
    assert (yes.title, no.title) == ("Yes, you may", "No")
    for other in ("", "skip", "consent:yes:", "consent:maybe:" + str(question_id), f"name:yes:{question_id}"):
        assert pressed(other) is None


def _asked(name: str, *, spoken_since: bool = False, ago: timedelta = timedelta(hours=1)) -> Asked:
    question = Question(
        id=uuid7(),
        case_id=UUID(int=1),
        purpose=Purpose.REGISTER,
        conversation_id=UUID(int=2),
        message_id=uuid7(),
        channel="whatsapp",
        asked="?",
        at=NOW - ago,
        expires_at=NOW - ago + timedelta(days=7),
    )
    return Asked(question=question, external_ids=frozenset({name}), spoken_since=spoken_since)


def test_a_bare_word_answers_the_last_question_and_a_named_one_its_own() -> None:
    last, first = _asked("b"), _asked("a")
    assert meant([last, first], True, "", NOW) == last.question
    assert meant([last, first], True, "a", NOW) == first.question
    assert meant([last, first], True, "another", NOW) is None
    assert meant([], True, "", NOW) is None


def test_once_an_officer_has_written_only_what_names_the_question_answers_it() -> None:
    asked = _asked("a", spoken_since=True)
    assert meant([asked], False, "", NOW) is None
    assert meant([asked], False, "a", NOW) == asked.question


def test_after_its_time_a_question_hears_only_a_no_that_names_it() -> None:
    over = _asked("a", ago=timedelta(days=8))
    assert [meant([over], given, name, NOW) for given in (True, False) for name in ("", "a")] == [
        None,
        None,
        None,
        over.question,
    ]


def test_a_linked_case_is_asked_about_by_the_office_that_speaks_with_its_citizen() -> None:
    assert why_not(a_case(mirrored=True), [FILING], {}, reached=True, waits=False) == "other_side_asks"
    assert why_not(a_case(), [FILING], {}, reached=True, waits=True) == "question_open"
    assert why_not(a_case(), [FILING], {}, reached=True, waits=False) == ""


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        (Identity.NONE, ("none", "none", "none")),
        (Identity.MASKED, ("masked", "masked", "masked")),
        (Identity.CONSENTED, ("masked", "masked", "clear")),
        (Identity.CLEAR, ("clear", "masked", "clear")),
    ],
)
def test_a_no_counts_everywhere_and_a_yes_where_it_is_asked_for(
    identity: Identity, said: tuple[str, ...]
) -> None:
    assert tuple(identity_now(identity, given).value for given in (None, False, True)) == said
