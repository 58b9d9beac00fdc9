"""What counts as a question about a report, and what is a message all the same."""

import pytest

from helpdesk.tracking.rules import Question, asked

NUMBER = "BTG-YAKR-KN83-4"


@pytest.mark.parametrize(
    ("text", "number", "pin"),
    [
        (f"lacak {NUMBER}", NUMBER, ""),
        (f"Lacak: {NUMBER}", NUMBER, ""),
        (f"LACAK {NUMBER} 123456", NUMBER, "123456"),
        (f"lacak {NUMBER} PIN: 123-456", NUMBER, "123-456"),
        (f"status {NUMBER}?", NUMBER, ""),
        (f"cek {NUMBER.replace('-', ' ')} 123 456", NUMBER.replace("-", " "), "123 456"),
        (f"cek {NUMBER.replace('-', '').lower()}", NUMBER.replace("-", "").lower(), ""),
        ("lacak BTG-0000-0000-9", "BTG-0000-0000-9", ""),
        ("lacak 12345", "12345", ""),
        ("lacak", "", ""),
        ("Status", "", ""),
        ("cek!", "", ""),
    ],
)
def test_a_question_names_a_report_or_the_own_one(text: str, number: str, pin: str) -> None:
    assert asked(text) == Question(number=number, pin=pin)


@pytest.mark.parametrize("text", [f"track {NUMBER}", f"check {NUMBER} 123456", "track"])
def test_an_english_word_is_answered_in_english(text: str) -> None:
    question = asked(text)
    assert question is not None
    assert question.english


@pytest.mark.parametrize(
    "text",
    [
        *("", "status antrean dokter gigi", "cek gula darah di mana", "check up 2 kali", "pelacakan kontak"),
        *("lacak kontak erat keluarga saya", "lacakan 7", "tolong lacak", NUMBER, f"apa kabar {NUMBER}"),
        *("status gizi anak saya 2", f"lacak {NUMBER}\nsudah lama sekali", "cek 1 2 3", "lacak " + "1" * 100),
    ],
)
def test_other_words_are_messages(text: str) -> None:
    assert asked(text) is None
