"""Questions and answers on the way to a case: what leads on, what files at once, what is asked again."""

from typing import Any

import pytest

from helpdesk.cases.model import CaseKind
from helpdesk.channels.model import MediaRef
from helpdesk.dialogues import rules
from helpdesk.dialogues.model import Dialogue, Place, Said, Step, Turn
from helpdesk.dialogues.questions import question
from kit.ids import uuid7
from support.builders import NOW

PICTURE = (MediaRef(remote_id="m1", kind="image"),)
PLACES = [
    Place(id=uuid7(), name=name)
    for name in ("Puskesmas Batang I", "Puskesmas Batang II", "Puskesmas Bawang", "RSUD Kalisari")
]
MANY = [Place(id=uuid7(), name=f"Puskesmas Desa {chr(65 + n)}") for n in range(20)]


def said(text: str = "", **more: Any) -> Said:
    fields: dict[str, Any] = {"kind": "image" if more.get("media") else "text", **more}
    return Said(
        message_id=uuid7(),
        entry_id=uuid7(),
        external_id="w",
        text=text,
        sent_at=NOW,
        received_at=NOW,
        **fields,
    )


def talk(*texts: str | Said, places: list[Place] | None = None, greeting: str = "halo") -> Turn:
    """The turn after a greeting and these answers."""
    turn = rules.begun(said(greeting))
    for text in texts:
        assert turn.dialogue is not None, "it was over before"
        turn = rules.heard(
            turn.dialogue, said(text) if isinstance(text, str) else text, PLACES if places is None else places
        )
    return turn


def step(turn: Turn) -> Step:
    assert turn.dialogue is not None
    return turn.dialogue.step


def test_the_whole_way_leads_to_a_case_with_every_answer() -> None:
    turn = talk("1", "Antrean gigi penuh", "2", said(media=PICTURE), "2")
    filing = turn.filing
    assert filing is not None
    assert (filing.kind, filing.facility_id, filing.anonymous) == (
        CaseKind.COMPLAINT,
        PLACES[1].id,
        True,
    )
    assert [each.text for each in filing.said] == ["Antrean gigi penuh", ""]
    assert filing.said[1].media == PICTURE


def test_each_answer_leads_to_the_next_question() -> None:
    answers = ["konsultasi", "Apakah vaksin aman?", "lewati", "0"]
    steps = [step(talk(*answers[:n])) for n in range(len(answers) + 1)]
    assert steps == list(Step)


def test_a_name_that_fits_several_places_is_asked_about_once_more() -> None:
    turn = talk("1", "Antrean penuh", "batang")
    assert turn.dialogue is not None
    assert turn.dialogue.offered == (PLACES[0].id, PLACES[1].id)
    text, offer = question(turn.dialogue, "Dinkes", PLACES, {})
    assert "Yang mana" in text
    assert offer is not None
    assert [option.title for option in offer.options] == [
        "Puskesmas Batang I",
        "Puskesmas Batang II",
        "Lewati",
    ]
    after = rules.heard(turn.dialogue, said("2"), PLACES)
    assert after.dialogue is not None
    assert after.dialogue.facility_id == PLACES[1].id


def test_a_long_list_comes_in_parts_of_at_most_ten_rows_and_begins_anew() -> None:
    turn, shown = talk("1", "Antrean penuh", places=MANY), []
    for _ in range(4):
        assert turn.dialogue is not None
        _, offer = question(turn.dialogue, "Dinkes", MANY, {})
        assert offer is not None
        assert len(offer.options) <= 10
        shown.append(turn.dialogue.offered)
        turn = rules.heard(turn.dialogue, said("lain"), MANY)
    assert [place for part in shown[:3] for place in part] == [place.id for place in MANY]
    assert shown[3] == shown[0]


@pytest.mark.parametrize(
    "answers", [(), ("1",), ("1", "Obat habis"), ("1", "Obat habis", "0"), ("1", "x y", "0", "0")]
)
def test_a_text_that_answers_nothing_is_the_case_at_once(answers: tuple[str, ...]) -> None:
    turn = talk(*answers, "Sebenarnya dokternya juga tidak pernah datang")
    if answers == ("1",):
        assert step(turn) is Step.FACILITY, "here it is the answer"
        return
    assert turn.filing is not None
    assert turn.filing.said[-1].text == "Sebenarnya dokternya juga tidak pernah datang"
    assert len(turn.filing.said) == (2 if len(answers) > 1 else 1), "nothing said is lost"


@pytest.mark.parametrize("answers", [(), ("1",), ("1", "Obat habis"), ("1", "Obat habis", "0")])
def test_danger_is_never_asked_about(answers: tuple[str, ...]) -> None:
    turn = talk(*answers, said("ibu saya pingsan", urgent=True))
    assert turn.filing is not None
    assert turn.filing.said[-1].urgent


@pytest.mark.parametrize("answers", [(), ("1",), ("1", "Obat habis"), ("1", "Obat habis", "0")])
def test_noise_is_asked_again_twice_and_then_stands_as_it_was_said(answers: tuple[str, ...]) -> None:
    first = talk(*answers, "halo")
    assert (first.asks, step(first)) == (True, step(talk(*answers)))
    assert talk(*answers, "halo", "99").asks
    ended = talk(*answers, "halo", "99", "👍")
    assert ended.filing is not None, "a machine that greets back ends in a case, not in an endless talk"


def test_pictures_of_an_album_are_kept_without_a_question_each() -> None:
    album = [said(media=PICTURE) for _ in range(5)]
    turn = talk("1", *album)
    assert step(turn) is Step.FACILITY
    assert not turn.asks, "asked with the first one"
    assert turn.dialogue is not None
    assert len(turn.dialogue.said) == 5
    assert step(talk("1", *album, "0")) is Step.NAME, "there are pictures already"


def test_a_picture_at_the_menu_is_a_report() -> None:
    for caption in ("", "halo"):
        turn = talk(said(caption, media=PICTURE))
        assert turn.filing is not None
        assert turn.filing.said[0].media == PICTURE


def test_a_place_on_the_map_answers_where() -> None:
    turn = talk("1", "Obat habis", said("📍 (-6.9, 109.7)", kind="location"))
    assert step(turn) is Step.PHOTO
    assert turn.dialogue is not None
    assert turn.dialogue.said[-1].kind == "location"


def test_what_the_channel_does_not_hand_over_is_kept() -> None:
    turn = talk("1", said(kind="unsupported"))
    assert turn.dialogue is not None
    assert turn.dialogue.said[0].kind == "unsupported"


def test_another_kind_may_be_chosen_before_anything_was_said() -> None:
    turn = talk("1", said("Aspirasi", choice="kind:aspiration"))
    assert step(turn) is Step.STORY
    assert turn.dialogue is not None
    assert turn.dialogue.kind is CaseKind.ASPIRATION


def test_an_old_button_is_no_answer_and_no_text() -> None:
    turn = talk("1", "Obat habis", said("Pengaduan", choice="kind:complaint"))
    assert (step(turn), turn.asks) == (Step.FACILITY, True)


def test_who_calls_it_off_before_saying_anything_leaves_nothing() -> None:
    assert talk("1", "batal") == Turn()
    later = talk("1", "Obat habis", "batal")
    assert later.filing is not None, "what was said is not thrown away"


def test_an_office_without_facilities_does_not_ask_for_one() -> None:
    assert step(talk("1", "Obat habis", places=[])) is Step.PHOTO


def test_left_alone_it_is_a_case_with_what_was_said_or_nothing() -> None:
    begun = talk("1").dialogue
    told = talk("2", "Bolehkah ibu hamil divaksin?").dialogue
    assert begun is not None
    assert told is not None
    assert rules.left_alone(begun) == Turn()
    filing = rules.left_alone(told).filing
    assert filing is not None
    assert (filing.kind, filing.anonymous) == (CaseKind.CONSULTATION, False)


@pytest.mark.parametrize(
    ("greeting", "language"), [("halo", "id"), ("hi", "id"), ("hello", "en"), ("menu", "id")]
)
def test_the_language_is_that_of_the_greeting(greeting: str, language: str) -> None:
    turn = talk(greeting=greeting)
    assert turn.dialogue is not None
    assert turn.dialogue.language == language


def test_english_may_be_asked_for_at_the_menu() -> None:
    turn = talk("english")
    assert turn.dialogue is not None
    assert turn.dialogue.language == "en"
    text, _ = question(turn.dialogue, "Dinkes", PLACES, {})
    assert "Welcome" in text


@pytest.mark.parametrize("place", list(Step))
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_question_can_be_answered_by_what_is_offered(place: Step, language: str) -> None:
    offered = tuple(each.id for each in PLACES)
    dialogue = Dialogue(step=place, language=language, kind=CaseKind.COMPLAINT, offered=offered)
    text, offer = question(dialogue, "Dinkes Batang", PLACES, {})
    assert text.strip()
    for option in offer.options if offer else ():
        turn = rules.heard(dialogue, said(option.title, choice=option.id), PLACES)
        assert turn.filing or turn.dialogue != dialogue
        assert len(option.title) <= 24 or place is Step.FACILITY
