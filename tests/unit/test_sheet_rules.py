"""What the heads of an escalation sheet seem to hold, and what one of its lines says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from admin.sheets.words import COLUMNS, remedy
from helpdesk.cases.model import CaseKind, CaseState
from helpdesk.cases.words import CHANNELS, DESK_WORDS, HOLDERS, KINDS
from helpdesk.channels.model import ChannelKind
from helpdesk.sheets import vocabulary
from helpdesk.sheets.model import Choice, Column, Places, Remembered, Understood
from helpdesk.sheets.rules import (
    by_name,
    is_another,
    mark_of,
    must_be_choice,
    proposed,
    remembered,
    understood,
)
from helpdesk.sheets.vocabulary import folded
from kit.errors import Invalid
from kit.ids import uuid7
from support.worksheets import HEADS, a_line
from ui.i18n import LANGUAGES, translate

C = Column
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
_CHOICE = proposed(HEADS)


def _said(cells: list[str], choice: Choice = _CHOICE, places: Places | None = None) -> Understood:
    return understood(cells, choice, places or Places(), "Asia/Jakarta", NOW)


def _faults(**cells: str) -> set[tuple[str, str]]:
    return {(each.column.value, each.code) for each in _said(a_line(**cells)).faults}


def _line(**cells: str) -> Any:
    said = _said(a_line(**cells))
    assert said.line is not None, said.faults
    return said.line


def test_the_columns_of_an_indonesian_sheet_are_recognised_by_their_heads() -> None:
    assert _CHOICE.columns == {column: place for place, column in enumerate(Column)}


def test_so_are_those_of_an_english_one_in_another_order() -> None:
    heads = ("Answer", "Received at", "Phone Number", "Description", "#", "Escalated to", "Status")
    assert proposed(heads).columns == {
        C.ANSWER: 0,
        C.DATE: 1,
        C.PHONE: 2,
        C.TEXT: 3,
        C.ESCALATED_TO: 5,
        C.STATE: 6,
    }


def test_a_head_with_more_words_is_still_known() -> None:
    assert proposed(["Tgl Masuk (WIB)", "Uraian Masalah Warga"]).columns == {C.DATE: 0, C.TEXT: 1}


def test_what_the_office_chose_last_time_goes_before_every_guess() -> None:
    before = Remembered(
        columns={C.TEXT: "Catatan", C.DATE: "Tanggal"},
        channel=ChannelKind.WHATSAPP,
        kind=CaseKind.CONSULTATION,
    )
    again = proposed(["Uraian", "TANGGAL", "catatan"], before)
    assert again.columns == {C.TEXT: 2, C.DATE: 1}
    assert (again.channel, again.kind) == (ChannelKind.WHATSAPP, CaseKind.CONSULTATION)


def test_a_choice_is_remembered_by_the_words_of_its_heads() -> None:
    choice = Choice(columns={C.DATE: 1, C.TEXT: 0})
    assert remembered(choice, ("Isi", "Tanggal")).columns == {C.DATE: "Tanggal", C.TEXT: "Isi"}


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({C.DATE: 0}, {"text": "required"}),
        ({C.DATE: 0, C.TEXT: 9}, {"text": "unknown"}),
        ({C.DATE: 0, C.TEXT: 0}, {"text": "twice"}),
    ],
)
def test_a_choice_that_cannot_be_is_refused(columns: dict[Column, int], wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        must_be_choice(Choice(columns=columns), ["Tanggal", "Uraian"])
    assert refused.value.details["fields"] == wrong


def test_a_full_line_is_understood_whole() -> None:
    topic, unit = uuid7(), uuid7()
    places = Places(topics=by_name([("Antrean & loket", topic)]), units=by_name([("Seksi P2P", unit)]))
    cells = a_line(
        *("B-7", "1 Nov 2026 08.15", "Obat habis"),
        channel="WA",
        name="Siti  Rahma",
        phone="0812 3456 7890",
        topic="antrean  loket",
        unit="SEKSI P2P",
        escalated_to="Direktorat Surveilans",
        state="Sedang ditindaklanjuti",
    )
    line = _said(cells, places=places).line
    assert line is not None
    assert (line.channel, line.kind, line.state) == ("whatsapp", "complaint", "in_progress")
    assert (line.name, line.phone) == ("Siti Rahma", "+6281234567890")
    assert (line.topic_id, line.unit_id, line.escalated_to) == (topic, unit, "Direktorat Surveilans")
    assert line.opened_at.isoformat() == "2026-11-01T08:15:00+07:00"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"opened": ""}, ("date", "required")),
        ({"opened": "kemarin"}, ("date", "unreadable")),
        ({"opened": "11/25/2026"}, ("date", "month_first")),
        ({"opened": "01/12/2026"}, ("date", "in_the_future")),
        ({"text": " - "}, ("text", "required")),
        ({"text": "x" * 10_001}, ("text", "too_long")),
        ({"phone": "0812"}, ("phone", "malformed")),
        ({"channel": "merpati"}, ("channel", "unknown")),
        ({"kind": "curhat"}, ("kind", "unknown")),
        ({"state": "entahlah"}, ("state", "unknown")),
        ({"answered_at": "31/10/2026", "answer": "Ya"}, ("answered_at", "before_opening")),
        ({"state": "proses", "closed_at": "02/11/2026"}, ("closed_at", "still_open")),
        ({"number": "9" * 61}, ("number", "too_long")),
    ],
)
def test_a_fault_names_its_cell_and_has_a_remedy_in_both_languages(
    cells: dict[str, str], fault: tuple[str, str]
) -> None:
    assert _faults(**cells) == {fault}
    told = remedy(Column(fault[0]), fault[1])
    assert translate("en", told) != told


def test_everything_that_is_wrong_with_a_line_is_said_at_once() -> None:
    assert len(_faults(opened="besok", text="", phone="1", channel="merpati", state="y")) == 5


def test_a_line_without_a_state_is_where_its_other_cells_show() -> None:
    assert _line().state is CaseState.RECEIVED
    assert _line(unit="Seksi P2P").state is CaseState.IN_PROGRESS
    assert _line(answer="Sudah").state is CaseState.ANSWERED
    assert _line(closed_at="02/11/2026").state is CaseState.CLOSED


def test_what_is_closed_without_a_date_closed_when_it_was_answered_and_that_is_said() -> None:
    said = _said(a_line(state="Selesai", answer="Ya", answered_at="03/11/2026"))
    assert said.line is not None
    assert said.line.closed_at == said.line.answered_at
    assert [(each.column, each.code) for each in said.hints] == [(C.CLOSED_AT, "no_closing")]


def test_an_answer_on_the_same_day_came_not_before_its_question() -> None:
    line = _line(opened="01/11/2026 14.00", answer="Ya", answered_at="01/11/2026")
    assert line.answered_at == line.opened_at


def test_a_name_that_the_office_does_not_know_is_kept_and_said() -> None:
    said = _said(a_line(topic="Ufologi", facility="Puskesmas Bulan"))
    assert said.line is not None
    assert said.line.unplaced == ((C.TOPIC, "Ufologi"), (C.FACILITY, "Puskesmas Bulan"))
    assert {each.code for each in said.hints} == {"unplaced"}


def test_of_two_units_with_one_name_none_is_meant() -> None:
    assert by_name([("P2P", uuid7()), ("p2p", uuid7()), ("Gizi", gizi := uuid7())]) == {"gizi": gizi}


def test_who_gave_no_name_stays_unnamed() -> None:
    line = _line(name="Hamba Allah", phone="0812-3456-7890")
    assert (line.anonymous, line.name) == (True, "")


def test_a_number_makes_a_line_itself_whatever_else_is_corrected() -> None:
    assert _line(number="A-1").key == _line(number=" a 1 ", text="Lain", state="Selesai").key
    assert _line(number="A-1").key != _line(number="A-2").key


def test_without_a_number_a_line_is_known_by_what_it_says() -> None:
    assert _line().key == _line(text="antrean  LOKET lama", state="Selesai", answer="Sudah").key
    assert (
        len({_line().key, _line(text="Lain").key, _line(opened="02/11/2026").key, _line(name="Budi").key})
        == 4
    )


def test_one_number_for_another_day_and_another_text_is_another_matter() -> None:
    first = _line(number="1")
    corrected, moved = (
        _line(number="1", text="Antrean loket lama sekali"),
        _line(number="1", opened="2/11/2026"),
    )
    another = _line(number="1", opened="02/11/2026", text="Obat habis")
    judged = [is_another(each, mark_of(first), first.opened_at) for each in (corrected, moved, another)]
    assert judged == [False, False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bridge_knows_its_own_sheets_again_in_both_languages(language: str) -> None:
    heads = [translate(language, label) for label in COLUMNS.values()]
    assert proposed(heads).columns == {column: place for place, column in enumerate(Column)}
    for words, known in (
        (CHANNELS.values(), vocabulary.CHANNELS),
        (KINDS.values(), vocabulary.KINDS),
        ((*DESK_WORDS.values(), *HOLDERS.values()), vocabulary.STATES),
    ):
        for word in words:
            assert folded(translate(language, word)) in known, (language, word)


def test_what_spreadsheet_programs_keep_from_being_a_formula_is_the_same_line() -> None:
    assert _line(text="'=1+1").text == "=1+1"
